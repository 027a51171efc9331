// What an algorithm sees of a migration: simulated time, the link, the dirty log, and a way to send pages. Never the
// guest itself (except `cleanCounting`, the oracle). Two engines implement it: the fast one (engine/fastMigration.ts) and, in the test tree, the slow
// reference that draws every write. An algorithm that runs on one runs on the other.
import type { PageSet } from '../pageSet';
import type { Phase, StopReason, TierKind } from './events';
import type { ToldState } from './statistics';

/** Yielded between batches: a chance for the caller to pass events on, to pause or to stop. */
export type Tick = undefined;

/** The order in which a pass scans the pages: ascending, Xen 2.0-3.2's permutation, or as listed. */
export type ScanOrder = 'linear' | 'permuted' | Uint32Array;

/** What a sender can tell of the contents of pages whose old contents it has kept. */
export interface PageContents {
  /** Stands for what the page holds now: equal marks of a page stand for the same content. */
  markOf(page: number): number;
  /**
   * Which bytes of the page differ from what it held at that mark: starts and ends in turn, ascending, no two ranges touching; none if it holds the same.
   * Each mark is asked about once at most. Valid until the next question.
   */
  changedSince(page: number, mark: number): readonly number[];
}

/** Sends less than the whole of a page, where it can. */
export interface PageCoder {
  /** Pages that were held against their old content so far, and what the sender's processor takes for one, beside what every page takes. */
  readonly compared: number;
  readonly secondsPerCompared: number;
  /** A page with content is sent, which takes `fullBytes` in full: how many bytes it takes. */
  bytesOf(page: number, fullBytes: number, contents: PageContents): number;
  /** A page that is told as zero is sent. */
  zeroPage(page: number, contents: PageContents): void;
}

export interface SendOptions {
  readonly order: ScanOrder;
  /** Most pages a batch; the dirty log is peeked at once before each. */
  readonly batch: number;
  /** Leave out pages that the peek shows dirty again: they will be in the next CLEAN. */
  readonly skipDirty: boolean;
  /** Position in the scan to go on from (default 0). */
  readonly from?: number;
  /** Position in the scan to stop before (default: its end). */
  readonly to?: number;
  /** No batch starts at or after this time (default: never). */
  readonly untilSeconds?: number;
  /** No page (of a format with packets: no packet) is begun once the pass has sent more bytes than this, headers included: the last one may go beyond (default: no limit). */
  readonly mostBytes?: number;
  /** What of each page is sent (default: all of it); by an algorithm defined with `sendsDifferences`, in ascending order, nothing skipped. */
  readonly coder?: PageCoder;
}

export interface SendReport {
  /** The pages sent by this pass; valid until the next `send`. */
  readonly sent: PageSet;
  readonly pagesSent: number;
  readonly pagesSkipped: number;
  /** Headers included. */
  readonly bytesSent: number;
  /** Of the pages sent, those told as zero. */
  readonly zeroPages: number;
  /** Where the scan stopped: the position to go on from; the length of the scan when it is through. */
  readonly position: number;
  /** The scan is through. */
  readonly finished: boolean;
}

export interface RoundPlan {
  readonly phase: Phase;
  /** What the round has to send, held pages included; looked at now, not kept. */
  readonly toSend: PageSet;
}

/** An algorithm's own tiers, coldest first: disjoint sets that together hold every page. */
export interface Tiers {
  readonly kind: TierKind;
  readonly sets: readonly PageSet[];
  /** How many pages each set has. */
  readonly sizes: readonly number[];
}

/** Which missing pages are pushed next. An algorithm's own; it may keep what it likes between calls. */
export interface PushOrder {
  /** Writes pages of `unsent` to push next into `into`, in their order, as many as fit; returns how many: none only if there is none. */
  plan(unsent: PageSet, into: Uint32Array): number;
  /** Of the pages planned last, only the first `count` have left: the others are to be planned again. */
  keep(count: number): void;
  /** The source has learned that the guest waits for this page, which leaves before all others. */
  asked(page: number): void;
}

/** How the pages come that are missing at the destination. */
export interface PostcopyPlan {
  /** Push pages that nobody has asked for; without it, each page comes when it is touched; what cannot be touched comes once the rest is there, all of it once time is up. */
  readonly push: boolean;
  readonly order: PushOrder;
  /** Pages asked for overtake the push on a channel of their own; otherwise they wait behind what lies in the socket. */
  readonly preempt: boolean;
  /** Most bytes a second that are pushed (headers included); null: the link alone limits it. */
  readonly pushBytesPerSecond: number | null;
}

export interface Migration {
  readonly pages: number;
  readonly pageBytes: number;
  /** R: full pages a second that the link carries in the algorithm's wire format, without rate limit. */
  readonly pagesPerSecond: number;
  /** Simulated seconds since the start of the migration. */
  readonly now: number;
  /** Caps the stream at so many bytes a second (headers included); null: the link alone limits it. */
  limitRate(bytesPerSecond: number | null): void;
  /** Starts a round: what is sent, skipped and found dirty from here on belongs to it. */
  beginRound(plan: RoundPlan): void;
  /** The tiers to report for this round and the next ones (by an algorithm defined with `ownTiers`); looked at when a round ends. */
  reportTiers(tiers: Tiers): void;
  /** Says which of the round's pages the algorithm holds back on purpose (reported as `pagesHeld`). */
  reportHeld(held: PageSet): void;
  /** Ends the round and puts its record into the event stream. */
  endRound(): void;
  /** Sends the pages of `pages` batch by batch, the guest running (standing still once suspended). */
  send(pages: PageSet, options: SendOptions): Generator<Tick, SendReport>;
  /** Sends so many bytes that carry no page, such as marks between pages: they take their time on the link. Within a round. */
  sendMarks(bytes: number): Generator<Tick, void>;
  /** Lets simulated time pass without sending. */
  wait(seconds: number): Generator<Tick, void>;
  /** PEEK: makes `dirty` the set of pages written since the last CLEAN; the log stays as it is. */
  peek(dirty: PageSet): void;
  /** CLEAN: makes `dirty` the set of pages written since the last CLEAN (or the log's start) and clears the log. */
  clean(dirty: PageSet): void;
  /** Starts the log with all bits set, as KVM can: nothing of a page is logged until `clearLog` clears its bit. */
  setLog(): void;
  /** Reads the log without clearing it: makes `dirty` the set of pages that turned up since the last reading. */
  readLog(dirty: PageSet): void;
  /** Clears the bits of the pages from … to-1 that `readLog` has given (or `setLog` set): their writes are logged from now on. */
  clearLog(from: number, to: number): void;
  /** Takes a share of its processors' time (0 … 1, less than all of it) from the guest until it is suspended. */
  throttle(share: number): void;
  /** CLEAN with an oracle: adds the exact number of writes since the last CLEAN to each page's entry. No real hypervisor can. */
  cleanCounting(dirty: PageSet, writes: Uint32Array): void;
  /** Gives the migration up: the guest stays at the source, running, as when time is up. Never returns. */
  abandon(): never;
  /** Takes the algorithm's state for statistics, where somebody asked for them; algorithms that have none need not look at it. */
  readonly tellStatistics?: (state: ToldState) => void;
  /** Moves the device state and resumes the guest at the destination, whatever pages are still missing there: what follows is post-copy. */
  handOver(): void;
  /** The guest runs at the destination and touches pages, until all of `missing` (emptied by this) have come. Within a round of phase postcopy. */
  sendBehind(missing: PageSet, plan: PostcopyPlan): Generator<Tick, void>;
  /** Stops the guest: the live phase ends for this reason. */
  suspend(reason: StopReason): void;
}
