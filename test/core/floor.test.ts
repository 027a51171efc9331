// Clairvoyant floor and rate-only line against the figures of a first experiment worked out by other means, and against brute force.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { floorOf, workingSet } from '../../src/core/metrics/floor';
import { rateGroups } from '../../src/core/guest/guest';
import type { Region, Scenario } from '../../src/core/scenario/scenario';
import { runFast } from './support/run';
import { choose, freeHost, gigabit, linkOf, scenarioOf, uniform } from './support/scenarios';

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
    catchUpSeconds: 0,
    workload,
    link: gigabit,
    host: freeHost,
    algorithms: [],
    timeLimitSeconds: 3600,
    expect: [],
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

/** Share of its full speed at which something goes at a moment. */
type Share = (seconds: number) => number;

/**
 * The floor of one run in small steps of time: back from the suspension, the most pages that were written and that the link, as it then was, cannot have carried;
 * then how long it takes for them.
 */
function steppedFloorSeconds(
  regions: readonly { readonly pages: number; readonly writesPerSecond: number; readonly active: Share }[],
  { pagesPerSecond, available }: { readonly pagesPerSecond: number; readonly available: Share },
  suspendedAt: number,
  copyFrom: number,
): number {
  const step = 2e-4;
  const active = regions.map(() => 0);
  let [carried, worst] = [0, 0];
  for (let t = suspendedAt - step / 2; t > 0; t -= step) {
    regions.forEach((region, i) => (active[i] = (active[i] ?? 0) + region.active(t) * step));
    carried += pagesPerSecond * available(t) * step;
    const written = regions.reduce(
      (sum, { pages, writesPerSecond }, i) => sum + pages * -Math.expm1((-writesPerSecond / pages) * (active[i] ?? 0)),
      0,
    );
    worst = Math.max(worst, written - carried);
  }
  let t = copyFrom;
  for (let left = worst; left > 0; t += step) left -= pagesPerSecond * available(t + step / 2) * step;
  return t - copyFrom;
}

test('with a schedule, activities and pauses, the floor of a run is the one found in small steps of time', () => {
  const pagesPerSecond = 10_000;
  const [hot, burst] = [
    { pages: 2000, writesPerSecond: 40_000, pattern: uniform },
    { pages: 3000, writesPerSecond: 30_000, pattern: uniform },
  ];
  const cases: readonly { name: string; available: number; every: number; pause: number }[] = [
    { name: 'schedule', available: 0.3, every: 0, pause: 0 },
    { name: 'bursts', available: 1, every: 1.1, pause: 0 },
    { name: 'rare bursts', available: 0.15, every: 2.3, pause: 0 },
    { name: 'pauses', available: 1, every: 0, pause: 0.05 },
    { name: 'all of it', available: 0.4, every: 0.7, pause: 0.03 },
  ];
  for (const { name, available, every, pause } of cases) {
    const scenario = scenarioOf({
      pages: 20_000,
      regions: [
        hot,
        {
          ...burst,
          activity:
            every === 0 ? { kind: 'always' } : { kind: 'bursts', everySeconds: every, onSeconds: 0.2, restShare: 0.1 },
        },
      ],
      link: { ...linkOf(pagesPerSecond), schedule: [{ atSeconds: 2.5, available }] },
      host: { clean: { fixedSeconds: pause, perPageSeconds: 0 } },
      algorithms: [choose('precopy', { rounds: 4, minPages: 0, header: 0, skip: false })],
    });
    const { rounds, floor: limits } = runFast(scenario);
    const last = rounds.at(-1);
    if (last === undefined) assert.fail();
    const live = rounds.slice(0, -1);
    const suspendedAt = (live.at(-1)?.startSeconds ?? 0) + (live.at(-1)?.seconds ?? 0);
    assert.ok(suspendedAt > 2.7);
    // The CLEAN that ends a round pauses the guest.
    const running: Share = (t) =>
      live.some(({ startSeconds, seconds }) => t < startSeconds + seconds && t > startSeconds + seconds - pause)
        ? 0
        : 1;
    const inBurst: Share = (t) => (every === 0 || t % every < 0.2 ? 1 : 0.1);
    const stepped = steppedFloorSeconds(
      [
        { ...hot, active: running },
        { ...burst, active: (t) => running(t) * inBurst(t) },
      ],
      { pagesPerSecond, available: (t) => (t < 2.5 ? 1 : available) },
      suspendedAt,
      last.startSeconds,
    );
    const expected = stepped + (last.startSeconds - suspendedAt);
    const floor = limits.downtimeSeconds ?? NaN;
    assert.ok(Math.abs(floor - expected) < 0.003 * expected + 4e-4, `${name}: ${floor} s, in steps ${expected} s`);
  }
});
