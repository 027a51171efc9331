// The product's engine against the one that draws every write, in all that a scenario can add to a plain guest on a plain link: Zipf's law,
// dirty curves, traces, regions that come and go, hosts that cost time, links that others use. The same distribution of every figure; the
// very same figures where nothing is left to chance.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ParameterValues } from '../../../src/core/algorithms/definition';
import { algorithms } from '../../../src/core/algorithms/registry';
import type { Activity, Pattern, TraceColumns, TraceRepeat } from '../../../src/core/scenario/scenario';
import { assertAgree, figuresOf } from '../support/agreement';
import { isRunOn } from '../support/everyGuest';
import { chooseWith, repeat, runFast, runSlow } from '../support/run';
import { hotspot, linkOf, scenarioOf, sweep, sweepFromAnywhere, timeLimitFor, uniform } from '../support/scenarios';
import type { RegionPlan, ScenarioPlan } from '../support/scenarios';

const repetitions = 60;
/** Chance that the whole file fails although both engines are right, shared evenly by its comparisons. */
const errorProbability = 4e-7;

type Choice = readonly [algorithm: string, parameters: ParameterValues];

/** Each algorithm once or twice, with as many different ways to use the engine as possible. */
const choices: readonly Choice[] = [
  ['stop-and-copy', {}],
  ['precopy', { rounds: 6 }],
  ['xen-precopy', { batch: 128 }],
  ['xen-precopy', { batch: 256, order: 'permuted', rateLimit: 'adaptive', startRate: 40, maxRate: 110, rateStep: 10 }],
  ['xen-precopy-v2', {}],
  ['microwiper', { batch: 512, stripes: 9 }],
  ['time-series', { batch: 128 }],
  ['qemu-precopy', { downtimeLimit: 0.1, autoConverge: true }],
  ['cloud-hypervisor', { downtime: 0.1, timeout: 3 }],
  ['cloud-hypervisor', { version: '35' }],
  ['hca', { batch: 128 }],
  ['hca', { batch: 128, sampling: 'before', counting: 'oracle', hold: 'tier', order: 'ascending', lastLive: true }],
  ['qemu-precopy', { downtimeLimit: 0.05, maxBandwidth: null, xbzrle: true, xbzrleCache: 2 ** 23 }],
];

/** Rows of [time, first page, pages, writes]. */
function traceOf(
  rows: readonly (readonly [number, number, number, number])[],
  intervalSeconds: number,
  repeatBy: TraceRepeat,
): Pattern {
  const columns: TraceColumns = {
    intervalSeconds,
    seconds: (rows.at(-1)?.[0] ?? 0) + intervalSeconds,
    atSeconds: Float64Array.from(rows, ([at]) => at),
    firstPage: Uint32Array.from(rows, ([, first]) => first),
    pages: Uint32Array.from(rows, ([, , pages]) => pages),
    writes: Uint32Array.from(rows, ([, , , writes]) => writes),
  };
  return { kind: 'trace', file: 'made.lmtrace', repeat: repeatBy, columns };
}

/** Overlapping ranges, some pages written more often than others; 1.2 s in all. */
const recorded = [
  [0, 0, 300, 300],
  [0, 250, 100, 450],
  [0.2, 400, 600, 700],
  [0.4, 50, 20, 900],
  [0.7, 0, 1000, 1000],
  [0.8, 900, 100, 130],
] as const;

const curve: Pattern = {
  kind: 'dirty-curve',
  points: [],
  groups: [
    { pages: 90, writesPerSecondPerPage: 30 },
    { pages: 700, writesPerSecondPerPage: 1.4 },
    { pages: 1100, writesPerSecondPerPage: 0.1 },
  ],
  errors: [],
};

const plainGuests: Readonly<Record<string, readonly RegionPlan[]>> = {
  "that writes by Zipf's law": [
    { pages: 500, writesPerSecond: 6000, pattern: { kind: 'zipf', exponent: 1.1 }, changeBytes: 24 },
  ],
  'with a dirty curve': [{ pages: 2300, writesPerSecond: 3790, pattern: curve }],
  'that replays a trace, its end again and again': [
    { pages: 1200, writesPerSecond: 2900, pattern: traceOf(recorded, 0.4, 0.5) },
  ],
};

