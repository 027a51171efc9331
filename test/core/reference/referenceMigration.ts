// The slow engine, written for reading: every write is drawn, every page has a version at the source and the version last sent at
// the destination. It has the contract of src/core/engine/migration.ts and the rules of docs/model.md; the fast engine is held against it.
import type { StopReason } from '../../../src/core/engine/events';
import type {
  Migration,
  PageCoder,
  PageContents,
  PostcopyPlan,
  RoundPlan,
  ScanOrder,
  SendOptions,
  SendReport,
  Tick,
  Tiers,
} from '../../../src/core/engine/migration';
import type { WireFormat } from '../../../src/core/algorithms/definition';
import { PageSet } from '../../../src/core/pageSet';
import type { LogCost, Scenario } from '../../../src/core/scenario/scenario';
import { DirtyLog } from './dirtyLog';
import { DrawnGuest } from './drawnGuest';
import { drawsNamed } from './draws';
import { ReferencePostcopy } from './postcopyPhase';
import { ReferenceLink } from './referenceLink';
import { RoundBook } from './roundBook';
import { scanOf } from './scan';
import { Slowdown } from './slowdown';
import { zeroMap } from './zeroPages';

/** Pages of a full batch: a page bears its share of what a batch costs beside them. */
const fullBatch = 1024;

/** Thrown out of the algorithm when it gives up, or the limit of simulated time has passed, and the guest still runs at the source. */
export class TimeLimitPassed extends Error {}

export interface Suspension {
  readonly reason: StopReason;
  /** When the guest was asked to stand still: it writes nothing after it. */
  readonly requestedSeconds: number;
  /** When the last copy began, the guest standing still and the final CLEAN done. */
  doneSeconds: number;
}

export class ReferenceMigration implements Migration {
  readonly pages: number;
  readonly pageBytes: number;
  readonly pagesPerSecond: number;
  readonly guest: DrawnGuest;
  readonly book: RoundBook;
  /** The version of each page that the destination has; 0: none yet. */
  readonly destinationVersions: Uint32Array;
  readonly link: ReferenceLink;
  /** Bytes on the wire of one page, its share of a full batch included. */
  readonly bytesPerFullPage: number;
  suspension: Suspension | null = null;
  /** How much later than the link the sender chooses a batch, at most. */
  readonly peekDelaySeconds: number;
  /** What handing the guest over took; null: its last copy is made with the guest standing still. */
  handedOver: { readonly deviceSeconds: number; readonly resumeSeconds: number } | null = null;
  /** Guest time lost so far to faults and pauses, in seconds: before the suspend request, setup excluded. */
  degradedSeconds = 0;
  /** A page's version stands for its content. */
  private readonly contents: PageContents = {
    markOf: (page) => this.guest.versions[page] ?? 0,
    changedSince: (page, version) => this.guest.changedSince(page, version),
  };
  /** Pages that were told as zero. */
  zeroPages = 0;
  private readonly isZero: readonly boolean[];
  protected readonly log: DirtyLog;
  private readonly slowdown: Slowdown;
  /** An algorithm's own limit. */
  private limitBytesPerSecond = Infinity;
  private seconds = 0;
  /** The first PEEK of the epoch has been made. */
  private hasPeeked = false;
  private permutedScan: readonly number[] | null = null;

  constructor(
    private readonly scenario: Scenario,
    private readonly wire: WireFormat,
    private readonly repetition: number,
  ) {
    const { host } = scenario;
    this.pages = scenario.pages;
    this.pageBytes = scenario.pageBytes;
    this.peekDelaySeconds = host.peekDelaySeconds;
    this.link = new ReferenceLink(scenario.link);
    this.bytesPerFullPage =
      scenario.pageBytes + wire.headerBytesPerPage + wire.bytesPerBatch / (wire.pagesPerBatch ?? fullBatch);
    this.pagesPerSecond = Math.min(
      this.link.goodputBytesPerSecond / this.bytesPerFullPage,
      host.pageCostSeconds === 0 ? Infinity : 1 / host.pageCostSeconds,
    );
    this.log = new DirtyLog(scenario.pages);
    this.isZero = zeroMap(scenario);
    this.slowdown = new Slowdown(host, scenario.vcpus, scenario.catchUpSeconds);
    this.guest = new DrawnGuest(scenario, repetition, (page) => {
      this.log.record(page);
    });
    this.book = new RoundBook(scenario.pages);
    this.destinationVersions = new Uint32Array(scenario.pages);
    // Setup: the guest runs at full speed, nothing is logged.
    this.seconds = host.setupSeconds;
    this.guest.advanceTo(this.seconds);
    this.log.enable();
  }

