// Zipf's law page by page: rates and groups against plain sums, and the writer's draws against their probabilities. Seeds are fixed; each
// statistical bound is at 5 standard errors or more.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RateWriter } from '../../../src/core/guest/rateWriter';
import { zipfGroups, zipfRates } from '../../../src/core/guest/zipf';
import { workingSet } from '../../../src/core/metrics/floor';
import { PageSet } from '../../../src/core/pageSet';
import { randomStream } from '../../../src/core/random';
import { askAmong, wrongShares } from '../support/ask';

const exponents = [0, 0.3, 0.8, 1, 1.1, 2, 5, 10];

function plainRates(pages: number, writesPerSecond: number, exponent: number): number[] {
  const weights = Array.from({ length: pages }, (_, i) => Math.pow(i + 1, -exponent));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => (writesPerSecond * weight) / total);
}

test('the page of rank k is written in proportion to k^-exponent', () => {
  for (const pages of [1, 2, 33, 5000, 70_000]) {
    for (const exponent of exponents) {
      const rates = zipfRates(pages, 1000, exponent, randomStream('1', 0, 'layout/a'))
        .sort()
        .reverse();
      plainRates(pages, 1000, exponent).forEach((expected, i) => {
        // Rates are kept in 32 bits; the smallest of steep laws are below what these can hold.
        const error = Math.abs((rates[i] ?? 0) - expected);
        assert.ok(
          error <= 2e-7 * expected + 1e-40,
          `rank ${i + 1} of ${pages}, exponent ${exponent}: ${rates[i]}, ${expected}`,
        );
      });
    }
  }
});

test('as groups, the working set is off by less than 1 in 10 000', () => {
  for (const pages of [10, 1000, 1001, 200_000]) {
    for (const exponent of exponents) {
      const groups = zipfGroups(pages, 50_000, exponent);
      assert.equal(
        groups.reduce((sum, group) => sum + group.pages, 0),
        pages,
      );
      const rates = plainRates(pages, 50_000, exponent);
      assert.ok(
        groups
          .slice(0, 1000)
          .every(({ pages: count, rate }, i) => count === 1 && Math.abs(rate / (rates[i] ?? 0) - 1) < 1e-6),
      );
      for (const seconds of [1e-4, 0.01, 1, 30, 1000, 1e5]) {
        const exact = rates.reduce((sum, rate) => sum - Math.expm1(-rate * seconds), 0);
        const error = workingSet(groups, seconds) / exact - 1;
        assert.ok(Math.abs(error) < 1e-4, `${pages} pages, exponent ${exponent}, ${seconds} s: ${error}`);
      }
    }
  }
});

test('ranks lie anywhere, decided by seed and repetition alone', () => {
  const hottest = (seed: string): number => {
    const rates = zipfRates(40, 100, 1, randomStream(seed, 0, 'layout/a'));
    return rates.indexOf(Math.max(...rates));
  };
  const draws = Array.from({ length: 8000 }, (_, i) => hottest(String(i)));
  const counts = new Array<number>(40).fill(0);
  for (const page of draws) counts[page] = (counts[page] ?? 0) + 1;
  const chi = counts.reduce((sum, count) => sum + (count - 200) ** 2 / 200, 0);
  assert.ok(chi < 39 + 6 * Math.sqrt(78), `chi-square ${chi} with 39 degrees of freedom`);
  assert.deepEqual(
    zipfRates(5000, 100, 1, randomStream('s', 3, 'layout/a')),
    zipfRates(5000, 100, 1, randomStream('s', 3, 'layout/a')),
  );
});

/** A region that starts and ends within words, rates from hardly ever to many times a second, never among them. */
const FIRST = 45;
const rates = Float32Array.from({ length: 150 }, (_, i) => (i % 7 === 0 ? 0 : i % 5 === 0 ? 30 : 1e-3 * 1.06 ** i));
const END = FIRST + rates.length;
const GUEST = 256;

function writer(seed: string): RateWriter {
  return new RateWriter({ firstPage: FIRST, endPage: END, clock: 0 }, rates, randomStream(seed, 0, 'writes'));
}

/** Each page's share of hits must be its probability; `trials` independent looks. */
function assertShares(hits: readonly number[], trials: number, probability: (page: number) => number): void {
  assert.deepEqual(wrongShares(hits, trials, probability), []);
}

const share = (page: number, seconds: number): number =>
  page < FIRST || page >= END ? 0 : -Math.expm1(-(rates[page - FIRST] ?? 0) * seconds);