const during: Activity = {
  kind: 'intervals',
  intervals: [
    { fromSeconds: 0.3, toSeconds: 1.1 },
    { fromSeconds: 1.2, toSeconds: 1.6 },
    { fromSeconds: 2.1, toSeconds: null },
  ],
};
const bursts: Activity = { kind: 'bursts', everySeconds: 0.7, onSeconds: 0.25, restShare: 0.2 };
const always: Activity = { kind: 'always' };

/** One region of each pattern. */
function allPatterns(a: Activity, b: Activity, c: Activity): RegionPlan[] {
  return [
    { pages: 300, writesPerSecond: 700, pattern: sweepFromAnywhere, activity: b },
    { pages: 400, writesPerSecond: 1500, pattern: hotspot(60, 0.9), activity: a, changeBytes: 8 },
    { pages: 500, writesPerSecond: 400, pattern: uniform, activity: c },
    { pages: 120, writesPerSecond: 1200, pattern: { kind: 'zipf', exponent: 0.8 }, activity: b },
    {
      pages: 500,
      writesPerSecond: 900,
      activity: a,
      pattern: {
        kind: 'dirty-curve',
        points: [],
        errors: [],
        groups: [
          { pages: 40, writesPerSecondPerPage: 15 },
          { pages: 300, writesPerSecondPerPage: 1 },
        ],
      },
    },
    { pages: 1000, writesPerSecond: 2900, pattern: traceOf(recorded, 0.4, 'all'), activity: c, changeBytes: 500 },
  ];
}

const plain: Omit<ScenarioPlan, 'algorithms' | 'regions'> = {
  pages: 4000,
  link: { ...linkOf(4000), efficiency: 0.94, rttSeconds: 0.0002 },
  host: { setupSeconds: 0.02, suspendSeconds: 0.002, resumeSeconds: 0.01 },
  deviceStateBytes: 65536,
};

const costlyHost = {
  ...plain.host,
  suspendPages: 60,
  suspendDelaySeconds: 0.013,
  peekDelaySeconds: 0.007,
  wakeUpSeconds: 0.004,
  dirtyFaultSeconds: 3e-4,
  clean: { fixedSeconds: 0.01, perPageSeconds: 3e-6 },
  peek: { fixedSeconds: 0.001, perPageSeconds: 5e-7 },
};

/** Sometimes the link is the slower one, sometimes the sender. */
const sharedLink: ScenarioPlan['link'] = {
  ...plain.link,
  schedule: [
    { atSeconds: 0.5, available: 0.6 },
    { atSeconds: 1.3, available: 1 },
    { atSeconds: 2.2, available: 0.8 },
  ],
};

const worlds: Readonly<Record<string, Omit<ScenarioPlan, 'algorithms'>>> = {
  ...Object.fromEntries(
    Object.entries(plainGuests).map(([name, regions]) => [`of a guest ${name}`, { ...plain, regions }]),
  ),
  'of a guest whose regions come and go': { ...plain, regions: allPatterns(during, bursts, always) },
  'between hosts that cost time': {
    ...plain,
    zeroPages: 500,
    vcpus: 2,
    regions: allPatterns(always, always, always),
    host: costlyHost,
  },
  'over a link that others use, from a sender that needs time': {
    ...plain,
    regions: allPatterns(always, always, always),
    link: sharedLink,
    host: { ...plain.host, pageCostSeconds: 1 / 3000 },
  },
  'with all of this at once': {
    ...plain,
    zeroPages: 500,
    zeroLayout: 'spread',
    regions: allPatterns(during, always, bursts),
    link: sharedLink,
    host: { ...costlyHost, pageCostSeconds: 1 / 3000 },
  },
};

/** For guests of a few words of bitmap, run so often that a wrong page in a hundred shows. */
const smallChoices: readonly Choice[] = [
  ['precopy', { rounds: 5, minPages: 3, skip: true }],
  ['xen-precopy', { batch: 4, minPages: 3, maxRounds: 6 }],
  ['microwiper', { batch: 4, stripes: 9, minPages: 3, maxRounds: 6 }],
  ['hca', { batch: 8, minPages: 3, maxRounds: 5, counting: 'oracle', sampling: 'before', adapt: 'decay' }],
];
const smallRepetitions = 600;

const smallRows = [
  [0, 0, 5, 5],
  [0.1, 3, 6, 11],
  [0.35, 8, 2, 2],
] as const;

