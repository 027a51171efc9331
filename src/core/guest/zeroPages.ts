// Where a guest's zero pages lie. They are never written, so that they stay outside of all regions. `last`: behind everything else. `spread`: in blocks,
// with pages of content that nobody writes before, between and after them, as in the guests that were measured (docs/model.md, 'The pieces').
import type { PageSet } from '../pageSet';
import type { Region, Scenario } from '../scenario/scenario';

/**
 * Blocks of `spread`. The Linux guests that we know the polls of had nearly all of their zero pages in three to eight runs, and content at the end:
 * our own of 256 MiB to 1 GiB, and LordWicked's of 8 GiB (docs/decisions.md).
 */
export const SPREAD_BLOCKS = 8;

/** What decides where they lie. */
interface Memory extends Pick<Scenario, 'pages' | 'zeroPages' | 'zeroLayout'> {
  readonly workload: readonly Pick<Region, 'firstPage' | 'pages'>[];
}

interface Block {
  readonly from: number;
  /** The page behind the last. */
  readonly to: number;
}

export class ZeroPages {
  private constructor(
    /** In ascending order, none empty, none touching the next. */
    private readonly blocks: readonly Block[],
    private readonly pages: number,
  ) {}

  /** A memory of so many pages that are sent like any other. */
  static none(pages: number): ZeroPages {
    return new ZeroPages([], pages);
  }

  static of(memory: Memory): ZeroPages {
    return new ZeroPages(blocksOf(memory), memory.pages);
  }

  has(page: number): boolean {
    for (const { from, to } of this.blocks) if (page < to) return page >= from;
    return false;
  }

  /** The first page behind this one that is of the other kind; the number of pages if none is. */
  runEnd(page: number): number {
    for (const { from, to } of this.blocks) {
      if (page < from) return from;
      if (page < to) return to;
    }
    return this.pages;
  }

  /** How many of the set's pages are zero. */
  countIn(set: PageSet): number {
    return this.blocks.reduce((sum, { from, to }) => sum + set.countRange(from, to), 0);
  }

  /** Page number `index`, from 0, of those that are not zero. */
  otherPage(index: number): number {
    let page = index;
    for (const { from, to } of this.blocks) {
      if (page < from) return page;
      page += to - from;
    }
    return page;
  }
}

/** Behind the regions lie blocks of content and of zero pages by turns, content first and last, each kind shared out as evenly as whole pages allow. */
function blocksOf({ pages, zeroPages, zeroLayout, workload }: Memory): Block[] {
  const written = workload.reduce((end, region) => Math.max(end, region.firstPage + region.pages), 0);
  const content = pages - written - zeroPages;
  const count = zeroLayout === 'spread' ? SPREAD_BLOCKS : 1;
  const before = (block: number): number =>
    zeroLayout === 'spread' ? Math.floor(((block + 1) * content) / (count + 1)) : content;
  const blocks = Array.from({ length: count }, (_, block): Block => {
    const start = written + before(block);
    return {
      from: start + Math.floor((block * zeroPages) / count),
      to: start + Math.floor(((block + 1) * zeroPages) / count),
    };
  });
  return joined(blocks.filter(({ from, to }) => to > from));
}

/** Blocks with nothing between them are one. */
function joined(blocks: readonly Block[]): Block[] {
  return blocks.reduce<Block[]>((all, block) => {
    const last = all.at(-1);
    if (last?.to === block.from) all[all.length - 1] = { from: last.from, to: block.to };
    else all.push(block);
    return all;
  }, []);
}
