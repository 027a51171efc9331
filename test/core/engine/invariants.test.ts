// What must hold, always: for every algorithm in the registry, over small random scenarios, on the product's engine and on the
// slow one. The slow one also proves for each run that no page is lost and that no downtime is below the clairvoyant floor.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { algorithms } from '../../../src/core/algorithms/registry';
import { rateOnlyTransferSeconds, transferFloorSeconds } from '../reference/referenceFloor';
import { scenariosOf } from '../support/arbitraries';
import { assertInvariants } from '../support/invariants';
import { choiceOf, chooseWith, eventsOf, runFast, runSlow } from '../support/run';
import { hotspot, linkOf, scenarioOf, sweep, sweepFromAnywhere, uniform } from '../support/scenarios';
import type { RegionPlan } from '../support/scenarios';

for (const definition of algorithms) {
  describe(`${definition.id} in random scenarios`, () => {
    it('never contradicts itself on the fast engine', () => {
      const property = fc.property(scenariosOf(definition), (scenario) => {
        const run = runFast(scenario);
        assertInvariants(scenario, run);
        const parts = run.downtime && Object.values<number>({ ...run.downtime }).reduce((sum, part) => sum + part, 0);
        assert.ok(Math.abs((run.downtimeSeconds ?? 0) - (parts ?? 0)) <= 1e-12 * run.totalSeconds);
        assert.equal(run.downtimeSeconds === null, run.outcome !== 'completed');
      });
      fc.assert(property, { seed: 1, numRuns: 200 });
    });

    it('loses no page, beats no floor and never contradicts itself on the slow engine', () => {
      const property = fc.property(scenariosOf(definition), (scenario) => {
        assertInvariants(scenario, runSlow(scenario));
      });
      fc.assert(property, { seed: 2, numRuns: 100 });
    });

    it('gives the same events for the same seed, whatever ran in between', () => {
      const property = fc.property(scenariosOf(definition), scenariosOf(definition), (scenario, other) => {
        const { label } = choiceOf(scenario);
        const first = JSON.stringify(eventsOf(scenario, label, 1));
        const second = JSON.stringify(eventsOf(scenario, label, 0));
        runFast(other, 3);
        assert.equal(JSON.stringify(eventsOf(scenario, label, 0)), second);
        assert.equal(JSON.stringify(eventsOf(scenario, label, 1)), first);
      });
      fc.assert(property, { seed: 3, numRuns: 60 });
    });
  });
}

describe('the floor that a run reports', () => {
  const regions: readonly (readonly RegionPlan[])[] = [
    [],
    [{ pages: 2000, writesPerSecond: 500, pattern: uniform }],
    [{ pages: 3000, writesPerSecond: 12000, pattern: uniform }],
    [{ pages: 3000, writesPerSecond: 9000, pattern: hotspot(300, 0.9) }],
    [{ pages: 3000, writesPerSecond: 9000, pattern: hotspot(3000, 0.5) }],
    [
      { pages: 200, writesPerSecond: 8000, pattern: uniform },
      { pages: 2000, writesPerSecond: 3000, pattern: hotspot(100, 0.6, false) },
      { pages: 1000, writesPerSecond: 100, pattern: uniform },
    ],
    [{ pages: 1500, writesPerSecond: 9000, pattern: sweep }],
    [
      { pages: 1500, writesPerSecond: 9000, pattern: sweepFromAnywhere },
      { pages: 1000, writesPerSecond: 4000, pattern: uniform },
    ],
  ];

  regions.forEach((workload, i) => {
    it(`is the largest gap between working set and link, and the rate-only line, for guest ${i + 1}`, () => {
      const scenario = scenarioOf({
        pages: 4000,
        regions: workload,
        link: { ...linkOf(4000), rttSeconds: 0.001 },
        host: { suspendSeconds: 0.02, resumeSeconds: 0.01 },
        deviceStateBytes: 4096,
        algorithms: [chooseWith('xen-precopy')],
      });
      const fixed = 0.02 + 0.01 + 0.001 + 1 / 4000;
      const pagesPerSecond = 4000 / (1 + 8 / 4096);
      const { floor } = runFast(scenario);
      const aPage = 1.5 / pagesPerSecond;
      const expected = fixed + transferFloorSeconds(scenario, pagesPerSecond);
      assert.ok(
        Math.abs((floor.downtimeSeconds ?? NaN) - expected) <= aPage,
        `${floor.downtimeSeconds} is not ${expected}`,
      );
      const rateOnly = rateOnlyTransferSeconds(scenario, pagesPerSecond);
      if (rateOnly === null) assert.equal(floor.rateOnlyDowntimeSeconds, null);
      else assert.ok(Math.abs((floor.rateOnlyDowntimeSeconds ?? NaN) - fixed - rateOnly) <= aPage);
    });
  });

  it('is the same whatever the repetition', () => {
    const plan = { pages: 4000, regions: regions[3] ?? [], link: linkOf(4000), algorithms: [chooseWith('precopy')] };
    assert.deepEqual(runFast(scenarioOf(plan), 0).floor, runFast(scenarioOf(plan), 5).floor);
  });
});
