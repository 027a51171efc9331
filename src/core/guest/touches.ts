// Which missing page the guest touches next, once it runs at the destination (docs/model.md, 'Post-copy'). Reads and writes alike touch a page; the
// first touch of one that is not there yet stops a virtual processor. No access to a page that is there is drawn: of pages that are touched at
// random (Poisson), the time to the next touch of *any* missing one is exponential with the sum of their rates, and which one it is goes by its
// share. Sweeps and traces touch theirs at known times.
import { bitsIn, bitRange, type PageSet } from '../pageSet';
import type { RandomStream } from '../random';
import type { Region, Scenario } from '../scenario/scenario';
import { activitiesOf, steadyFrom, type Moment } from './clocks';
import { makeWriters } from './guest';
import { PoissonWriter } from './poissonWriter';
import { RateWriter } from './rateWriter';
import { SweepWriter } from './sweepWriter';
import { TraceWriter } from './traceWriter';
import type { Place, Writer } from './writer';

/** An access to a missing page. */
export interface Touch {
  readonly seconds: number;
  readonly page: number;
}

/** Pages that are touched at random. */
interface RandomTouches {
  readonly clock: number;
  /** Touches of missing pages a second of its clock, at full speed. */
  readonly rate: number;
  /** A missing page, each in proportion to its rate. */
  pick(random: RandomStream): number;
  /** These blocks of pages (by their number) may have fewer missing ones. */
  update(block: number): void;
}

/** Pages that are touched at known times of a clock. */
interface KnownTouches {
  readonly clock: number;
  /** The next touch of a missing page, if it comes before the clock shows `until`. */
  next(now: number, until: number): Touch | null;
  /** That touch has been looked at: the next one is wanted. */
  taken(touch: Touch): void;
}

/** A write found again is one by rounding if it comes no later than this. */
const ROUNDING_SECONDS = 1e-9;

/** Pages are counted by blocks of so many: an entry of a set's `inUse`. */
const BLOCK_PAGES = 1024;
const BLOCK_WORDS = 32;
/** Blocks whose weights are added up, so that a pick looks at few numbers. */
const GROUP_BLOCKS = 512;

/** Weights of blocks of pages, and picks in proportion to them. Sums of weights that are no whole numbers are made anew from what they sum up: nothing drifts. */
class BlockWeights {
  total = 0;
  readonly firstBlock: number;
  private readonly weights: Float64Array;
  private readonly groups: Float64Array;

  constructor(
    firstPage: number,
    endPage: number,
    private readonly areWhole: boolean,
  ) {
    this.firstBlock = Math.floor(firstPage / BLOCK_PAGES);
    this.weights = new Float64Array(Math.ceil(endPage / BLOCK_PAGES) - this.firstBlock);
    this.groups = new Float64Array(Math.ceil(this.weights.length / GROUP_BLOCKS));
  }

  has(block: number): boolean {
    return block >= this.firstBlock && block - this.firstBlock < this.weights.length;
  }

  set(block: number, weight: number): void {
    const index = block - this.firstBlock;
    const change = weight - (this.weights[index] ?? 0);
    if (change === 0) return;
    this.weights[index] = weight;
    const group = Math.floor(index / GROUP_BLOCKS);
    if (this.areWhole) {
      this.groups[group] = (this.groups[group] ?? 0) + change;
      this.total += change;
      return;
    }
    let sum = 0;
    const end = Math.min(this.weights.length, (group + 1) * GROUP_BLOCKS);
    for (let i = group * GROUP_BLOCKS; i < end; i++) sum += this.weights[i] ?? 0;
    this.groups[group] = sum;
    this.total = this.groups.reduce((all, one) => all + one, 0);
  }

  /** All weights at once. */
  fill(weightOf: (block: number) => number): void {
    this.groups.fill(0);
    for (let i = 0; i < this.weights.length; i++) {
      const weight = weightOf(this.firstBlock + i);
      this.weights[i] = weight;
      const group = Math.floor(i / GROUP_BLOCKS);
      this.groups[group] = (this.groups[group] ?? 0) + weight;
    }
    this.total = this.groups.reduce((all, one) => all + one, 0);
  }

  /** The block in which the weight `point` (0 … total) lies, and how much of it is left there. */
  find(point: number): { readonly block: number; readonly rest: number } {
    let rest = point;
    let group = 0;
    for (; group + 1 < this.groups.length && rest >= (this.groups[group] ?? 0); group++)
      rest -= this.groups[group] ?? 0;
    let index = group * GROUP_BLOCKS;
    const end = Math.min(this.weights.length, index + GROUP_BLOCKS);
    let last = index;
    for (; index < end; index++) {
      const weight = this.weights[index] ?? 0;
      if (weight === 0) continue;
      last = index;
      if (rest < weight) return { block: this.firstBlock + index, rest };
      rest -= weight;
    }
    // Rounding may carry past the end: the last block with any weight.
    return { block: this.firstBlock + last, rest: this.weights[last] ?? 0 };
  }
}

