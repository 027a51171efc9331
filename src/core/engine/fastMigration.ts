// The fast engine: the world of one run as algorithms see it. Time passes batch by batch; a batch costs bitmap words and dirty pages, not
// writes. Semantics: docs/model.md; the slow reference engine in test/core/reference implements the same contract by drawing every write.
import { activitiesOf, GuestClocks, type Moment } from '../guest/clocks';
import { makeWriters } from '../guest/guest';
import { GuestTouches } from '../guest/touches';
import type { Writer } from '../guest/writer';
import { downtimeParts } from '../metrics/downtime';
import { randomStream } from '../random';
import { pagesWrittenBySuspending } from '../guest/suspendPages';
import { ZeroPages } from '../guest/zeroPages';
import { batchBytes, pageRate, sentBy, zeroBatchBytes } from '../link';
import { PageSet, WordList } from '../pageSet';
import type { LogCost, Scenario } from '../scenario/scenario';
import type { AlgorithmDefinition, ParameterValues, WireFormat } from '../algorithms/definition';
import { ContentLog } from './contentLog';
import { DrawnContents } from './contents';
import { CountingDirtyLog } from './countingLog';
import { LazyDirtyLog, type DirtyLog } from './dirtyLog';
import { EagerDirtyLog } from './eagerLog';
import type { ClockHistory } from './clockHistory';
import type { RoundRecord, StopReason } from './events';
import { FaultBook } from './faultBook';
import type {
  Migration,
  PageCoder,
  PageContents,
  PostcopyPlan,
  RoundPlan,
  SendOptions,
  SendReport,
  Tick,
  Tiers,
} from './migration';
import { PostcopyPhase } from './postcopy';
import { RoundBook, type Loss, type Totals } from './roundBook';
import { FrameRecorder, type Frame, type FrameRequest } from './frames';
import { GuestPace, type Onlooker } from './guestPace';
import { permutedScan } from './scanOrder';
import type { StatisticsRecorder, ToldState } from './statistics';

/** Thrown out of an algorithm when it gives up, or simulated time is up, before it has suspended the guest. */
export class TimeLimitReached extends Error {
  override readonly name = 'TimeLimitReached';
}

/** Scratch: the pages that a batch may have. */
const candidates = new WordList();

interface Pass {
  readonly pages: PageSet;
  readonly options: SendOptions;
  /** The pages sent so far. */
  readonly sent: PageSet;
  position: number;
  pagesSent: number;
  pagesSkipped: number;
  zeroPages: number;
  bytesSent: number;
  /** Runs of neighbouring pages that begin in the batch being filled; 0 where the format does not count them. */
  ranges: number;
  /** The batch being filled has pages that are told as zero. */
  isZero: boolean;
  /** The link has begun so long ago to carry the batch being filled. */
  aheadSeconds: number;
  /** Of the batch being filled, if a coder decides what of it is sent: its bytes, and the pages held against their old content. */
  codedBytes: number;
  compared: number;
}

export class FastMigration implements Migration {
  readonly pages: number;
  readonly pageBytes: number;
  readonly pagesPerSecond: number;
  now = 0;
  suspended: { readonly reason: StopReason; readonly atSeconds: number } | null = null;
  /** Post-copy, while it goes on. */
  private behind: PostcopyPhase | null = null;
  /** The guest runs at the destination. */
  handedOver = false;
  /** Ended rounds that the caller has not taken yet. */
  readonly outbox: RoundRecord[] = [];
  readonly tellStatistics?: (state: ToldState) => void;
  private readonly log: DirtyLog;
  private readonly writers: readonly Writer[];
  private readonly book: RoundBook;
  private readonly wire: WireFormat;
  private readonly pace: GuestPace;
  private readonly frames: FrameRecorder | null;
  /** Where the pass under way has come to. */
  private cursor: number | null = null;
  private rateLimit = Infinity;
  /** No batch has been peeked for since the log was last cleaned: the next PEEK comes late. */
  private peekIsDue = true;
  /** Pages that are told as zero: none where the format has no word for them. */
  private readonly zero: ZeroPages;
  /** What passes that skip nothing have sent, one after the other. */
  private readonly passSent: PageSet;
  /** For algorithms that send differences. */
  private readonly contents: PageContents | null;