  get now(): number {
    return this.seconds;
  }

  limitRate(bytesPerSecond: number | null): void {
    if (bytesPerSecond !== null && !(bytesPerSecond > 0))
      throw new RangeError(`A rate limit of ${bytesPerSecond} bytes a second would never send a page.`);
    this.limitBytesPerSecond = bytesPerSecond ?? Infinity;
  }

  beginRound(plan: RoundPlan): void {
    if (plan.phase === 'stop-and-copy' && this.suspension) this.suspension.doneSeconds = this.seconds;
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
    const isLive = this.book.phase === 'precopy' || this.book.phase === 'sampling';
    this.book.end(isLive ? liveEndsAt : this.seconds, this.slowdown.throttle);
  }

  *send(pages: PageSet, options: SendOptions): Generator<Tick, SendReport> {
    const scan = this.scanOf(options.order);
    const end = Math.min(options.to ?? Infinity, scan.length);
    const untilSeconds = options.untilSeconds ?? Infinity;
    const sent = new PageSet(this.pages);
    const mostBytes = options.mostBytes ?? Infinity;
    let position = options.from ?? 0;
    let pagesSent = 0;
    let pagesSkipped = 0;
    let bytesSent = 0;
    let zeroPages = 0;
    while (position < end && this.seconds < untilSeconds && bytesSent <= mostBytes) {
      this.giveUpPastTimeLimit();
      const onLinkSince = this.seconds;
      if (options.skipDirty) this.peekLate();
      const late = this.seconds - onLinkSince;
      if (options.skipDirty) this.pause(this.scenario.host.peek);
      const dirty = this.log.peek();
      const batch: number[] = [];
      let skipped = 0;
      let bytes = 0;
      const comparedBefore = options.coder?.compared ?? 0;
      for (; position < end && batch.length < options.batch; position++) {
        // A packet that has begun is filled; elsewhere the limit counts page by page.
        if (bytesSent + bytes > mostBytes && !this.isInPacket(batch)) break;
        const page = scan[position] ?? 0;
        if (!pages.has(page)) continue;
        // A batch has pages with content or zero pages, never both.
        if (batch.length > 0 && this.isToldAsZero(page) !== this.isToldAsZero(batch[0] ?? 0)) break;
        if (options.skipDirty && dirty.has(page)) skipped += 1;
        else {
          batch.push(page);
          bytes += this.codedBytesOf(page, options.coder);
        }
      }
      this.book.skip(skipped);
      pagesSkipped += skipped;
      if (batch.length === 0) break;
      const isZero = this.isToldAsZero(batch[0] ?? 0);
      if (!(isZero && this.wire.zeroPagesApart === true)) bytes += this.wire.bytesPerBatch;
      bytes += this.rangesOf(batch, sent, options.order) * (this.wire.bytesPerRange ?? 0);
      const { compared = 0, secondsPerCompared = 0 } = options.coder ?? {};
      this.transmit(batch, bytes, late, (compared - comparedBefore) * secondsPerCompared);
      bytesSent += bytes;
      for (const page of batch) sent.add(page);
      pagesSent += batch.length;
      if (isZero) zeroPages += batch.length;
      yield;
    }
    return { sent, pagesSent, pagesSkipped, bytesSent, zeroPages, position, finished: position >= end };
  }

  *sendMarks(bytes: number): Generator<Tick, void> {
    this.giveUpPastTimeLimit();
    this.book.sendMarks(bytes);
    this.passTo(this.link.arrivalSeconds(this.seconds, bytes, this.limitBytesPerSecond));
    yield;
  }