const small: Omit<ScenarioPlan, 'algorithms'> = {
  pages: 110,
  zeroPages: 9,
  regions: [
    { pages: 30, writesPerSecond: 60, pattern: { kind: 'zipf', exponent: 1.3 }, activity: bursts },
    { pages: 20, writesPerSecond: 90, pattern: hotspot(7, 0.8), activity: during },
    { pages: 17, writesPerSecond: 9, pattern: sweepFromAnywhere },
    { pages: 12, writesPerSecond: 40, pattern: traceOf(smallRows, 0.1, 0.2) },
  ],
  link: { ...linkOf(110), schedule: [{ atSeconds: 0.8, available: 0.5 }] },
  host: {
    setupSeconds: 0.25,
    suspendPages: 5,
    suspendDelaySeconds: 0.03,
    peekDelaySeconds: 0.04,
    dirtyFaultSeconds: 0.005,
    clean: { fixedSeconds: 0.02, perPageSeconds: 0 },
    peek: { fixedSeconds: 0.002, perPageSeconds: 0 },
  },
};

describe('the fast engine has the distributions of the slow one', () => {
  const level = errorProbability / (choices.length * Object.keys(worlds).length + smallChoices.length);

  it('for every algorithm of the registry but post-copy, which has worlds of its own (postcopyAgainstReference.test.ts)', () => {
    assert.deepEqual(
      new Set(choices.map(([algorithm]) => algorithm)),
      new Set(algorithms.filter(({ isPostcopy }) => isPostcopy !== true).map(({ id }) => id)),
    );
  });

  for (const [index, [world, plan]] of Object.entries(worlds).entries()) {
    for (const [choice, [algorithm, parameters]] of choices.entries()) {
      if (!isRunOn(choice, index)) continue;
      it(`for ${algorithm} ${JSON.stringify(parameters)} ${world}`, () => {
        const scenario = scenarioOf({
          ...plan,
          ...timeLimitFor(algorithm),
          algorithms: [chooseWith(algorithm, parameters)],
        });
        const fast = repeat(repetitions, (repetition) => figuresOf(runFast(scenario, repetition)));
        const slow = repeat(repetitions, (repetition) => figuresOf(runSlow(scenario, repetition)));
        assertAgree(fast, slow, level);
      });
    }
  }

  for (const [algorithm, parameters] of smallChoices) {
    it(`for ${algorithm} ${JSON.stringify(parameters)} of many small guests, with all of this at once`, () => {
      const scenario = scenarioOf({ ...small, algorithms: [chooseWith(algorithm, parameters)] });
      const fast = repeat(smallRepetitions, (repetition) => figuresOf(runFast(scenario, repetition)));
      const slow = repeat(smallRepetitions, (repetition) => figuresOf(runSlow(scenario, repetition)));
      assertAgree(fast, slow, level);
    });
  }
});

describe('the fast engine has the very figures of the slow one', () => {
  // Sweeps with a fixed start, and a trace of events: a trace's intervals would be filled from phases of chance.
  const certain: readonly RegionPlan[] = [
    { pages: 900, writesPerSecond: 1697, pattern: sweep },
    { pages: 700, writesPerSecond: 311, pattern: { kind: 'sequential', startPage: 450 }, activity: bursts },
    { pages: 1000, writesPerSecond: 2900, pattern: traceOf(recorded, 0, 'all'), activity: during },
    { pages: 1000, writesPerSecond: 2900, pattern: traceOf(recorded, 0, 'none') },
  ];
  const { suspendPages, ...costs } = costlyHost;

  for (const [algorithm, parameters] of choices) {
    it(`for ${algorithm} ${JSON.stringify(parameters)} of a guest whose writes are certain`, () => {
      for (const [link, host] of [
        [plain.link, { ...costs, dirtyFaultSeconds: 0 }],
        // No number of pages takes a whole number of slices of 10 ms: rounding would decide how many there are.
        [sharedLink, { ...costs, pageCostSeconds: 1 / 2999 }],
      ] as const) {
        const scenario = scenarioOf({
          ...plain,
          link,
          host,
          regions: certain,
          algorithms: [chooseWith(algorithm, parameters)],
        });
        const [fast, slow] = [figuresOf(runFast(scenario)), figuresOf(runSlow(scenario))];
        assert.deepEqual([...fast.keys()].sort(), [...slow.keys()].sort());
        for (const [name, value] of slow) {
          const actual = fast.get(name) ?? NaN;
          const tolerance = name.includes('econds') ? 1e-9 * Math.max(1, value) : 0;
          assert.ok(Math.abs(actual - value) <= tolerance, `${name} is ${actual}, the slow engine has ${value}`);
        }
      }
    });
  }
});
