// The fit of dirty curves: the language's sample, published curves, curves made from known groups, and what holds for any curve.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { curveAt, fitCurve } from '../../../src/core/guest/curveFit';
import type { CurvePoint } from '../../../src/core/scenario/scenario';

function curve(...points: readonly (readonly [seconds: number, pages: number])[]): CurvePoint[] {
  return points.map(([seconds, pages]) => ({ seconds, pages }));
}

function worst(errors: readonly number[]): number {
  return Math.max(...errors.map(Math.abs));
}

const sample = curve([0.125, 16_896], [1, 120_832], [10, 459_776], [60, 1_514_496]);

test('the sample of the language fits to five per cent', () => {
  const { groups, errors } = fitCurve(sample, 2_097_152);
  assert.ok(worst(errors) < 0.05, String(errors));
  assert.ok(groups.length <= 6);
  // A region larger than the last point goes on growing.
  assert.ok(curveAt(groups, 120) > 1.2 * curveAt(groups, 60));
});

// Clark et al. (NSDI 2005), figures 3 to 6, and PostgreSQL under 16 threads of updates (LordWicked), in pages of 4 KiB.
test('published curves fit to a few per cent', () => {
  const published = {
    compile: curve([0.1855, 2673], [0.2385, 3038], [0.4632, 3908], [1.4439, 5863], [1.8769, 6087], [8, 7589]),
    oltp: curve(
      [0.0957, 1455],
      [0.1377, 1567],
      [0.5283, 2256],
      [0.7485, 2656],
      [1.0544, 3066],
      [2.1175, 4319],
      [8, 8655],
    ),
    web: curve([0.6216, 9310], [0.764, 10_184], [1.3715, 12_517], [4.5826, 18_413], [5.4952, 19_767], [8, 22_471]),
    postgres: curve([0.79, 30_208], [1.21, 38_400], [2.05, 55_552], [3.52, 75_520], [8.13, 123_904], [24.36, 281_856]),
  };
  const errors = Object.entries(published).map(([name, points]) => [
    name,
    worst(fitCurve(points, 131_072 * 16).errors),
  ]);
  for (const [name, error] of errors) assert.ok(Number(error) < 0.04, `${name}: ${error}`);
});

test('a curve made of groups is met almost exactly', () => {
  const groups = [
    { pages: 2000, writesPerSecondPerPage: 30 },
    { pages: 20_000, writesPerSecondPerPage: 0.8 },
    { pages: 100_000, writesPerSecondPerPage: 0.01 },
  ];
  const points = [0.02, 0.1, 0.5, 1, 3, 10, 30, 100].map((seconds) => ({ seconds, pages: curveAt(groups, seconds) }));
  const fit = fitCurve(points, 200_000);
  assert.ok(worst(fit.errors) < 0.002, String(fit.errors));
  // Between the points, too.
  for (const seconds of [0.05, 0.2, 2, 20]) {
    assert.ok(Math.abs(curveAt(fit.groups, seconds) / curveAt(groups, seconds) - 1) < 0.01);
  }
});

test('one rate between two of the grid is met within a tenth of a per cent', () => {
  for (const rate of [0.5, 0.537, 0.61]) {
    const group = [{ pages: 50_000, writesPerSecondPerPage: rate }];
    const points = [0.1, 1, 3, 20].map((seconds) => ({ seconds, pages: curveAt(group, seconds) }));
    assert.ok(worst(fitCurve(points, 50_000).errors) < 0.002);
  }
});

test('a curve that bends upward is off, and the errors say by how much', () => {
  const { groups, errors } = fitCurve(curve([1, 100], [2, 400]), 10_000);
  assert.ok(worst(errors) > 0.3);
  // Straight is the most that any guest bends upward: 100 (1 + e) = 400 (1 - e) / 2, so e = 1/3.
  assert.ok(worst(errors) < 0.34, String(errors));
  assert.deepEqual(
    errors,
    [1, 2].map((seconds, i) => curveAt(groups, seconds) / (i === 0 ? 100 : 400) - 1),
  );
});

test('any curve gets whole groups that fit the region, the same ones each time', () => {
  const step = fc.tuple(fc.double({ min: 0.001, max: 100, noNaN: true }), fc.integer({ min: 1, max: 100_000 }));
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 1, maxLength: 12 }),
      fc.double({ min: 0.5, max: 4, noNaN: true }),
      (steps, slack) => {
        let [seconds, pages] = [0, 0];
        const points = steps.map(([time, more]) => ({ seconds: (seconds += time), pages: (pages += more) }));
        const region = Math.max(1, Math.round(pages * slack));
        const { groups, errors } = fitCurve(points, region);
        assert.deepEqual(fitCurve(points, region), { groups, errors });
        assert.equal(errors.length, points.length);
        assert.ok(groups.every((group) => Number.isInteger(group.pages) && group.pages > 0));
        assert.ok(
          groups.every((group) => group.writesPerSecondPerPage > 0 && Number.isFinite(group.writesPerSecondPerPage)),
        );
        assert.ok(groups.reduce((sum, group) => sum + group.pages, 0) <= region);
        assert.ok(errors.every((error) => Number.isFinite(error)));
      },
    ),
    { seed: 5, numRuns: 200 },
  );
});

test('a thousand points are fitted quickly', () => {
  const points = Array.from({ length: 1000 }, (_, i) => ({
    seconds: (i + 1) / 10,
    pages: Math.round(100_000 * Math.sqrt(i + 1) + 3000 * ((i * 37) % 11)),
  }));
  const begin = performance.now();
  fitCurve(points, 9_000_000);
  // A fifth of this is usual.
  assert.ok(performance.now() - begin < 10_000);
});
