// A set of guest pages as a bitmap: one bit a page, 32 pages a word. Every bulk question of an algorithm (which pages
// are dirty, owed, sent, hot?) is an operation on such sets, so that its cost follows words, not pages.

/** Counts the bits of one 32-bit word. */
export function bitsIn(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** The word whose lowest `count` bits are ones; a shift by 32 would be one by 0. */
function lowBits(count: number): number {
  return count === 32 ? 0xffffffff : (1 << count) - 1;
}

/** The word whose bits [from, to) are ones, for 0 <= from <= to <= 32. */
export function bitRange(from: number, to: number): number {
  return (lowBits(to) & ~lowBits(from)) >>> 0;
}

/** The bits of word `word` whose pages lie within from … to-1, a range that meets the word. */
export function wordRange(word: number, from: number, to: number): number {
  const base = word * 32;
  return bitRange(Math.max(from - base, 0), Math.min(to - base, 32));
}

/** A word's `count` lowest ones. */
function lowest(word: number, count: number): number {
  return word ^ withoutLowest(word, count);
}

/** A word without its `count` lowest ones. */
export function withoutLowest(word: number, count: number): number {
  let rest = word;
  for (let i = 0; i < count; i++) rest &= rest - 1;
  return rest;
}

/** The word that the lowest bit of `live`, entry `entry` of a set's `inUse`, stands for. */
export function wordAt(entry: number, live: number): number {
  return (entry << 5) + 31 - Math.clz32(live & -live);
}

/** Words of a set written out one after the other, for going over the same few pages several times. */
export class WordList {
  /** The most words that a list holds. */
  static readonly capacity = 1024;
  length = 0;
  /** Index of each word in its set, ascending. */
  readonly words = new Uint32Array(WordList.capacity);
  /** Its pages. */
  readonly bits = new Uint32Array(WordList.capacity);

  /** How many pages are listed. */
  count(): number {
    const { bits, length } = this;
    let total = 0;
    for (let i = 0; i < length; i++) total += bitsIn(bits[i] ?? 0);
    return total;
  }
}

/**
 * A mutable set of the pages 0 … pages-1. Operations that combine two sets want sets of the same guest. Beside its words a set keeps a second, coarser bitmap of
 * those that hold any page, so that whatever goes over a set with few pages in it costs those pages, not all of memory:
 *
 *     for (let entry = 0; entry < set.inUse.length; entry++)
 *       for (let live = set.inUse[entry]; live !== 0; live &= live - 1)
 *         … set.words[wordAt(entry, live)] …
 */
export class PageSet {
  /** Bit p % 32 of word p / 32 (least significant first) is page p; bits past the last page stay zero. To be read: `putWord` and the like write. */
  words: Uint32Array;
  /** Bit w % 32 of entry w / 32 is zero only if word w is. To be read. */
  inUse: Uint32Array;

  /** An empty set for a guest of `pages` pages. */
  constructor(readonly pages: number) {
    this.words = new Uint32Array((pages + 31) >>> 5);
    this.inUse = new Uint32Array((this.words.length + 31) >>> 5);
  }

  static full(pages: number): PageSet {
    return new PageSet(pages).fill();
  }

  static of(pages: number, members: Iterable<number>): PageSet {
    const set = new PageSet(pages);
    for (const page of members) set.add(page);
    return set;
  }

  /** Makes `bits` the pages of word w. */
  putWord(w: number, bits: number): void {
    this.words[w] = bits;
    const entry = w >>> 5;
    const bit = 1 << (w & 31);
    const before = this.inUse[entry] ?? 0;
    this.inUse[entry] = bits === 0 ? before & ~bit : before | bit;
  }

  /** Adds `bits` to the pages of word w. */
  addWord(w: number, bits: number): void {
    if (bits === 0) return;
    this.words[w] = (this.words[w] ?? 0) | bits;
    this.inUse[w >>> 5] = (this.inUse[w >>> 5] ?? 0) | (1 << (w & 31));
  }

  /**
   * Lists the set's first `most` pages from page `from` on, or those before page `to`, or as many words as the list holds. Returns the page after the last one looked
   * at: the place to go on from.
   */
  list(into: WordList, from: number, to: number, most = Infinity): number {
    const { words, inUse } = this;
    const { words: listed, bits: listedBits } = into;
    const first = from >>> 5;
    let missing = most;
    let length = 0;
    let next = to;
    search: for (let entry = from >>> 10; entry * 1024 < to; entry++) {
      let live = inUse[entry] ?? 0;
      if (entry === first >>> 5) live &= -1 << (first & 31);
      for (; live !== 0; live &= live - 1) {
        const w = wordAt(entry, live);
        const base = w * 32;
        if (base >= to) break search;
        if (length === WordList.capacity) {
          next = base;
          break search;
        }
        let bits = words[w] ?? 0;
        if (w === first || to - base < 32) bits &= wordRange(w, from, to);
        if (bits === 0) continue;
        let members = bitsIn(bits);
        const last = members >= missing;
        if (last) {
          bits = lowest(bits, missing);
          members = missing;
        }
        listed[length] = w;
        listedBits[length++] = bits;
        missing -= members;
        if (last) {
          next = base + 32 - Math.clz32(bits);
          break search;
        }
      }
    }
    into.length = length;
    return next;
  }

  /** Adds the pages of a list. */
  addList({ words: listed, bits, length }: WordList): void {
    const { words, inUse } = this;
    for (let i = 0; i < length; i++) {
      const added = bits[i] ?? 0;
      if (added === 0) continue;
      const w = listed[i] ?? 0;
      words[w] = (words[w] ?? 0) | added;
      inUse[w >>> 5] = (inUse[w >>> 5] ?? 0) | (1 << (w & 31));
    }
  }

  /** Takes pages of this set off a list. */
  takeOff(list: WordList): void {
    const { words } = this;
    const { words: listed, bits, length } = list;
    let kept = 0;
    for (let i = 0; i < length; i++) {
      const w = listed[i] ?? 0;
      const rest = (bits[i] ?? 0) & ~(words[w] ?? 0);
      if (rest === 0) continue;
      listed[kept] = w;
      bits[kept++] = rest;
    }
    list.length = kept;
  }

  /** Removes the pages of a list. */
  deleteList({ words: listed, bits, length }: WordList): void {
    for (let i = 0; i < length; i++) {
      const w = listed[i] ?? 0;
      this.putWord(w, (this.words[w] ?? 0) & ~(bits[i] ?? 0));
    }
  }

  has(page: number): boolean {
    return (((this.words[page >>> 5] ?? 0) >>> (page & 31)) & 1) === 1;
  }

  add(page: number): void {
    this.addWord(page >>> 5, 1 << (page & 31));
  }

  delete(page: number): void {
    const word = page >>> 5;
    this.words[word] = (this.words[word] ?? 0) & ~(1 << (page & 31));
  }

  /** Adds the pages from … to-1. */
  addRange(from: number, to: number): void {
    if (to <= from) return;
    for (let w = from >>> 5; w <= (to - 1) >>> 5; w++) this.addWord(w, wordRange(w, from, to));
  }

  count(): number {
    const { words, inUse } = this;
    let total = 0;
    for (let entry = 0; entry < inUse.length; entry++) {
      for (let live = inUse[entry] ?? 0; live !== 0; live &= live - 1) total += bitsIn(words[wordAt(entry, live)] ?? 0);
    }
    return total;
  }

  /** How many of the pages from … to-1 are in the set. */
  countRange(from: number, to: number): number {
    let total = 0;
    for (let w = from >>> 5; w * 32 < to; w++) {
      const word = this.words[w] ?? 0;
      if (word !== 0) total += bitsIn(word & wordRange(w, from, to));
    }
    return total;
  }

  /** How many runs of neighbouring pages begin among the pages from … to-1: pages of the set whose predecessor isn't in it. */
  rangesIn(from: number, to: number): number {
    let total = 0;
    for (let w = from >>> 5; w * 32 < to; w++) {
      const word = this.words[w] ?? 0;
      if (word === 0) continue;
      const before = (word << 1) | ((this.words[w - 1] ?? 0) >>> 31);
      total += bitsIn(word & ~before & wordRange(w, from, to));
    }
    return total;
  }

  /** How many pages are in both sets. */
  countIn(other: PageSet): number {
    const { words, inUse } = this;
    let total = 0;
    for (let entry = 0; entry < inUse.length; entry++) {
      for (let live = (inUse[entry] ?? 0) & (other.inUse[entry] ?? 0); live !== 0; live &= live - 1) {
        const w = wordAt(entry, live);
        total += bitsIn((words[w] ?? 0) & (other.words[w] ?? 0));
      }
    }
    return total;
  }

  /** Whether any page is in both sets. */
  meets(other: PageSet): boolean {
    const { words, inUse } = this;
    for (let entry = 0; entry < inUse.length; entry++) {
      for (let live = (inUse[entry] ?? 0) & (other.inUse[entry] ?? 0); live !== 0; live &= live - 1) {
        const w = wordAt(entry, live);
        if (((words[w] ?? 0) & (other.words[w] ?? 0)) !== 0) return true;
      }
    }
    return false;
  }

  /** Whether both sets have the same pages. */
  equals(other: PageSet): boolean {
    const { words, inUse } = this;
    for (let entry = 0; entry < inUse.length; entry++) {
      for (let live = (inUse[entry] ?? 0) | (other.inUse[entry] ?? 0); live !== 0; live &= live - 1) {
        const w = wordAt(entry, live);
        if (words[w] !== other.words[w]) return false;
      }
    }
    return true;
  }

  /** The lowest page of the set; undefined if it is empty. */
  first(): number | undefined {
    const { words, inUse } = this;
    for (let entry = 0; entry < inUse.length; entry++) {
      for (let live = inUse[entry] ?? 0; live !== 0; live &= live - 1) {
        const w = wordAt(entry, live);
        const word = words[w] ?? 0;
        if (word !== 0) return w * 32 + 31 - Math.clz32(word & -word);
      }
    }
    return undefined;
  }

  /** The lowest page of the set from page `from` on; undefined if there is none. */
  next(from: number): number | undefined {
    this.list(found, from, this.pages, 1);
    const word = found.bits[0] ?? 0;
    return found.length === 0 ? undefined : (found.words[0] ?? 0) * 32 + 31 - Math.clz32(word & -word);
  }

  /** The highest page of the set up to page `from`; undefined if there is none. */
  previous(from: number): number | undefined {
    const { words, inUse } = this;
    if (from < 0) return undefined;
    let w = from >>> 5;
    let bits = (words[w] ?? 0) & bitRange(0, (from & 31) + 1);
    while (bits === 0) {
      if (w === 0) return undefined;
      // A whole entry without a page is passed at once.
      w = (w & 31) === 0 && (inUse[(w >>> 5) - 1] ?? 0) === 0 ? w - 32 : w - 1;
      if (w < 0) return undefined;
      bits = words[w] ?? 0;
    }
    return w * 32 + 31 - Math.clz32(bits);
  }

  isEmpty(): boolean {
    return this.first() === undefined;
  }

  clear(): this {
    const { words, inUse } = this;
    for (let entry = 0; entry < inUse.length; entry++) {
      for (let live = inUse[entry] ?? 0; live !== 0; live &= live - 1) words[wordAt(entry, live)] = 0;
      inUse[entry] = 0;
    }
    return this;
  }

  /** Makes this the set of all pages. */
  fill(): this {
    this.words.fill(0xffffffff);
    this.inUse.fill(0xffffffff);
    const pages = this.pages & 31;
    if (pages !== 0) this.words[this.words.length - 1] = bitRange(0, pages);
    const words = this.words.length & 31;
    if (words !== 0) this.inUse[this.inUse.length - 1] = bitRange(0, words);
    return this;
  }

  /** Makes this a copy of `other`. */
  set(other: PageSet): this {
    const { words, inUse } = this;
    for (let entry = 0; entry < inUse.length; entry++) {
      for (let live = (inUse[entry] ?? 0) | (other.inUse[entry] ?? 0); live !== 0; live &= live - 1) {
        const w = wordAt(entry, live);
        words[w] = other.words[w] ?? 0;
      }
      inUse[entry] = other.inUse[entry] ?? 0;
    }
    return this;
  }

  clone(): PageSet {
    return new PageSet(this.pages).set(this);
  }

  /** Makes this what `other` was, and `other` empty: a copy that costs next to nothing. */
  take(other: PageSet): this {
    [this.words, other.words] = [other.words, this.words];
    [this.inUse, other.inUse] = [other.inUse, this.inUse];
    other.clear();
    return this;
  }

  /** Adds every page of `other`. */
  unite(other: PageSet): this {
    const { words, inUse } = this;
    for (let entry = 0; entry < inUse.length; entry++) {
      const added = other.inUse[entry] ?? 0;
      for (let live = added; live !== 0; live &= live - 1) {
        const w = wordAt(entry, live);
        words[w] = (words[w] ?? 0) | (other.words[w] ?? 0);
      }
      inUse[entry] = (inUse[entry] ?? 0) | added;
    }
    return this;
  }

  /** Keeps the pages that are in `other` too. */
  intersect(other: PageSet): this {
    return this.setBoth(this, other);
  }

  /** Makes this the pages that are in both sets. */
  setBoth(one: PageSet, other: PageSet): this {
    const { words, inUse } = this;
    for (let entry = 0; entry < inUse.length; entry++) {
      const both = (one.inUse[entry] ?? 0) & (other.inUse[entry] ?? 0);
      for (let live = (inUse[entry] ?? 0) & ~both; live !== 0; live &= live - 1) words[wordAt(entry, live)] = 0;
      inUse[entry] = both;
      for (let live = both; live !== 0; live &= live - 1) {
        const w = wordAt(entry, live);
        const bits = (one.words[w] ?? 0) & (other.words[w] ?? 0);
        words[w] = bits;
        if (bits === 0) inUse[entry] = (inUse[entry] ?? 0) ^ (live & -live);
      }
    }
    return this;
  }

  /** Removes every page of `other`. */
  subtract(other: PageSet): this {
    const { words, inUse } = this;
    for (let entry = 0; entry < inUse.length; entry++) {
      for (let live = (inUse[entry] ?? 0) & (other.inUse[entry] ?? 0); live !== 0; live &= live - 1) {
        const w = wordAt(entry, live);
        const bits = (words[w] ?? 0) & ~(other.words[w] ?? 0);
        words[w] = bits;
        if (bits === 0) inUse[entry] = (inUse[entry] ?? 0) ^ (live & -live);
      }
    }
    return this;
  }

  /** Calls `visit` for each page of the set, in ascending order. */
  forEach(visit: (page: number) => void): void {
    const { words, inUse } = this;
    for (let entry = 0; entry < inUse.length; entry++) {
      for (let live = inUse[entry] ?? 0; live !== 0; live &= live - 1) {
        const w = wordAt(entry, live);
        for (let rest = words[w] ?? 0; rest !== 0; rest &= rest - 1) visit(w * 32 + 31 - Math.clz32(rest & -rest));
      }
    }
  }

  toArray(): number[] {
    const pages: number[] = [];
    this.forEach((page) => pages.push(page));
    return pages;
  }
}

/** Scratch: the page that `next` has found. */
const found = new WordList();