  constructor(
    private readonly scenario: Scenario,
    definition: AlgorithmDefinition,
    parameters: ParameterValues,
    private readonly repetition: number,
    frames: FrameRequest | null = null,
    statistics: StatisticsRecorder | null = null,
  ) {
    if (statistics !== null)
      this.tellStatistics = (state): void => {
        statistics.tell(state, this.now);
      };
    this.pages = scenario.pages;
    this.pageBytes = scenario.pageBytes;
    this.wire = definition.wire(parameters);
    this.pagesPerSecond = pageRate(scenario.link, scenario.host, scenario.pageBytes, this.wire);
    const zeroPages = ZeroPages.of(scenario);
    this.zero = this.wire.bytesPerZeroPage === undefined ? ZeroPages.none(this.pages) : zeroPages;
    this.passSent = new PageSet(this.pages);
    // Setup comes first, the guest running; the log is enabled at its end.
    const clocks = new GuestClocks(activitiesOf(scenario.workload));
    clocks.advance(0, scenario.host.setupSeconds, 1);
    this.now = scenario.host.setupSeconds;
    const sendsDifferences = definition.sendsDifferences?.(parameters) === true;
    const counts = definition.needsOracle?.(parameters) === true;
    const Log = sendsDifferences ? ContentLog : counts ? CountingDirtyLog : logFor(scenario);
    const writers = makeWriters(scenario, repetition);
    this.writers = writers;
    this.log = new Log(this.pages, writers, clocks.now);
    this.contents =
      this.log instanceof ContentLog
        ? new DrawnContents(
            this.log,
            scenario.workload,
            scenario.pageBytes,
            randomStream(scenario.seed, repetition, 'changes'),
            () => this.pace.clocks,
          )
        : null;
    const onlooker: Onlooker = (until, clocksAt) => {
      this.takeFrames(until, clocksAt);
    };
    this.pace = new GuestPace(scenario, clocks, this.log, frames && onlooker);
    this.book = new RoundBook(this.pages, definition.ownTiers ?? false);
    const tierOf = (page: number): number => this.book.tierOf(page);
    this.frames = frames && new FrameRecorder(frames, this.pages, zeroPages, writers, tierOf, clocks.now);
  }

  get totals(): Totals {
    return this.book.totals;
  }

  get round(): number {
    return this.book.round;
  }

  limitRate(bytesPerSecond: number | null): void {
    this.rateLimit = bytesPerSecond ?? Infinity;
  }

  beginRound(plan: RoundPlan): void {
    this.book.begin(plan, this.now);
    this.frames?.roundBegins();
  }

  reportTiers(tiers: Tiers): void {
    this.book.setTiers(tiers);
    this.frames?.tiersMayHaveChanged();
  }

  reportHeld(held: PageSet): void {
    this.book.setHeld(held.count());
    this.frames?.held(held);
  }

  endRound(): void {
    this.outbox.push(this.book.end(this.roundEndSeconds, this.pace.throttle));
  }

