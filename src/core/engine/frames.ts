// Frames: what state the pages are in at any simulated time, cell by cell, for playback and the memory map. Nothing here draws from the run's
// random numbers, so a run with frames is the run without them (docs/model.md, 'Frames').
//
// The lazy dirty log doesn't know when within an epoch a page was first written, only between which looks. At the CLEAN that tells
// which pages were dirty, each gets its instant: where its writer would have put it, at a quantile hashed from page and epoch. Tiers and times
// sent wait for nothing: they are known when a frame is taken.
import type { Moment } from '../guest/clocks';
import type { Writer } from '../guest/writer';
import type { ZeroPages } from '../guest/zeroPages';
import type { PageSet } from '../pageSet';
import { hashedUnit } from '../random';
import type { Phase } from './events';

/** Frames at these times, ascending, in simulated seconds; memory is cut into about so many cells. */
export interface FramesAt {
  readonly atSeconds: readonly number[];
  readonly cells: number;
}

/**
 * Frames of a run whose length is not known: one at its start, one each time that `everySeconds` have passed, one at its end. When there are more than `most`, the
 * interval is doubled: from then on there are half as many, and whoever keeps the frames drops every other one of those that came before.
 */
export interface FramesEvery {
  readonly everySeconds: number;
  readonly most: number;
  readonly cells: number;
}

export type FrameRequest = FramesAt | FramesEvery;

/** The states of a page, in the order of their codes in a frame; where a cell's pages are tied, the later one shows. */
export const pageStates = ['zero', 'unsent', 'current', 'dirty', 'owed', 'held', 'faulted'] as const;

/**
 * `zero`: a zero page not sent yet; `unsent`: never sent; `current`: sent, and not written since; `dirty`: written since the last CLEAN, which the next one
 * will tell (without skipping, a page may have been sent since; it will be sent again all the same); `owed`: told by a CLEAN, waits to be sent; `held`: owed, and
 * held back on purpose. In post-copy `unsent` and `owed` pages are missing at the destination; `faulted`: the guest touched it while it was missing, so that it was fetched on demand.
 */
export type PageState = (typeof pageStates)[number];

const codes: Readonly<Record<PageState, number>> = {
  zero: pageStates.indexOf('zero'),
  unsent: pageStates.indexOf('unsent'),
  current: pageStates.indexOf('current'),
  dirty: pageStates.indexOf('dirty'),
  owed: pageStates.indexOf('owed'),
  held: pageStates.indexOf('held'),
  faulted: pageStates.indexOf('faulted'),
};

export interface Frame {
  readonly seconds: number;
  readonly round: number;
  readonly phase: Phase | null;
  /** Where the pass under way has come to: a position of its scan; null between passes. */
  readonly cursor: number | null;
  readonly pagesPerCell: number;
  /** A cell's most frequent state, as an index of `pageStates`. */
  readonly cells: Uint8Array;
  /** A cell's most frequent tier, 0 the coldest: of the algorithm's own, or of the classes that the engine keeps for those without. */
  readonly tierCells: Uint8Array;
  /** How often a cell's pages have been sent: the most frequent number, 255 standing for itself and more. */
  readonly sentCells: Uint8Array;
}

/** Where the run stands when a frame is taken. */
export interface Stand {
  readonly round: number;
  readonly phase: Phase | null;
  readonly cursor: number | null;
  readonly clocks: Moment;
}

/** A cell of more pages is judged by so many of them, evenly spread; where there are many cells, by fewer, at least one: cost and memory follow cells, not pages. */
const SAMPLES_PER_CELL = 64;
const SAMPLES = 2 ** 16;

/** The largest number of times sent that fits a byte. */
const MOST_SENT = 255;

const SENT = 1;
const OWED = 2;
const HELD = 4;
const FAULTED = 8;

/** A writer that has not been looked up. */
const UNKNOWN = -2;

/** A frame whose dirty pages the next CLEAN will tell. */
interface Waiting extends Stand {
  /** Its number at the interval that frames are taken at. */
  readonly index: number;
  readonly seconds: number;
  readonly flags: Uint8Array;
  readonly tierCells: Uint8Array;
  readonly sentCells: Uint8Array;
}