  *wait(seconds: number): Generator<Tick, void> {
    if (!(seconds >= 0)) throw new RangeError(`Time cannot pass by ${seconds} seconds.`);
    const limit = this.suspension ? Infinity : Math.max(this.seconds, this.scenario.timeLimitSeconds);
    const until = seconds === 0 ? this.seconds : this.seconds + seconds + this.scenario.host.wakeUpSeconds;
    this.passTo(Math.min(until, limit));
    this.giveUpPastTimeLimit();
    yield;
  }

  setLog(): void {
    this.log.setAll();
  }

  readLog(dirty: PageSet): void {
    this.pause(this.scenario.host.peek);
    this.log.read(dirty);
    this.book.foundDirty(dirty);
  }

  clearLog(from: number, to: number): void {
    const { fixedSeconds, perPageSeconds } = this.scenario.host.clean;
    this.pause({ fixedSeconds, perPageSeconds: (perPageSeconds * (to - from)) / this.pages });
    this.log.clear(from, to);
  }

  throttle(share: number): void {
    this.slowdown.setThrottle(share);
  }

  peek(dirty: PageSet): void {
    this.pause(this.scenario.host.peek);
    dirty.set(this.log.peek());
  }

  clean(dirty: PageSet): void {
    this.pause(this.scenario.host.clean);
    this.log.clean(dirty);
    this.hasPeeked = false;
    this.book.foundDirty(dirty);
  }

  cleanCounting(dirty: PageSet, writes: Uint32Array): void {
    this.pause(this.scenario.host.clean);
    this.log.cleanCounting(dirty, writes);
    this.hasPeeked = false;
    this.book.foundDirty(dirty);
  }

  suspend(reason: StopReason): void {
    if (this.suspension) throw new Error('The guest is suspended already: suspend it once.');
    this.passTo(this.seconds + this.scenario.host.suspendDelaySeconds);
    const before = this.log.peek().count();
    this.guest.stop(this.scenario.host.suspendPages);
    this.book.suspended(this.log.peek().count() - before);
    const requestedSeconds = this.seconds;
    this.seconds += this.scenario.host.suspendSeconds;
    this.suspension = { reason, requestedSeconds, doneSeconds: this.seconds };
  }

  handOver(): void {
    const { host, link, deviceStateBytes } = this.scenario;
    if (!this.suspension) throw new Error('The guest is still running: suspend it before it is handed over.');
    const deviceSeconds = this.link.arrivalSeconds(this.seconds, deviceStateBytes) - this.seconds;
    const resumeSeconds = host.resumeSeconds + link.rttSeconds;
    this.handedOver = { deviceSeconds, resumeSeconds };
    this.seconds += deviceSeconds + resumeSeconds;
    this.guest.resume(this.seconds);
  }

  *sendBehind(missing: PageSet, plan: PostcopyPlan): Generator<Tick, void> {
    const { scenario, guest, link, repetition } = this;
    const phase = new ReferencePostcopy(
      {
        scenario,
        guest,
        link,
        draws: drawsNamed(`${scenario.seed}/${repetition}/processors`),
        bytesOf: (page) => this.bytesOf(page),
        costOf: (page) => (this.isToldAsZero(page) ? scenario.host.zeroPageSeconds : scenario.host.pageCostSeconds),
        arrived: (page) => {
          this.destinationVersions[page] = guest.versions[page] ?? 0;
          this.book.send([page], this.bytesOf(page));
          if (this.isToldAsZero(page)) this.zeroPages += 1;
        },
        written: (page) => {
          guest.writeThere(page);
          this.destinationVersions[page] = (this.destinationVersions[page] ?? 0) + 1;
        },
      },
      missing,
      plan,
      this.seconds,
    );
    for (const steps = phase.run(); steps.next().done !== true; yield) this.seconds = phase.now;
    this.seconds = phase.now;
    this.book.felt(phase.record());
  }

  abandon(): never {
    throw new TimeLimitPassed();
  }

  /** Time is up: the round under way ends with what the log shows now, which costs nothing any more. */
  giveUp(): void {
    if (this.book.phase === null) return;
    const dirty = new PageSet(this.pages);
    this.log.clean(dirty);
    this.book.foundDirty(dirty);
    this.endRound();
  }

