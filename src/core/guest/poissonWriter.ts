// Pages that are each written at random with the same rate, independently: a region's uniform writes, or the hot or the cold part of
// a hotspot. Whether a page is written within an interval is a Bernoulli draw with 1 - e^(-rate x interval).
import { log1p, writtenShare } from '../math';
import { type PageSet, wordRange } from '../pageSet';
import type { RandomStream } from '../random';
import type { Place, Words, Writer } from './writer';

/** Below this share (or above one minus it), jumping from hit to hit is cheaper than drawing whole words. */
const SPARSE_SHARE = 0.02;

const TWO_32 = 4294967296;

/** Scratch: the words that have candidates, and those, of so many words at a time. */
const DRAWN_TOGETHER = 512;
const drawnWords = new Uint32Array(DRAWN_TOGETHER);
const drawnBits = new Uint32Array(DRAWN_TOGETHER);

/** Which pages of a range a writer writes: all of them, those in a set, or those not in it. */
export interface Members {
  readonly set: PageSet;
  readonly inside: boolean;
}

/** Quantile u of the first of Poisson arrivals at `rate` a second in (s, t], if there is one: the exponential distribution, cut off at t. */
export function firstArrival(rate: number, s: number, t: number, u: number): number {
  return rate === 0 ? t : Math.min(t, s - log1p(-u * writtenShare(rate, t - s)) / rate);
}

export class PoissonWriter implements Writer {
  readonly firstPage: number;
  readonly endPage: number;
  readonly clock: number;

  constructor(
    { firstPage, endPage, clock }: Place,
    private readonly members: Members | null,
    /** Writes per second to each page. */
    private readonly rate: number,
    private readonly random: RandomStream,
  ) {
    this.firstPage = firstPage;
    this.endPage = endPage;
    this.clock = clock;
  }

  covers(page: number): boolean {
    if (page < this.firstPage || page >= this.endPage) return false;
    return this.members === null || this.members.set.has(page) === this.members.inside;
  }

  isWritten(_page: number, s: number, t: number): boolean {
    return this.random.unit() < writtenShare(this.rate, t - s);
  }

  countWrites(_page: number, s: number, t: number): number {
    return this.random.poisson(this.rate * (t - s));
  }

  firstWrite(_page: number, s: number, t: number, u: number): number {
    return firstArrival(this.rate, s, t, u);
  }

  addWritten(written: Words, among: Words, fromPage: number, toPage: number, s: number, t: number): void {
    const from = Math.max(fromPage, this.firstPage);
    const to = Math.min(toPage, this.endPage);
    const share = writtenShare(this.rate, t - s);
    if (from >= to || share === 0) return;
    if (share < SPARSE_SHARE) this.addSparse(written, among, from, to, share);
    else if (share > 1 - SPARSE_SHARE) this.addNearlyAll(written, among, from, to, 1 - share);
    else this.addByWords(written, among, from, to, Math.round(share * TWO_32));
  }

  /** The candidates of one word: asked for, written by this writer, within the range. */
  private candidates(among: Words, word: number, from: number, to: number): number {
    let bits = among[word] ?? 0;
    if (bits === 0) return 0;
    const base = word * 32;
    if (base < from || base + 32 > to) bits &= wordRange(word, from, to);
    if (this.members !== null) {
      const member = this.members.set.words[word] ?? 0;
      bits &= this.members.inside ? member : ~member;
    }
    return bits;
  }

  private addByWords(written: Words, among: Words, from: number, to: number, threshold: number): void {
    const last = (to - 1) >>> 5;
    for (let word = from >>> 5; word <= last;) {
      let count = 0;
      for (; word <= last && count < DRAWN_TOGETHER; word++) {
        const bits = this.candidates(among, word, from, to);
        if (bits === 0) continue;
        drawnWords[count] = word;
        drawnBits[count++] = bits;
      }
      this.random.keepBernoulli(drawnBits, count, threshold);
      for (let i = 0; i < count; i++) {
        const at = drawnWords[i] ?? 0;
        written[at] = (written[at] ?? 0) | (drawnBits[i] ?? 0);
      }
    }
  }

  /** Jumps over the pages from hit to hit; a hit on a page that was not asked for counts for nothing. */
  private addSparse(written: Words, among: Words, from: number, to: number, share: number): void {
    const inverse = 1 / log1p(-share);
    for (
      let page = from + this.random.failuresBefore(inverse);
      page < to;
      page += 1 + this.random.failuresBefore(inverse)
    ) {
      const word = page >>> 5;
      written[word] = (written[word] ?? 0) | (this.candidates(among, word, from, to) & (1 << (page & 31)));
    }
  }

  /** Adds every candidate but those that a sparse draw spares; `miss` is the share spared. */
  private addNearlyAll(written: Words, among: Words, from: number, to: number, miss: number): void {
    const inverse = miss > 0 ? 1 / log1p(-miss) : -Infinity;
    let spared = from + (miss > 0 ? this.random.failuresBefore(inverse) : Infinity);
    for (let word = from >>> 5; word <= (to - 1) >>> 5; word++) {
      let bits = this.candidates(among, word, from, to);
      for (const end = word * 32 + 32; spared < end; spared += 1 + this.random.failuresBefore(inverse)) {
        bits &= ~(1 << (spared & 31));
      }
      written[word] = (written[word] ?? 0) | bits;
    }
  }
}
