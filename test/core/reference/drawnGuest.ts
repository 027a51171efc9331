// A guest whose every write is drawn: Poisson arrivals by exponential gaps, a page drawn for each, a pointer for a sweep.
// Keeps a version per page and the time of its last write: the truth that the checks at the end of a run hold the copies against.
import type { Region, Scenario } from '../../../src/core/scenario/scenario';
import { drawsNamed } from './draws';
import type { Draws } from './draws';

/** A stream of writes in order of time. */
interface Writer {
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

/** Which pages of the region are hot: a random subset by the seed, or the first ones. */
function hotFirst(region: Region, scatter: boolean, draws: Draws): Uint32Array {
  const pages = Uint32Array.from({ length: region.pages }, (_, i) => region.firstPage + i);
  if (!scatter) return pages;
  for (let i = pages.length - 1; i > 0; i--) {
    const j = draws.whole(i + 1);
    const moved = pages[i] ?? 0;
    pages[i] = pages[j] ?? 0;
    pages[j] = moved;
  }
  return pages;
}

function writerOf(region: Region, name: string): Writer {
  const { pattern, pages, firstPage, writesPerSecond } = region;
  const draws = drawsNamed(`${name}/writes`);
  switch (pattern.kind) {
    case 'sequential':
      return new SweepWriter(region, pattern.startPage ?? drawsNamed(`${name}/start`).whole(pages));
    case 'uniform':
      return new PoissonWriter(writesPerSecond, draws, () => firstPage + draws.whole(pages));
    case 'hotspot': {
      const { hotPages, hotShare, scatter } = pattern;
      const order = hotFirst(region, scatter, drawsNamed(`${name}/hot pages`));
      const restPages = pages - hotPages;
      return new PoissonWriter(writesPerSecond, draws, () => {
        const hot = restPages === 0 || draws.uniform() < hotShare;
        return order[hot ? draws.whole(hotPages) : hotPages + draws.whole(restPages)] ?? firstPage;
      });
    }
    case 'zipf':
    case 'dirty-curve':
    case 'trace':
      throw new Error(`A region of the pattern ${pattern.kind} can't be drawn yet.`);
  }
}

export class DrawnGuest {
  /** How often a page's content has changed, counting from 1 at the start. */
  readonly versions: Uint32Array;
  /** When a page was written last; -Infinity: never. */
  readonly lastWriteSeconds: Float64Array;
  private readonly writers: readonly Writer[];
  private running = true;

  /** `onWrite` is called at each write, in no order between regions: the hypervisor's trap. Draws depend on seed and repetition alone. */
  constructor(
    scenario: Pick<Scenario, 'seed' | 'pages' | 'workload'>,
    repetition: number,
    private readonly onWrite: (page: number) => void,
  ) {
    this.versions = new Uint32Array(scenario.pages).fill(1);
    this.lastWriteSeconds = new Float64Array(scenario.pages).fill(-Infinity);
    this.writers = scenario.workload
      .filter((region) => region.writesPerSecond > 0 && region.pages > 0)
      .map((region) => writerOf(region, `${scenario.seed}/${repetition}/${region.name}`));
  }

  /** Makes all writes up to this time; one that falls on it counts as made. */
  advanceTo(seconds: number): void {
    if (!this.running) return;
    for (const writer of this.writers) {
      for (let at = writer.nextSeconds; at <= seconds; at = writer.nextSeconds) this.write(writer.take(), at);
    }
  }

  /** The guest stands still from now on. */
  stop(): void {
    this.running = false;
  }

  private write(page: number, seconds: number): void {
    this.versions[page] = (this.versions[page] ?? 0) + 1;
    this.lastWriteSeconds[page] = seconds;
    this.onWrite(page);
  }
}
