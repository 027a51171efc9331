// A pointer that sweeps a region page by page, round and round: write number k (k = 1, 2, …) happens at guest time k / rate. Nothing is
// random but the start.
import { type PageSet, type WordList, wordRange } from '../pageSet';
import { withoutAny, type Place, type Writer } from './writer';

export class SweepWriter implements Writer {
  readonly firstPage: number;
  readonly endPage: number;
  readonly clock: number;

  constructor(
    { firstPage, endPage, clock }: Place,
    /** Page of the region that write number 1 goes to. */
    readonly startPage: number,
    /** Writes per second over the region. */
    readonly writesPerSecond: number,
  ) {
    this.firstPage = firstPage;
    this.endPage = endPage;
    this.clock = clock;
  }

  covers(page: number): boolean {
    return page >= this.firstPage && page < this.endPage;
  }

  isWritten(page: number, s: number, t: number): boolean {
    return this.countWrites(page, s, t) > 0;
  }

  firstWrite(page: number, s: number): number {
    const size = this.endPage - this.firstPage;
    const offset = this.offsetOf(page);
    const round = Math.max(0, Math.floor((this.writesBy(s) - offset - 1) / size) + 1);
    return (offset + 1 + round * size) / this.writesPerSecond;
  }

  countOfWritten(page: number, s: number, t: number): number {
    return this.countWrites(page, s, t);
  }

  countWrites(page: number, s: number, t: number): number {
    const size = this.endPage - this.firstPage;
    const offset = this.offsetOf(page);
    const visitsBy = (time: number): number => Math.floor((this.writesBy(time) - offset - 1) / size) + 1;
    return Math.max(0, visitsBy(t)) - Math.max(0, visitsBy(s));
  }

  addWritten(written: PageSet, except: readonly PageSet[], s: number, t: number): void {
    for (const [from, to] of this.swept(s, t)) {
      for (let w = from >>> 5; w * 32 < to; w++) written.addWord(w, withoutAny(wordRange(w, from, to), w, except));
    }
  }

  addWrittenAmong(written: PageSet, { length, words, bits }: WordList, s: number, t: number): void {
    for (const [from, to] of this.swept(s, t)) {
      for (let i = 0; i < length; i++) {
        const w = words[i] ?? 0;
        if (w * 32 < to && w * 32 + 32 > from) written.addWord(w, (bits[i] ?? 0) & wordRange(w, from, to));
      }
    }
  }

  /** The pages from … to-1 that the pointer comes by in (s, t]: one range, or two if it starts again meanwhile. */
  private swept(s: number, t: number): readonly (readonly [from: number, to: number])[] {
    const { firstPage, endPage } = this;
    const size = endPage - firstPage;
    const before = this.writesBy(s);
    const count = Math.min(this.writesBy(t) - before, size);
    const from = firstPage + ((this.startPage + before) % size);
    const to = from + count;
    if (count <= 0) return [];
    return to <= endPage
      ? [[from, to]]
      : [
          [from, endPage],
          [firstPage, to - size],
        ];
  }

  /** A page is written by the writes number offset + 1, offset + 1 + size, … */
  private offsetOf(page: number): number {
    const size = this.endPage - this.firstPage;
    return (page - this.firstPage - this.startPage + size) % size;
  }

  /** Writes made by guest time t. */
  private writesBy(t: number): number {
    return Math.floor(this.writesPerSecond * t);
  }
}
