// The random streams: independence of names, exact known draws, and distributions (fixed seeds; each statistical bound is at 5 or more standard
// errors, so that a correct generator fails none of them: the seeds are fixed, the outcome is too).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { log1p } from '../../src/core/math';
import { bitsIn } from '../../src/core/pageSet';
import { randomStream, RandomStream } from '../../src/core/random';

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function variance(values: readonly number[]): number {
  const centre = mean(values);
  return mean(values.map((value) => (value - centre) ** 2));
}

function draws(count: number, draw: () => number): number[] {
  return Array.from({ length: count }, draw);
}

test('a stream is named by seed, repetition and purpose, and nothing else', () => {
  const first = draws(4, () => randomStream('s', 0, 'writes').word());
  const again = randomStream('s', 0, 'writes');
  assert.deepEqual(
    draws(4, () => again.word()),
    draws(
      4,
      (
        (stream) => () =>
          stream.word()
      )(randomStream('s', 0, 'writes')),
    ),
  );
  assert.equal(new Set(first).size, 1);
  const others = [randomStream('t', 0, 'writes'), randomStream('s', 1, 'writes'), randomStream('s', 0, 'layout')].map(
    (stream) => stream.word(),
  );
  assert.equal(new Set([first[0], ...others]).size, 4);
});

test('the draws of a name are these, for ever', () => {
  const stream = randomStream('cyberc-2010', 0, 'writes');
  assert.deepEqual(
    draws(4, () => stream.word()),
    KNOWN_WORDS,
  );
});

test('unit draws are uniform, and never 0 or 1', () => {
  const stream = new RandomStream('unit');
  const values = draws(200_000, () => stream.unit());
  assert.ok(values.every((value) => value > 0 && value < 1));
  assert.ok(Math.abs(mean(values) - 0.5) < 5 * Math.sqrt(1 / 12 / values.length));
  const buckets = new Array<number>(64).fill(0);
  for (const value of values) buckets[Math.floor(value * 64)] = (buckets[Math.floor(value * 64)] ?? 0) + 1;
  const expected = values.length / 64;
  const chi = buckets.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  assert.ok(chi < 63 + 6 * Math.sqrt(126), `chi-square ${chi} with 63 degrees of freedom`);
});

test('below gives every number equally often', () => {
  const stream = new RandomStream('below');
  const counts = new Array<number>(7).fill(0);
  for (let i = 0; i < 70_000; i++) {
    const value = stream.below(7);
    counts[value] = (counts[value] ?? 0) + 1;
  }
  const chi = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
  assert.ok(chi < 6 + 6 * Math.sqrt(12), `chi-square ${chi} with 6 degrees of freedom`);
});

test('exponential draws have mean 1, variance 1 and a tail', () => {
  const stream = new RandomStream('exponential');
  const values = draws(200_000, () => stream.exponential());
  assert.ok(Math.abs(mean(values) - 1) < 5 / Math.sqrt(values.length));
  assert.ok(Math.abs(variance(values) - 1) < 5 * Math.sqrt(8 / values.length));
  const beyond = values.filter((value) => value > 8).length;
  const expected = values.length * Math.exp(-8);
  assert.ok(Math.abs(beyond - expected) < 5 * Math.sqrt(expected));
});

test('exponential draws fall evenly into classes of equal chance, finer than the layers that they are made of', () => {
  const stream = new RandomStream('exponential classes');
  const [classes, each] = [1000, 400];
  const counts = new Uint32Array(classes);
  for (let i = 0; i < classes * each; i++) {
    const share = Math.min(classes - 1, Math.floor(-Math.expm1(-stream.exponential()) * classes));
    counts[share] = (counts[share] ?? 0) + 1;
  }
  const chi = counts.reduce((sum, count) => sum + (count - each) ** 2 / each, 0);
  assert.ok(chi < classes - 1 + 6 * Math.sqrt(2 * (classes - 1)), `chi-square ${chi} with ${classes - 1} degrees`);
});

