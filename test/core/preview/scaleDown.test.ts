// A guest scaled down takes as long to migrate as the guest itself: random guests, links, hosts and algorithms, by statistics over repetitions.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { algorithms } from '../../../src/core/algorithms/registry';
import { predict, type Prediction } from '../../../src/core/preview/prediction';
import { leastPages, scaleFactor } from '../../../src/core/preview/scale';
import { scaledDown } from '../../../src/core/preview/scaleDown';
import type { Host, Pattern, Scenario, TraceColumns } from '../../../src/core/scenario/scenario';
import { chooseWith } from '../support/run';
import { type RegionPlan, hotspot, linkOf, scenarioOf, sweepFromAnywhere, uniform } from '../support/scenarios';
import { mean, standardError } from '../support/statistics';

function predicted(scenario: Scenario, factor: number, repetition: number): Prediction {
  const seed = `${scenario.seed}/${repetition}`;
  const steps = predict({ ...scenario, seed }, scenario.algorithms[0]?.label ?? '', factor);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

const repetitions = 8;
/** Pages a second of the guest's link. */
const rate = 20_000;
/** What scaling may move a mean by, beside chance: rounding of pages, batches and thresholds. */
const systematicShare = 0.04;
/** QEMU looks at what is left every 50 ms, or each window of 100 ms: a round more or less, and up to that much more to send at the end. */
const granularSeconds: Readonly<Record<string, number>> = { 'qemu-precopy': 0.15 };
/** In standard errors of the difference. */
const chance = 5;

/** Asserts that a figure of the predictions has the same mean on both guests. */
function assertAlike(
  name: string,
  whole: readonly Prediction[],
  scaled: readonly Prediction[],
  factor: number,
  of: (prediction: Prediction) => number,
): void {
  const [a, b] = [whole.map(of), scaled.map(of)];
  // A page more or less of the scaled guest is `factor` pages of the guest itself; so is one that rounding adds to a region or takes away.
  const rounding = (4 * factor) / rate;
  const granular = granularSeconds[whole[0]?.run.algorithm ?? ''] ?? 0;
  const allowed =
    chance * Math.hypot(standardError(a), standardError(b)) + systematicShare * Math.abs(mean(a)) + rounding + granular;
  const apart = Math.abs(mean(a) - mean(b));
  assert.ok(apart <= allowed, `${name}: ${mean(a)} on the guest, ${mean(b)} on 1/${factor} of it, ${allowed} allowed`);
}

function assertTimesStay(scenario: Scenario, factor: number): void {
  const all = Array.from({ length: repetitions }, (_, repetition) => repetition);
  const whole = all.map((repetition) => predicted(scenario, 1, repetition));
  const scaled = all.map((repetition) => predicted(scenario, factor, repetition));
  assertAlike('downtime', whole, scaled, factor, ({ run }) => run.downtimeSeconds ?? -1);
  assertAlike('total', whole, scaled, factor, ({ run }) => run.totalSeconds);
  assertAlike('pages sent, by the time that they take', whole, scaled, factor, ({ run }) => run.pagesSent / rate);
  assertAlike('degraded', whole, scaled, factor, ({ run }) => run.degradedSeconds);
}

const pages = 32_768;

const patterns: fc.Arbitrary<Pattern> = fc.oneof(
  fc.constant(uniform),
  fc.constant(sweepFromAnywhere),
  fc
    .tuple(fc.integer({ min: 200, max: 2000 }), fc.double({ min: 0.3, max: 0.95, noNaN: true }))
    .map(([hot, share]) => hotspot(hot, share)),
  fc.double({ min: 0.5, max: 1.5, noNaN: true }).map((exponent): Pattern => ({ kind: 'zipf', exponent })),
);

const regions: fc.Arbitrary<RegionPlan[]> = fc.array(
  fc.record({
    pages: fc.integer({ min: 3000, max: 14_000 }),
    writesPerSecond: fc.double({ min: 500, max: 30_000, noNaN: true }),
    pattern: patterns,
  }),
  { minLength: 1, maxLength: 2 },
);

const hosts: fc.Arbitrary<Partial<Host>> = fc.constantFrom<Partial<Host>>(
  {},
  { setupSeconds: 0.1, suspendSeconds: 0.03, resumeSeconds: 0.01, suspendPages: 160 },
  { dirtyFaultSeconds: 2e-6, clean: { fixedSeconds: 20e-6, perPageSeconds: 50e-9 } },
  { pageCostSeconds: 1 / 15_000, peek: { fixedSeconds: 10e-6, perPageSeconds: 1e-9 } },
);

const guests = fc.record({
  regions,
  host: hosts,
  algorithm: fc.constantFrom(...algorithms.map(({ id }) => id)),
  factor: fc.constantFrom(2, 4, 8),
});

describe('a guest scaled down', () => {
  it('takes as long to migrate as the guest itself', () => {
    fc.assert(
      fc.property(guests, ({ regions: plan, host, algorithm, factor }) => {
        const scenario = scenarioOf({
          pages,
          regions: plan,
          link: linkOf(rate),
          host,
          deviceStateBytes: 1 << 20,
          algorithms: [chooseWith(algorithm)],
          timeLimitSeconds: 60,
        });
        assertTimesStay(scenario, factor);
      }),
      { numRuns: 24, seed: 6 },
    );
  });

  for (const { id } of algorithms)
    it(`takes as long by ${id}, on a guest with hot, warm and cold pages`, () => {
      const scenario = scenarioOf({
        pages,
        regions: [
          { pages: 1000, writesPerSecond: 30_000, pattern: uniform },
          { pages: 12_000, writesPerSecond: 8000, pattern: hotspot(1500, 0.7) },
        ],
        link: linkOf(rate),
        algorithms: [chooseWith(id)],
      });
      assertTimesStay(scenario, 8);
    });

  it('takes as long over several connections, whose packets do not shrink with it, and with old contents kept', () => {
    const plan = {
      pages,
      regions: [{ pages: 12_000, writesPerSecond: 8000, pattern: hotspot(1500, 0.7), changeBytes: 64 }],
      link: linkOf(rate),
    };
    const limited = { maxBandwidth: 5e8 };
    for (const parameters of [
      { ...limited, multifd: 2 },
      { ...limited, xbzrle: true, xbzrleCache: 2 ** 25 },
      { ...limited, xbzrle: true, multifd: 2 },
    ])
      assertTimesStay(scenarioOf({ ...plan, algorithms: [chooseWith('qemu-precopy', parameters)] }), 8);
  });

  it('takes as long with a rate limit that follows the guest', () => {
    const scenario = scenarioOf({
      pages,
      regions: [{ pages: 8000, writesPerSecond: 6000, pattern: uniform }],
      link: linkOf(rate),
      algorithms: [chooseWith('xen-precopy', { rateLimit: 'adaptive' })],
    });
    assertTimesStay(scenario, 4);
  });

  it('takes as long when it replays a trace', () => {
    const rows = Array.from({ length: 600 }, (_, row) => row);
    const columns: TraceColumns = {
      intervalSeconds: 0.01,
      seconds: 6,
      atSeconds: Float64Array.from(rows, (row) => Math.floor(row / 2) * 0.02),
      firstPage: Uint32Array.from(rows, (row) => (row % 2 === 0 ? 0 : (row * 997) % 7000)),
      pages: Uint32Array.from(rows, (row) => (row % 2 === 0 ? 400 : 90)),
      writes: Uint32Array.from(rows, () => 500),
    };
    const scenario = scenarioOf({
      pages,
      regions: [
        { pages: 8000, writesPerSecond: 50_000, pattern: { kind: 'trace', file: 't', repeat: 'all', columns } },
      ],
      link: linkOf(rate),
      algorithms: [chooseWith('xen-precopy')],
    });
    assertTimesStay(scenario, 4);
  });

  it('is not alike if the link alone is left as it is', () => {
    const scenario = scenarioOf({
      pages,
      regions: [{ pages: 8000, writesPerSecond: 9000, pattern: uniform }],
      link: linkOf(rate),
      algorithms: [chooseWith('xen-precopy')],
    });
    const all = Array.from({ length: repetitions }, (_, repetition) => repetition);
    const whole = all.map((repetition) => predicted(scenario, 1, repetition));
    const fast = { ...scenario, link: linkOf(rate * 1.2) };
    const wrong = all.map((repetition) => predicted(fast, 4, repetition));
    assert.throws(() => {
      assertAlike('total', whole, wrong, 4, ({ run }) => run.totalSeconds);
    });
  });
});

describe('the scale', () => {
  it('leaves small guests alone, and large ones between one and two times the least', () => {
    assert.equal(scaleFactor(leastPages), 1);
    assert.equal(scaleFactor(2 * leastPages - 1), 1);
    assert.equal(scaleFactor(2 * leastPages), 2);
    for (const large of [300_000, 1 << 24, 1 << 28, 5_000_000_001]) {
      const left = large / scaleFactor(large);
      assert.ok(left >= leastPages && left < 2 * leastPages, `${large} pages leave ${left}`);
    }
  });

  it('keeps regions apart and inside memory, and the writes of all of them', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            pages: fc.integer({ min: 1, max: 5000 }),
            writesPerSecond: fc.integer({ min: 0, max: 100_000 }),
            pattern: patterns.filter(({ kind }) => kind !== 'hotspot'),
          }),
          { maxLength: 8 },
        ),
        fc.integer({ min: 0, max: 3000 }),
        fc.constantFrom(2, 16, 1024),
        (plan, zeroPages, factor) => {
          const used = plan.reduce((sum, region) => sum + region.pages, zeroPages);
          const scenario = scenarioOf({
            pages: Math.max(1, used),
            regions: plan,
            zeroPages,
            link: linkOf(rate),
            algorithms: [chooseWith('xen-precopy')],
          });
          const scaled = scaledDown(scenario, factor);
          let next = 0;
          for (const region of scaled.workload) {
            assert.equal(region.firstPage, next);
            assert.ok(Number.isInteger(region.pages) && region.pages >= 1);
            next += region.pages;
            if (region.pattern.kind === 'dirty-curve') {
              const grouped = region.pattern.groups.reduce((sum, group) => sum + group.pages, 0);
              assert.ok(grouped <= region.pages);
            }
          }
          assert.ok(next + scaled.zeroPages <= scaled.pages);
          const writes = (of: Scenario): number => of.workload.reduce((sum, region) => sum + region.writesPerSecond, 0);
          assert.ok(Math.abs(writes(scaled) * factor - writes(scenario)) <= 1e-9 * writes(scenario));
        },
      ),
      { numRuns: 200, seed: 6 },
    );
  });
});
