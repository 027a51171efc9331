// Every draw in the project. A stream has a name (seed / repetition / purpose): seedrandom's alea turns the name into the state of a small
// integer generator (sfc32 by Chris Doty-Humphrey, public domain), which inner loops can afford. Nothing else may draw, so that the
// same seed gives the same bytes everywhere, and what one part draws never shifts what another sees.
import alea from 'seedrandom/lib/alea';
import { log, logGamma } from './math';

const TWO_32 = 4294967296;

export class RandomStream {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  constructor(name: string) {
    const seed = alea(name);
    this.a = seed.int32();
    this.b = seed.int32();
    this.c = seed.int32();
    // The generator's author asks for a dozen steps before the first draw.
    for (let i = 0; i < 12; i++) this.word();
  }

  /** 32 random bits. */
  word(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** Uniform in (0, 1), 53 bits: never 0, never 1. */
  unit(): number {
    const high = this.word() >>> 5;
    const low = this.word() >>> 6;
    return (high * 67108864 + low + 0.5) / 9007199254740992;
  }

  /** Uniform among 0 … n-1, for n up to 2^53. */
  below(n: number): number {
    if (n > TWO_32) return Math.floor(this.unit() * n);
    // Draws that would favour small numbers are thrown away.
    const limit = TWO_32 - (TWO_32 % n);
    let draw = this.word();
    while (draw >= limit) draw = this.word();
    return draw % n;
  }

  /** Exponential with mean 1. */
  exponential(): number {
    return -log(this.unit());
  }

  /** Poisson with the given mean. */
  poisson(mean: number): number {
    if (mean > 30) return this.largePoisson(mean);
    // Arrivals of a process of rate 1 until `mean`.
    let count = 0;
    for (let time = this.exponential(); time <= mean; time += this.exponential()) count++;
    return count;
  }

  /** Poisson by transformed rejection, at a cost that does not grow with the mean (PTRS: W. Hoermann, 1993; mean >= 10). */
  private largePoisson(mean: number): number {
    const b = 0.931 + 2.53 * Math.sqrt(mean);
    const a = -0.059 + 0.02483 * b;
    const logInverseAlpha = log(1.1239 + 1.1328 / (b - 3.4));
    const certain = 0.9277 - 3.6224 / (b - 2);
    const logMean = log(mean);
    for (;;) {
      const u = this.unit() - 0.5;
      const v = this.unit();
      const us = 0.5 - Math.abs(u);
      const k = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
      if (us >= 0.07 && v <= certain) return k;
      if (k < 0 || (us < 0.013 && v > us)) continue;
      if (log(v) + logInverseAlpha - log(a / (us * us) + b) <= k * logMean - mean - logGamma(k + 1)) return k;
    }
  }

  /**
   * Thirty-two Bernoulli draws at once: of the bits of `among`, each is kept with probability threshold / 2^32, independently.
   * A bit's uniform number is drawn digit by digit, for all bits together, until it differs from the threshold: about seven words of
   * randomness settle all 32.
   */
  bernoulliBits(among: number, threshold: number): number {
    let undecided = among;
    let kept = 0;
    for (let digits = threshold | 0; undecided !== 0 && digits !== 0; digits <<= 1) {
      const draw = this.word();
      if (digits < 0) {
        kept |= undecided & ~draw;
        undecided &= draw;
      } else {
        undecided &= ~draw;
      }
    }
    return kept;
  }

  /** How many failures come before the next success of probability p, given 1 / ln(1 - p) (a negative number). */
  failuresBefore(inverseLogOfFailure: number): number {
    return Math.floor(log(this.unit()) * inverseLogOfFailure);
  }
}

/** A number in [0, 1) that two whole numbers decide: for what must look random and draw nothing (the finaliser of MurmurHash3, public domain). */
export function hashedUnit(a: number, b: number): number {
  let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b + 1, 0x85ebca77);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / TWO_32;
}

/** The stream for one purpose of one repetition of one seed. */
export function randomStream(seed: string, repetition: number, purpose: string): RandomStream {
  return new RandomStream(`${seed}/${repetition}/${purpose}`);
}