for (const expectedMean of [0.1, 3, 29, 31, 1000]) {
  test(`Poisson draws of mean ${expectedMean} have that mean and variance`, () => {
    const stream = new RandomStream(`poisson ${expectedMean}`);
    const values = draws(40_000, () => stream.poisson(expectedMean));
    assert.ok(Math.abs(mean(values) - expectedMean) < 5 * Math.sqrt(expectedMean / values.length));
    const error = Math.sqrt((2 * expectedMean ** 2 + expectedMean) / values.length);
    assert.ok(Math.abs(variance(values) - expectedMean) < 5 * error);
  });
}

for (const share of [0.02, 0.3, 0.5, 0.9, 1 / 3]) {
  test(`word-wise Bernoulli draws keep each bit with probability ${share.toFixed(3)}, among those asked for`, () => {
    const stream = new RandomStream(`bits ${share}`);
    const threshold = Math.round(share * 2 ** 32);
    const among = 0b1111_0000_1111_1010_0110_1111_0011_0101 | 0;
    const perBit = new Array<number>(32).fill(0);
    let kept = 0;
    for (let i = 0; i < 20_000; i++) {
      const bits = stream.bernoulliBits(among, threshold);
      assert.equal(bits & ~among, 0);
      kept += bitsIn(bits);
      for (let bit = 0; bit < 32; bit++) perBit[bit] = (perBit[bit] ?? 0) + ((bits >>> bit) & 1);
    }
    const asked = bitsIn(among);
    assert.ok(Math.abs(kept / (asked * 20_000) - share) < 5 * Math.sqrt((share * (1 - share)) / (asked * 20_000)));
    for (let bit = 0; bit < 32; bit++) {
      const expected = ((among >>> bit) & 1) * share;
      assert.ok(
        Math.abs((perBit[bit] ?? 0) / 20_000 - expected) < 5.5 * Math.sqrt((share * (1 - share)) / 20_000) + 1e-12,
      );
    }
  });
}

test('failures before a success are geometric', () => {
  const stream = new RandomStream('geometric');
  const p = 0.01;
  const values = draws(50_000, () => stream.failuresBefore(1 / log1p(-p)));
  const expected = (1 - p) / p;
  assert.ok(Math.abs(mean(values) - expected) < 5 * Math.sqrt((1 - p) / p ** 2 / values.length));
  const zeros = values.filter((value) => value === 0).length / values.length;
  assert.ok(Math.abs(zeros - p) < 5 * Math.sqrt((p * (1 - p)) / values.length));
});

/** Recorded once; a change of these is a change of every result, and needs a line in CHANGELOG.md. */
const KNOWN_WORDS = [3_302_431_386, 186_052_640, 2_430_294_346, 566_178_547];

test('words drawn for together keep each bit with its chance, independently of the word beside them', () => {
  const stream = new RandomStream('words together');
  const among = [0b1010, 0b0101, 0b0101, 0xf0000000, 1];
  const kept = among.map(() => [] as number[]);
  const runs = 40_000;
  for (let run = 0; run < runs; run++) {
    const words = Uint32Array.from(among);
    stream.keepBernoulli(words, words.length, 0.3 * 2 ** 32);
    words.forEach((word, i) => {
      assert.equal((word & ~(among[i] ?? 0)) >>> 0, 0);
      kept[i]?.push(bitsIn(word));
    });
  }
  kept.forEach((counts, i) => {
    const bits = bitsIn(among[i] ?? 0);
    assert.ok(Math.abs(mean(counts) - 0.3 * bits) < 5 * Math.sqrt((bits * 0.21) / runs), `word ${i}`);
    assert.ok(Math.abs(variance(counts) - 0.21 * bits) < 5 * bits * Math.sqrt(2 / runs), `spread of word ${i}`);
    const next = kept[i + 1];
    if (next === undefined) return;
    // Variances add up if the two are independent.
    const together = variance(counts.map((count, run) => count + (next[run] ?? 0)));
    const expected = 0.21 * (bits + bitsIn(among[i + 1] ?? 0));
    assert.ok(Math.abs(together - expected) < 5 * expected * Math.sqrt(2 / runs), `words ${i} and ${i + 1}`);
  });
});
