// core/math against the platform's own functions and against exact values.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exp, expm1, log, log1p, logGamma, powerOfTwo, writtenShare } from '../../src/core/math';

/** Relative difference in units of the double's last place. */
function units(actual: number, expected: number): number {
  return Math.abs(actual - expected) / (Math.abs(expected) * Number.EPSILON || Number.EPSILON);
}

function assertClose(
  name: string,
  ours: (x: number) => number,
  theirs: (x: number) => number,
  inputs: readonly number[],
  most: number,
): void {
  for (const x of inputs) assert.ok(units(ours(x), theirs(x)) <= most, `${name}(${x}) is ${ours(x)}, not ${theirs(x)}`);
}

const magnitudes = [
  1e-300, 1e-16, 1e-9, 1e-5, 0.001, 0.01, 0.1, 0.29, 0.31, 0.34, 0.36, 0.5, 0.69, 0.7, 1, 1.4, 1.5, 2, 3.3, 10, 50, 300,
  700,
];

test('exp and expm1 agree with the platform to a few units in the last place', () => {
  const inputs = [...magnitudes, ...magnitudes.map((x) => -x), 0];
  assertClose('exp', exp, Math.exp, inputs, 4);
  assertClose('expm1', expm1, Math.expm1, inputs, 4);
});

test('log and log1p agree with the platform to a few units in the last place', () => {
  assertClose('log', log, Math.log, [...magnitudes, 1e10, 1e300, 0.99999, 1.00001], 4);
  assertClose('log1p', log1p, Math.log1p, [...magnitudes, -0.1, -0.5, -0.9, -1e-12], 4);
});

test('the elementary functions have the right values at their limits', () => {
  assert.equal(log(0), -Infinity);
  assert.ok(Number.isNaN(log(-1)));
  assert.equal(log(Infinity), Infinity);
  assert.equal(exp(-800), 0);
  assert.equal(exp(800), Infinity);
  assert.equal(powerOfTwo(10), 1024);
  assert.equal(powerOfTwo(2000), Infinity);
  assert.equal(powerOfTwo(-2000), 0);
});

test('log inverts exp over the whole range', () => {
  for (let x = -700; x < 700; x += 0.37) assert.ok(Math.abs(log(exp(x)) - x) <= 1e-13 * Math.max(1, Math.abs(x)));
});

test('the written share is 1 - e^-x, exact for tiny arguments', () => {
  assert.ok(units(writtenShare(1e-9, 1e-9), 1e-18) < 2);
  assert.ok(units(writtenShare(2, 0.5), 1 - Math.exp(-1)) < 8);
  assert.equal(writtenShare(1e9, 1e9), 1);
});

test('logGamma gives the logarithms of factorials', () => {
  let logFactorial = 0;
  for (let n = 1; n < 200; n++) {
    assert.ok(Math.abs(logGamma(n) - logFactorial) < 1e-10 * Math.max(1, logFactorial), `ln Gamma(${n})`);
    logFactorial += Math.log(n);
  }
});
