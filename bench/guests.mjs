// The guests of the benchmark: half of memory is a hotspot (every tenth page of it takes nine writes of ten), the other half is never written.

/**
 * @typedef {object} Guest
 * @property {string} memory as in a scenario
 * @property {number} pages
 * @property {number} writesPerSecond
 * @property {string} bandwidth as in a scenario
 * @property {number} runs timed runs, after one that warms up
 */

/** Pages of 4 KiB in a GiB. */
const perGiB = 262_144;
const gigabit = { writesPerSecond: 20_000, bandwidth: '1Gbit/s' };

/** @type {readonly Guest[]} */
export const guests = [
  { memory: '1GiB', pages: perGiB, ...gigabit, runs: 40 },
  { memory: '4GiB', pages: 4 * perGiB, ...gigabit, runs: 25 },
  { memory: '16GiB', pages: 16 * perGiB, ...gigabit, runs: 12 },
  { memory: '64GiB', pages: 64 * perGiB, ...gigabit, runs: 4 },
  { memory: '256GiB', pages: 256 * perGiB, writesPerSecond: 200_000, bandwidth: '10Gbit/s', runs: 3 },
  { memory: '1TiB', pages: 1024 * perGiB, writesPerSecond: 1_000_000, bandwidth: '10Gbit/s', runs: 1 },
];

/**
 * Small enough for the engine that draws every write.
 * @type {Guest}
 */
export const smallGuest = {
  memory: '64MiB',
  pages: perGiB / 16,
  writesPerSecond: 20_000,
  bandwidth: '1Gbit/s',
  runs: 40,
};

/** Pages that a guest writes at all. */
export const writtenPages = (/** @type {Guest} */ guest) => guest.pages / 2;

/**
 * The scenario of a guest.
 * @param {Guest} guest
 * @param {string} algorithm
 */
export function scenarioText({ memory, writesPerSecond, bandwidth }, algorithm) {
  return [
    'scenario: Benchmark',
    `vm: { memory: ${memory} }`,
    'workload:',
    `  - { size: 50%, writes: ${writesPerSecond}/s, pattern: { hotspot: { pages: 10%, share: 90% } } }`,
    `link: { bandwidth: ${bandwidth} }`,
    `algorithms: [ ${algorithm} ]`,
    '',
  ].join('\n');
}
