// Makes the cases of validation/qemu.cases.yaml from recordings of real QEMU migrations: a case a group of repeats, its scenario by rule alone, the same
// constants for all. The recordings themselves are not in the repository; docs/validation-cases.md says what they are.
//   node scripts/qemuCases.mjs FOLDER      FOLDER has experiments.json and kvm-runs.csv
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { Document, isMap, visit } from 'yaml';
import { PlainError, runMain } from './commands.mjs';
import { inRoot } from './paths.mjs';

/** @typedef {any} Json */

const MiB = 2 ** 20;
/**
 * What the local socket and the receiver took pages at: 2.7 us a page in the mean of 42 last copies (the figures compared are means too); without those of idle
 * guests, whose pages the receiver touched for the first time.
 */
const localLink = { bandwidth: '12.2Gbit/s', efficiency: '100%', rtt: '0ms' };
const repetitions = 5;

/** @param {readonly number[]} values */
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
/** @param {number} value @param {number} digits */
const rounded = (value, digits) => Number(value.toFixed(digits));

/**
 * A figure over the repeats of a group.
 * @param {string} name @param {string} metric @param {string} unit @param {readonly number[]} values @param {number} digits @param {Json} [tolerance]
 */
function figure(name, metric, unit, values, digits, tolerance) {
  const range = [Math.min(...values), Math.max(...values)].map((value) => rounded(value, digits));
  return {
    name,
    metric,
    unit,
    published: rounded(mean(values), digits),
    ...(values.length > 1 ? { range } : {}),
    ...(tolerance ? { tolerance } : {}),
  };
}

const tolerances = {
  total: { share: 0.04, amount: 0.1 },
  bytes: { share: 0.03 },
  syncs: { share: 0.1, amount: 1 },
  downtime: { share: 0.25, amount: 30 },
};

/** @param {Json} config @returns {unknown} */
function patternOf(config) {
  if (config.pattern === 'seq') return 'sequential';
  if (config.pattern === 'zipf') return { zipf: config.zipf_s };
  if (config.pattern === 'hotcold')
    return { hotspot: { pages: `${config.hot_page_pct}%`, share: `${config.hot_write_pct}%` } };
  return 'uniform';
}

/** A migration began this long after the guest had begun its first burst: 2.5 s, and up to a poll of 100 ms until its word that it was ready had been seen. */
const warmUpMs = 2550;
/** What a burst and its pause take longer than asked for: what the writes counted second by second show. */
const burstDriftMs = 5;

/**
 * When the writer wrote, in time since the migration began.
 * @param {Json} config @returns {readonly string[]}
 */
function burstsOf({ burst_on_ms: on, burst_off_ms: off, cancel_after_s: seconds }) {
  const every = on + off + burstDriftMs;
  const starts = Array.from({ length: Math.ceil((seconds * 1000) / every) + 2 }, (_, k) => k * every);
  const since = Math.floor(warmUpMs / every) * every - warmUpMs;
  return starts.map((start) => `${Math.max(0, start + since)}ms..${start + since + on}ms`);
}

/** What the idle groups write: some 110 pages a round of several seconds. */
const idleKernel = { name: 'kernel', size: '440KiB', writes: '500/s', pattern: 'uniform' };
/**
 * What the guest writes besides, while its program does: what the syncs of all groups with uniform writes found beyond what the program can have written, as a
 * number of pages that lie anywhere: 64 in 100 ms, 95 in 200, 181 in 400, 164 in 900, 157 in 2 s (standard errors of 6 to 14 pages).
 */
const kernel = { name: 'kernel', size: '660KiB', writes: '800/s', pattern: 'uniform' };

/** What such a write changes was not recorded; it is less than the page, since no page of the groups with xbzrle overflowed whose own writer changed less than one. */
const kernelChange = '64B';

/** @param {Json} config @param {ReadonlySet<string>} capabilities */
function regionsOf(config, capabilities) {
  const isCoded = capabilities.has('xbzrle');
  const written = {
    name: 'written',
    size: `${config.wss_mib}MiB`,
    writes: `${config.target_rate}/s`,
    pattern: patternOf(config),
    ...(isCoded ? { change: `${config.write_bytes}B` } : {}),
    ...(config.burst_on_ms === undefined ? {} : { during: burstsOf(config) }),
  };
  const own = isCoded ? { ...kernel, change: kernelChange } : kernel;
  return config.pattern === 'idle' ? [idleKernel] : [own, written];
}

/** A poll came every so many ms, and with it what was due. */
const pollMs = 100;

/**
 * The limits that were changed under way.
 * @param {Json} experiment
 */
function changesOf({ actions = [] }) {
  const steps = actions
    .filter((/** @type {any[]} */ [, what]) => what === 'set')
    .map((/** @type {any[]} */ [ms, , parameters]) => ({
      at: `${(Math.floor(ms / pollMs) * pollMs) / 1000}s`,
      downtimeLimit: `${parameters['downtime-limit']}ms`,
    }));
  return steps.length === 0 ? {} : { changes: steps };
}

