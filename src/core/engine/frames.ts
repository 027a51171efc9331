// Frames: what state the pages are in at any simulated time, cell by cell, for playback and the memory map. Nothing here draws from the run's
// random numbers, so a run with frames is the run without them (docs/model.md, 'Frames').
//
// The lazy dirty log doesn't know when within an epoch a page was first written, only between which looks. At the CLEAN that tells
// which pages were dirty, each gets its instant: where its writer would have put it, at a quantile hashed from page and epoch. Tiers and times
// sent wait for nothing: they are known when a frame is taken.
import type { Moment } from '../guest/clocks';
import type { Writer } from '../guest/writer';
import type { PageSet } from '../pageSet';
import { hashedUnit } from '../random';
import type { Phase } from './events';

/** What to show: the times, ascending, in simulated seconds, and into how many cells memory is cut. */
export interface FrameRequest {
  readonly atSeconds: readonly number[];
  readonly cells: number;
}

/** The states of a page, in the order of their codes in a frame; where a cell's pages are tied, the later one shows. */
export const pageStates = ['zero', 'unsent', 'current', 'dirty', 'owed', 'held'] as const;

/**
 * `zero`: a zero page not sent yet; `unsent`: never sent; `current`: the destination has its newest content; `dirty`: written since, which the
 * next CLEAN will tell; `owed`: told by a CLEAN, waits to be sent; `held`: owed, and held back on purpose.
 */
export type PageState = (typeof pageStates)[number];

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

/** A cell of more pages is judged by so many of them, evenly spread: cost and memory follow cells, not pages. */
const SAMPLES_PER_CELL = 64;

/** The largest number of times sent that fits a byte. */
const MOST_SENT = 255;

const SENT = 1;
const OWED = 2;
const HELD = 4;

/** A frame whose dirty pages the next CLEAN will tell. */
interface Waiting extends Stand {
  readonly seconds: number;
  readonly flags: Uint8Array;
  readonly tierCells: Uint8Array;
  readonly sentCells: Uint8Array;
}

export class FrameRecorder {
  /** Finished frames that nobody has taken yet. */
  readonly outbox: Frame[] = [];
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
  private readonly waiting: Waiting[] = [];
  private next = 0;
  private epoch = 0;

  constructor(
    private readonly request: FrameRequest,
    private readonly pages: number,
    private readonly zeroPages: number,
    private readonly writers: readonly Writer[],
    private readonly tierOf: (page: number) => number,
    clocks: Moment,
  ) {
    const pagesPerCell = Math.max(1, Math.ceil(pages / Math.max(1, request.cells)));
    this.stride = Math.ceil(pagesPerCell / SAMPLES_PER_CELL);
    // Whole strides, so that every cell begins with a sampled page.
    this.pagesPerCell = Math.ceil(pagesPerCell / this.stride) * this.stride;
    this.samples = Math.ceil(pages / this.stride);
    this.flags = new Uint8Array(this.samples);
    this.timesSent = new Uint8Array(this.samples);
    this.notBefore = new Float64Array(this.samples);
    this.notAfter = new Float64Array(this.samples);
    this.startEpoch(clocks);
  }

  /** Time is about to pass: takes the frames asked for before `untilSeconds`. */
  passing(untilSeconds: number, clocksAt: (seconds: number) => Moment, stand: Omit<Stand, 'clocks'>): void {
    const { atSeconds } = this.request;
    for (let at = atSeconds[this.next]; at !== undefined && at < untilSeconds; at = atSeconds[++this.next]) {
      const sentCells = this.cellsOf(this.timesSent);
      this.tierCells ??= this.cellsOf(Uint8Array.from(this.flags, (_, sample) => this.tierOf(sample * this.stride)));
      const { tierCells } = this;
      const flags = this.flags.slice();
      this.waiting.push({ seconds: at, ...stand, clocks: clocksAt(at), flags, tierCells, sentCells });
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
    if (this.waiting.length > 0) this.finish(dirty, clocks);
    for (let i = 0; i < this.samples; i++) {
      if (dirty.has(i * this.stride)) this.flags[i] = (this.flags[i] ?? 0) | OWED;
    }
    this.tiersMayHaveChanged();
    this.startEpoch(clocks);
  }

  /** The bits of owed pages from … to-1 were cleared: their first write of the epoch comes after this. */
  cleared(from: number, to: number, clocks: Moment): void {
    for (let sample = Math.ceil(from / this.stride); sample * this.stride < to; sample++) {
      const writer = ((this.flags[sample] ?? 0) & OWED) === 0 ? undefined : this.writerOf(sample);
      if (writer !== undefined) this.notBefore[sample] = clocks[writer.clock] ?? 0;
    }
  }

  /** The run has ended: what is asked for later shows its end. */
  end(stand: Stand): void {
    this.passing(Infinity, () => stand.clocks, stand);
    this.finish(null, stand.clocks);
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
    return this.writers.find((writer) => writer.covers(sample * this.stride));
  }

  private finish(dirty: PageSet | null, clocks: Moment): void {
    const firstWrites = dirty === null ? null : this.firstWrites(dirty, clocks);
    for (const { flags, clocks: then, ...frame } of this.waiting.splice(0)) {
      const states = flags.map((flag, i) => this.stateOf(flag, i, firstWrites?.(i, then) ?? false));
      this.outbox.push({ ...frame, pagesPerCell: this.pagesPerCell, cells: this.cellsOf(states) });
    }
  }

  /** Whether a sampled page had its first write of the epoch by then. */
  private firstWrites(dirty: PageSet, clocks: Moment): (sample: number, then: Moment) => boolean {
    const at = new Float64Array(this.samples).fill(Infinity);
    const clockOf = new Int32Array(this.samples);
    for (let i = 0; i < this.samples; i++) {
      const page = i * this.stride;
      const writer = dirty.has(page) ? this.writerOf(i) : undefined;
      if (writer === undefined) continue;
      const until = Math.min(this.notAfter[i] ?? Infinity, clocks[writer.clock] ?? 0);
      clockOf[i] = writer.clock;
      at[i] = writer.firstWrite(page, this.notBefore[i] ?? 0, until, hashedUnit(page, this.epoch));
    }
    return (sample, then) => (at[sample] ?? Infinity) <= (then[clockOf[sample] ?? 0] ?? 0);
  }

  private stateOf(flag: number, sample: number, dirty: boolean): number {
    if ((flag & SENT) === 0) return stateCode(sample * this.stride >= this.pages - this.zeroPages ? 'zero' : 'unsent');
    if ((flag & HELD) !== 0) return stateCode('held');
    if ((flag & OWED) !== 0) return stateCode('owed');
    return stateCode(dirty ? 'dirty' : 'current');
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

function stateCode(state: PageState): number {
  return pageStates.indexOf(state);
}
