// Clairvoyant floor and rate-only line against the figures of a first experiment worked out by other means, and against brute force.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { floorOf, workingSet } from '../../src/core/metrics/floor';
import { rateGroups } from '../../src/core/guest/guest';
import type { Region, Scenario } from '../../src/core/scenario/scenario';
import { freeHost, gigabit } from './support/scenarios';

const R = 28_676;

function guest(...heats: readonly (readonly [pages: number, writesPerSecond: number])[]): Scenario {
  let firstPage = 0;
  const workload = heats.map(([pages, writesPerSecond], index): Region => {
    const region: Region = {
      name: `r${index}`,
      firstPage,
      pages,
      writesPerSecond,
      readsPerSecond: 0,
      changeBytes: 4096,
      activity: { kind: 'always' },
      pattern: { kind: 'uniform' },
    };
    firstPage += pages;
    return region;
  });
  return {
    name: 'heats',
    description: null,
    seed: '1',
    repetitions: 1,
    pages: 65_536,
    pageBytes: 4096,
    memoryBytes: 268_435_456,
    deviceStateBytes: 0,
    zeroPages: 0,
    vcpus: 1,
    workload,
    link: gigabit,
    host: freeHost,
    algorithms: [],
    timeLimitSeconds: 3600,
  };
}

function milliseconds(scenario: Scenario): { readonly floor: number; readonly rateOnly: number | null } {
  const { downtimeSeconds, rateOnlyDowntimeSeconds } = floorOf(scenario, R);
  return {
    floor: (downtimeSeconds ?? NaN) * 1000,
    rateOnly: rateOnlyDowntimeSeconds === null ? null : rateOnlyDowntimeSeconds * 1000,
  };
}

test('three guests have the limits that were worked out for them (docs/model.md, The floor)', () => {
  const cases = [
    { scenario: guest([6554, 36_000], [58_982, 4000]), floor: 13, rateOnly: 72 },
    { scenario: guest([2000, 60_000], [8000, 16_000], [20_000, 4000]), floor: 38, rateOnly: 60 },
    { scenario: guest([1000, 50_000], [20_000, 20_000]), floor: 18, rateOnly: 29 },
  ];
  for (const { scenario, floor, rateOnly } of cases) {
    const limits = milliseconds(scenario);
    assert.ok(Math.abs(limits.floor - floor) < 0.6, `floor ${limits.floor}, not ${floor} ms`);
    assert.ok(
      limits.rateOnly !== null && Math.abs(limits.rateOnly - rateOnly) < 0.6,
      `rate-only ${String(limits.rateOnly)}, not ${rateOnly} ms`,
    );
  }
});

test('the floor is the largest gap between working set and link, found by looking everywhere', () => {
  const scenario = guest([2000, 60_000], [8000, 16_000], [20_000, 4000]);
  const groups = scenario.workload.flatMap(rateGroups);
  let gap = 0;
  for (let w = 0; w < 1; w += 1e-5) gap = Math.max(gap, workingSet(groups, w) / R - w);
  assert.ok(Math.abs((floorOf(scenario, R).downtimeSeconds ?? NaN) - gap) < 1e-6);
});

test('a guest that writes more slowly than the link has no floor above its fixed costs', () => {
  assert.deepEqual(milliseconds(guest([1000, R - 1])), { floor: 0, rateOnly: 0 });
});

test('one uniform region written at r > R can be clean for R / r of its pages', () => {
  const { rateOnly } = milliseconds(guest([10_000, 2 * R]));
  assert.ok(rateOnly !== null && Math.abs(rateOnly - (5000 / R) * 1000) < 1e-9);
});

test('a sweep has a floor, and no rate-only line', () => {
  const scenario = guest([10_000, 2 * R]);
  const swept = {
    ...scenario,
    workload: scenario.workload.map((region) => ({
      ...region,
      pattern: { kind: 'sequential', startPage: 0 } as const,
    })),
  };
  const { floor, rateOnly } = milliseconds(swept);
  assert.equal(rateOnly, null);
  // All 10 000 pages are written in 10 000 / 2R seconds, in which the link carries half of them.
  assert.ok(Math.abs(floor - (5000 / R) * 1000) < 1e-3);
});
