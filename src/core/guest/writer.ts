// What the engines ask of a region's writes. A writer draws no single write: it answers, for pages about which nothing is known since
// time s of the region's clock, which were written by time t. Writes are memoryless (Poisson) or follow a known sweep, so answers for adjoining
// intervals, asked one after the other, have the joint distribution that drawing every write would give.
import { type PageSet, WordList, wordRange } from '../pageSet';

/** Where and on which clock a writer writes. */
export interface Place {
  /** The pages it may write: firstPage … endPage-1. */
  readonly firstPage: number;
  readonly endPage: number;
  /** Index of the clock (clocks.ts) that all its times are read on. */
  readonly clock: number;
}

export interface Writer extends Place {
  /** Adds to `written` those of its pages that are in none of `except` and get at least one write in its clock's time (s, t]. */
  addWritten(written: PageSet, except: readonly PageSet[], s: number, t: number): void;
  /** Adds to `written` those of the pages listed that get at least one write in its clock's time (s, t]. */
  addWrittenAmong(written: PageSet, pages: WordList, s: number, t: number): void;
  /** Whether it writes this page at all. */
  covers(page: number): boolean;
  /** Whether the page gets at least one write in its clock's time (s, t]. */
  isWritten(page: number, s: number, t: number): boolean;
  /** How many writes the page gets in its clock's time (s, t]. */
  countWrites(page: number, s: number, t: number): number;
  /** How many writes a page gets in its clock's time (s, t] that is known to get one. */
  countOfWritten(page: number, s: number, t: number): number;
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

/** Lists the pages from … to-1 that are in none of `except`, or as many words of them as fit; returns the page to go on from. */
export function listOthers(into: WordList, except: readonly PageSet[], from: number, to: number): number {
  into.length = 0;
  for (let w = from >>> 5; w * 32 < to; w++) {
    if (into.length === WordList.capacity) return w * 32;
    const bits = withoutAny(wordRange(w, from, to), w, except);
    if (bits === 0) continue;
    into.words[into.length] = w;
    into.bits[into.length++] = bits;
  }
  return to;
}

/** Of the pages `bits` of word w, those in none of the sets. */
export function withoutAny(bits: number, w: number, sets: readonly PageSet[]): number {
  let rest = bits;
  for (let i = 0; i < sets.length && rest !== 0; i++) rest &= ~(sets[i]?.words[w] ?? 0);
  return rest;
}

/** What `addWritten` does for a writer that knows no short cut: asks about all pages, list by list. */
export function askAboutAll(writer: Writer, written: PageSet, except: readonly PageSet[], s: number, t: number): void {
  for (let page = writer.firstPage; page < writer.endPage;) {
    page = listOthers(asked, except, page, writer.endPage);
    writer.addWrittenAmong(written, asked, s, t);
  }
}

/** Scratch: the pages that `askAboutAll` asks about. */
const asked = new WordList();
