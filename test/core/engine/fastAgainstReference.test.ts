// The product's engine against the one that draws every write: the same distribution of every figure of every round, for each
// algorithm and pattern; and the very same figures where nothing is left to chance.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ParameterValues } from '../../../src/core/algorithms/definition';
import { assertAgree, figuresOf } from '../support/agreement';
import { isRunOn } from '../support/everyGuest';
import { chooseWith, repeat, runFast, runSlow } from '../support/run';
import { hotspot, linkOf, scenarioOf, sweep, sweepFromAnywhere, timeLimitFor, uniform } from '../support/scenarios';
import type { RegionPlan, ScenarioPlan } from '../support/scenarios';

const repetitions = 60;

/** Chance that the whole file fails although both engines are right, shared evenly by its comparisons. */
const errorProbability = 4e-7;

const guests: Readonly<Record<string, readonly RegionPlan[]>> = {
  'that writes everywhere': [{ pages: 3000, writesPerSecond: 2500, pattern: uniform }],
  'that writes a part faster than the link carries': [{ pages: 1200, writesPerSecond: 9000, pattern: uniform }],
  'with scattered hot pages': [{ pages: 2500, writesPerSecond: 4000, pattern: hotspot(250, 0.8), changeBytes: 8 }],
  'with hot pages at the start': [{ pages: 2500, writesPerSecond: 6000, pattern: hotspot(400, 0.9, false) }],
  'that sweeps from anywhere': [{ pages: 2000, writesPerSecond: 1800, pattern: sweepFromAnywhere }],
  'with all patterns': [
    { pages: 700, writesPerSecond: 1500, pattern: sweepFromAnywhere },
    { pages: 900, writesPerSecond: 2500, pattern: hotspot(90, 0.9), changeBytes: 300 },
    { pages: 1000, writesPerSecond: 600, pattern: uniform, changeBytes: 2048 },
  ],
};

const choices: readonly (readonly [algorithm: string, parameters: ParameterValues])[] = [
  ['stop-and-copy', {}],
  ['precopy', { rounds: 6 }],
  ['precopy', { rounds: 10, skip: true, downtimeLimit: 0.05, maxFactor: 2, header: 64 }],
  ['xen-precopy', { batch: 128 }],
  ['xen-precopy', { batch: 256, order: 'permuted', rateLimit: 'adaptive', startRate: 40, maxRate: 110, rateStep: 10 }],
  ['xen-precopy', { skip: false, maxRounds: 12 }],
  ['xen-precopy-v2', {}],
  ['xen-precopy-v2', { version: '4.6', maxRounds: 8, minPages: 400 }],
  ['microwiper', { batch: 128 }],
  ['microwiper', { batch: 64, stripes: 100, skip: false, maxRounds: 12 }],
  ['time-series', { batch: 128 }],
  ['time-series', { batch: 256, history: 3, high: 2, skip: false, maxRounds: 15 }],
  ['qemu-precopy', { downtimeLimit: 0.1 }],
  ['qemu-precopy', { version: '7.2', clearLog: 'sync', downtimeLimit: 0.05, maxBandwidth: 80e6 }],
  ['qemu-precopy', { downtimeLimit: 0.02, maxBandwidth: null, autoConverge: true, tailslow: true }],
  ['qemu-precopy', { version: '7.2', clearLog: 'sync', downtimeLimit: 0.1, maxBandwidth: 80e6, multifd: 3 }],
  ['qemu-precopy', { downtimeLimit: 0.1, maxBandwidth: null, multifd: 2 }],
  [
    'qemu-precopy',
    { downtimeLimit: 0.01, maxBandwidth: 30e6, changes: 'at 500ms: maxBandwidth 90Mbit/s; at 2s: downtimeLimit 300ms' },
  ],
  ['qemu-precopy', { downtimeLimit: 0.02, maxBandwidth: null, xbzrle: true, xbzrleCache: 2 ** 23 }],
  ['qemu-precopy', { version: '7.2', clearLog: 'sync', downtimeLimit: 0.02, maxBandwidth: 100e6, xbzrle: true }],
  ['cloud-hypervisor', { downtime: 0.05 }],
  ['cloud-hypervisor', { version: '35' }],
  ['hca', { batch: 128 }],
  ['hca', { batch: 128, sampling: 'before', counting: 'oracle', thresholds: 'quantile', adapt: 'decay', hold: 'tier' }],
  ['hca', { batch: 256, sampling: 'off', thresholds: 'fixed', order: 'permuted', adapt: 'frozen', hold: 'none' }],
  ['hca', { batch: 128, counting: 'bit', order: 'ascending', lastLive: true, holdMax: 200, tiers: 3 }],
];

