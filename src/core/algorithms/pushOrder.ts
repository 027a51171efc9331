// In which order post-copy pushes the pages that nobody has asked for: ascending, on from the page asked for last (QEMU), or in bubbles around the last faults (Hines and
// Gopalan). Each plans ahead, and takes back what did not leave before the guest asked for another page.
import type { PushOrder } from '../engine/migration';
import { type PageSet, WordList } from '../pageSet';

/** Scratch: pages found. */
const found = new WordList();

/** Writes pages from … to-1 of the set into `into` from `count` on; returns how many it holds then. */
function fill(into: Uint32Array, count: number, set: PageSet, from: number, to: number): number {
  let filled = count;
  for (let page = from; page < to && filled < into.length;) {
    page = set.list(found, page, to, into.length - filled);
    for (let i = 0; i < found.length; i++) {
      const base = (found.words[i] ?? 0) * 32;
      for (let bits = found.bits[i] ?? 0; bits !== 0; bits &= bits - 1)
        into[filled++] = base + 31 - Math.clz32(bits & -bits);
    }
  }
  return filled;
}

/** Ascending, whatever the guest asks for. */
export class AscendingPush implements PushOrder {
  /** All pages before it have left. */
  private from = 0;

  plan(unsent: PageSet, into: Uint32Array): number {
    const count = fill(into, 0, unsent, this.from, unsent.pages);
    this.from = into[0] ?? 0;
    return count;
  }

  // The next plan begins with the first page that has not left, whatever was planned.
  keep(): void {
    return;
  }

  asked(): void {
    return;
  }
}

/** Ascending and round past the last page; once the guest has asked for a page, on from there: its neighbours may be next. */
export class FollowingPush implements PushOrder {
  private cursor = 0;
  private planned: Uint32Array = new Uint32Array();

  plan(unsent: PageSet, into: Uint32Array): number {
    const toEnd = fill(into, 0, unsent, this.cursor, unsent.pages);
    const count = fill(into, toEnd, unsent, 0, this.cursor);
    this.planned = into;
    this.cursor = count === 0 ? 0 : (into[count - 1] ?? 0) + 1;
    return count;
  }

  keep(count: number): void {
    this.cursor = this.planned[count] ?? 0;
  }

  asked(page: number): void {
    this.cursor = page + 1;
  }
}

/** One side of a bubble. */
interface Edge {
  /** The page that it looks at next. */
  page: number;
  readonly step: 1 | -1;
  /** Meeting a page that has left, it goes on to the next that has not, instead of stopping. */
  readonly skips: boolean;
  stopped: boolean;
}

/**
 * Bubbles (Hines and Gopalan 2009, section 4.2): around each of the last faults, the pivots, pages are pushed outwards. One pivot: its edges skip pages that have left. Several: the
 * bubbles take turns, and an edge that meets a page that has left stops there. Forward alone, the first page is a pivot that is never replaced and skips, so that the push never stalls.
 */
export class BubblingPush implements PushOrder {
  private edges: Edge[] = [];
  private turn = 0;
  /** As it was before the last plan. */
  private before: { readonly edges: readonly Edge[]; readonly turn: number } = { edges: [], turn: 0 };
  private planned: Uint32Array = new Uint32Array();
  private count = 0;

  constructor(
    /** Its own count of the pages that have not left. */
    private readonly unsent: PageSet,
    private readonly pivots: number,
    private readonly directions: 'both' | 'forward',
  ) {
    this.addPivot(0, directions === 'forward');
  }

  plan(_unsent: PageSet, into: Uint32Array): number {
    this.before = { edges: this.edges.map((edge) => ({ ...edge })), turn: this.turn };
    this.planned = into;
    this.count = 0;
    while (this.count < into.length) {
      const page = this.nextPage();
      if (page === undefined) break;
      into[this.count++] = page;
    }
    return this.count;
  }

  keep(count: number): void {
    // Planned again as far as it went: edges that met each other's pages are as they were then.
    for (let i = 0; i < this.count; i++) this.unsent.add(this.planned[i] ?? 0);
    this.edges = this.before.edges.map((edge) => ({ ...edge }));
    this.turn = this.before.turn;
    for (let i = 0; i < count; i++) this.nextPage();
    this.count = 0;
  }

  asked(page: number): void {
    this.remove(page);
    this.addPivot(page, false);
  }

  private get perPivot(): number {
    return this.directions === 'both' ? 2 : 1;
  }

  /** Around this page from now on; the oldest pivot goes, unless it is the one that stays. */
  private addPivot(page: number, stays: boolean): void {
    const skips = stays || this.pivots === 1;
    const right: Edge = { page: this.edges.length === 0 ? page : page + 1, step: 1, skips, stopped: false };
    const left: Edge = { page: page - 1, step: -1, skips, stopped: false };
    // One that stays is beside the others.
    const staying = this.directions === 'forward' ? 1 : 0;
    const most = (this.pivots + staying) * this.perPivot;
    this.edges.push(...(this.directions === 'both' ? [left, right] : [right]));
    if (this.edges.length > most) this.edges.splice(staying, this.perPivot);
    this.turn = this.edges.length - this.perPivot;
  }

  /** The next page to push, taken off; undefined: none is left. */
  private nextPage(): number | undefined {
    for (let looked = 0; looked < this.edges.length; looked++) {
      const edge = this.edges[this.turn];
      this.turn = (this.turn + 1) % this.edges.length;
      const page = edge && this.advance(edge);
      if (page !== undefined) return page;
    }
    // All have stopped: the newest goes on behind what has left.
    const newest = this.edges.at(-1);
    const next = this.unsent.next(Math.max(0, newest?.page ?? 0)) ?? this.unsent.first();
    if (newest === undefined || next === undefined) return undefined;
    newest.page = next;
    newest.stopped = false;
    return this.advance(newest);
  }

  private advance(edge: Edge): number | undefined {
    const { unsent } = this;
    if (edge.stopped) return undefined;
    let page: number | undefined = edge.page;
    if (edge.skips) page = edge.step === 1 ? unsent.next(edge.page) : unsent.previous(edge.page);
    else if (page < 0 || !unsent.has(page)) page = undefined;
    if (page === undefined) {
      edge.stopped = true;
      return undefined;
    }
    edge.page = page + edge.step;
    this.remove(page);
    return page;
  }

  private remove(page: number): void {
    const w = page >>> 5;
    this.unsent.putWord(w, (this.unsent.words[w] ?? 0) & ~(1 << (page & 31)));
  }
}
