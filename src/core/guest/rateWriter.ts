// Pages that are each written at random, independently, with a rate of their own: a region with Zipf's law. Exact for each page, yet a look costs
// words and hits: a word's candidates are drawn with a share that none of its pages exceeds, and each hit is then kept with what its page's
// own share is of that.
import { writtenShare } from '../math';
import { type PageSet, type WordList, wordRange } from '../pageSet';
import type { RandomStream } from '../random';
import { arrivalsIfAny, firstArrival } from './poissonWriter';
import { askAboutAll, type Place, type Writer } from './writer';

/** From this bound of a word's shares on, its pages are drawn one by one: it would spare few of them. */
const DENSE_SHARE = 0.6;

const TWO_32 = 4294967296;

/**
 * Written shares 1 - e^(-x) at x = 0, 1/128, 2/128 … 16. The share of any x lies between two neighbours, which settles a draw without an
 * exponential in all but one case in two hundred or fewer.
 */
const STEPS_PER_UNIT = 128;
const TABLE_STEPS = 16 * STEPS_PER_UNIT;
const shares = Float64Array.from({ length: TABLE_STEPS + 1 }, (_, step) => writtenShare(step / STEPS_PER_UNIT, 1));

/** Whether a uniform number from 0 … bound lies below 1 - e^(-writes), for `writes` expected and a bound that is no less than this share. */
function keepsHit(random: RandomStream, bound: number, writes: number): boolean {
  const step = Math.floor(writes * STEPS_PER_UNIT);
  // x - x^2/2 <= 1 - e^(-x) <= x; past the table's end the share is almost 1.
  let low = writes - 0.5 * writes * writes;
  let high = writes;
  if (step >= TABLE_STEPS) {
    low = shares[TABLE_STEPS] ?? 0;
    high = 1;
  } else if (step > 0) {
    low = shares[step] ?? 0;
    high = shares[step + 1] ?? 1;
  }
  // The first 32 bits of the uniform number nearly always tell.
  const draw = random.word();
  const scale = bound / TWO_32;
  if ((draw + 1) * scale <= low) return true;
  if (draw * scale >= high) return false;
  return (draw + random.unit()) * scale < writtenShare(writes, 1);
}

export class RateWriter implements Writer {
  readonly firstPage: number;
  readonly endPage: number;
  readonly clock: number;
  /** The highest rate in each word of the bitmap, from the first page's word on. */
  private readonly highest: Float32Array;

  constructor(
    { firstPage, endPage, clock }: Place,
    /** Writes per second to each page, from the first page on; 0: never written. */
    readonly rates: Float32Array,
    private readonly random: RandomStream,
  ) {
    this.firstPage = firstPage;
    this.endPage = endPage;
    this.clock = clock;
    this.highest = new Float32Array(((endPage - 1) >>> 5) - (firstPage >>> 5) + 1);
    rates.forEach((rate, i) => {
      const word = ((firstPage + i) >>> 5) - (firstPage >>> 5);
      if (rate > (this.highest[word] ?? 0)) this.highest[word] = rate;
    });
  }

  covers(page: number): boolean {
    return page >= this.firstPage && page < this.endPage && this.rateOf(page) > 0;
  }

  isWritten(page: number, s: number, t: number): boolean {
    return keepsHit(this.random, 1, this.rateOf(page) * (t - s));
  }

  countWrites(page: number, s: number, t: number): number {
    return this.random.poisson(this.rateOf(page) * (t - s));
  }

  countOfWritten(page: number, s: number, t: number): number {
    return arrivalsIfAny(this.random, this.rateOf(page), t - s);
  }

  firstWrite(page: number, s: number, t: number, u: number): number {
    return firstArrival(this.rateOf(page), s, t, u);
  }

  addWritten(written: PageSet, except: readonly PageSet[], s: number, t: number): void {
    askAboutAll(this, written, except, s, t);
  }

  addWrittenAmong(written: PageSet, { length, words, bits }: WordList, s: number, t: number): void {
    if (t <= s) return;
    const { firstPage, endPage, highest } = this;
    const firstWord = firstPage >>> 5;
    for (let i = 0; i < length; i++) {
      const w = words[i] ?? 0;
      const bound = (highest[w - firstWord] ?? 0) * (t - s);
      if (bound === 0) continue;
      const own = (bits[i] ?? 0) & wordRange(w, firstPage, endPage);
      written.addWord(w, this.drawWord(own, w * 32, bound, t - s));
    }
  }

  /** Of the pages `bits` of the word that starts with page `base`, those written; `bound`: no page's share is more. */
  private drawWord(bits: number, base: number, bound: number, seconds: number): number {
    const dense = bound > DENSE_SHARE;
    // Rounded up, so that it still is a bound.
    const threshold = Math.ceil(bound * TWO_32);
    const scale = dense ? 1 : threshold / TWO_32;
    let candidates = dense ? bits : this.random.bernoulliBits(bits, threshold);
    let kept = 0;
    while (candidates !== 0) {
      const lowest = candidates & -candidates;
      candidates ^= lowest;
      const rate = this.rates[base + 31 - Math.clz32(lowest) - this.firstPage] ?? 0;
      if (keepsHit(this.random, scale, rate * seconds)) kept |= lowest;
    }
    return kept;
  }

  private rateOf(page: number): number {
    return this.rates[page - this.firstPage] ?? 0;
  }
}
