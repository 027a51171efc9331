// The guest made of a scenario's regions: the layout of dirty curves and Zipf's law, and how many pages each pattern writes within a window.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { curveAt, fitCurve } from '../../../src/core/guest/curveFit';
import { makeWriters, rateGroups } from '../../../src/core/guest/guest';
import type { Writer } from '../../../src/core/guest/writer';
import { workingSet } from '../../../src/core/metrics/floor';
import { PageSet } from '../../../src/core/pageSet';
import type { Pattern, Scenario } from '../../../src/core/scenario/scenario';
import { gigabit, hotspot, scenarioOf, uniform } from '../support/scenarios';

const PAGES = 20_000;
const OFFSET = 77;
const REGION = 16_001;

const groups = [
  { pages: 13, writesPerSecondPerPage: 50 },
  { pages: 1500, writesPerSecondPerPage: 2 },
  { pages: 9000, writesPerSecondPerPage: 0.05 },
  { pages: 300, writesPerSecondPerPage: 0.4 },
];
const curve: Pattern = { kind: 'dirty-curve', points: [], groups, errors: [] };
const zipf: Pattern = { kind: 'zipf', exponent: 1.1 };

function guest(pattern: Pattern, seed = '1'): Scenario {
  return scenarioOf({
    pages: PAGES,
    seed,
    link: gigabit,
    algorithms: [],
    regions: [
      { pages: OFFSET, writesPerSecond: 0, pattern: uniform },
      { pages: REGION, writesPerSecond: 4000, pattern },
    ],
  });
}

/** Pages of the second region written within so many seconds. */
function writtenWithin(scenario: Scenario, repetition: number, seconds: number): PageSet {
  const written = new PageSet(PAGES);
  for (const writer of makeWriters(scenario, repetition)) {
    if (writer.firstPage === OFFSET) writer.addWritten(written, [], 0, seconds);
  }
  return written;
}

test('each group of a dirty curve is a set of its own of exactly its size, anywhere in the region', () => {
  for (const seed of ['1', 'two']) {
    const writers: readonly Writer[] = makeWriters(guest(curve, seed), 0).filter(
      (writer) => writer.firstPage === OFFSET,
    );
    const taken = new PageSet(PAGES);
    const sizes = writers.map((writer): number => {
      const members: number[] = Array.from({ length: PAGES }, (_, page) => page).filter((page) => writer.covers(page));
      for (const page of members) {
        assert.ok(!taken.has(page), `page ${page} in two groups`);
        taken.add(page);
      }
      // Spread over the region: the mean of uniform page numbers, five standard errors.
      const mean = members.reduce((sum, page) => sum + page - OFFSET + 0.5, 0) / members.length;
      assert.ok(Math.abs(mean / REGION - 0.5) < (5 * Math.sqrt(1 / 12)) / Math.sqrt(members.length));
      return members.length;
    });
    assert.deepEqual(
      sizes.sort((a, b) => a - b),
      [13, 300, 1500, 9000],
    );
    const region = new PageSet(PAGES);
    region.addRange(OFFSET, OFFSET + REGION);
    assert.ok(taken.subtract(region).isEmpty());
  }
});

test('groups that fill their region leave no page out', () => {
  const full: Pattern = {
    kind: 'dirty-curve',
    points: [],
    groups: [
      { pages: 1, writesPerSecondPerPage: 9 },
      { pages: REGION - 1001, writesPerSecondPerPage: 5 },
      { pages: 1000, writesPerSecondPerPage: 7 },
    ],
    errors: [],
  };
  assert.equal(writtenWithin(guest(full), 0, 100).count(), REGION);
});

test('pages of no group are never written', () => {
  const scenario = guest(curve);
  const long = writtenWithin(scenario, 0, 1e6);
  assert.equal(long.count(), 13 + 1500 + 9000 + 300);
  // The layout is the same for every algorithm: it doesn't depend on what was drawn before.
  assert.deepEqual(writtenWithin(scenario, 0, 1e6).toArray(), long.toArray());
  assert.notDeepEqual(writtenWithin(scenario, 1, 1e6).toArray(), long.toArray());
  assert.notDeepEqual(writtenWithin(guest(curve, '2'), 0, 1e6).toArray(), long.toArray());
});

test('as many pages are written within a window as the rates say', () => {
  const repetitions = 40;
  for (const [name, pattern] of Object.entries({ curve, zipf, uniform, hotspot: hotspot(500, 0.7) })) {
    const scenario = guest(pattern);
    const rates = scenario.workload.slice(1).flatMap(rateGroups);
    for (const seconds of [0.01, 0.5, 5, 60]) {
      const counts = Array.from({ length: repetitions }, (_, i) => writtenWithin(scenario, i, seconds).count());
      const mean = counts.reduce((sum, count) => sum + count, 0) / repetitions;
      const expected = workingSet(rates, seconds);
      // The sum of p (1 - p) over the pages is the variance: at most W(w), and at most W(2w) - W(w).
      const error = Math.sqrt((workingSet(rates, 2 * seconds) - expected) / repetitions);
      assert.ok(Math.abs(mean - expected) < 5 * error + 1e-4 * expected, `${name}, ${seconds} s: ${mean}, ${expected}`);
    }
  }
});

test('a fitted curve is what the guest then writes', () => {
  const points = [
    { seconds: 0.1, pages: 900 },
    { seconds: 1, pages: 3000 },
    { seconds: 10, pages: 9000 },
  ];
  const fit = fitCurve(points, REGION);
  const scenario = guest({ kind: 'dirty-curve', points, ...fit });
  for (const { seconds, pages } of points) {
    const counts = Array.from({ length: 40 }, (_, i) => writtenWithin(scenario, i, seconds).count());
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    assert.ok(Math.abs(mean - curveAt(fit.groups, seconds)) < 5 * Math.sqrt(pages / counts.length));
    assert.ok(Math.abs(mean / pages - 1) < 0.06, `${seconds} s: ${mean}, measured ${pages}`);
  }
});

test('a trace region replays its trace from the region’s first page', () => {
  const trace: Pattern = {
    kind: 'trace',
    file: 'a.lmtrace',
    repeat: 'none',
    columns: {
      intervalSeconds: 0.5,
      seconds: 1.5,
      atSeconds: Float64Array.of(0, 1),
      firstPage: Uint32Array.of(10, 600),
      pages: Uint32Array.of(3, 2),
      writes: Uint32Array.of(3, 9),
    },
  };
  assert.deepEqual(writtenWithin(guest(trace), 0, 1).toArray(), [87, 88, 89]);
  assert.deepEqual(writtenWithin(guest(trace), 0, 100).toArray(), [87, 88, 89, 677, 678]);
  // Within an interval the seed decides when a page is written.
  const halfway = ['1', '2', '3', '4', '5', '6', '7', '8'].map((seed) =>
    writtenWithin(guest(trace, seed), 0, 0.25).toArray().join(),
  );
  assert.ok(new Set(halfway).size > 1);
});