/** @param {ReadonlySet<string>} capabilities @param {Json} config */
function compressionOf(capabilities, { parameters = {} }) {
  return {
    ...(capabilities.has('xbzrle') ? { xbzrle: true, xbzrleCache: `${parameters['xbzrle-cache-size'] / MiB}MiB` } : {}),
    ...(capabilities.has('multifd') ? { multifd: parameters['multifd-channels'] } : {}),
  };
}

/**
 * QEMU 7.2's post-copy as it was driven: asked for after the first round; the push goes on from the page asked for, and there is no channel for such pages.
 * @param {Json} config
 */
const afterOneRound = (config) => ({
  hybrid: { rounds: 1, precopyBandwidth: `${config.max_bandwidth_mib}MiB/s`, prepaging: 'follow', preempt: false },
});

/** @param {readonly Json[]} group repeats of one configuration */
function scenarioOf(group) {
  const { config } = group[0] ?? {};
  const zero = mean(group.map(({ result }) => result.zero_pages));
  const capabilities = new Set(config.capabilities);
  const options = {
    version: '7.2',
    clearLog: 'sync',
    maxBandwidth: `${config.max_bandwidth_mib}MiB/s`,
    downtimeLimit: `${config.downtime_limit_ms}ms`,
    ...(capabilities.has('auto-converge') ? { autoConverge: true } : {}),
    ...compressionOf(capabilities, config),
    ...changesOf(group[0] ?? {}),
  };
  const catchUp = capabilities.has('auto-converge') ? { catchUp: `${config.catchup_ms - config.slice_ms}ms` } : {};
  const cancelled = group.some(({ result }) => result.status !== 'completed');
  const seconds =
    Math.max(
      ...group.map(
        ({ actions }) => (actions ?? []).find((/** @type {any[]} */ [, what]) => what === 'cancel')?.[0] ?? 0,
      ),
    ) / 1000;
  return {
    repetitions,
    ...(cancelled ? { timeLimit: `${seconds}s` } : { timeLimit: '2min' }),
    vm: {
      memory: `${config.ram_mib}MiB`,
      zeroPages: `${rounded((100 * zero) / (config.ram_mib * 256), 4)}%`,
      zeroLayout: 'spread',
      deviceState: '0B',
      ...catchUp,
    },
    workload: regionsOf(config, capabilities),
    link: config.link_mib === undefined ? localLink : { ...localLink, bandwidth: `${config.link_mib}MiB/s` },
    host: 'qemu-tcg',
    algorithms: [capabilities.has('postcopy-ram') ? afterOneRound(config) : { 'qemu-precopy': options }],
  };
}

/**
 * Why figures of a case are beyond their tolerance: the reasons are in qemu.text.json.
 * @type {Readonly<Record<string, string>>}
 */
const reasons = JSON.parse(readFileSync(inRoot('validation', 'qemu.text.json'), 'utf8')).because;

/** @param {string} id */
const becauseOf = (id) => (reasons[id] === undefined ? {} : { because: reasons[id] });

/** @param {string} id @param {readonly Json[]} group */
function caseOf(id, group) {
  const { config } = group[0] ?? {};
  const results = group.map(({ result }) => result);
  const completed = results.every(({ status }) => status === 'completed');
  const notes = group.flatMap(({ note }) => (note === undefined ? [] : [String(note)]));
  const onLink = config.link_mib !== undefined;
  const syncs = results.map(({ sync_count }) => sync_count);
  const bytes = results.map(({ transferred_bytes }) => transferred_bytes / MiB);
  return {
    id,
    title: id,
    label: config.capabilities.includes('postcopy-ram') ? 'hybrid' : 'qemu-precopy',
    ...becauseOf(id),
    ...(notes.length > 0 ? { partly: notes.join(' ') } : {}),
    scenario: scenarioOf(group),
    figures: [
      { name: 'outcome', metric: 'outcome', unit: '', published: completed ? 'completed' : 'not-converged' },
      ...(completed
        ? [
            figure(
              'total',
              'total',
              's',
              results.map(({ total_ms }) => total_ms / 1000),
              3,
              tolerances.total,
            ),
          ]
        : []),
      figure('sent', 'bytes', 'MiB', bytes, 1, tolerances.bytes),
      figure('syncs', 'syncs', 'rounds', syncs, 1, tolerances.syncs),
      ...(completed
        ? [
            figure(
              onLink ? 'downtime by QEMU, link' : 'downtime by QEMU, local',
              'reported',
              'ms',
              results.map(({ downtime_ms }) => downtime_ms),
              1,
              tolerances.downtime,
            ),
            figure(
              onLink ? 'downtime, link' : 'downtime, local',
              'downtime',
              'ms',
              results.map(({ observed_downtime_ms }) => observed_downtime_ms),
              1,
              tolerances.downtime,
            ),
          ]
        : []),
      ...(config.capabilities.includes('auto-converge')
        ? [
            figure(
              'throttle',
              'throttle',
              '%',
              group.map(({ throttle }) => throttle?.max_pct ?? 0),
              0,
              { amount: 10 },
            ),
          ]
        : []),
    ],
  };
}