/** Pages with one rate. */
class EvenTouches implements RandomTouches {
  readonly clock: number;
  private readonly blocks: BlockWeights;

  constructor(
    private readonly writer: PoissonWriter,
    private readonly ratePerPage: number,
    private readonly missing: PageSet,
  ) {
    this.clock = writer.clock;
    this.blocks = new BlockWeights(writer.firstPage, writer.endPage, true);
    this.blocks.fill((block) => this.count(block));
  }

  get rate(): number {
    return this.blocks.total * this.ratePerPage;
  }

  pick(random: RandomStream): number {
    const { block, rest } = this.blocks.find(random.below(this.blocks.total));
    let left = rest;
    for (let w = block * BLOCK_WORDS; ; w++) {
      let bits = this.bitsOf(w);
      const count = bitsIn(bits);
      if (left >= count) {
        left -= count;
        continue;
      }
      for (; left > 0; left--) bits &= bits - 1;
      return w * 32 + 31 - Math.clz32(bits & -bits);
    }
  }

  update(block: number): void {
    if (this.blocks.has(block)) this.blocks.set(block, this.count(block));
  }

  private count(block: number): number {
    let total = 0;
    for (let w = block * BLOCK_WORDS; w < (block + 1) * BLOCK_WORDS; w++) total += bitsIn(this.bitsOf(w));
    return total;
  }

  /** Its missing pages of a word. */
  private bitsOf(w: number): number {
    const { writer, missing } = this;
    return (missing.words[w] ?? 0) & ownBits(writer, w) & membersOf(writer, w);
  }
}

/** Those pages of a word that lie in a writer's range. */
function ownBits({ firstPage, endPage }: Place, w: number): number {
  const base = w * 32;
  if (base >= endPage || base + 32 <= firstPage) return 0;
  return bitRange(Math.max(firstPage - base, 0), Math.min(endPage - base, 32));
}

function membersOf({ members }: PoissonWriter, w: number): number {
  if (members === null) return -1;
  const word = members.set.words[w] ?? 0;
  return members.inside ? word : ~word;
}

/** Pages each with its rate. */
class RatedTouches implements RandomTouches {
  readonly clock: number;
  private readonly blocks: BlockWeights;

  constructor(
    private readonly writer: RateWriter,
    /** Touches for each write. */
    private readonly factor: number,
    private readonly missing: PageSet,
  ) {
    this.clock = writer.clock;
    this.blocks = new BlockWeights(writer.firstPage, writer.endPage, false);
    this.blocks.fill((block) => this.weight(block));
  }

  get rate(): number {
    return this.blocks.total * this.factor;
  }

  pick(random: RandomStream): number {
    const { block, rest } = this.blocks.find(random.unit() * this.blocks.total);
    let left = rest;
    let last = -1;
    this.eachMissing(block, (page, rate) => {
      if (rate === 0 || left < 0) return;
      last = page;
      left -= rate;
    });
    return last;
  }

  update(block: number): void {
    if (this.blocks.has(block)) this.blocks.set(block, this.weight(block));
  }

  private weight(block: number): number {
    let total = 0;
    this.eachMissing(block, (_, rate) => {
      total += rate;
    });
    return total;
  }

  private eachMissing(block: number, visit: (page: number, rate: number) => void): void {
    const { writer, missing } = this;
    for (let w = block * BLOCK_WORDS; w < (block + 1) * BLOCK_WORDS; w++) {
      for (let rest = (missing.words[w] ?? 0) & ownBits(writer, w); rest !== 0; rest &= rest - 1) {
        const page = w * 32 + 31 - Math.clz32(rest & -rest);
        visit(page, writer.rates[page - writer.firstPage] ?? 0);
      }
    }
  }
}

/** A pointer that sweeps its pages: access k (k = 1, 2, …) at k / rate. */
class SweepTouches implements KnownTouches {
  readonly clock: number;
  /** Accesses looked at. */
  private made: number;

  constructor(
    private readonly writer: SweepWriter,
    private readonly accessesPerSecond: number,
    private readonly missing: PageSet,
    now: number,
  ) {
    this.clock = writer.clock;
    this.made = Math.floor(accessesPerSecond * now);
  }

