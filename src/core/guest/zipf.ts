// Zipf's law over a region: the write rate of each page, ranks scattered by the seed, and the same as groups of one rate, for floors.
import { exp, expm1, log } from '../math';
import type { RandomStream } from '../random';
import type { RateGroup } from './writer';

/** Ranks up to this one stand alone as groups, and their weights are computed one by one. */
const SINGLE_RANKS = 1000;
/** Each further group reaches this much further than the one before, divided by the exponent if that is more than 1. */
const GROUP_GROWTH = 0.04;
/** Weights of ranks this near to each other (as a share) follow from the first one's by a series. */
const SERIES_SPAN = 1 / 256;
/** Terms of that series; the next one is below 10^-11 for exponents up to 10. */
const SERIES_TERMS = 6;

/** Writes per second to each page of a region: the page of rank k = 1, 2, … gets a share in proportion to k^-exponent. */
export function zipfRates(
  pages: number,
  writesPerSecond: number,
  exponent: number,
  layout: RandomStream,
): Float32Array {
  const rates = new Float32Array(pages);
  const scale = writesPerSecond / zipfTotal(pages, exponent);
  for (let rank = 1, next = 2; rank <= pages; rank = next) {
    next = Math.min(pages + 1, rank + Math.max(1, Math.floor(rank * SERIES_SPAN)));
    fillRates(rates, rank, next, exponent, scale);
  }
  return scattered(rates, layout);
}

/**
 * Zipf's law as groups of one rate: the first thousand ranks one by one, then groups that grow with the rank, each with its pages' mean rate.
 * Their working-set function is off by less than 1 in 10 000.
 */
export function zipfGroups(pages: number, writesPerSecond: number, exponent: number): RateGroup[] {
  const groups = zipfWeights(pages, exponent);
  const scale = writesPerSecond / groups.reduce((sum, group) => sum + group.weight, 0);
  return groups.map((group) => ({ pages: group.pages, rate: (group.weight * scale) / group.pages, kind: 'poisson' }));
}

/** The sum of k^-exponent over the ranks 1 … pages. */
function zipfTotal(pages: number, exponent: number): number {
  return zipfWeights(pages, exponent).reduce((sum, { weight }) => sum + weight, 0);
}

/** Ranks from 1 on, grouped: how many, and the sum of their weights k^-exponent. */
function zipfWeights(pages: number, exponent: number): { readonly pages: number; readonly weight: number }[] {
  const growth = GROUP_GROWTH / Math.max(1, exponent);
  const groups = [];
  for (let rank = 1, next = 2; rank <= pages; rank = next) {
    next = rank <= SINGLE_RANKS ? rank + 1 : Math.min(pages + 1, rank + Math.ceil(rank * growth));
    const weight = next === rank + 1 ? power(rank, -exponent) : sumOfPowers(rank, next, exponent);
    groups.push({ pages: next - rank, weight });
  }
  return groups;
}

/** x^y for x > 0. */
function power(x: number, y: number): number {
  return exp(y * log(x));
}

/**
 * The sum of k^-exponent over from <= k < to, by Euler and Maclaurin's formula about the ranks' midpoints: an integral and a correction by
 * the slope, good to 10^-9 from rank 1000 on.
 */
function sumOfPowers(from: number, to: number, exponent: number): number {
  const [low, high] = [from - 0.5, to - 0.5];
  const span = log(high / low);
  // The integral of x^-exponent, also where the exponent is 1 and the antiderivative a logarithm.
  const bend = (1 - exponent) * span;
  const integral = power(low, 1 - exponent) * span * (bend === 0 ? 1 : expm1(bend) / bend);
  const slope = (x: number): number => -exponent * power(x, -exponent - 1);
  return integral - (slope(high) - slope(low)) / 24;
}

/** Rates of the ranks from … to-1, which lie close together: by the binomial series of (1 + d)^-exponent, d = rank / from - 1. */
function fillRates(rates: Float32Array, from: number, to: number, exponent: number, scale: number): void {
  const first = scale * power(from, -exponent);
  const terms = [first];
  for (let n = 1; n <= SERIES_TERMS; n++) terms.push(((terms[n - 1] ?? 0) * (1 - exponent - n)) / (n * from));
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0] = terms;
  for (let rank = from; rank < to; rank++) {
    const x = rank - from;
    rates[rank - 1] = a + x * (b + x * (c + x * (d + x * (e + x * (f + x * g)))));
  }
}

/** Puts the values in an order of which all are equally likely (Fisher and Yates). */
function scattered(values: Float32Array, random: RandomStream): Float32Array {
  for (let i = values.length - 1; i > 0; i--) {
    // Of a draw just as many bits as i has; one past i is thrown away, so that all are equally likely.
    const shift = Math.clz32(i);
    let j = random.word() >>> shift;
    while (j > i) j = random.word() >>> shift;
    const moved = values[i] ?? 0;
    values[i] = values[j] ?? 0;
    values[j] = moved;
  }
  return values;
}
