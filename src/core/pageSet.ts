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

/** A mutable set of the pages 0 … pages-1. Operations that combine two sets want sets of the same guest. */
export class PageSet {
  /** Bit p % 32 of word p / 32 (least significant first) is page p; bits past the last page stay zero. */
  readonly words: Uint32Array;

  /** An empty set for a guest of `pages` pages. */
  constructor(readonly pages: number) {
    this.words = new Uint32Array((pages + 31) >>> 5);
  }

  static full(pages: number): PageSet {
    return new PageSet(pages).fill();
  }

  static of(pages: number, members: Iterable<number>): PageSet {
    const set = new PageSet(pages);
    for (const page of members) set.add(page);
    return set;
  }

  has(page: number): boolean {
    return (((this.words[page >>> 5] ?? 0) >>> (page & 31)) & 1) === 1;
  }

  add(page: number): void {
    const word = page >>> 5;
    this.words[word] = (this.words[word] ?? 0) | (1 << (page & 31));
  }

  delete(page: number): void {
    const word = page >>> 5;
    this.words[word] = (this.words[word] ?? 0) & ~(1 << (page & 31));
  }

  /** Adds the pages from … to-1. */
  addRange(from: number, to: number): void {
    if (to <= from) return;
    const first = from >>> 5;
    const last = (to - 1) >>> 5;
    for (let w = first; w <= last; w++) {
      const mask = bitRange(w === first ? from & 31 : 0, w === last ? ((to - 1) & 31) + 1 : 32);
      this.words[w] = (this.words[w] ?? 0) | mask;
    }
  }

  count(): number {
    const { words } = this;
    let total = 0;
    for (let w = 0; w < words.length; w++) {
      const word = words[w] ?? 0;
      if (word !== 0) total += bitsIn(word);
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

  /** How many pages are in both sets. */
  countIn(other: PageSet): number {
    const [words, others] = [this.words, other.words];
    let total = 0;
    for (let w = 0; w < words.length; w++) {
      const both = (words[w] ?? 0) & (others[w] ?? 0);
      if (both !== 0) total += bitsIn(both);
    }
    return total;
  }

  /** Whether any page is in both sets. */
  meets(other: PageSet): boolean {
    const [words, others] = [this.words, other.words];
    for (let w = 0; w < words.length; w++) if (((words[w] ?? 0) & (others[w] ?? 0)) !== 0) return true;
    return false;
  }

  /** The lowest page of the set; undefined if it is empty. */
  first(): number | undefined {
    for (let w = 0; w < this.words.length; w++) {
      const word = this.words[w] ?? 0;
      if (word !== 0) return w * 32 + 31 - Math.clz32(word & -word);
    }
    return undefined;
  }

  isEmpty(): boolean {
    return this.first() === undefined;
  }

  clear(): this {
    this.words.fill(0);
    return this;
  }

  /** Makes this the set of all pages. */
  fill(): this {
    this.words.fill(0xffffffff);
    const rest = this.pages & 31;
    if (rest !== 0) this.words[this.words.length - 1] = bitRange(0, rest);
    return this;
  }

  /** Makes this a copy of `other`. */
  set(other: PageSet): this {
    this.words.set(other.words);
    return this;
  }

  clone(): PageSet {
    return new PageSet(this.pages).set(this);
  }

  /** Adds every page of `other`. */
  unite(other: PageSet): this {
    const [words, others] = [this.words, other.words];
    for (let w = 0; w < words.length; w++) words[w] = (words[w] ?? 0) | (others[w] ?? 0);
    return this;
  }

  /** Keeps the pages that are in `other` too. */
  intersect(other: PageSet): this {
    const [words, others] = [this.words, other.words];
    for (let w = 0; w < words.length; w++) words[w] = (words[w] ?? 0) & (others[w] ?? 0);
    return this;
  }

  /** Removes every page of `other`. */
  subtract(other: PageSet): this {
    const [words, others] = [this.words, other.words];
    for (let w = 0; w < words.length; w++) words[w] = (words[w] ?? 0) & ~(others[w] ?? 0);
    return this;
  }

  /** Calls `visit` for each page of the set, in ascending order. */
  forEach(visit: (page: number) => void): void {
    for (let w = 0; w < this.words.length; w++) {
      let word = this.words[w] ?? 0;
      while (word !== 0) {
        const bit = 31 - Math.clz32(word & -word);
        visit(w * 32 + bit);
        word &= word - 1;
      }
    }
  }

  toArray(): number[] {
    const pages: number[] = [];
    this.forEach((page) => pages.push(page));
    return pages;
  }
}
