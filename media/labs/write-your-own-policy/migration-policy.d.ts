// What a policy of the HCA Migration Lab sees and can do (docs/policies.md). This file lies beside your policy so that the editor completes and checks it;
// `Migration Lab: New Policy` writes it anew. It has no effect on a run.
//
// Of what the editor knows of browsers, a policy has `console.log(…)` alone: it writes a line into the run's log, with the round and the simulated time. There is no
// Date, no timer, no network and no file.

/** Your algorithm: `export default async function mine(vm, params) { … }`. It returns nothing: what it decides, it does by calls. */
export type Policy = (vm: Vm, params: Readonly<Record<string, any>>) => Promise<void>;

/** The guest, its dirty log and the link. Take it apart where you like: `({ all, log, send, suspend })`. */
export interface Vm {
  /** Pages of the guest: 0 … pages-1. */
  readonly pages: number;
  readonly pageBytes: number;
  /** R: full pages a second that the link carries, without other traffic and without a rate limit of yours. */
  readonly pagesPerSecond: number;

  /** The set of all pages. */
  all(): PageSet;
  /** The empty set. */
  none(): PageSet;
  /** The pages from … to-1. */
  range(from: number, to: number): PageSet;
  /** The set of these pages. */
  setOf(pages: Iterable<number>): PageSet;
  /** A count for each page, all zero. */
  counter(): Counter;

  readonly log: DirtyLog;

  /**
   * Sends pages, batch by batch, the guest running (standing still once it is suspended). Takes simulated time: `await` it.
   *
   * A pass belongs to a round. Unless you begin rounds yourself, the first pass after a CLEAN begins one, and so does the first pass after `suspend`.
   */
  send(pages: PageSet, options?: SendOptions): Promise<Pass>;
  /** Lets simulated time pass, in seconds, without sending: `await` it. Before the first pass it is the sampling. */
  wait(seconds: number): Promise<void>;
  /**
   * Stops the guest. Then CLEAN once more, and send everything that is not at the destination: a page that is missing there when the policy ends makes the run fail.
   */
  suspend(): void;

  /** Begins a round that has these pages to send, held ones included; ends the one before. Once you call it, all live rounds are yours to begin. */
  beginRound(toSend: PageSet): void;
  /** Says which of the round's pages you hold back on purpose (reported as held). */
  hold(pages: PageSet): void;
  /** Your own tiers, the coldest first, up to eight sets that together hold every page once: first before the first round, then whenever they change. Gives them back. */
  reportTiers(tiers: PageSet[]): PageSet[];
  /** Caps the stream at so many bytes a second; null: the link alone limits it. */
  limitRate(bytesPerSecond: number | null): void;

  /** Simulated seconds since the start of the migration. */
  now(): number;
  /** A random number in (0, 1) from the scenario's seed, as `Math.random` is. */
  random(): number;
}

/** One bit a page, set by the first write after a CLEAN. */
export interface DirtyLog {
  /** PEEK: the pages written since the last CLEAN; the log stays as it is. */
  peek(): PageSet;
  /** CLEAN: the pages written since the last CLEAN, and clears the log. */
  clean(): PageSet;
}

/** A set of pages. It never changes: every operation makes a new one, in one go for all pages. */
export interface PageSet extends Iterable<number> {
  /** How many pages it has. */
  readonly size: number;
  readonly isEmpty: boolean;
  has(page: number): boolean;
  /** The pages of both sets together. */
  plus(other: PageSet): PageSet;
  /** The pages that are not in the other set. */
  minus(other: PageSet): PageSet;
  /** The pages that are in both sets. */
  and(other: PageSet): PageSet;
  /** Whether both sets have the same pages. */
  equals(other: PageSet): boolean;
  /** Its lowest so many pages. */
  first(count: number): PageSet;
  /** Its pages in ascending order; a loop `for (const page of set)` goes through them too. Slow: prefer operations on sets. */
  toArray(): number[];
}

/** A count for each page, up to 65 535. */
export interface Counter {
  /** Adds `times` (default 1) to the count of each page of the set. */
  add(pages: PageSet, times?: number): void;
  /** Halves all counts, rounding down. */
  halve(): void;
  /** Sets the counts of these pages to zero. */
  forget(pages: PageSet): void;
  /** The pages counted at least `count` times. */
  atLeast(count: number): PageSet;
  /** The count of one page. */
  of(page: number): number;
}

export interface SendOptions {
  /** The order in which memory is gone through: ascending (the default), Xen 2.0-3.2's permutation, or a list of pages. */
  order?: 'linear' | 'permuted' | Iterable<number>;
  /** Most pages of a batch, 1 to 1024 (the default). The dirty log is peeked at before each. */
  batch?: number;
  /** 'dirty': leave out pages that are dirty again when their batch is filled; the next CLEAN brings them back. Default: 'none'. */
  skip?: 'dirty' | 'none';
  /** Position of the scan to begin at (default 0). */
  from?: number;
  /** Position of the scan to stop before (default: its end). */
  to?: number;
  /** No batch begins at or after this time, in simulated seconds (default: never). */
  until?: number;
}

/** What a pass has done. */
export interface Pass {
  /** The pages that it sent. */
  readonly sent: PageSet;
  readonly pagesSent: number;
  readonly pagesSkipped: number;
  /** Where it stopped: the position to go on from. */
  readonly position: number;
  /** It has gone through all of the scan. */
  readonly finished: boolean;
}