  *send(pages: PageSet, options: SendOptions): Generator<Tick, SendReport> {
    const sent = options.skipDirty ? this.log.beginPass(pages) : this.passSent.clear();
    const pass: Pass = {
      pages,
      options,
      sent,
      position: options.from ?? 0,
      pagesSent: 0,
      pagesSkipped: 0,
      zeroPages: 0,
      bytesSent: 0,
      ranges: 0,
      isZero: false,
      aheadSeconds: 0,
      codedBytes: 0,
      compared: 0,
    };
    const { order } = options;
    const scan =
      order === 'permuted'
        ? permutedScan(this.pages)
        : order === 'linear'
          ? null
          : (n: number): number => order[n] ?? 0;
    const length = Math.min(
      order === 'permuted' || order === 'linear' ? this.pages : order.length,
      options.to ?? Infinity,
    );
    const until = options.untilSeconds ?? Infinity;
    const most = options.mostBytes ?? Infinity;
    try {
      while (pass.position < length && this.now < until && pass.bytesSent <= most) {
        this.checkTimeLimit();
        pass.aheadSeconds = options.skipDirty ? this.peekForBatch() : 0;
        const from = pass.position;
        const batch =
          options.coder !== undefined
            ? this.fillCodedBatch(pass, length, options.coder)
            : scan === null
              ? this.fillLinearBatch(pass, length)
              : this.fillBatch(pass, scan, length);
        if (batch === 0) continue;
        if (this.wire.bytesPerRange !== undefined)
          pass.ranges = scan === null ? sent.rangesIn(from, pass.position) : batch;
        this.cursor = pass.position;
        this.sendBatch(pass, batch);
        yield undefined;
      }
    } finally {
      // Booked even if time runs out within the pass.
      this.book.addSent(sent, pass);
      this.cursor = null;
    }
    const { position, pagesSent, pagesSkipped, bytesSent, zeroPages } = pass;
    return { sent, pagesSent, pagesSkipped, bytesSent, zeroPages, position, finished: position >= length };
  }

  *sendMarks(bytes: number): Generator<Tick, void> {
    this.checkTimeLimit();
    this.book.addMarks(bytes);
    this.passUntil(sentBy(this.scenario.link, this.now, bytes, this.rateLimit));
    yield undefined;
  }

  *wait(seconds: number): Generator<Tick, void> {
    this.checkTimeLimit();
    const limit = this.suspended === null ? this.scenario.timeLimitSeconds : Infinity;
    const late = seconds > 0 ? this.scenario.host.wakeUpSeconds : 0;
    this.passUntil(Math.min(this.now + seconds + late, limit));
    this.checkTimeLimit();
    yield undefined;
  }

  setLog(): void {
    this.log.setAll();
    this.pace.logChanged();
    this.frames?.logSet();
  }

  readLog(dirty: PageSet): void {
    this.pay(this.scenario.host.peek);
    this.log.read(dirty, this.pace.clocks);
    this.book.addDirty(dirty);
    this.frames?.cleaned(dirty, this.pace.clocks);
  }

  clearLog(from: number, to: number): void {
    const { fixedSeconds, perPageSeconds } = this.scenario.host.clean;
    this.pay({ fixedSeconds, perPageSeconds: (perPageSeconds * (to - from)) / this.pages });
    this.log.clear(from, to, this.pace.clocks);
    this.pace.logChanged();
    this.frames?.cleared(from, to, this.pace.clocks);
  }

  throttle(share: number): void {
    if (!(share >= 0 && share < 1)) throw new RangeError(`A guest cannot be throttled by ${share} of its speed.`);
    this.pace.setThrottle(share, this.now);
  }

  peek(dirty: PageSet): void {
    this.pay(this.scenario.host.peek);
    this.log.resolve(this.pace.clocks);
    dirty.set(this.log.dirty);
  }

  clean(dirty: PageSet): void {
    this.pay(this.scenario.host.clean);
    this.cleanInto(dirty, null);
  }

  cleanCounting(dirty: PageSet, writes: Uint32Array): void {
    this.pay(this.scenario.host.clean);
    this.cleanInto(dirty, writes);
  }

  suspend(reason: StopReason): void {
    this.passUntil(this.now + this.scenario.host.suspendDelaySeconds);
    this.suspended = { reason, atSeconds: this.now };
    this.log.resolve(this.pace.clocks);
    const written = pagesWrittenBySuspending(this.scenario, this.repetition);
    this.book.setDirtiedSuspending(written.count() - written.countIn(this.log.dirty));
    written.forEach((page) => {
      this.log.write(page);
    });
    this.book.addLacking(this.log.dirty);
    this.passUntil(this.now + this.scenario.host.suspendSeconds);
  }