/** A frame that can be finished. */
interface Told {
  readonly frame: Waiting;
  /** When each sampled page that was dirty had its first write of the frame's epoch; null: none was. */
  readonly firstWrites: Float64Array | null;
}

export class FrameRecorder {
  /** Frames of which everything is known. */
  private readonly told: Told[] = [];
  private readonly pagesPerCell: number;
  /** Pages from one sampled page to the next. */
  private readonly stride: number;
  private readonly samples: number;
  private readonly flags: Uint8Array;
  /** How often each sampled page has been sent, up to `MOST_SENT`. */
  private readonly timesSent: Uint8Array;
  /** Of the tiers as they stand; null: they may have changed since. */
  private tierCells: Uint8Array | null = null;
  /** Between which times of its clock a sampled page's first write of this epoch lies, if it has one. */
  private readonly notBefore: Float64Array;
  private readonly notAfter: Float64Array;
  /** Who writes each sampled page, by its place among the writers, as far as it has been looked up. */
  private readonly writerAt: Int32Array;
  private waiting: Waiting[] = [];
  private next = 0;
  private everySeconds: number;
  private epoch = 0;
  private hasLog = true;

  constructor(
    private readonly request: FrameRequest,
    pages: number,
    private readonly zero: ZeroPages,
    private readonly writers: readonly Writer[],
    private readonly tierOf: (page: number) => number,
    clocks: Moment,
  ) {
    const pagesPerCell = Math.max(1, Math.ceil(pages / Math.max(1, request.cells)));
    const samplesPerCell = Math.min(SAMPLES_PER_CELL, Math.max(1, Math.floor(SAMPLES / request.cells)));
    this.stride = Math.ceil(pagesPerCell / samplesPerCell);
    // Whole strides, so that every cell begins with a sampled page.
    this.pagesPerCell = Math.ceil(pagesPerCell / this.stride) * this.stride;
    this.samples = Math.ceil(pages / this.stride);
    this.flags = new Uint8Array(this.samples);
    this.timesSent = new Uint8Array(this.samples);
    this.everySeconds = 'everySeconds' in request ? request.everySeconds : 0;
    this.notBefore = new Float64Array(this.samples);
    this.notAfter = new Float64Array(this.samples);
    this.writerAt = new Int32Array(this.samples).fill(UNKNOWN);
    this.startEpoch(clocks);
  }

  /** Takes the finished frames, each made when it is asked for: an epoch may finish hundreds, and whoever takes them has other things to do between. */
  *takeFinished(): Generator<Frame, void> {
    for (let told = this.told.shift(); told !== undefined; told = this.told.shift()) {
      const { frame, firstWrites } = told;
      const { seconds, round, phase, cursor, tierCells, sentCells } = frame;
      const cells = this.cellsOf(this.statesOf(frame.flags, firstWrites, frame.clocks));
      yield { seconds, round, phase, cursor, pagesPerCell: this.pagesPerCell, cells, tierCells, sentCells };
    }
  }

  /** Time is about to pass: takes the frames asked for before `untilSeconds`; `before` each, what has happened by then can be told. */
  passing(
    untilSeconds: number,
    clocksAt: (seconds: number) => Moment,
    stand: Omit<Stand, 'clocks'>,
    before: (seconds: number) => void = () => undefined,
  ): void {
    for (let at = this.nextSeconds(); at < untilSeconds; at = this.nextSeconds()) {
      before(at);
      this.take(at, { ...stand, clocks: clocksAt(at) });
      this.next++;
      this.thinOut();
    }
  }

  /** The algorithm's rules have had their say: pages may be in other tiers. */
  tiersMayHaveChanged(): void {
    this.tierCells = null;
  }

  /** A round begins: none of its pages is held back until the algorithm says so. */
  roundBegins(): void {
    this.tiersMayHaveChanged();
    for (let i = 0; i < this.samples; i++) this.flags[i] = (this.flags[i] ?? 0) & ~HELD;
  }

