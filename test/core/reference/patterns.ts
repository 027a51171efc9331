// How each pattern of a region writes, write by write, on the region's own time: Poisson arrivals by exponential gaps with a page drawn
// for each, a pointer for a sweep, a trace's writes one by one.
import type { Region, TraceColumns, TraceRepeat } from '../../../src/core/scenario/scenario';
import { drawsNamed } from './draws';
import type { Draws } from './draws';

/** A stream of writes in order of the region's own time. */
export interface Writer {
  /** When the next write happens; Infinity: never. */
  readonly nextSeconds: number;
  /** Makes that write: gives its page and moves on to the following one. */
  take(): number;
}

/** Poisson arrivals at `rate` a second; `drawPage` chooses the page of each. */
class PoissonWriter implements Writer {
  nextSeconds: number;

  constructor(
    private readonly rate: number,
    private readonly draws: Draws,
    private readonly drawPage: () => number,
  ) {
    this.nextSeconds = draws.gap(rate);
  }

  take(): number {
    this.nextSeconds += this.draws.gap(this.rate);
    return this.drawPage();
  }
}

/** A pointer that makes write k = 1, 2, … at k / rate seconds, page after page, round and round. */
class SweepWriter implements Writer {
  private made = 0;

  constructor(
    private readonly region: Region,
    private readonly startPage: number,
  ) {}

  // Computed from k, not summed up, so that write k is never late by rounding.
  get nextSeconds(): number {
    return (this.made + 1) / this.region.writesPerSecond;
  }

  take(): number {
    const page = this.region.firstPage + ((this.startPage + this.made) % this.region.pages);
    this.made += 1;
    return page;
  }
}

interface TracedWrite {
  /** The time of its row. */
  readonly rowSeconds: number;
  readonly seconds: number;
  readonly page: number;
}

/**
 * All writes of a trace's rows in order of time. A row's writes go evenly to its pages, one more to some where they do not divide; each
 * page's writes are evenly spaced over the row's interval, from a phase of their own.
 */
function tracedWrites(region: Region, { intervalSeconds, ...columns }: TraceColumns, phases: Draws): TracedWrite[] {
  const writes: TracedWrite[] = [];
  columns.atSeconds.forEach((at, row) => {
    const [first, pages, count] = [columns.firstPage, columns.pages, columns.writes].map((column) => column[row] ?? 0);
    for (let i = 0; i < (pages ?? 0); i++) {
      const upTo = (page: number): number => Math.floor((page * ((count ?? 0) % (pages ?? 1))) / (pages ?? 1));
      const own = Math.floor((count ?? 0) / (pages ?? 1)) + upTo(i + 1) - upTo(i);
      const phase = phases.uniform();
      for (let k = 0; k < own; k++) {
        const seconds = at + (intervalSeconds * (phase + k)) / own;
        writes.push({ rowSeconds: at, seconds, page: region.firstPage + (first ?? 0) + i });
      }
    }
  });
  return writes.sort((a, b) => a.seconds - b.seconds);
}

/** Replays a trace, then all of its rows again and again, or those that reach into its last seconds, or nothing. */
class TraceWriter implements Writer {
  private readonly writes: readonly TracedWrite[];
  /** What is played again, and how many seconds that takes; empty: nothing. */
  private readonly again: readonly TracedWrite[];
  private readonly period: number;
  private made: number;

  constructor(region: Region, columns: TraceColumns, repeat: TraceRepeat, phases: Draws) {
    this.writes = tracedWrites(region, columns, phases);
    const { atSeconds, intervalSeconds, seconds } = columns;
    const from = repeat === 'all' ? 0 : Math.max(0, seconds - (repeat === 'none' ? 0 : repeat));
    const reaching = [...atSeconds].filter((at) => at >= from || at + intervalSeconds > from);
    const start = Math.min(from, ...reaching);
    const repeats = repeat !== 'none' && seconds > 0 && reaching.length > 0;
    this.again = repeats ? this.writes.filter(({ rowSeconds }) => rowSeconds >= start) : [];
    this.period = seconds - start;
    // A write at 0 was made before anybody looked.
    this.made = this.writes.findIndex((write) => write.seconds > 0);
    if (this.made === -1) this.made = this.writes.length;
  }

  get nextSeconds(): number {
    return this.next?.seconds ?? Infinity;
  }

  take(): number {
    const page = this.next?.page;
    if (page === undefined) throw new Error('The trace is over.');
    this.made += 1;
    return page;
  }