  handOver(): void {
    if (this.suspended === null)
      throw new Error('Only a guest that stands still can be handed over: suspend it first.');
    const { deviceSeconds, resumeSeconds } = downtimeParts(this.scenario, {
      fromSeconds: this.now,
      suspendSeconds: 0,
      transferSeconds: 0,
    });
    this.passUntil(this.now + deviceSeconds + resumeSeconds);
    this.pace.standStill(this.suspended.atSeconds, this.now);
    this.handedOver = true;
    this.frames?.logEnded(this.pace.clocks);
  }

  *sendBehind(missing: PageSet, plan: PostcopyPlan): Generator<Tick, void> {
    if (!this.handedOver) throw new Error('The guest does not run at the destination: hand it over first.');
    const { scenario, repetition, wire, zero, frames, pace } = this;
    const draws = randomStream(scenario.seed, repetition, 'touches');
    const sent = missing.clone();
    const zeroPages = zero.countIn(missing);
    const book = new FaultBook(scenario.vcpus, this.now);
    let bytesSent = 0;
    const phase = new PostcopyPhase(
      {
        scenario,
        wire,
        zero,
        missing,
        touches: new GuestTouches(scenario, repetition, this.writers, missing, pace.clocks, draws),
        book,
        draws,
        clocks: () => pace.clocks,
        pass: (from, to, share) => {
          pace.runAway(from, to, share);
        },
        arrived: (bytes) => {
          bytesSent += bytes;
        },
        show: frames && {
          arrived: (page) => {
            frames.scannedPage(page, true, false, pace.clocks);
          },
          faulted: (page) => {
            frames.faulted(page);
          },
        },
      },
      plan,
      this.now,
    );
    this.behind = phase;
    for (const steps = phase.run(); steps.next().done !== true;) {
      this.now = phase.now;
      yield undefined;
    }
    this.now = phase.now;
    this.behind = null;
    this.book.addSent(sent, { pagesSent: sent.count(), pagesSkipped: 0, zeroPages, bytesSent });
    this.book.setFaults(book.record(this.now));
  }

  abandon(): never {
    throw new TimeLimitReached();
  }

  /** Time is up: ends the round under way with what the log shows now. */
  giveUp(): void {
    if (this.book.phase === null) return;
    this.cleanInto(new PageSet(this.pages), null);
    this.endRound();
  }

  /** Frames that the caller has not taken yet. */
  takeFinishedFrames(): Iterable<Frame> {
    return this.frames?.takeFinished() ?? [];
  }

  /** The run has ended: finishes the frames that are still open. */
  endFrames(): void {
    this.frames?.end(this.now, { round: this.book.round, phase: null, cursor: null, clocks: this.pace.clocks });
  }

  /** What the guest's clocks have shown, for limits that depend on how it was slowed. */
  get history(): ClockHistory {
    return this.pace.history;
  }

  /** Integral of 1 - guest speed over the live phase, in seconds. */
  get degradedSeconds(): number {
    return this.pace.degradedSeconds;
  }

  /** The guest was throttled: limits told before the run are not its own. */
  get wasThrottled(): boolean {
    return this.pace.throttle > 0;
  }

  /** What the destination lacks; null if it has the newest content of every page. */
  get loss(): Loss | null {
    return this.book.loss;
  }

  /** A live round ends with the suspend request, whatever the suspension takes. */
  private get roundEndSeconds(): number {
    const { phase } = this.book;
    return phase === 'stop-and-copy' || phase === 'postcopy' ? this.now : (this.suspended?.atSeconds ?? this.now);
  }

  private cleanInto(dirty: PageSet, writes: Uint32Array | null): void {
    this.log.clean(dirty, this.pace.clocks, writes);
    this.peekIsDue = true;
    this.pace.logChanged();
    this.book.addDirty(dirty);
    this.frames?.cleaned(dirty, this.pace.clocks);
  }

