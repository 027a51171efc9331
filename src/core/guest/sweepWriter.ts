// A pointer that sweeps a region page by page, round and round: write number k (k = 1, 2, …) happens at guest time k / rate. Nothing is
// random but the start.
import { type PageSet, type WordList, wordRange } from '../pageSet';
import { askAboutAll, type Place, type Writer } from './writer';

export class SweepWriter implements Writer {
  readonly firstPage: number;
  readonly endPage: number;
  readonly clock: number;

  constructor(
    { firstPage, endPage, clock }: Place,
    /** Page of the region that write number 1 goes to. */
    private readonly startPage: number,
    /** Writes per second over the region. */
    private readonly writesPerSecond: number,
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

  countWrites(page: number, s: number, t: number): number {
    const size = this.endPage - this.firstPage;
    const offset = this.offsetOf(page);
    const visitsBy = (time: number): number => Math.floor((this.writesBy(time) - offset - 1) / size) + 1;
    return Math.max(0, visitsBy(t)) - Math.max(0, visitsBy(s));
  }

  addWritten(written: PageSet, except: readonly PageSet[], s: number, t: number): void {
    askAboutAll(this, written, except, s, t);
  }

  addWrittenAmong(written: PageSet, pages: WordList, s: number, t: number): void {
    const size = this.endPage - this.firstPage;
    const before = this.writesBy(s);
    const count = Math.min(this.writesBy(t) - before, size);
    const start = (this.startPage + before) % size;
    const end = start + count;
    this.addRange(written, pages, start, Math.min(end, size));
    if (end > size) this.addRange(written, pages, 0, end - size);
  }

  /** A page is written by the writes number offset + 1, offset + 1 + size, … */
  private offsetOf(page: number): number {
    const size = this.endPage - this.firstPage;
    return (page - this.firstPage - this.startPage + size) % size;
  }

  /** Adds the pages listed among the region's pages start … end-1. */
  private addRange(written: PageSet, { length, words, bits }: WordList, start: number, end: number): void {
    const [from, to] = [this.firstPage + start, this.firstPage + end];
    for (let i = 0; i < length; i++) {
      const w = words[i] ?? 0;
      if (w * 32 < to && w * 32 + 32 > from) written.addWord(w, (bits[i] ?? 0) & wordRange(w, from, to));
    }
  }

  /** Writes made by guest time t. */
  private writesBy(t: number): number {
    return Math.floor(this.writesPerSecond * t);
  }
}
