// A count for each page, for policies: kept digit by digit, a bitmap for each binary digit, so that counting and comparing cost words, not pages.
import { PageSet, wordAt } from '../pageSet';

/** Counts end here: one that would grow beyond stays. */
export const mostCounted = 65_535;
const MOST_DIGITS = 16;

export class Counter {
  /** Digit d of page p's count is bit p of planes[d]; the lowest digit first. */
  private readonly planes: Uint32Array[] = [];
  private readonly wordCount: number;

  constructor(readonly pages: number) {
    this.wordCount = (pages + 31) >>> 5;
  }

  /** Bytes that it takes at most. */
  static bytesFor(pages: number): number {
    return MOST_DIGITS * 4 * ((pages + 31) >>> 5);
  }

  /** Adds `times` to the count of each page of a set. */
  add(set: PageSet, times: number): void {
    const { planes } = this;
    const digits = 32 - Math.clz32(times);
    for (let entry = 0; entry < set.inUse.length; entry++) {
      for (let live = set.inUse[entry] ?? 0; live !== 0; live &= live - 1) {
        const w = wordAt(entry, live);
        const among = set.words[w] ?? 0;
        if (among === 0) continue;
        let carry = 0;
        for (let d = 0; d < MOST_DIGITS && (d < digits || carry !== 0); d++) {
          const plane = planes[d] ?? this.addPlane();
          const old = plane[w] ?? 0;
          const added = (times >>> d) & 1 ? among : 0;
          plane[w] = old ^ added ^ carry;
          carry = (old & added) | (carry & (old ^ added));
        }
        // Past the last digit: these pages stay at the most.
        if (carry !== 0) for (const plane of planes) plane[w] = (plane[w] ?? 0) | carry;
      }
    }
  }

  /** Halves all counts, rounding down. */
  halve(): void {
    this.planes.shift();
  }

  /** Sets the counts of these pages to zero. */
  forget(set: PageSet): void {
    for (const plane of this.planes) {
      for (let entry = 0; entry < set.inUse.length; entry++) {
        for (let live = set.inUse[entry] ?? 0; live !== 0; live &= live - 1) {
          const w = wordAt(entry, live);
          plane[w] = (plane[w] ?? 0) & ~(set.words[w] ?? 0);
        }
      }
    }
  }

  /** The pages counted at least `count` times. */
  atLeast(count: number): PageSet {
    const { planes } = this;
    const set = new PageSet(this.pages);
    if (count <= 0) return set.fill();
    if (count >= 2 ** planes.length) return set;
    for (let w = 0; w < this.wordCount; w++) {
      // From the highest digit down: a page is above once its digit is 1 where the bound's is 0, and out the other way round.
      let above = 0;
      let equal = 0xffffffff;
      for (let d = planes.length - 1; d >= 0; d--) {
        const digit = planes[d]?.[w] ?? 0;
        if ((count >>> d) & 1) equal &= digit;
        else {
          above |= equal & digit;
          equal &= ~digit;
        }
      }
      if ((above | equal) !== 0) set.addWord(w, above | equal);
    }
    return set;
  }

  /** The count of one page. */
  of(page: number): number {
    return this.planes.reduce(
      (sum, plane, digit) => sum + (((plane[page >>> 5] ?? 0) >>> (page & 31)) & 1) * 2 ** digit,
      0,
    );
  }

  private addPlane(): Uint32Array {
    const plane = new Uint32Array(this.wordCount);
    this.planes.push(plane);
    return plane;
  }
}
