// Confidence intervals against published tables of Student's t.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { estimate } from '../../src/core/compare/summary';
import { incompleteBeta, studentQuantile95, studentTail } from '../../src/core/compare/student';

test('the 95 % quantiles are those of the printed tables', () => {
  const table = [
    [1, 12.706],
    [2, 4.303],
    [3, 3.182],
    [4, 2.776],
    [9, 2.262],
    [19, 2.093],
    [29, 2.045],
    [99, 1.984],
    [999, 1.962],
  ] as const;
  for (const [degrees, quantile] of table)
    assert.ok(Math.abs(studentQuantile95(degrees) - quantile) < 6e-4, `${degrees} degrees of freedom`);
});

test('tails and incomplete beta have their closed forms', () => {
  // One degree of freedom is the Cauchy distribution: P(|T| > 1) = 1/2.
  assert.ok(Math.abs(studentTail(1, 1) - 0.5) < 1e-12);
  assert.ok(Math.abs(incompleteBeta(1, 1, 0.3) - 0.3) < 1e-12);
  assert.ok(Math.abs(incompleteBeta(2, 1, 0.3) - 0.09) < 1e-12);
  assert.equal(incompleteBeta(2, 3, 0), 0);
  assert.equal(incompleteBeta(2, 3, 1), 1);
});

test('an estimate gives mean, interval, extremes and median', () => {
  assert.equal(estimate([]), null);
  assert.deepEqual(estimate([2]), { mean: 2, low: 2, high: 2, min: 2, median: 2, max: 2 });
  const four = estimate([4, 1, 3, 2]);
  assert.ok(four !== null);
  assert.equal(four.mean, 2.5);
  assert.equal(four.median, 2.5);
  assert.equal(four.min, 1);
  assert.equal(four.max, 4);
  const half = (3.182446 * Math.sqrt(5 / 3)) / 2;
  assert.ok(Math.abs(four.high - 2.5 - half) < 1e-5);
  assert.ok(Math.abs(2.5 - four.low - half) < 1e-5);
});
