// What the engines ask of a region's writes. A writer draws no single write: it answers, for pages about which nothing is known since
// time s of the region's clock, which were written by time t. Writes are memoryless (Poisson) or follow a known sweep, so answers for adjoining
// intervals, asked one after the other, have the joint distribution that drawing every write would give.

/** Words of a page bitmap, as in PageSet. */
export type Words = Uint32Array;

/** Where and on which clock a writer writes. */
export interface Place {
  /** The pages it may write: firstPage … endPage-1. */
  readonly firstPage: number;
  readonly endPage: number;
  /** Index of the clock (clocks.ts) that all its times are read on. */
  readonly clock: number;
}

export interface Writer extends Place {
  /** Adds to `written` those pages of `among` within fromPage … toPage-1 that get at least one write in its clock's time (s, t]. */
  addWritten(written: Words, among: Words, fromPage: number, toPage: number, s: number, t: number): void;
  /** Whether it writes this page at all. */
  covers(page: number): boolean;
  /** Whether the page gets at least one write in its clock's time (s, t]. */
  isWritten(page: number, s: number, t: number): boolean;
  /** How many writes the page gets in its clock's time (s, t]. */
  countWrites(page: number, s: number, t: number): number;
  /** When the first write to a page that is written in (s, t] came, at quantile u in [0, 1) of what is possible; draws nothing. */
  firstWrite(page: number, s: number, t: number, u: number): number;
}

/** Groups of pages with one write rate: what floor and rate-only line are computed from. */
export interface RateGroup {
  readonly pages: number;
  /** Writes per second to each page. */
  readonly rate: number;
  /** Poisson, or a sweep that comes by every page in turn. */
  readonly kind: 'poisson' | 'sweep';
}