  private get next(): TracedWrite | undefined {
    const { made, writes, again, period } = this;
    if (made < writes.length || again.length === 0) return writes[made];
    const round = Math.floor((made - writes.length) / again.length) + 1;
    const write = again[(made - writes.length) % again.length];
    return write && { ...write, seconds: write.seconds + round * period };
  }
}

/** The region's pages in order. */
function pagesOf(region: Region): Uint32Array {
  return Uint32Array.from({ length: region.pages }, (_, i) => region.firstPage + i);
}

/** The region's pages in an order drawn by the seed, any as likely as any other (Fisher and Yates). */
function shuffledPages(region: Region, draws: Draws): Uint32Array {
  const pages = pagesOf(region);
  for (let i = pages.length - 1; i > 0; i--) {
    const j = draws.whole(i + 1);
    const moved = pages[i] ?? 0;
    pages[i] = pages[j] ?? 0;
    pages[j] = moved;
  }
  return pages;
}

/** Draws an index in proportion to its weight. */
function drawerOf(weights: readonly number[], draws: Draws): () => number {
  let sum = 0;
  const upTo = weights.map((weight) => (sum += weight));
  return () => {
    const point = draws.uniform() * sum;
    let [low, high] = [0, upTo.length - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((upTo[middle] ?? 0) > point) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

/** The reader of a region: what would write it if its reads were writes; null if nothing is read, or the trace says by itself what is touched. */
export function readerOf(region: Region, name: string): Writer | null {
  const { pattern, readsPerSecond, writesPerSecond } = region;
  if (readsPerSecond === 0 || pattern.kind === 'trace') return null;
  const asWrites = { ...region, writesPerSecond: readsPerSecond };
  if (pattern.kind !== 'dirty-curve') return writerOf(asWrites, name, 'reads');
  if (writesPerSecond === 0) return null;
  const groups = pattern.groups.map((group) => ({
    ...group,
    writesPerSecondPerPage: (group.writesPerSecondPerPage * readsPerSecond) / writesPerSecond,
  }));
  return writerOf({ ...asWrites, pattern: { ...pattern, groups } }, name, 'reads');
}

/** The writer of a region; null if it writes nothing. `name` is that of its draws, `purpose` of those that are not its layout's. */
export function writerOf(region: Region, name: string, purpose = 'writes'): Writer | null {
  const { pattern, pages, firstPage, writesPerSecond } = region;
  const draws = drawsNamed(`${name}/${purpose}`);
  const layout = drawsNamed(`${name}/layout`);
  switch (pattern.kind) {
    case 'sequential':
      if (writesPerSecond === 0) return null;
      return new SweepWriter(region, pattern.startPage ?? drawsNamed(`${name}/start`).whole(pages));
    case 'uniform':
      if (writesPerSecond === 0) return null;
      return new PoissonWriter(writesPerSecond, draws, () => firstPage + draws.whole(pages));
    case 'hotspot': {
      if (writesPerSecond === 0) return null;
      const { hotPages, hotShare, scatter } = pattern;
      const order = scatter ? shuffledPages(region, layout) : pagesOf(region);
      const restPages = pages - hotPages;
      return new PoissonWriter(writesPerSecond, draws, () => {
        const hot = restPages === 0 || draws.uniform() < hotShare;
        return order[hot ? draws.whole(hotPages) : hotPages + draws.whole(restPages)] ?? firstPage;
      });
    }
    case 'zipf': {
      if (writesPerSecond === 0) return null;
      const byRank = shuffledPages(region, layout);
      const weights = Array.from({ length: pages }, (_, i) => (i + 1) ** -pattern.exponent);
      const drawRank = drawerOf(weights, draws);
      return new PoissonWriter(writesPerSecond, draws, () => byRank[drawRank()] ?? firstPage);
    }
    case 'dirty-curve': {
      const { groups } = pattern;
      const rates = groups.map((group) => group.pages * group.writesPerSecondPerPage);
      const rate = rates.reduce((sum, one) => sum + one, 0);
      if (rate === 0) return null;
      // Group after group along a shuffled region; the pages after the last group are never written.
      const order = shuffledPages(region, layout);
      const begins = groups.map((_, i) => groups.slice(0, i).reduce((sum, group) => sum + group.pages, 0));
      const drawGroup = drawerOf(rates, draws);
      return new PoissonWriter(rate, draws, () => {
        const group = drawGroup();
        return order[(begins[group] ?? 0) + draws.whole(groups[group]?.pages ?? 1)] ?? firstPage;
      });
    }
    case 'trace':
      return new TraceWriter(region, pattern.columns, pattern.repeat, drawsNamed(`${name}/phases`));
  }
}