test('a look finds each page with its own probability, at any length of time', () => {
  const trials = 20_000;
  for (const seconds of [1e-4, 0.02, 0.4, 3, 100]) {
    const one = writer(`look ${seconds}`);
    const hits = new Array<number>(GUEST).fill(0);
    for (let i = 0; i < trials; i++) {
      const written = new PageSet(GUEST);
      one.addWritten(written, [], 5, 5 + seconds);
      written.forEach((page) => (hits[page] = (hits[page] ?? 0) + 1));
    }
    assertShares(hits, trials, (page) => share(page, seconds));
  }
});

test('pages are found independently of each other', () => {
  const trials = 20_000;
  const one = writer('pairs');
  // Two pages of a word with about the same share, and one of another word.
  const [a, b, c] = [FIRST + 61, FIRST + 66, FIRST + 101];
  const both = [0, 0];
  for (let i = 0; i < trials; i++) {
    const written = new PageSet(GUEST);
    one.addWritten(written, [], 0, 9);
    if (written.has(a) && written.has(b)) both[0] = (both[0] ?? 0) + 1;
    if (written.has(a) && written.has(c)) both[1] = (both[1] ?? 0) + 1;
  }
  [b, c].forEach((other, i) => {
    const p = share(a, 9) * share(other, 9);
    assert.ok(p > 0.01);
    assert.ok(Math.abs((both[i] ?? 0) - trials * p) < 5 * Math.sqrt(trials * p * (1 - p)));
  });
});

test('looks at adjoining intervals leave a page clean as often as one look at both', () => {
  const trials = 20_000;
  const one = writer('adjoining');
  const hits = new Array<number>(GUEST).fill(0);
  for (let i = 0; i < trials; i++) {
    const written = new PageSet(GUEST);
    const times = [0, 0.1, 0.1001, 1.3, 4];
    times.slice(1).forEach((t, k) => {
      const clean = PageSet.full(GUEST).subtract(written);
      askAmong(one, written, clean, { s: times[k] ?? 0, t });
    });
    written.forEach((page) => (hits[page] = (hits[page] ?? 0) + 1));
  }
  assertShares(hits, trials, (page) => share(page, 4));
});

test('only pages asked for within the range are added', () => {
  const one = writer('range');
  const among = new PageSet(GUEST);
  for (let page = 0; page < GUEST; page += 3) among.add(page);
  for (let i = 0; i < 500; i++) {
    const [from, to] = [50 + (i % 40), 100 + (i % 90)];
    const expected = among.toArray().filter((page) => page >= from && page < to && share(page, 1) > 0);
    const written = new PageSet(GUEST);
    // After so long every page with a rate has been written.
    askAmong(one, written, among, { from, to, s: 0, t: 1e6 });
    assert.deepEqual(written.toArray(), expected);
    askAmong(one, written, among, { from, to, s: 0, t: 0.1 });
    assert.deepEqual(written.toArray(), expected);
  }
});

test('a look at one page, counts and first writes have their laws', () => {
  const trials = 20_000;
  const one = writer('single');
  for (const page of [FIRST + 3, FIRST + 90, FIRST + 5, FIRST + 7]) {
    const seconds = 2;
    const mean = (rates[page - FIRST] ?? 0) * seconds;
    let hits = 0;
    let writes = 0;
    for (let i = 0; i < trials; i++) {
      if (one.isWritten(page, 1, 1 + seconds)) hits++;
      writes += one.countWrites(page, 1, 1 + seconds);
    }
    const p = share(page, seconds);
    assert.ok(Math.abs(hits - trials * p) <= 5 * Math.sqrt(trials * p * (1 - p)), `page ${page}: ${hits}`);
    assert.ok(Math.abs(writes - trials * mean) <= 5 * Math.sqrt(trials * mean), `page ${page}: ${writes}`);
    assert.equal(one.covers(page), mean > 0);
    // The quantiles of an exponential that is known to come within two seconds.
    for (const u of [0, 0.25, 0.5, 0.99]) {
      const at = one.firstWrite(page, 1, 1 + seconds, u);
      assert.ok(at >= 1 && at <= 1 + seconds);
      if (mean > 0) assert.ok(Math.abs(share(page, at - 1) - u * p) < 1e-9);
    }
  }
  assert.equal(one.covers(FIRST - 1), false);
  assert.equal(one.covers(END), false);
});

test('the same seed gives the same pages', () => {
  const look = (seed: string): number[] => {
    const written = new PageSet(GUEST);
    writer(seed).addWritten(written, [], 0, 3);
    return written.toArray();
  };
  assert.deepEqual(look('a'), look('a'));
  assert.notDeepEqual(look('a'), look('b'));
});