  /** The PEEK before a batch. The first one after a CLEAN comes late; returns how much later than the link goes on. */
  private peekForBatch(): number {
    const { peekDelaySeconds, peek } = this.scenario.host;
    const delay = this.peekIsDue && this.suspended === null ? peekDelaySeconds : 0;
    this.peekIsDue = false;
    if (delay > 0) this.passUntil(this.now + delay);
    this.pay(peek);
    return delay;
  }

  /** Time passes; the guest runs until it is suspended. */
  private passUntil(seconds: number): void {
    if (this.suspended === null) this.pace.run(this.now, seconds);
    else this.standStillUntil(seconds);
    this.now = seconds;
  }

  /** What an operation on the dirty log takes: time passes, the guest paused. */
  private pay({ fixedSeconds, perPageSeconds }: LogCost): void {
    const until = this.now + fixedSeconds + perPageSeconds * this.pages;
    if (until === this.now) return;
    if (this.suspended === null) this.pace.pause(this.now, until);
    else this.standStillUntil(until);
    this.now = until;
  }

  /** The guest is suspended: its clocks show the same until the end. */
  private standStillUntil(seconds: number): void {
    this.takeFrames(seconds, () => this.pace.clocks);
  }

  /** Frames asked for before this time show the pages as they are now, their dirty bits as they will be. */
  private takeFrames(untilSeconds: number, clocksAt: (seconds: number) => Moment): void {
    const { frames, cursor } = this;
    const stand = { round: this.book.round, phase: this.book.phase, cursor };
    frames?.passing(untilSeconds, clocksAt, stand, (seconds) => {
      this.behind?.showArrived(seconds);
    });
  }

  /** When a batch that is filled now has left: the link, which began with it so long ago, or the sender's processor decides. */
  private batchEnd(pages: number, bytes: number, { isZero, aheadSeconds, compared, options }: Pass): number {
    const { link, host } = this.scenario;
    const byLink = Math.max(this.now, sentBy(link, this.now - aheadSeconds, bytes, this.rateLimit));
    const comparing = compared * (options.coder?.secondsPerCompared ?? 0);
    const seconds = pages * (isZero ? host.zeroPageSeconds : host.pageCostSeconds) + comparing;
    return seconds > 0 ? Math.max(byLink, this.now + seconds) : byLink;
  }

  /** A batch that has been filled leaves. */
  private sendBatch(pass: Pass, pages: number): void {
    const zero = pass.isZero;
    const forRanges = pass.ranges * (this.wire.bytesPerRange ?? 0);
    const { coder } = pass.options;
    const full = coder === undefined ? batchBytes(pages, this.pageBytes, this.wire) + forRanges : pass.codedBytes;
    const bytes = zero ? zeroBatchBytes(pages, this.wire.bytesPerZeroPage ?? 0, this.wire) : full;
    pass.pagesSent += pages;
    if (zero) pass.zeroPages += pages;
    pass.bytesSent += bytes;
    this.passUntil(this.batchEnd(pages, bytes, pass));
  }

  /** How many pages of its kind the pass may add to an empty batch. */
  private roomFor({ options, bytesSent, isZero }: Pass): number {
    const { batch, mostBytes } = options;
    const { bytesPerZeroPage = 0, headerBytesPerPage, pagesPerBatch, zeroPagesApart } = this.wire;
    const inPacket = pagesPerBatch !== undefined && !(isZero && zeroPagesApart === true);
    if (mostBytes === undefined || inPacket) return batch;
    const bytes = isZero ? bytesPerZeroPage : this.pageBytes + headerBytesPerPage;
    return Math.min(batch, Math.floor((mostBytes - bytesSent) / bytes) + 1);
  }

  private checkTimeLimit(): void {
    if (this.suspended === null && this.now >= this.scenario.timeLimitSeconds) throw new TimeLimitReached();
  }