  /** Pages from … to-1 of the wanted ones have been scanned: those in `sent` were sent, the others skipped as dirty. */
  scanned(wanted: PageSet, sent: PageSet, from: number, to: number, peeked: boolean, clocks: Moment): void {
    for (let sample = Math.ceil(from / this.stride); sample * this.stride < to; sample++) {
      const page = sample * this.stride;
      if (wanted.has(page)) this.look(sample, sent.has(page), peeked, clocks);
    }
  }

  /** One wanted page has been scanned. */
  scannedPage(page: number, sent: boolean, peeked: boolean, clocks: Moment): void {
    if (page % this.stride === 0) this.look(page / this.stride, sent, peeked, clocks);
  }

  /** The algorithm holds these pages back. */
  held(pages: PageSet): void {
    for (let i = 0; i < this.samples; i++) {
      this.flags[i] = ((this.flags[i] ?? 0) & ~HELD) | (pages.has(i * this.stride) ? HELD : 0);
    }
  }

  /** A CLEAN has told the epoch's dirty pages: the frames that waited for it are finished. */
  cleaned(dirty: PageSet, clocks: Moment): void {
    if (this.waiting.length > 0) this.tell(dirty, clocks);
    for (let i = 0; i < this.samples; i++) {
      if (dirty.has(i * this.stride)) this.flags[i] = (this.flags[i] ?? 0) | OWED;
    }
    this.tiersMayHaveChanged();
    this.startEpoch(clocks);
  }

  /** The guest is at the destination, where no log is kept: frames wait for nothing any more. */
  logEnded(clocks: Moment): void {
    this.tell(null, clocks);
    this.hasLog = false;
  }

  /** The guest has touched this page, and it was missing. */
  faulted(page: number): void {
    if (page % this.stride !== 0) return;
    const sample = page / this.stride;
    this.flags[sample] = (this.flags[sample] ?? 0) | FAULTED;
  }

  /** All bits of the log were set: every page waits to be sent, and nothing of it is logged until its bit is cleared. */
  logSet(): void {
    for (let i = 0; i < this.samples; i++) this.flags[i] = (this.flags[i] ?? 0) | OWED;
  }

  /** The bits of owed pages from … to-1 were cleared: their first write of the epoch comes after this. */
  cleared(from: number, to: number, clocks: Moment): void {
    for (let sample = Math.ceil(from / this.stride); sample * this.stride < to; sample++) {
      const writer = ((this.flags[sample] ?? 0) & OWED) === 0 ? undefined : this.writerOf(sample);
      if (writer !== undefined) this.notBefore[sample] = clocks[writer.clock] ?? 0;
    }
  }

  /** The run has ended: what is asked for later shows its end. */
  end(nowSeconds: number, stand: Stand): void {
    if ('everySeconds' in this.request) this.take(nowSeconds, stand);
    else this.passing(Infinity, () => stand.clocks, stand);
    this.tell(null, stand.clocks);
  }

  private nextSeconds(): number {
    const { request, next } = this;
    return 'everySeconds' in request ? next * this.everySeconds : (request.atSeconds[next] ?? Infinity);
  }

  private take(seconds: number, stand: Stand): void {
    const sentCells = this.cellsOf(this.timesSent);
    this.tierCells ??= this.cellsOf(Uint8Array.from(this.flags, (_, sample) => this.tierOf(sample * this.stride)));
    const { tierCells, next: index } = this;
    this.waiting.push({ index, seconds, ...stand, flags: this.flags.slice(), tierCells, sentCells });
    if (!this.hasLog) this.tell(null, stand.clocks);
  }

  /** Doubles the interval when there are too many frames. Those that are finished have been handed out: their keeper drops every other one. */
  private thinOut(): void {
    if (!('everySeconds' in this.request) || this.next <= this.request.most) return;
    this.everySeconds *= 2;
    this.next = Math.ceil(this.next / 2);
    this.waiting = this.waiting
      .filter(({ index }) => index % 2 === 0)
      .map((frame) => ({ ...frame, index: frame.index / 2 }));
  }

