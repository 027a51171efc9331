// Counts a round's pages by tier: for algorithms that report tiers of their own, and, for those that do not, by how often
// a page was found dirty.
import { bitsIn, PageSet, wordAt } from '../pageSet';
import type { TierKind, TierRecord } from './events';
import type { Tiers } from './migration';

export interface TierCounter {
  readonly kind: TierKind;
  /** A round begins that has these pages to send; returns how many they are. */
  begin(toSend: PageSet): number;
  /** A pass has sent these pages. */
  addSent(sent: PageSet): void;
  /** A CLEAN has found these pages dirty. */
  addDirty(dirty: PageSet): void;
  /** The tier that a page is in now. */
  tierOf(page: number): number;
  /** Distinct pages found dirty since `begin`. */
  readonly pagesDirtied: number;
  /** The round's records, coldest tier first. */
  end(): TierRecord[];
}

/** A tier's counts of one round. */
interface Counts {
  pages: number;
  toSend: number;
  dirty: number;
  sent: number;
}

function recordOf({ pages, toSend, dirty, sent }: Counts, tier: number): TierRecord {
  return { tier, pages, dirty, sent, deferred: toSend - sent };
}

/** The algorithm's own tiers: the round's sets are kept, and counted at its end, when the tiers are known. */
export class ReportedTiers implements TierCounter {
  private tiers: Tiers | null = null;
  private readonly toSend: PageSet;
  private readonly sent: PageSet;
  private readonly dirty: PageSet;

  constructor(pages: number) {
    this.toSend = new PageSet(pages);
    this.sent = new PageSet(pages);
    this.dirty = new PageSet(pages);
  }

  get kind(): TierKind {
    return this.tiers?.kind ?? 'rate';
  }

  get pagesDirtied(): number {
    return this.dirty.count();
  }

  report(tiers: Tiers): void {
    this.tiers = tiers;
  }

  begin(toSend: PageSet): number {
    this.toSend.set(toSend);
    this.sent.clear();
    this.dirty.clear();
    return toSend.count();
  }

  addSent(sent: PageSet): void {
    this.sent.unite(sent);
  }

  addDirty(dirty: PageSet): void {
    this.dirty.unite(dirty);
  }

  tierOf(page: number): number {
    const tier = this.tiers?.sets.findIndex((members) => members.has(page)) ?? 0;
    return Math.max(0, tier);
  }

  end(): TierRecord[] {
    const { toSend, sent, dirty } = this;
    const { sets, sizes } = this.tiers ?? { sets: [PageSet.full(toSend.pages)], sizes: [toSend.pages] };
    return sets.map((members, tier) => {
      const pages = sizes[tier] ?? 0;
      const countOf = (set: PageSet): number => set.countIn(members);
      return recordOf({ pages, toSend: countOf(toSend), dirty: countOf(dirty), sent: countOf(sent) }, tier);
    });
  }
}

/**
 * Classes by the number of CLEANs so far that found a page dirty: 0, 1, 2-3, 4 and more, as they stood when the round began. What a CLEAN found is counted
 * at once, before it moves pages to other classes; a second CLEAN in a round (at the suspension) adds what the first has not found.
 */
export class TimesFoundDirty implements TierCounter {
  readonly kind = 'times-found-dirty';
  pagesDirtied = 0;
  /** The binary digits of each page's count, which stops at 4: ones, twos, fours. */
  private readonly ones: Uint32Array;
  private readonly twos: Uint32Array;
  private readonly fours: Uint32Array;
  /** What CLEANs of this round have found. */
  private readonly found: PageSet;
  private cleans = 0;
  /** How many pages of each class the last CLEAN has found, in the classes that they are in since: most often what the next round has to send. */
  private foundNow: readonly number[] = [];
  /** Pages of each class now, and what the round did to the classes as they were when it began. */
  private readonly members: [number, number, number, number];
  private counts: [Counts, Counts, Counts, Counts] = emptyCounts([0, 0, 0, 0]);

  constructor(pages: number) {
    this.found = new PageSet(pages);
    const { length } = this.found.words;
    this.ones = new Uint32Array(length);
    this.twos = new Uint32Array(length);
    this.fours = new Uint32Array(length);
    this.members = [pages, 0, 0, 0];
  }

  begin(toSend: PageSet): number {
    const found = this.cleans === 1 && toSend.equals(this.found) ? this.foundNow : null;
    this.pagesDirtied = 0;
    this.cleans = 0;
    this.found.clear();
    this.counts = emptyCounts(this.members);
    return found === null ? this.count(toSend, 'toSend') : this.add('toSend', found);
  }

