// The rate-only line (docs/model.md), asserted where it holds: Poisson regions active throughout, a constant link, no host costs, a fixed
// number of rounds. Then no algorithm's mean downtime lies below it, by more than 5 standard errors of 20 or more runs.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { ParameterValues } from '../../../src/core/algorithms/definition';
import { algorithms } from '../../../src/core/algorithms/registry';
import type { Pattern } from '../../../src/core/scenario/scenario';
import { rateOnlyTransferSeconds } from '../reference/referenceFloor';
import { choiceOf, chooseWith, definitionOf, repeat, runFast } from '../support/run';
import { hotspot, linkOf, scenarioOf, uniform } from '../support/scenarios';
import type { RegionPlan } from '../support/scenarios';
import { mean, standardError } from '../support/statistics';

/** Parameters that leave an algorithm no reason to stop but its number of rounds. */
const fixedRounds: Readonly<Record<string, readonly ParameterValues[]>> = {
  'stop-and-copy': [{}],
  precopy: [
    { rounds: 1, minPages: 0 },
    { rounds: 6, minPages: 0 },
    { rounds: 6, minPages: 0, skip: true },
  ],
  'xen-precopy': [
    { maxRounds: 8, minPages: 0, maxFactor: 1e6, batch: 64 },
    { maxRounds: 8, minPages: 0, maxFactor: 1e6, skip: false, order: 'permuted' },
  ],
  'xen-precopy-v2': [{ maxRounds: 5, minPages: 0 }],
  // In the third round, its last, HCA has not yet looked at whether its sets still shrink.
  hca: [
    { maxRounds: 3, minPages: 0, maxFactor: 1e6, batch: 64 },
    { maxRounds: 3, minPages: 0, maxFactor: 1e6, batch: 64, hold: 'tier', counting: 'oracle' },
    { maxRounds: 3, minPages: 0, maxFactor: 1e6, hold: 'none', sampling: 'before', lastLive: true },
  ],
  microwiper: [{ maxRounds: 8, minPages: 0, maxFactor: 1e6, batch: 64 }],
  'time-series': [{ maxRounds: 8, minPages: 0, maxFactor: 1e6, batch: 64 }],
  // It has no fixed rounds: it suspends the guest when little is left, which is waiting for a lucky moment.
  'qemu-precopy': [],
  'cloud-hypervisor': [{ version: '35' }],
  // No line is defined for post-copy.
  postcopy: [],
  hybrid: [],
};

const pages = 4096;
const pagesPerSecond = 4096;

function patternOf(size: number): fc.Arbitrary<Pattern> {
  return fc.oneof(
    fc.constant(uniform),
    fc
      .tuple(fc.integer({ min: 1, max: size }), fc.double({ min: 0.3, max: 1, noNaN: true }))
      .map(([hotPages, share]) => hotspot(hotPages, share)),
    fc.double({ min: 0.3, max: 1.5, noNaN: true }).map((exponent): Pattern => ({ kind: 'zipf', exponent })),
  );
}

/** Two regions that together write 1.2 to 4 times as fast as the link carries, so that no set ever gets empty. */
const guests: fc.Arbitrary<RegionPlan[]> = fc
  .tuple(fc.integer({ min: 20, max: 2000 }), fc.integer({ min: 20, max: 2000 }))
  .chain((sizes) =>
    fc.tuple(
      ...sizes.map((size) =>
        fc.record({
          pages: fc.constant(size),
          writesPerSecond: fc.double({ min: 0.6, max: 2, noNaN: true }).map((share) => share * pagesPerSecond),
          pattern: patternOf(size),
        }),
      ),
    ),
  );

describe('the rate-only line', () => {
  it('is asserted for every algorithm of the registry', () => {
    assert.deepEqual(Object.keys(fixedRounds).sort(), algorithms.map(({ id }) => id).sort());
  });

  for (const [algorithm, choices] of Object.entries(fixedRounds)) {
    for (const parameters of choices) {
      it(`is not undercut by the mean of ${algorithm} ${JSON.stringify(parameters)}`, () => {
        for (const regions of fc.sample(guests, { seed: 31, numRuns: 3 })) {
          const scenario = scenarioOf({
            pages,
            regions,
            link: linkOf(pagesPerSecond),
            algorithms: [chooseWith(algorithm, parameters)],
          });
          const runs = repeat(20, (repetition) => runFast(scenario, repetition));
          const [first] = runs;
          assert.ok(first && runs.every(({ stopReason }) => stopReason === first.stopReason));
          assert.ok(first.stopReason === 'max-rounds' || first.stopReason === 'immediate', first.stopReason ?? '');
          const transfers = runs.map((run) => run.downtime?.transferSeconds ?? NaN);
          const reported = first.floor.rateOnlyDowntimeSeconds ?? NaN;
          const { headerBytesPerPage, bytesPerBatch } = definitionOf(algorithm).wire(choiceOf(scenario).parameters);
          const overhead = (4096 + headerBytesPerPage + bytesPerBatch / 1024) / 4096;
          const line = rateOnlyTransferSeconds(scenario, pagesPerSecond / overhead);
          assert.ok(line !== null);
          for (const limit of [reported, line])
            assert.ok(
              mean(transfers) >= limit - 5 * standardError(transfers),
              `${mean(transfers)} s is below ${limit} s for ${JSON.stringify(regions)}`,
            );
        }
      });
    }
  }
});
