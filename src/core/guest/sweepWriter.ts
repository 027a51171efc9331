// A pointer that sweeps a region page by page, round and round: write number k (k = 1, 2, …) happens at guest time k / rate. Nothing is
// random but the start.
import { wordRange } from '../pageSet';
import type { Place, Words, Writer } from './writer';

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

  addWritten(written: Words, among: Words, fromPage: number, toPage: number, s: number, t: number): void {
    const size = this.endPage - this.firstPage;
    const before = this.writesBy(s);
    const count = Math.min(this.writesBy(t) - before, size);
    const start = (this.startPage + before) % size;
    const end = start + count;
    this.addRange(written, among, fromPage, toPage, start, Math.min(end, size));
    if (end > size) this.addRange(written, among, fromPage, toPage, 0, end - size);
  }

  /** A page is written by the writes number offset + 1, offset + 1 + size, … */
  private offsetOf(page: number): number {
    const size = this.endPage - this.firstPage;
    return (page - this.firstPage - this.startPage + size) % size;
  }

  /** Adds the asked-for pages among the region's pages start … end-1. */
  private addRange(written: Words, among: Words, fromPage: number, toPage: number, start: number, end: number): void {
    const from = Math.max(fromPage, this.firstPage + start);
    const to = Math.min(toPage, this.firstPage + end);
    if (from >= to) return;
    for (let word = from >>> 5; word <= (to - 1) >>> 5; word++) {
      const mask = wordRange(word, from, to);
      written[word] = (written[word] ?? 0) | ((among[word] ?? 0) & mask);
    }
  }

  /** Writes made by guest time t. */
  private writesBy(t: number): number {
    return Math.floor(this.writesPerSecond * t);
  }
}
