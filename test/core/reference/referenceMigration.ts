// The slow engine, written for reading: every write is drawn, every page has a version at the source and the version last sent at
// the destination. It has the contract of src/core/engine/migration.ts and the rules of docs/model.md; the fast engine is held against it.
import type { StopReason } from '../../../src/core/engine/events';
import type {
  Migration,
  RoundPlan,
  ScanOrder,
  SendOptions,
  SendReport,
  Tick,
  Tiers,
} from '../../../src/core/engine/migration';
import type { WireFormat } from '../../../src/core/algorithms/definition';
import { PageSet } from '../../../src/core/pageSet';
import type { Scenario } from '../../../src/core/scenario/scenario';
import { DirtyLog } from './dirtyLog';
import { DrawnGuest } from './drawnGuest';
import { RoundBook } from './roundBook';
import { scanOf } from './scan';

/** Pages of a full batch: a page bears its share of what a batch costs beside them. */
const fullBatch = 1024;

/** Thrown out of the algorithm when the limit of simulated time has passed and the guest still runs at the source. */
export class TimeLimitPassed extends Error {}

export interface Suspension {
  readonly reason: StopReason;
  /** When the guest was asked to stand still: it writes nothing after it. */
  readonly requestedSeconds: number;
  /** When it stood still and the last copy could begin. */
  readonly doneSeconds: number;
}

export class ReferenceMigration implements Migration {
  readonly pages: number;
  readonly pageBytes: number;
  readonly pagesPerSecond: number;
  readonly guest: DrawnGuest;
  readonly book: RoundBook;
  /** The version of each page that the destination has; 0: none yet. */
  readonly destinationVersions: Uint32Array;
  /** What the link carries, bytes a second. */
  readonly goodputBytesPerSecond: number;
  suspension: Suspension | null = null;
  private readonly log: DirtyLog;
  private rateBytesPerSecond: number;
  private seconds = 0;
  private permutedScan: readonly number[] | null = null;

  constructor(
    private readonly scenario: Scenario,
    private readonly wire: WireFormat,
    repetition: number,
  ) {
    const { link } = scenario;
    this.pages = scenario.pages;
    this.pageBytes = scenario.pageBytes;
    this.goodputBytesPerSecond = (link.bandwidthBitsPerSecond * link.efficiency) / 8;
    this.rateBytesPerSecond = this.goodputBytesPerSecond;
    const bytesPerFullPage = scenario.pageBytes + wire.headerBytesPerPage + wire.bytesPerBatch / fullBatch;
    this.pagesPerSecond = this.goodputBytesPerSecond / bytesPerFullPage;
    this.log = new DirtyLog(scenario.pages);
    this.guest = new DrawnGuest(scenario, repetition, (page) => {
      this.log.record(page);
    });
    this.book = new RoundBook(scenario.pages);
    this.destinationVersions = new Uint32Array(scenario.pages);
    this.advanceTo(scenario.host.setupSeconds);
    this.log.enable();
  }

  get now(): number {
    return this.seconds;
  }

  limitRate(bytesPerSecond: number | null): void {
    if (bytesPerSecond !== null && !(bytesPerSecond > 0))
      throw new RangeError(`A rate limit of ${bytesPerSecond} bytes a second would never send a page.`);
    this.rateBytesPerSecond = Math.min(this.goodputBytesPerSecond, bytesPerSecond ?? Infinity);
  }

  beginRound(plan: RoundPlan): void {
    this.book.begin(plan, this.seconds);
  }

  reportTiers(tiers: Tiers): void {
    this.book.reportTiers(tiers);
  }

  reportHeld(held: PageSet): void {
    this.book.hold(held);
  }

  /** The live round that is open when the guest is suspended ends at the request: the suspension belongs to no round. */
  endRound(): void {
    const liveEndsAt = this.suspension?.requestedSeconds ?? this.seconds;
    this.book.end(this.book.phase === 'stop-and-copy' ? this.seconds : liveEndsAt);
  }

  *send(pages: PageSet, options: SendOptions): Generator<Tick, SendReport> {
    const scan = this.scanOf(options.order);
    const untilSeconds = options.untilSeconds ?? Infinity;
    const sent = new PageSet(this.pages);
    let position = options.from ?? 0;
    let pagesSent = 0;
    let pagesSkipped = 0;
    while (position < scan.length && this.seconds < untilSeconds) {
      this.giveUpPastTimeLimit();
      const dirty = this.log.peek();
      const batch: number[] = [];
      let skipped = 0;
      for (; position < scan.length && batch.length < options.batch; position++) {
        const page = scan[position] ?? 0;
        if (!pages.has(page)) continue;
        if (options.skipDirty && dirty.has(page)) skipped += 1;
        else batch.push(page);
      }
      this.book.skip(skipped);
      pagesSkipped += skipped;
      if (batch.length === 0) break;
      this.transmit(batch);
      for (const page of batch) sent.add(page);
      pagesSent += batch.length;
      yield;
    }
    return { sent, pagesSent, pagesSkipped, position, finished: position >= scan.length };
  }

  *wait(seconds: number): Generator<Tick, void> {
    if (!(seconds >= 0)) throw new RangeError(`Time cannot pass by ${seconds} seconds.`);
    const limit = this.suspension ? Infinity : Math.max(this.seconds, this.scenario.timeLimitSeconds);
    this.advanceTo(Math.min(this.seconds + seconds, limit));
    this.giveUpPastTimeLimit();
    yield;
  }

  clean(dirty: PageSet): void {
    this.log.clean(dirty);
    this.book.foundDirty(dirty);
  }

  cleanCounting(dirty: PageSet, writes: Uint32Array): void {
    this.log.cleanCounting(dirty, writes);
    this.book.foundDirty(dirty);
  }

  suspend(reason: StopReason): void {
    if (this.suspension) throw new Error('The guest is suspended already: suspend it once.');
    this.guest.stop();
    const requestedSeconds = this.seconds;
    this.seconds += this.scenario.host.suspendSeconds;
    this.suspension = { reason, requestedSeconds, doneSeconds: this.seconds };
  }

  /** Time is up: the round under way ends with what the log shows now. */
  giveUp(): void {
    if (this.book.phase === null) return;
    this.clean(new PageSet(this.pages));
    this.endRound();
  }

  /** Sends the content that the pages have now; the guest writes on while it is on the wire. */
  private transmit(batch: readonly number[]): void {
    for (const page of batch) this.destinationVersions[page] = this.guest.versions[page] ?? 0;
    const bytes = batch.length * (this.pageBytes + this.wire.headerBytesPerPage) + this.wire.bytesPerBatch;
    this.book.send(batch, bytes);
    this.advanceTo(this.seconds + bytes / this.rateBytesPerSecond);
  }

  /** The permutation is walked once: it is always the same. */
  private scanOf(order: ScanOrder): readonly number[] {
    if (order !== 'permuted') return scanOf(order, this.pages);
    this.permutedScan ??= scanOf(order, this.pages);
    return this.permutedScan;
  }

  private advanceTo(seconds: number): void {
    this.seconds = seconds;
    this.guest.advanceTo(seconds);
  }

  private giveUpPastTimeLimit(): void {
    if (!this.suspension && this.seconds >= this.scenario.timeLimitSeconds) throw new TimeLimitPassed();
  }
}