  /** Fills a batch in ascending order, a word at a time, as far as pages are of one kind; returns its number of pages. */
  private fillLinearBatch(pass: Pass, length: number): number {
    const { pages, sent, options } = pass;
    const { skipDirty } = options;
    pass.isZero = this.zero.has(pages.next(pass.position) ?? 0);
    const room = this.roomFor(pass);
    let filled = 0;
    while (filled < room && pass.position < length) {
      const from = pass.position;
      const end = Math.min(length, this.zero.runEnd(from));
      if (this.zero.has(from) !== pass.isZero) {
        if ((pages.next(from) ?? length) < end) break;
        pass.position = end;
        continue;
      }
      // As many candidates as there is room for: none of them can be one too many.
      const to = pages.list(candidates, from, end, room - filled);
      const asked = candidates.count();
      let toSend = asked;
      if (skipDirty) toSend = this.log.peek(candidates, sent, from, to, this.pace.clocks);
      else sent.addList(candidates);
      filled += toSend;
      pass.pagesSkipped += asked - toSend;
      pass.position = to;
      this.frames?.scanned(pages, sent, from, to, skipDirty, this.pace.clocks);
    }
    return filled;
  }

  /** Fills a batch in ascending order, page by page, the coder saying what of each is sent, as long as pages are of one kind. */
  private fillCodedBatch(pass: Pass, length: number, coder: PageCoder): number {
    const { pages, sent, options } = pass;
    const { contents, zero } = this;
    if (contents === null || options.skipDirty || options.order !== 'linear')
      throw new Error('Differences are sent in ascending order, nothing skipped, by algorithms that are defined to.');
    const { headerBytesPerPage, bytesPerZeroPage = 0 } = this.wire;
    const fullBytes = this.pageBytes + headerBytesPerPage;
    const room = (options.mostBytes ?? Infinity) - pass.bytesSent;
    const from = pass.position;
    pass.codedBytes = 0;
    const comparedBefore = coder.compared;
    let filled = 0;
    let bytes = 0;
    let page = pages.next(from) ?? length;
    for (; page < length && filled < options.batch && bytes <= room; page = pages.next(page + 1) ?? length) {
      const isZero = zero.has(page);
      if (filled > 0 && isZero !== pass.isZero) break;
      pass.isZero = isZero;
      if (isZero) {
        coder.zeroPage(page, contents);
        bytes += bytesPerZeroPage;
      } else {
        bytes += coder.bytesOf(page, fullBytes, contents);
      }
      sent.add(page);
      filled++;
    }
    pass.codedBytes = bytes;
    pass.compared = coder.compared - comparedBefore;
    pass.position = Math.min(page, length);
    this.frames?.scanned(pages, sent, from, pass.position, false, this.pace.clocks);
    return filled;
  }

  /** Fills a batch in any other order, page by page, as long as pages are of one kind. */
  private fillBatch(pass: Pass, scan: (position: number) => number, length: number): number {
    const { pages, sent, options } = pass;
    let room = options.batch;
    let filled = 0;
    for (; filled < room && pass.position < length; pass.position++) {
      const page = scan(pass.position);
      if (!pages.has(page)) continue;
      const isZero = this.zero.has(page);
      if (filled === 0) {
        pass.isZero = isZero;
        room = this.roomFor(pass);
      } else if (isZero !== pass.isZero) break;
      if (options.skipDirty && this.log.peekPage(page, sent, this.pace.clocks)) {
        pass.pagesSkipped++;
        this.frames?.scannedPage(page, false, true, this.pace.clocks);
        continue;
      }
      sent.add(page);
      this.frames?.scannedPage(page, true, options.skipDirty, this.pace.clocks);
      filled++;
    }
    return filled;
  }
}

/** The log of a guest that runs at full speed can wait until it is asked; one that is slowed by it can't. */
function logFor({ host }: Scenario): typeof LazyDirtyLog | typeof EagerDirtyLog {
  return host.dirtyFaultSeconds > 0 ? EagerDirtyLog : LazyDirtyLog;
}
