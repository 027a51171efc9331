// The tests of the tests: p-values against printed tables, and their behaviour on samples that differ in one way only.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { drawsNamed } from '../reference/draws';
import {
  chiSquareTest,
  chiSquareUpper,
  distributionsTest,
  meansTest,
  spreadsTest,
  studentTwoSided,
} from './statistics';

function close(actual: number, expected: number, relative: number): void {
  assert.ok(Math.abs(actual - expected) <= relative * expected, `${actual} is not ${expected}`);
}

function normal(name: string, count: number, centre: number, spread: number): number[] {
  const draws = drawsNamed(name);
  const one = (): number => Math.sqrt(2 * draws.gap(1)) * Math.cos(2 * Math.PI * draws.uniform());
  return Array.from({ length: count }, () => centre + spread * one());
}

describe('p-values', () => {
  it("agree with the printed quantiles of Student's t", () => {
    close(studentTwoSided(12.706, 1), 0.05, 1e-4);
    close(studentTwoSided(2.0452, 29), 0.05, 1e-4);
    close(studentTwoSided(3.6896, 28), 0.000961, 1e-2);
    close(studentTwoSided(1.96, 1e6), 0.05, 1e-3);
  });

  it('agree with the printed quantiles of chi-square', () => {
    close(chiSquareUpper(3.8415, 1), 0.05, 1e-4);
    close(chiSquareUpper(18.307, 10), 0.05, 1e-4);
    close(chiSquareUpper(135.807, 100), 0.01, 1e-3);
    close(chiSquareUpper(70.065, 100), 0.99, 1e-3);
  });

  it('fall below 5 % for one pair in twenty of samples of one distribution, or more seldom', () => {
    const pairs = Array.from(
      { length: 1000 },
      (_, i) => [normal(`a${i}`, 40, 5, 2), normal(`b${i}`, 40, 5, 2)] as const,
    );
    const shareBelow = (test: typeof meansTest): number => pairs.filter(([a, b]) => test(a, b) < 0.05).length / 1000;
    // 4 standard deviations of a share of 5 % of 1000.
    const chance = 4 * Math.sqrt((0.05 * 0.95) / 1000);
    for (const test of [meansTest, spreadsTest]) assert.ok(Math.abs(shareBelow(test) - 0.05) < chance);
    assert.ok(shareBelow(distributionsTest) < 0.05 + chance);
  });

  it('are low where the means differ, and only there', () => {
    const [a, b] = [normal('a', 400, 5, 2), normal('b', 400, 6.5, 2)];
    assert.ok(meansTest(a, b) < 1e-9);
    assert.ok(spreadsTest(a, b) > 0.01);
    assert.ok(distributionsTest(a, b) < 1e-5);
  });

  it('are low where the spreads differ, and only there', () => {
    const [a, b] = [normal('a', 400, 5, 2), normal('b', 400, 5, 4)];
    assert.ok(meansTest(a, b) > 0.01);
    assert.ok(spreadsTest(a, b) < 1e-9);
  });

  it('tell equal constants from unequal ones', () => {
    const [three, four] = [new Array<number>(40).fill(3), new Array<number>(40).fill(4)];
    assert.equal(meansTest(three, three), 1);
    assert.equal(meansTest(three, four), 0);
    assert.equal(distributionsTest(three, three), 1);
    assert.ok(distributionsTest(three, four) < 1e-16);
  });
});

describe('the draws of the reference engine', () => {
  it('differ between names that differ in one character, wherever it stands', () => {
    const names = Array.from({ length: 300 }, (_, i) => `seed/${i}/a long name of a region/writes`);
    const firsts = [...names, ...names.map((name) => `x${name}`), ...names.map((name) => `${name}x`)].map((name) =>
      drawsNamed(name).uniform(),
    );
    assert.equal(new Set(firsts).size, 900);
    const thirds = [0, 1, 2].map((third) => firsts.filter((first) => Math.floor(first * 3) === third).length);
    assert.ok(chiSquareTest(thirds, [300, 300, 300]) > 1e-4);
  });

  it('fall evenly on the pages', () => {
    const draws = drawsNamed('even');
    const counts = new Array<number>(100).fill(0);
    for (let i = 0; i < 100_000; i++) {
      const page = draws.whole(100);
      counts[page] = (counts[page] ?? 0) + 1;
    }
    assert.ok(chiSquareTest(counts, new Array<number>(100).fill(1000)) > 1e-4);
  });

  it('leave exponential gaps', () => {
    const draws = drawsNamed('gaps');
    const bins = new Array<number>(20).fill(0);
    for (let i = 0; i < 20_000; i++) {
      const bin = Math.min(19, Math.floor(20 * (1 - Math.exp(-3 * draws.gap(3)))));
      bins[bin] = (bins[bin] ?? 0) + 1;
    }
    assert.ok(chiSquareTest(bins, new Array<number>(20).fill(1000)) > 1e-4);
  });
});
