// How each pattern of a region writes, write by write, on the region's own time: Poisson arrivals by exponential gaps with a page drawn
// for each, or a pointer for a sweep.
import type { Region } from '../../../src/core/scenario/scenario';
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

/** The writer of a region; null if it writes nothing. `name` is that of its draws. */
export function writerOf(region: Region, name: string): Writer | null {
  const { pattern, pages, firstPage, writesPerSecond } = region;
  const draws = drawsNamed(`${name}/writes`);
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
      throw new Error(`A region of the pattern ${pattern.kind} can't be drawn yet.`);
  }
}
