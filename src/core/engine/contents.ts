// How far pages' contents are from older ones, for algorithms that send differences: no byte is kept. A page's mark is the number of writes it has had; each write since then
// has changed a run of `change` bytes somewhere in the page, and where is drawn when it is asked for. That has the distribution that drawing it at the write would have,
// since each write is asked about once at most. Rules: docs/model.md, 'Contents'.
import type { Moment } from '../guest/clocks';
import type { RandomStream } from '../random';
import type { Region } from '../scenario/scenario';
import type { ContentLog } from './contentLog';
import type { PageContents } from './migration';

/** Places in a page at which a change may begin: every 8 bytes of a page of 4 KiB. */
export const PLACES_PER_PAGE = 512;

export class DrawnContents implements PageContents {
  private readonly seen = new Uint8Array(PLACES_PER_PAGE + 1);
  private ranges: number[] = [];

  constructor(
    private readonly log: ContentLog,
    private readonly regions: readonly Pick<Region, 'firstPage' | 'pages' | 'changeBytes'>[],
    private readonly pageBytes: number,
    private readonly random: RandomStream,
    private readonly clocks: () => Moment,
  ) {}

  markOf(page: number): number {
    return this.log.writesTo(page, this.clocks());
  }

  changedSince(page: number, mark: number): readonly number[] {
    const writes = this.markOf(page) - mark;
    if (writes <= 0) return [];
    const change = this.changeBytesOf(page);
    return change >= this.pageBytes ? [0, this.pageBytes] : this.drawRanges(writes, change);
  }

  /** A page of no region changes as a whole, if it changes at all. */
  private changeBytesOf(page: number): number {
    const region = this.regions.find(({ firstPage, pages }) => page >= firstPage && page < firstPage + pages);
    return region?.changeBytes ?? this.pageBytes;
  }

  /** So many runs of bytes, each at any place with the same chance, as ranges that do not touch. */
  private drawRanges(writes: number, change: number): readonly number[] {
    const { seen, ranges, random, pageBytes } = this;
    const step = pageBytes / PLACES_PER_PAGE;
    const places = Math.floor((pageBytes - change) / step) + 1;
    seen.fill(0, 0, places);
    // Once a change has begun at every place, more of them are no news.
    for (let left = places, i = 0; i < writes && left > 0; i++) {
      const place = random.below(places);
      if (seen[place] === 0) left--;
      seen[place] = 1;
    }
    ranges.length = 0;
    for (let place = 0; place < places; place++) {
      if (seen[place] === 0) continue;
      const start = place * step;
      if (start <= (ranges.at(-1) ?? -1)) ranges[ranges.length - 1] = start + change;
      else ranges.push(start, start + change);
    }
    return ranges;
  }
}
