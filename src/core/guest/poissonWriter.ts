// Pages that are each written at random with the same rate, independently: a region's uniform writes, or the hot or the cold part of
// a hotspot. Whether a page is written within an interval is a Bernoulli draw with 1 - e^(-rate x interval).
import { log1p, writtenShare } from '../math';
import { bitsIn, type PageSet, withoutLowest, wordAt, WordList, wordRange } from '../pageSet';
import type { RandomStream } from '../random';
import { listOthers, withoutAny, type Place, type Writer } from './writer';

/** From this share on, drawing the few pages that are spared is cheaper than drawing whole words. */
const NEARLY_ALL = 0.98;
/** Up to so many expected hits a word, jumping from hit to hit is cheaper than drawing whole words; less so for a set's pages, many of which may not be asked about. */
const FEW_HITS = 1.5;
const FEW_HITS_OF_SET = 0.6;
const FEW_HITS_OF_LIST = 0.5;

/** A group's pages are counted by blocks of so many words, an entry of its set's `inUse`, so that a jump takes a block at a time. */
const BLOCK_WORDS = 32;

const TWO_32 = 4294967296;

/** Scratch: what `addWritten` asks about, and the candidates of a list. */
const asked = new WordList();
const drawn = new WordList();

/** Which pages of a range a writer writes: all of them, those in a set, or those not in it. */
export interface Members {
  readonly set: PageSet;
  readonly inside: boolean;
}

/** Quantile u of the first of Poisson arrivals at `rate` a second in (s, t], if there is one: the exponential distribution, cut off at t. */
export function firstArrival(rate: number, s: number, t: number, u: number): number {
  return rate === 0 ? t : Math.min(t, s - log1p(-u * writtenShare(rate, t - s)) / rate);
}

/** How many Poisson arrivals there are at `rate` a second in so many seconds, if there is one: the first one, and those that follow it. */
export function arrivalsIfAny(random: RandomStream, rate: number, seconds: number): number {
  const first = firstArrival(rate, 0, seconds, random.unit());
  return 1 + random.poisson(rate * (seconds - first));
}

export class PoissonWriter implements Writer {
  readonly firstPage: number;
  readonly endPage: number;
  readonly clock: number;
  /** If the pages are those of a set: how many of them each block has. */
  private readonly inBlocks: Uint16Array | null;
  /** Mean pages of this writer in a word. */
  private readonly pagesPerWord: number;

  constructor(
    { firstPage, endPage, clock }: Place,
    /** The pages of its range that it writes; null: all of them. */
    readonly members: Members | null,
    /** Writes per second to each page. */
    readonly rate: number,
    private readonly random: RandomStream,
  ) {
    this.firstPage = firstPage;
    this.endPage = endPage;
    this.clock = clock;
    this.inBlocks = members?.inside === true ? countInBlocks(members.set) : null;
    this.pagesPerWord =
      this.inBlocks === null ? 32 : (32 * this.inBlocks.reduce((sum, pages) => sum + pages, 0)) / (endPage - firstPage);
  }

  covers(page: number): boolean {
    if (page < this.firstPage || page >= this.endPage) return false;
    return this.members === null || this.members.set.has(page) === this.members.inside;
  }

  isWritten(_page: number, s: number, t: number): boolean {
    return this.random.unit() < writtenShare(this.rate, t - s);
  }

  countWrites(_page: number, s: number, t: number): number {
    return this.random.poisson(this.rate * (t - s));
  }

  countOfWritten(_page: number, s: number, t: number): number {
    return arrivalsIfAny(this.random, this.rate, t - s);
  }

  firstWrite(_page: number, s: number, t: number, u: number): number {
    return firstArrival(this.rate, s, t, u);
  }

  addWritten(written: PageSet, except: readonly PageSet[], s: number, t: number): void {
    const share = writtenShare(this.rate, t - s);
    if (share === 0) return;
    if (share * this.pagesPerWord > (this.inBlocks === null ? FEW_HITS : FEW_HITS_OF_SET)) {
      for (let page = this.firstPage; page < this.endPage;) {
        page = this.listMembers(asked, except, page);
        this.addWrittenAmong(written, asked, s, t);
      }
    } else if (this.members !== null && this.inBlocks !== null) {
      this.addHitsOfSet(written, except, share, this.members.set, this.inBlocks);
    } else this.addHits(written, except, share);
  }

  addWrittenAmong(written: PageSet, pages: WordList, s: number, t: number): void {
    const share = writtenShare(this.rate, t - s);
    if (share * 32 <= FEW_HITS_OF_LIST) {
      this.addHitsAmong(written, pages, share);
      return;
    }
    this.listCandidates(pages);
    if (share > NEARLY_ALL) this.spareSome(1 - share);
    else this.random.keepBernoulli(drawn.bits, drawn.length, Math.round(share * TWO_32));
    written.addList(drawn);
  }