  next(_now: number, until: number): Touch | null {
    const { firstPage, endPage, startPage } = this.writer;
    const size = endPage - firstPage;
    const from = firstPage + ((startPage + this.made) % size);
    const page = nextWithin(this.missing, from, endPage) ?? nextWithin(this.missing, firstPage, from);
    if (page === undefined) return null;
    const number = this.made + 1 + ((page - from + size) % size);
    const seconds = number / this.accessesPerSecond;
    return seconds < until ? { seconds, page } : null;
  }

  taken({ seconds }: Touch): void {
    this.made = Math.round(seconds * this.accessesPerSecond);
  }
}

/** The first page of the set among from … to-1. */
function nextWithin(set: PageSet, from: number, to: number): number | undefined {
  const page = set.next(from);
  return page !== undefined && page < to ? page : undefined;
}

/** A recorded trace: the pages in the order in which each is touched next, and again as long as it is missing. */
class TraceTouches implements KnownTouches {
  readonly clock: number;
  private readonly pages: Uint32Array;
  private readonly times: Float64Array;
  private position = 0;
  /** Pages that were touched and are still missing, and up to when their writes have been looked at. */
  private readonly waiting = new Map<number, number>();

  constructor(
    private readonly writer: TraceWriter,
    private readonly missing: PageSet,
    now: number,
  ) {
    this.clock = writer.clock;
    const { firstPage } = writer;
    this.times = writer.nextWrites(now);
    const touched = Uint32Array.from(this.times.keys()).filter(
      (own) => (this.times[own] ?? Infinity) < Infinity && missing.has(firstPage + own),
    );
    this.pages = touched.sort((a, b) => (this.times[a] ?? 0) - (this.times[b] ?? 0) || a - b);
  }

  next(now: number, until: number): Touch | null {
    const { pages, times, missing, writer, waiting } = this;
    const pageAt = (position: number): number => writer.firstPage + (pages[position] ?? 0);
    while (this.position < pages.length && !missing.has(pageAt(this.position))) this.position++;
    let touch: Touch | null = null;
    const first = times[pages[this.position] ?? -1] ?? Infinity;
    if (this.position < pages.length && first < until) touch = { seconds: first, page: pageAt(this.position) };
    for (const [page, since] of waiting) {
      if (!missing.has(page)) {
        waiting.delete(page);
        continue;
      }
      // Both times of its own clock: what has been looked at, and as far as this look reaches.
      const to = Math.min(until, touch?.seconds ?? Infinity);
      if (to === Infinity || !writer.isWritten(page, since, to)) continue;
      const again = writer.firstWrite(page, since, to);
      if (again < to && again >= now) touch = { seconds: again, page };
    }
    return touch;
  }

  taken({ page, seconds }: Touch): void {
    if (this.writer.firstPage + (this.pages[this.position] ?? -1) === page && !this.waiting.has(page)) this.position++;
    // A little later, so that rounding does not find the same write again.
    this.waiting.set(page, seconds + ROUNDING_SECONDS);
  }
}

/** All touches of missing pages by a guest at the destination. */
export class GuestTouches {
  private readonly random: RandomTouches[] = [];
  private readonly known: KnownTouches[] = [];
  private readonly activities;
  /** Of each clock: how active its regions are in the stretch looked at. */
  private readonly shares: Float64Array;

  constructor(
    scenario: Scenario,
    repetition: number,
    writers: readonly Writer[],
    missing: PageSet,
    clocks: Moment,
    private readonly draws: RandomStream,
  ) {
    this.activities = activitiesOf(scenario.workload);
    this.shares = new Float64Array(this.activities.length).fill(1);
    for (const region of scenario.workload) {
      for (const { writer, writesPerSecond, readsPerSecond } of accessorsOf(scenario, repetition, region, writers)) {
        const now = clocks[writer.clock] ?? 0;
        const factor = (writesPerSecond + readsPerSecond) / writesPerSecond;
        if (writer instanceof PoissonWriter) this.random.push(new EvenTouches(writer, writer.rate * factor, missing));
        else if (writer instanceof RateWriter) this.random.push(new RatedTouches(writer, factor, missing));
        else if (writer instanceof TraceWriter) this.known.push(new TraceTouches(writer, missing, now));
        else if (writer instanceof SweepWriter) {
          for (const rate of new Set([writer.writesPerSecond, readsPerSecond]))
            if (rate > 0) this.known.push(new SweepTouches(writer, rate, missing, now));
        }
      }
    }
  }

