// Every draw in the project. A stream has a name (seed / repetition / purpose): seedrandom's alea turns the name into the state of a small
// integer generator (sfc32 by Chris Doty-Humphrey, public domain), which inner loops can afford. Nothing else may draw, so that the
// same seed gives the same bytes everywhere, and what one part draws never shifts what another sees.
import alea from 'seedrandom/lib/alea';
import { exp, log, logGamma } from './math';

const TWO_32 = 4294967296;

/** Where the tail of the exponential distribution begins, and the area of each layer of its ziggurat, for 256 layers (Marsaglia and Tsang). */
const ZIGGURAT_END = 7.69711747013104972;
const LAYER_AREA = 3.949659822581572e-3;
/** Of each layer: its width, the share of it that lies under the curve for certain, the curve's height at its end. */
const layerWidth = new Float64Array(256);
const certainShare = new Float64Array(256);
const layerHeight = new Float64Array(256);

/** Layers 255 … 1 from the tail up to the top; layer 0 is the base strip, whose area beyond the end stands for the tail. */
function buildZiggurat(): void {
  const base = LAYER_AREA / exp(-ZIGGURAT_END);
  layerWidth[0] = base;
  certainShare[0] = ZIGGURAT_END / base;
  layerHeight[0] = 1;
  layerWidth[255] = ZIGGURAT_END;
  layerHeight[255] = exp(-ZIGGURAT_END);
  let end = ZIGGURAT_END;
  for (let layer = 254; layer >= 1; layer--) {
    const wider = end;
    end = -log(LAYER_AREA / wider + exp(-wider));
    certainShare[layer + 1] = end / wider;
    layerWidth[layer] = end;
    layerHeight[layer] = exp(-end);
  }
}
buildZiggurat();

/** Scratch: the word that single draws are made for. */
const oneWord = new Uint32Array(1);

export class RandomStream {
  /** The generator's a, b, c and its counter; whole numbers in a typed array are read and written twice as fast as in fields. */
  private readonly state: Int32Array;

  constructor(name: string) {
    const seed = alea(name);
    this.state = Int32Array.of(seed.int32(), seed.int32(), seed.int32(), 1);
    // The generator's author asks for a dozen steps before the first draw.
    for (let i = 0; i < 12; i++) this.word();
  }

  /** 32 random bits. */
  word(): number {
    const { state } = this;
    const b = state[1] ?? 0;
    const c = state[2] ?? 0;
    const counter = state[3] ?? 0;
    const sum = ((((state[0] ?? 0) + b) | 0) + counter) | 0;
    state[0] = b ^ (b >>> 9);
    state[1] = (c + (c << 3)) | 0;
    state[2] = (((c << 21) | (c >>> 11)) + sum) | 0;
    state[3] = (counter + 1) | 0;
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

  /**
   * Exponential with mean 1, by the ziggurat of 256 layers of equal area (G. Marsaglia, W. W. Tsang, Journal of Statistical Software 5 (8), 2000). The layer and
   * the place within it have bits of their own.
   */
  exponential(): number {
    for (;;) {
      const low = this.word();
      const layer = low & 255;
      const place = (this.word() * 2_097_152 + (low >>> 11)) / 9_007_199_254_740_992;
      const x = place * (layerWidth[layer] ?? 0);
      if (place < (certainShare[layer] ?? 0)) return x;
      if (layer === 0) return ZIGGURAT_END - log(this.unit());
      const [below, above] = [layerHeight[layer] ?? 0, layerHeight[layer - 1] ?? 0];
      if (below + this.unit() * (above - below) < exp(-x)) return x;
    }
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
   * Thirty-two Bernoulli draws at once, for each of the first `count` words: of its bits, each is kept with probability threshold / 2^32, independently.
   * A bit's uniform number is drawn digit by digit, for all bits together, until it differs from the threshold: about seven words of
   * randomness settle all 32, two settle a single one. Two words without a bit in common are drawn for as one.
   */
  keepBernoulli(words: Uint32Array, count: number, threshold: number): void {
    const { state } = this;
    let a = state[0] ?? 0;
    let b = state[1] ?? 0;
    let c = state[2] ?? 0;
    let counter = state[3] ?? 0;
    for (let i = 0; i < count;) {
      const first = words[i] ?? 0;
      const next = i + 1 < count ? (words[i + 1] ?? 0) : 0;
      const second = (first & next) === 0 ? next : 0;
      let undecided = first | second;
      let kept = 0;
      for (let digits = threshold | 0; undecided !== 0 && digits !== 0; digits <<= 1) {
        const draw = (((a + b) | 0) + counter) | 0;
        counter = (counter + 1) | 0;
        a = b ^ (b >>> 9);
        b = (c + (c << 3)) | 0;
        c = (((c << 21) | (c >>> 11)) + draw) | 0;
        // All ones where the digit is 1: a draw's 0 is below it and keeps the bit; equal digits leave it undecided.
        const one = digits >> 31;
        kept |= undecided & ~draw & one;
        undecided &= draw ^ ~one;
      }
      words[i++] = kept & first;
      if (second !== 0) words[i++] = kept & second;
    }
    state[0] = a;
    state[1] = b;
    state[2] = c;
    state[3] = counter;
  }

  /** Thirty-two Bernoulli draws at once: of the bits of `among`, each is kept with probability threshold / 2^32, independently. */
  bernoulliBits(among: number, threshold: number): number {
    oneWord[0] = among;
    this.keepBernoulli(oneWord, 1, threshold);
    return oneWord[0];
  }

  /** How many failures come before the next success of probability p, given 1 / ln(1 - p) (a negative number). */
  failuresBefore(inverseLogOfFailure: number): number {
    return Math.floor(-this.exponential() * inverseLogOfFailure);
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