  private look(sample: number, sent: boolean, peeked: boolean, clocks: Moment): void {
    const now = clocks[this.writerOf(sample)?.clock ?? -1] ?? 0;
    if (sent) {
      this.flags[sample] = ((this.flags[sample] ?? 0) | SENT) & ~(OWED | HELD);
      this.timesSent[sample] = Math.min((this.timesSent[sample] ?? 0) + 1, MOST_SENT);
    }
    if (!peeked) return;
    if (sent) this.notBefore[sample] = now;
    else this.notAfter[sample] = Math.min(this.notAfter[sample] ?? now, now);
  }

  private startEpoch(clocks: Moment): void {
    this.epoch++;
    this.notAfter.fill(Infinity);
    for (const { firstPage, endPage, clock } of this.writers) {
      const [from, to] = [Math.ceil(firstPage / this.stride), Math.ceil(endPage / this.stride)];
      this.notBefore.fill(clocks[clock] ?? 0, from, to);
    }
  }

  private writerOf(sample: number): Writer | undefined {
    let index = this.writerAt[sample] ?? UNKNOWN;
    if (index === UNKNOWN) {
      index = this.writers.findIndex((writer) => writer.covers(sample * this.stride));
      this.writerAt[sample] = index;
    }
    return this.writers[index];
  }

  private tell(dirty: PageSet | null, clocks: Moment): void {
    const firstWrites = dirty === null ? null : this.firstWrites(dirty, clocks);
    for (const frame of this.waiting.splice(0)) this.told.push({ frame, firstWrites });
  }

  /** When each sampled page that is dirty had its first write of the epoch, by the clock of its writer. */
  private firstWrites(dirty: PageSet, clocks: Moment): Float64Array {
    const at = new Float64Array(this.samples).fill(Infinity);
    for (let i = 0; i < this.samples; i++) {
      const page = i * this.stride;
      const writer = dirty.has(page) ? this.writerOf(i) : undefined;
      if (writer === undefined) continue;
      const until = Math.min(this.notAfter[i] ?? Infinity, clocks[writer.clock] ?? 0);
      at[i] = writer.firstWrite(page, this.notBefore[i] ?? 0, until, hashedUnit(page, this.epoch));
    }
    return at;
  }

  /** The code of each sampled page's state. */
  private statesOf(flags: Uint8Array, firstWrites: Float64Array | null, then: Moment): Uint8Array {
    const states = new Uint8Array(this.samples);
    for (let i = 0; i < states.length; i++) {
      const flag = flags[i] ?? 0;
      if ((flag & FAULTED) !== 0) states[i] = codes.faulted;
      else if ((flag & SENT) === 0) states[i] = this.zero.has(i * this.stride) ? codes.zero : codes.unsent;
      else if ((flag & HELD) !== 0) states[i] = codes.held;
      else if ((flag & OWED) !== 0) states[i] = codes.owed;
      else states[i] = this.isWritten(firstWrites?.[i] ?? Infinity, i, then) ? codes.dirty : codes.current;
    }
    return states;
  }

  private isWritten(firstWrite: number, sample: number, then: Moment): boolean {
    return firstWrite !== Infinity && firstWrite <= (then[this.writerOf(sample)?.clock ?? -1] ?? 0);
  }

  /** Of each cell the value that most of its sampled pages have; where they are tied, the larger one. */
  private cellsOf(values: Uint8Array): Uint8Array {
    const perCell = this.pagesPerCell / this.stride;
    if (perCell === 1) return values.slice();
    const cells = new Uint8Array(Math.ceil(values.length / perCell));
    const counts = new Uint8Array(MOST_SENT + 1);
    for (let cell = 0; cell < cells.length; cell++) {
      const [from, to] = [cell * perCell, Math.min((cell + 1) * perCell, values.length)];
      let [best, most] = [0, 0];
      for (let sample = from; sample < to; sample++) {
        const value = values[sample] ?? 0;
        const count = (counts[value] ?? 0) + 1;
        counts[value] = count;
        if (count > most || (count === most && value > best)) [best, most] = [value, count];
      }
      for (let sample = from; sample < to; sample++) counts[values[sample] ?? 0] = 0;
      cells[cell] = best;
    }
    return cells;
  }
}