  addSent(sent: PageSet): void {
    this.count(sent, 'sent');
  }

  addDirty(dirty: PageSet): void {
    this.cleans++;
    this.pagesDirtied += this.countUp(dirty);
    this.found.unite(dirty);
  }

  tierOf(page: number): number {
    const w = page >>> 5;
    const bit = 1 << (page & 31);
    if (((this.fours[w] ?? 0) & bit) !== 0) return 3;
    if (((this.twos[w] ?? 0) & bit) !== 0) return 2;
    return ((this.ones[w] ?? 0) & bit) !== 0 ? 1 : 0;
  }

  end(): TierRecord[] {
    return this.counts.map(recordOf);
  }

  /** Adds the pages of a set to one figure of each class; returns how many there are. */
  private count(pages: PageSet, figure: 'toSend' | 'dirty' | 'sent'): number {
    const { ones, twos, fours } = this;
    let [never, once, few, many] = [0, 0, 0, 0];
    for (let entry = 0; entry < pages.inUse.length; entry++) {
      for (let live = pages.inUse[entry] ?? 0; live !== 0; live &= live - 1) {
        const w = wordAt(entry, live);
        const word = pages.words[w] ?? 0;
        if (word === 0) continue;
        const two = twos[w] ?? 0;
        const four = fours[w] ?? 0;
        const one = (ones[w] ?? 0) & ~two;
        // Most words have pages of one class or two: what is empty is not counted.
        const inMany = word & four;
        const inFew = word & two;
        const inOnce = word & one;
        const inNever = word & ~(one | two | four);
        if (inMany !== 0) many += bitsIn(inMany);
        if (inFew !== 0) few += bitsIn(inFew);
        if (inOnce !== 0) once += bitsIn(inOnce);
        if (inNever !== 0) never += bitsIn(inNever);
      }
    }
    return this.add(figure, [never, once, few, many]);
  }

  /** Each of these pages was found dirty once more; returns how many of them had not been found in this round. */
  private countUp(dirty: PageSet): number {
    const { ones, twos, fours, found } = this;
    let [never, once, few, many] = [0, 0, 0, 0];
    let [toOnce, toFew, toMany] = [0, 0, 0];
    for (let entry = 0; entry < dirty.inUse.length; entry++) {
      for (let live = dirty.inUse[entry] ?? 0; live !== 0; live &= live - 1) {
        const w = wordAt(entry, live);
        const word = dirty.words[w] ?? 0;
        const first = word & ~(found.words[w] ?? 0);
        const one = ones[w] ?? 0;
        const two = twos[w] ?? 0;
        const four = fours[w] ?? 0;
        // Most words have pages of one class or two: what is empty is not counted.
        const inMany = word & four;
        const inFew = word & two;
        const inOnce = word & one & ~two;
        const inNever = word & ~(one | two | four);
        if (inMany !== 0) many += bitsIn(inMany & first);
        if (inFew !== 0) few += bitsIn(inFew & first);
        if (inOnce !== 0) {
          once += bitsIn(inOnce & first);
          toFew += bitsIn(inOnce);
        }
        if (inNever !== 0) {
          never += bitsIn(inNever & first);
          toOnce += bitsIn(inNever);
        }
        const counted = word & ~four;
        const carry = counted & one;
        const carryOn = carry & two;
        ones[w] = one ^ counted;
        twos[w] = two ^ carry;
        if (carryOn === 0) continue;
        fours[w] = four | carryOn;
        toMany += bitsIn(carryOn);
      }
    }
    const { members } = this;
    this.foundNow = [0, toOnce, toFew + few - toMany, many + toMany];
    members[0] -= toOnce;
    members[1] += toOnce - toFew;
    members[2] += toFew - toMany;
    members[3] += toMany;
    return this.add('dirty', [never, once, few, many]);
  }

  /** Adds to one figure of each class; returns the sum. */
  private add(figure: 'toSend' | 'dirty' | 'sent', pages: readonly number[]): number {
    return this.counts.reduce((sum, counts, tier) => {
      const added = pages[tier] ?? 0;
      counts[figure] += added;
      return sum + added;
    }, 0);
  }
}

function emptyCounts(members: readonly number[]): [Counts, Counts, Counts, Counts] {
  const empty = (tier: number): Counts => ({ pages: members[tier] ?? 0, toSend: 0, dirty: 0, sent: 0 });
  return [empty(0), empty(1), empty(2), empty(3)];
}