  /**
   * The next touch of a missing page from `from` to `until` by a guest that runs at this speed; null: none. `pass` is told each stretch of time that has been settled, up
   * to the touch or the end. A page is taken as missing as long as `update` has not been told otherwise.
   */
  next(
    from: number,
    until: number,
    speed: number,
    clocks: () => Moment,
    pass: (from: number, to: number) => void,
  ): Touch | null {
    for (let now = from; now < until;) {
      let end = until;
      for (let clock = 0; clock < this.shares.length; clock++) {
        const activity = this.activities[clock];
        if (activity === undefined || activity.kind === 'always') continue;
        const { share, untilSeconds } = steadyFrom(activity, now);
        this.shares[clock] = share;
        if (untilSeconds < end) end = untilSeconds;
      }
      const touch = speed > 0 ? this.nextWithin(now, end, speed, clocks()) : null;
      const to = touch?.seconds ?? end;
      if (to === Infinity) return null;
      if (to > now) pass(now, to);
      if (touch !== null) return touch;
      now = to;
    }
    return null;
  }

  /** Whether any missing page may still be touched. */
  mayCome(seconds: number): boolean {
    const isOver = (clock: number): boolean => {
      const activity = this.activities[clock];
      if (activity?.kind !== 'intervals') return false;
      return activity.intervals.every(({ toSeconds }) => toSeconds !== null && toSeconds <= seconds);
    };
    return (
      this.random.some(({ rate, clock }) => rate > 0 && !isOver(clock)) ||
      this.known.some((touches) => !isOver(touches.clock) && touches.next(-Infinity, Infinity) !== null)
    );
  }

  /** Pages of these blocks of 1024 pages have arrived. */
  update(blocks: Iterable<number>): void {
    for (const block of blocks) for (const touches of this.random) touches.update(block);
  }

  /** The next touch within a stretch in which no activity changes. */
  private nextWithin(now: number, end: number, speed: number, clocks: Moment): Touch | null {
    const { shares, known, random } = this;
    let firstSeconds = end;
    let first: { readonly touch: Touch; readonly from: KnownTouches } | null = null;
    for (const touches of known) {
      const pace = speed * (shares[touches.clock] ?? 0);
      if (pace === 0) continue;
      const shown = clocks[touches.clock] ?? 0;
      const touch = touches.next(shown, shown + (firstSeconds - now) * pace);
      if (touch === null) continue;
      const seconds = now + Math.max(0, touch.seconds - shown) / pace;
      if (seconds >= firstSeconds) continue;
      firstSeconds = seconds;
      first = { touch, from: touches };
    }
    let rate = 0;
    for (const touches of random) rate += touches.rate * (shares[touches.clock] ?? 0);
    const seconds = rate > 0 ? now + this.draws.exponential() / (rate * speed) : Infinity;
    if (seconds < firstSeconds) return { seconds, page: this.pick(rate) };
    if (first === null) return null;
    first.from.taken(first.touch);
    return { seconds: firstSeconds, page: first.touch.page };
  }

  /** A page that is touched at random; `rate`: what all of them add up to. */
  private pick(rate: number): number {
    let point = this.draws.unit() * rate;
    let chosen: RandomTouches | undefined;
    for (const touches of this.random) {
      const own = touches.rate * (this.shares[touches.clock] ?? 0);
      if (own === 0) continue;
      chosen = touches;
      if (point < own) break;
      point -= own;
    }
    return chosen?.pick(this.draws) ?? 0;
  }
}

interface Accessor {
  readonly writer: Writer;
  readonly writesPerSecond: number;
  readonly readsPerSecond: number;
}

/** Who touches a region's pages: its writers; of one that is only read, those that it would have if its reads were writes. */
function accessorsOf(scenario: Scenario, repetition: number, region: Region, writers: readonly Writer[]): Accessor[] {
  const { writesPerSecond, readsPerSecond, firstPage, pages } = region;
  const isOfRegion = (writer: Writer): boolean =>
    writer.firstPage === firstPage && writer.endPage === firstPage + pages;
  // A trace says by itself what it touches.
  if (writesPerSecond > 0 || region.pattern.kind === 'trace')
    return writers.filter(isOfRegion).map((writer) => ({ writer, writesPerSecond, readsPerSecond }));
  if (readsPerSecond === 0) return [];
  const workload = scenario.workload.map((other) => ({
    ...other,
    writesPerSecond: other === region ? readsPerSecond : 0,
  }));
  return makeWriters({ ...scenario, workload }, repetition)
    .filter(isOfRegion)
    .map((writer) => ({ writer, writesPerSecond: readsPerSecond, readsPerSecond: 0 }));
}
