// The guests that `hca` is measured on (npm run hca-grid): from idle to four times the link's page rate, families of patterns crossed with loads, and
// nothing chosen by hand. Every other guest of a family is for setting defaults, the rest for reporting on them.
import { readFileSync } from 'node:fs';

/**
 * @typedef {object} GridGuest
 * @property {string} name
 * @property {string} family
 * @property {'tuning' | 'report'} half
 * @property {string} memory
 * @property {string} bandwidth
 * @property {string} host preset
 * @property {readonly string[]} workload regions, as in a scenario
 * @property {number} load writes a second over the link's pages a second, while all regions are active
 * @property {boolean} isUnequal whether pages differ in their write rates
 * @property {boolean} isStationary whether each page's rate is the same at all times
 */

/** Pages a second of full 4 KiB pages in Xen's format at an efficiency of 94 %. */
const pageRates = { '1Gbit/s': 28_631, '10Gbit/s': 286_306 };

/** @typedef {{ memory: string, bandwidth: keyof typeof pageRates, host: string }} Place */

/** @type {Place} */
const small = { memory: '1GiB', bandwidth: '1Gbit/s', host: 'ideal' };

/** A pattern that some writes a second make real. @typedef {{ name: string, workload: (writes: number) => readonly string[], isUnequal?: boolean, isStationary?: boolean }} Pattern */

const region = (/** @type {string} */ size, /** @type {number} */ writes, more = '') =>
  `{ size: ${size}, writes: ${Math.round(writes)}/s${more} }`;

/** @param {number} percent of the region's pages @returns {Pattern} */
const hotspot = (percent) => ({
  name: `hot set of ${percent} %`,
  workload: (writes) => [region('80%', writes, `, pattern: { hotspot: { pages: ${percent}%, share: 90% } }`)],
});

/** @param {readonly (readonly [percent: number, share: number])[]} heats @returns {Pattern} */
const heats = (heats) => ({
  name: `${heats.length} heats, the hottest on ${heats[0]?.[0]} %`,
  workload: (writes) => heats.map(([percent, share]) => region(`${percent}%`, share * writes)),
});

/** @param {number} exponent @returns {Pattern} */
const zipf = (exponent) => ({
  name: `zipf ${exponent}`,
  workload: (writes) => [region('80%', writes, `, pattern: { zipf: ${exponent} }`)],
});

/** @param {number} percent @returns {Pattern} */
const uniform = (percent) => ({
  name: `uniform on ${percent} %`,
  workload: (writes) => [region(`${percent}%`, writes)],
  isUnequal: false,
});

/** @param {number} percent @returns {Pattern} */
const sweep = (percent) => ({
  name: `sweep over ${percent} %`,
  workload: (writes) => [region(`${percent}%`, writes, ', pattern: sequential')],
  isUnequal: false,
});

/** @type {Pattern} */
const sweepBesideHot = {
  name: 'sweep over 20 % beside a hot 2 %',
  workload: (writes) => [region('2%', 0.7 * writes), region('20%', 0.3 * writes, ', pattern: sequential')],
};

/** @param {number} seconds @returns {Pattern} */
const phases = (seconds) => ({
  name: `hot set moves after ${seconds} s`,
  workload: (writes) => [
    region('3%', 0.9 * writes, `, during: [ 0s..${seconds}s ]`),
    region('3%', 0.9 * writes, `, during: [ ${seconds}s.. ]`),
    region('40%', 0.1 * writes),
  ],
  isStationary: false,
});

/** @param {string} on @returns {Pattern} */
const bursts = (on) => ({
  name: `hot set in bursts of ${on} every 3 s`,
  workload: (writes) => [
    region('5%', 0.8 * writes, `, during: { bursts: { every: 3s, on: ${on} } }`),
    region('40%', 0.2 * writes),
  ],
  isStationary: false,
});

const twoHeats = heats([
  [5, 0.8],
  [60, 0.2],
]);
const threeHeats = heats([
  [1, 0.6],
  [4, 0.25],
  [20, 0.15],
]);
const fourHeats = heats([
  [1, 0.45],
  [3, 0.25],
  [10, 0.2],
  [40, 0.1],
]);

/** A family: patterns crossed with loads. @param {string} family @param {readonly Pattern[]} patterns @param {readonly number[]} loads @param {Partial<Place>} [place] */
const crossed = (family, patterns, loads, place = {}) =>
  patterns.flatMap((pattern) => loads.map((load) => ({ family, pattern, load, place: { ...small, ...place } })));