  /** The first PEEK of an epoch comes late, the guest running on. */
  private peekLate(): void {
    if (!this.hasPeeked && !this.suspension) this.passTo(this.seconds + this.scenario.host.peekDelaySeconds);
    this.hasPeeked = true;
  }

  /** Sends the content that the pages have now; the guest writes on while it is on the wire, where it has been for `late` seconds. */
  private transmit(batch: readonly number[], bytes: number, late: number, comparingSeconds: number): void {
    const { host } = this.scenario;
    for (const page of batch) this.destinationVersions[page] = this.guest.versions[page] ?? 0;
    this.book.send(batch, bytes);
    const arrival = this.link.arrivalSeconds(this.seconds - late, bytes, this.limitBytesPerSecond);
    const zeroPages = batch.filter((page) => this.isToldAsZero(page)).length;
    this.zeroPages += zeroPages;
    // Products, not sums: the last bits of a batch's end decide in which slice a write that is certain falls.
    const processorSeconds =
      (batch.length - zeroPages) * host.pageCostSeconds + zeroPages * host.zeroPageSeconds + comparingSeconds;
    this.passTo(Math.max(arrival, this.seconds + processorSeconds));
  }

  /** The page is zero, and the format has a short word for that. Zero pages are never written. */
  private isToldAsZero(page: number): boolean {
    return this.wire.bytesPerZeroPage !== undefined && this.isZero[page] === true;
  }

  /** These pages, the first of a batch, are in a packet that the format fills. */
  private isInPacket([first]: readonly number[]): boolean {
    if (first === undefined || this.wire.pagesPerBatch === undefined) return false;
    return !(this.isToldAsZero(first) && this.wire.zeroPagesApart === true);
  }

  /** What the page takes on the wire, if a coder may send less than all of it. */
  private codedBytesOf(page: number, coder: PageCoder | undefined): number {
    if (coder === undefined) return this.bytesOf(page);
    if (!this.isToldAsZero(page)) return coder.bytesOf(page, this.bytesOf(page), this.contents);
    coder.zeroPage(page, this.contents);
    return this.bytesOf(page);
  }

  /** What the page takes on the wire. */
  private bytesOf(page: number): number {
    if (this.isToldAsZero(page)) return this.wire.bytesPerZeroPage ?? 0;
    return this.pageBytes + this.wire.headerBytesPerPage;
  }

  /** Runs of neighbouring pages that begin in a batch, after what the pass has sent; in any order but the ascending one, its pages. */
  private rangesOf(batch: readonly number[], sentBefore: PageSet, order: ScanOrder): number {
    if (order !== 'linear') return batch.length;
    return batch.filter((page, i) => batch[i - 1] !== page - 1 && !sentBefore.has(page - 1)).length;
  }

  /** The permutation is walked once: it is always the same. */
  private scanOf(order: ScanOrder): readonly number[] {
    if (order !== 'permuted') return scanOf(order, this.pages);
    this.permutedScan ??= scanOf(order, this.pages);
    return this.permutedScan;
  }

  /** Time passes, the guest running as fast as its faults let it (not at all once it is suspended). */
  private passTo(seconds: number): void {
    if (this.suspension) {
      this.seconds = seconds;
      return;
    }
    for (const end of this.slowdown.slices(this.seconds, seconds)) {
      const length = end - this.seconds;
      const faultsBefore = this.log.faults;
      this.guest.advanceTo(end, this.slowdown.speed);
      this.degradedSeconds += (1 - this.slowdown.speed) * length;
      this.slowdown.sliceEnds(length, this.log.faults - faultsBefore);
      this.seconds = end;
    }
  }

  /** Working on the dirty log takes its time, the guest paused. */
  private pause({ fixedSeconds, perPageSeconds }: LogCost): void {
    const seconds = fixedSeconds + perPageSeconds * this.pages;
    this.seconds += seconds;
    if (this.suspension) return;
    this.guest.advanceTo(this.seconds, 0);
    this.degradedSeconds += seconds;
  }

  private giveUpPastTimeLimit(): void {
    if (!this.suspension && this.seconds >= this.scenario.timeLimitSeconds) throw new TimeLimitPassed();
  }
}