/** For guests of a few words of bitmap, run so often that a wrong page in a hundred shows. */
const smallChoices: typeof choices = [
  ['precopy', { rounds: 6, minPages: 3, skip: true }],
  ['xen-precopy', { batch: 4, minPages: 3, maxRounds: 6 }],
  ['xen-precopy-v2', { minPages: 3 }],
  ['microwiper', { batch: 4, stripes: 9, minPages: 3, maxRounds: 6 }],
  ['time-series', { batch: 4, history: 2, high: 2, minPages: 3, maxRounds: 6 }],
  ['qemu-precopy', { downtimeLimit: 0.02 }],
  ['qemu-precopy', { clearLog: 'sync', downtimeLimit: 0.05, maxBandwidth: 2e6, autoConverge: true }],
  ['qemu-precopy', { clearLog: 'sync', downtimeLimit: 0.01, maxBandwidth: 2e6, xbzrle: true, xbzrleCache: 131072 }],
  ['cloud-hypervisor', { downtime: 0.1, timeout: 3 }],
  ['hca', { batch: 4, minPages: 3, maxRounds: 6 }],
  ['hca', { batch: 8, minPages: 3, maxRounds: 5, lastLive: true, order: 'ascending', hold: 'tier', epochs: 4 }],
  ['hca', { batch: 8, minPages: 3, maxRounds: 5, counting: 'oracle', sampling: 'before', adapt: 'decay' }],
];
const smallRepetitions = 1000;

function plan(regions: readonly RegionPlan[], isSpread = false): Omit<ScenarioPlan, 'algorithms'> {
  return {
    pages: 4000,
    regions,
    link: { ...linkOf(4000), efficiency: 0.94, rttSeconds: 0.0002 },
    host: { setupSeconds: 0.02, suspendSeconds: 0.002, resumeSeconds: 0.01, zeroPageSeconds: 20e-6 },
    zeroPages: 700,
    ...(isSpread && { zeroLayout: 'spread' }),
    deviceStateBytes: 65536,
  };
}

describe('the fast engine has the distributions of the slow one', () => {
  const level = errorProbability / (choices.length * Object.keys(guests).length + smallChoices.length + 1);

  for (const [choice, [algorithm, parameters]] of choices.entries()) {
    for (const [index, [guest, regions]] of Object.entries(guests).entries()) {
      if (!isRunOn(choice, index)) continue;
      it(`for ${algorithm} ${JSON.stringify(parameters)} of a guest ${guest}`, () => {
        const scenario = scenarioOf({
          ...plan(regions, (choice + index) % 4 < 2),
          ...timeLimitFor(algorithm),
          algorithms: [chooseWith(algorithm, parameters)],
        });
        const fast = repeat(repetitions, (repetition) => figuresOf(runFast(scenario, repetition)));
        const slow = repeat(repetitions, (repetition) => figuresOf(runSlow(scenario, repetition)));
        assertAgree(fast, slow, level);
      });
    }
  }

  it('when the time limit cuts runs off', () => {
    const scenario = scenarioOf({
      ...plan(guests['with all patterns'] ?? []),
      timeLimitSeconds: 1.9,
      algorithms: [chooseWith('xen-precopy', { batch: 64, minPages: 300 })],
    });
    assertAgree(
      repeat(repetitions, (repetition) => figuresOf(runFast(scenario, repetition))),
      repeat(repetitions, (repetition) => figuresOf(runSlow(scenario, repetition))),
      level,
    );
  });

  for (const [algorithm, parameters] of smallChoices) {
    it(`for ${algorithm} ${JSON.stringify(parameters)} of many small guests, where every page counts`, () => {
      const scenario = scenarioOf({
        pages: 110,
        regions: [
          { pages: 30, writesPerSecond: 70, pattern: hotspot(7, 0.8) },
          { pages: 41, writesPerSecond: 30, pattern: uniform, changeBytes: 1000 },
          { pages: 17, writesPerSecond: 9, pattern: sweepFromAnywhere },
        ],
        link: linkOf(110),
        host: { setupSeconds: 0.25 },
        ...timeLimitFor(algorithm),
        algorithms: [chooseWith(algorithm, parameters)],
      });
      const fast = repeat(smallRepetitions, (repetition) => figuresOf(runFast(scenario, repetition)));
      const slow = repeat(smallRepetitions, (repetition) => figuresOf(runSlow(scenario, repetition)));
      assertAgree(fast, slow, level);
    });
  }
});

describe('the fast engine has the very figures of the slow one', () => {
  const sweeping: readonly RegionPlan[] = [
    { pages: 1500, writesPerSecond: 1700, pattern: sweep },
    { pages: 900, writesPerSecond: 300, pattern: { kind: 'sequential', startPage: 450 } },
  ];

  for (const [algorithm, parameters] of choices) {
    it(`for ${algorithm} ${JSON.stringify(parameters)} of a guest whose sweeps have a fixed start`, () => {
      for (const regions of [sweeping, []]) {
        const scenario = scenarioOf({
          ...plan(regions),
          ...timeLimitFor(algorithm),
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
