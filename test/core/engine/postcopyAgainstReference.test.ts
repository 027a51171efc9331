// Post-copy on the product's engine, which goes by trains of pages and draws only touches of missing ones, against the slow engine, which goes page by page and draws every read and
// write: the same distribution of every figure in worlds with all that a scenario can say, and the very same figures where nothing is left to chance.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ParameterValues } from '../../../src/core/algorithms/definition';
import type { Activity, Pattern } from '../../../src/core/scenario/scenario';
import { assertAgree, figuresOf, type Figures } from '../support/agreement';
import { chooseWith, repeat, runFast, runSlow } from '../support/run';
import { hotspot, linkOf, scenarioOf, sweep, sweepFromAnywhere, uniform } from '../support/scenarios';
import type { RegionPlan, ScenarioPlan } from '../support/scenarios';

const repetitions = 60;
/** Chance that the whole file fails although both engines are right, shared evenly by its comparisons. */
const errorProbability = 4e-7;

const choices: readonly (readonly [algorithm: string, parameters: ParameterValues])[] = [
  ['postcopy', {}],
  ['postcopy', { prepaging: 'follow' }],
  ['postcopy', { prepaging: 'bubbling', pivots: 1 }],
  ['postcopy', { prepaging: 'bubbling', pivots: 3, directions: 'forward' }],
  ['postcopy', { prepaging: 'bubbling', preempt: false }],
  ['postcopy', { preempt: false, prepaging: 'follow' }],
  ['postcopy', { maxBandwidth: 250 * 4104 * 8, prepaging: 'bubbling' }],
  ['postcopy', { push: false }],
  ['hybrid', {}],
  ['hybrid', { rounds: 3, preempt: false }],
  ['hybrid', { after: 0.45, precopyBandwidth: 600 * 4104 * 8 }],
];

const bursts: Activity = { kind: 'bursts', everySeconds: 0.3, onSeconds: 0.11, restShare: 0.3 };
const during: Activity = {
  kind: 'intervals',
  intervals: [
    { fromSeconds: 0, toSeconds: 0.4 },
    { fromSeconds: 0.62, toSeconds: null },
  ],
};
const rows = [
  [0, 0, 30, 30],
  [0.1, 20, 30, 75],
  [0.25, 10, 60, 60],
] as const;
const trace: Pattern = {
  kind: 'trace',
  file: 'made.lmtrace',
  repeat: 'all',
  columns: {
    intervalSeconds: 0.12,
    seconds: 0.37,
    atSeconds: Float64Array.from(rows, ([at]) => at),
    firstPage: Uint32Array.from(rows, ([, first]) => first),
    pages: Uint32Array.from(rows, ([, , pages]) => pages),
    writes: Uint32Array.from(rows, ([, , , writes]) => writes),
  },
};
const curve: Pattern = {
  kind: 'dirty-curve',
  points: [],
  errors: [],
  groups: [
    { pages: 20, writesPerSecondPerPage: 15 },
    { pages: 60, writesPerSecondPerPage: 2 },
  ],
};

const host = { setupSeconds: 0.02, suspendSeconds: 0.002, resumeSeconds: 0.005, socketBufferBytes: 12 * 4104 + 7 };
const plain: Omit<ScenarioPlan, 'algorithms' | 'regions'> = {
  pages: 400,
  zeroPages: 40,
  link: { ...linkOf(700), rttSeconds: 0.003 },
  host: { ...host, zeroPageSeconds: 1e-4 },
  deviceStateBytes: 8192,
  timeLimitSeconds: 6,
};

const worlds: Readonly<Record<string, Omit<ScenarioPlan, 'algorithms'>>> = {
  'of a guest that touches everything': {
    ...plain,
    regions: [{ pages: 360, writesPerSecond: 150, pattern: uniform }],
  },
  'of a guest with several processors and all patterns': {
    ...plain,
    vcpus: 3,
    regions: [
      { pages: 70, writesPerSecond: 60, pattern: hotspot(9, 0.7) },
      { pages: 60, writesPerSecond: 80, pattern: { kind: 'zipf', exponent: 1.1 } },
      { pages: 50, writesPerSecond: 45, pattern: sweepFromAnywhere },
      { pages: 80, writesPerSecond: 420, pattern: curve },
      { pages: 70, writesPerSecond: 446, pattern: trace },
    ],
  },
  'with regions that come and go, over a link that others use, from a sender that needs time': {
    ...plain,
    zeroLayout: 'spread',
    vcpus: 2,
    link: {
      ...plain.link,
      schedule: [
        { atSeconds: 0.3, available: 0.4 },
        { atSeconds: 0.5, available: 0 },
        { atSeconds: 0.55, available: 0.9 },
      ],
    },
    host: {
      ...plain.host,
      pageCostSeconds: 1 / 550,
      suspendPages: 11,
      suspendDelaySeconds: 0.02,
      dirtyFaultSeconds: 2e-4,
    },
    regions: [
      { pages: 100, writesPerSecond: 90, pattern: uniform, activity: bursts },
      { pages: 60, writesPerSecond: 70, pattern: sweepFromAnywhere, activity: during },
      { pages: 70, writesPerSecond: 300, pattern: trace, activity: bursts },
      { pages: 80, writesPerSecond: 50, pattern: hotspot(20, 0.5), activity: during },
    ],
  },
};

/** To a nanosecond: where the link never idles, totals of the two engines differ by rounding alone, which is no spread. */
function rounded(figures: Figures): Figures {
  return new Map(
    [...figures].map(([name, value]) => [name, name.includes('econds') ? Math.round(value * 1e9) / 1e9 : value]),
  );
}

describe('post-copy on the fast engine has the distributions of the slow one', () => {
  const level = errorProbability / (choices.length * Object.keys(worlds).length);
  for (const [world, plan] of Object.entries(worlds)) {
    for (const [algorithm, parameters] of choices) {
      it(`for ${algorithm} ${JSON.stringify(parameters)} ${world}`, () => {
        const scenario = scenarioOf({ ...plan, algorithms: [chooseWith(algorithm, parameters)] });
        const fast = repeat(repetitions, (repetition) => rounded(figuresOf(runFast(scenario, repetition))));
        const slow = repeat(repetitions, (repetition) => rounded(figuresOf(runSlow(scenario, repetition))));
        assertAgree(fast, slow, level);
      });
    }
  }
});

describe('post-copy on the fast engine has the very figures of the slow one', () => {
  const certain: readonly RegionPlan[] = [
    { pages: 90, writesPerSecond: 169.7, pattern: sweep },
    { pages: 70, writesPerSecond: 31.1, pattern: { kind: 'sequential', startPage: 45 }, activity: bursts },
  ];
  for (const [algorithm, parameters] of choices) {
    it(`for ${algorithm} ${JSON.stringify(parameters)} of a guest with one processor whose touches are certain`, () => {
      const scenario = scenarioOf({
        ...plain,
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
    });
  }
});