/** Kernel compile, OLTP and SPECweb99 as Clark et al. measured their dirty curves (examples/published), on links that they fill. */
const curves = ['clark-2005-kernel-compile', 'clark-2005-oltp', 'clark-2005-specweb99', 'clark-2005-quake3'];

/** @param {string} root the repository @returns {GridGuest[]} */
export function gridGuests(root) {
  const plans = [
    { family: 'idle', pattern: uniform(1), load: 0.0001, place: small },
    ...crossed('uniform', [uniform(50)], [0.3, 0.9, 1.5, 4]),
    ...crossed('hot set', [0.5, 2, 10, 25, 50].map(hotspot), [0.5, 1, 2, 4]),
    ...crossed('heats', [twoHeats, threeHeats, fourHeats], [0.5, 1, 2, 4]),
    ...crossed('zipf', [0.6, 0.9, 1.2].map(zipf), [0.5, 1, 2, 4]),
    ...crossed('sweep', [sweep(25), sweepBesideHot], [0.5, 1, 2]),
    ...crossed('phases', [phases(4), phases(9), bursts('600ms')], [1, 2]),
    ...crossed('larger', [hotspot(10), threeHeats, zipf(0.9)], [1, 2], { memory: '4GiB' }),
    ...crossed('larger', [hotspot(10), threeHeats, zipf(0.9)], [1, 2], { memory: '16GiB', bandwidth: '10Gbit/s' }),
    ...crossed('larger', [hotspot(2), fourHeats], [1.5], { memory: '64GiB', bandwidth: '10Gbit/s' }),
    ...crossed('with costs', [hotspot(10), threeHeats, zipf(0.9), uniform(50)], [0.5, 1.5], { host: 'xen-hap' }),
    ...crossed('with costs', [hotspot(2), fourHeats], [0.5, 1.5], { host: 'xen-shadow' }),
  ];
  /** @type {Map<string, number>} */
  const inFamily = new Map();
  const half = (/** @type {string} */ family) => {
    const count = inFamily.get(family) ?? 0;
    inFamily.set(family, count + 1);
    // Loads come in fours: shifted by one each time, so that both halves get every load.
    return (count + Math.floor(count / 4)) % 2 === 0 ? 'report' : 'tuning';
  };
  const drawn = plans.map(({ family, pattern, load, place }) => ({
    name: `${pattern.name}, ${load < 0.01 ? 'idle' : `load ${load}`}${placeName(place)}`,
    family,
    half: /** @type {GridGuest['half']} */ (half(family)),
    ...place,
    workload: pattern.workload(load * pageRates[place.bandwidth]),
    load,
    isUnequal: pattern.isUnequal ?? true,
    isStationary: pattern.isStationary ?? true,
  }));
  return [...drawn, ...curves.map((name) => curveGuest(root, name, half('curve')))];
}

/** @param {Place} place */
function placeName({ memory, bandwidth, host }) {
  const words = [
    memory === '1GiB' ? '' : memory,
    bandwidth === '1Gbit/s' ? '' : bandwidth,
    host === 'ideal' ? '' : host,
  ];
  return words
    .filter((word) => word !== '')
    .map((word) => `, ${word}`)
    .join('');
}

/** @param {string} root @param {string} name @param {GridGuest['half']} half @returns {GridGuest} */
function curveGuest(root, name, half) {
  const file = `${root}/examples/published/${name}.csv`;
  const points = readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.split(',').map(Number))
    .filter(([seconds, pages]) => seconds !== undefined && pages !== undefined && seconds > 0 && pages > 0)
    .map(([seconds, pages]) => `${seconds}s: ${pages}`);
  return {
    name: `dirty curve of ${name.replace('clark-2005-', '')}`,
    family: 'curve',
    half,
    memory: '512MiB',
    bandwidth: '100Mbit/s',
    host: 'ideal',
    workload: [`{ size: 400MiB, dirtyCurve: [${points.join(', ')}] }`],
    load: NaN,
    isUnequal: true,
    isStationary: true,
  };
}

/** @param {GridGuest} guest @param {readonly string[]} algorithms as in a scenario @param {number} repetitions */
export function scenarioOf({ name, memory, bandwidth, host, workload }, algorithms, repetitions) {
  return [
    `scenario: '${name}'`,
    `repetitions: ${repetitions}`,
    `vm: { memory: ${memory} }`,
    'workload:',
    ...workload.map((one) => `  - ${one}`),
    `link: { bandwidth: ${bandwidth} }`,
    `host: ${host}`,
    'algorithms:',
    ...algorithms.map((one) => `  - ${one}`),
    '',
  ].join('\n');
}