  /** Lists pages from `page` on that this writer may write and that are in none of `except`; returns the page to go on from. */
  private listMembers(into: WordList, except: readonly PageSet[], page: number): number {
    if (this.members?.inside !== true) return listOthers(into, except, page, this.endPage);
    const next = this.members.set.list(into, page, this.endPage);
    for (const others of except) others.takeOff(into);
    return next;
  }

  /** Makes `drawn` the candidates of a list: the pages that this writer writes. */
  private listCandidates({ length, words, bits }: WordList): void {
    const { firstPage, endPage, members } = this;
    const { words: drawnWords, bits: drawnBits } = drawn;
    const memberWords = members?.set.words;
    const others = members?.inside === false ? -1 : 0;
    let count = 0;
    for (let i = 0; i < length; i++) {
      const w = words[i] ?? 0;
      let own = bits[i] ?? 0;
      if (memberWords !== undefined) own &= (memberWords[w] ?? 0) ^ others;
      if (w * 32 < firstPage || w * 32 + 32 > endPage) {
        if (w * 32 >= endPage || w * 32 + 32 <= firstPage) continue;
        own &= wordRange(w, firstPage, endPage);
      }
      if (own === 0) continue;
      drawnWords[count] = w;
      drawnBits[count++] = own;
    }
    drawn.length = count;
  }

  /** Jumps over the bits of a list's words from hit to hit; a hit on a page that is not listed, or is another writer's, counts for nothing. */
  private addHitsAmong(written: PageSet, { length, words, bits }: WordList, share: number): void {
    if (share === 0) return;
    const { random } = this;
    const inverse = 1 / log1p(-share);
    for (let slot = random.failuresBefore(inverse); slot < length * 32; slot += 1 + random.failuresBefore(inverse)) {
      const i = Math.floor(slot / 32);
      const w = words[i] ?? 0;
      const hit = (bits[i] ?? 0) & (1 << (slot & 31));
      if (hit !== 0 && this.covers(w * 32 + (slot & 31))) written.addWord(w, hit);
    }
  }

  /** Keeps of `drawn` all but a few; `miss` is the share spared. */
  private spareSome(miss: number): void {
    if (miss === 0) return;
    const { bits, length } = drawn;
    const inverse = 1 / log1p(-miss);
    let hit = this.random.failuresBefore(inverse);
    for (let i = 0; i < length; i++) {
      let rest = bits[i] ?? 0;
      let left = bitsIn(rest);
      while (hit < left) {
        rest = withoutLowest(rest, hit);
        bits[i] = (bits[i] ?? 0) & ~(rest & -rest);
        rest &= rest - 1;
        left -= hit + 1;
        hit = this.random.failuresBefore(inverse);
      }
      hit -= left;
    }
  }

  /** Jumps over all pages of the place from hit to hit; a hit on a page that was not asked for counts for nothing. */
  private addHits(written: PageSet, except: readonly PageSet[], share: number): void {
    const { endPage, members, random } = this;
    const inverse = 1 / log1p(-share);
    for (
      let page = this.firstPage + random.failuresBefore(inverse);
      page < endPage;
      page += 1 + random.failuresBefore(inverse)
    ) {
      const word = page >>> 5;
      const hit = withoutAny(1 << (page & 31), word, except);
      if (hit !== 0 && members?.set.has(page) !== true) written.addWord(word, hit);
    }
  }

  /** The same for the pages of a set: jumps over those alone. */
  private addHitsOfSet(
    written: PageSet,
    except: readonly PageSet[],
    share: number,
    { words }: PageSet,
    inBlocks: Uint16Array,
  ): void {
    const inverse = 1 / log1p(-share);
    let spared = this.random.failuresBefore(inverse);
    for (let block = 0; block < inBlocks.length; block++) {
      let left = inBlocks[block] ?? 0;
      for (let word = block * BLOCK_WORDS; spared < left; word++) {
        let rest = words[word] ?? 0;
        let inWord = bitsIn(rest);
        left -= inWord;
        while (spared < inWord) {
          rest = withoutLowest(rest, spared);
          written.addWord(word, withoutAny(rest & -rest, word, except));
          rest &= rest - 1;
          inWord -= spared + 1;
          spared = this.random.failuresBefore(inverse);
        }
        spared -= inWord;
      }
      spared -= left;
    }
  }
}

/** How many pages of a set lie in each block. */
function countInBlocks(set: PageSet): Uint16Array {
  return Uint16Array.from(set.inUse, (live, block) => {
    let pages = 0;
    for (let rest = live; rest !== 0; rest &= rest - 1) pages += bitsIn(set.words[wordAt(block, rest)] ?? 0);
    return pages;
  });
}