/**
 * Zero pages of the one-sector guest: 254.84 MiB were sent of a guest that writes nothing, 65 106 pages of 4104 bytes and 430 of 9.
 */
const kvmZeroPages = '0.656%';

/** @param {string} text */
function rowsOf(text) {
  const [head = '', ...lines] = text.trim().split('\n');
  const names = head.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((value, index) => [names[index] ?? '', value])));
}

/** @param {string} id @param {readonly Record<string, string>[]} rows */
function kvmCaseOf(id, rows) {
  const row = rows[0] ?? {};
  const numbers = (/** @type {string} */ name) => rows.map((one) => Number(one[name]));
  const completed = row['status'] === 'completed';
  const postcopy = row['pattern'] === 'rand+postcopy';
  const rate = (Number(row['dirty_mibps']) * MiB) / 4096;
  return {
    id,
    title: id,
    label: postcopy ? 'hybrid' : 'qemu-precopy',
    ...becauseOf(id),
    scenario: {
      repetitions,
      ...(completed ? {} : { timeLimit: `${rounded(Math.max(...numbers('total_s')), 0)}s` }),
      vm: { memory: `${row['ram_mib']}MiB`, zeroPages: kvmZeroPages, deviceState: '0B' },
      workload: [
        {
          name: 'written',
          size: `${row['wss_mib']}MiB`,
          writes: `${rounded(rate, 1)}/s`,
          pattern: row['pattern'] === 'seq' ? 'sequential' : 'uniform',
        },
      ],
      link: localLink,
      host: 'qemu-kvm',
      algorithms: [
        postcopy
          ? // Asked for right after the start: it begins when the first window of 100 ms ends.
            {
              hybrid: {
                after: '100ms',
                precopyBandwidth: `${row['bw_mibps']}MiB/s`,
                prepaging: 'follow',
                preempt: false,
              },
            }
          : {
              'qemu-precopy': {
                version: '7.2',
                maxBandwidth: `${row['bw_mibps']}MiB/s`,
                downtimeLimit: `${row['downtime_limit_ms']}ms`,
              },
            },
      ],
    },
    figures: [
      { name: 'outcome', metric: 'outcome', unit: '', published: completed ? 'completed' : 'not-converged' },
      ...(completed ? [figure('total', 'total', 's', numbers('total_s'), 3, tolerances.total)] : []),
      figure('sent', 'bytes', 'MiB', numbers('sent_mib'), 1, tolerances.bytes),
      figure('syncs', 'syncs', 'rounds', numbers('syncs'), 1, tolerances.syncs),
    ],
  };
}

/** @template T @param {readonly T[]} all @param {(one: T) => string} keyOf @returns {Map<string, T[]>} */
function grouped(all, keyOf) {
  /** @type {Map<string, T[]>} */
  const groups = new Map();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}

/**
 * As YAML, a line a figure and a line a part of a scenario.
 * @param {object} cases
 */
function laidOut(cases) {
  const document = new Document(cases, { aliasDuplicateObjects: false });
  visit(document, {
    Map(_, map, ancestors) {
      const keys = new Set(ancestors.flatMap((node) => ('key' in node ? [String(node.key)] : [])));
      const isPart = keys.has('figures') || (keys.has('scenario') && !map.has('workload')) || keys.has('tolerance');
      if (isMap(map) && isPart) map.flow = true;
    },
  });
  return document.toString({ lineWidth: 160 });
}

const header = `# Real migrations between two QEMU 7.2.22 processes on one machine, measured for this project: 70 with TCG in 41 groups of repeats, 47 with KVM.
# Written by scripts/qemuCases.mjs from the recordings; what they are, and the rules of the scenarios: docs/validation.md. No number is fitted to a case.
`;

await runMain(async () => {
  const folder = process.argv[2];
  if (folder === undefined) throw new PlainError('Say where the recordings are: node scripts/qemuCases.mjs FOLDER');
  const { experiments } = JSON.parse(readFileSync(path.join(folder, 'experiments.json'), 'utf8'));
  const tcg = grouped(/** @type {Json[]} */ (experiments), ({ group }) => group);
  const rows = rowsOf(readFileSync(path.join(folder, 'kvm-runs.csv'), 'utf8'));
  const kvm = grouped(rows, (row) => `kvm-${row['pattern']}-${row['dirty_mibps']}-dl${row['downtime_limit_ms']}`);
  const text = JSON.parse(readFileSync(inRoot('validation', 'qemu.text.json'), 'utf8'));
  const sources = [
    { ...text.tcg, tolerance: { share: 0.1 }, oneTable: true, cases: [...tcg].map(([id, group]) => caseOf(id, group)) },
    {
      ...text.kvm,
      tolerance: { share: 0.1 },
      oneTable: true,
      cases: [...kvm].map(([id, group]) => kvmCaseOf(id, group)),
    },
  ];
  const cases = { format: 'miglab.cases/1', sources };
  const file = inRoot('validation', 'qemu.cases.yaml');
  writeFileSync(file, header + laidOut(cases));
  process.stdout.write(
    `${path.relative(inRoot(), file)}: ${sources.map(({ cases }) => cases.length).join(' and ')} cases\n`,
  );
});
