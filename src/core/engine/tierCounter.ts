// Counts a round's pages by tier: for algorithms that report tiers of their own, and, for those that do not, by how often
// a page was found dirty.
import { bitsIn, PageSet } from '../pageSet';
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

/** A word all of whose pages are in a set. */
const ALL = 0xffffffff;

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

  end(): TierRecord[] {
    const sets = this.tiers?.sets ?? [PageSet.full(this.toSend.pages)];
    const counts = sets.map((members) => this.countsOf(members));
    return counts.map(recordOf);
  }

  private countsOf(members: PageSet): Counts {
    const [toSends, sents, dirties] = [this.toSend.words, this.sent.words, this.dirty.words];
    let [pages, toSend, dirty, sent] = [0, 0, 0, 0];
    for (let w = 0; w < members.words.length; w++) {
      const word = members.words[w] ?? 0;
      if (word === 0) continue;
      pages += word === ALL ? 32 : bitsIn(word);
      const wanted = word & (toSends[w] ?? 0);
      const found = word & (dirties[w] ?? 0);
      const delivered = word & (sents[w] ?? 0);
      if (wanted !== 0) toSend += bitsIn(wanted);
      if (found !== 0) dirty += bitsIn(found);
      if (delivered !== 0) sent += bitsIn(delivered);
    }
    return { pages, toSend, dirty, sent };
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
  private readonly ones: PageSet;
  private readonly twos: PageSet;
  private readonly fours: PageSet;
  /** What CLEANs of this round have found. */
  private readonly found: PageSet;
  private cleans = 0;
  /** Pages of each class now, and what the round did to the classes as they were when it began. */
  private readonly members: [number, number, number, number];
  private counts: [Counts, Counts, Counts, Counts] = emptyCounts([0, 0, 0, 0]);

  constructor(pages: number) {
    this.ones = new PageSet(pages);
    this.twos = new PageSet(pages);
    this.fours = new PageSet(pages);
    this.found = new PageSet(pages);
    this.members = [pages, 0, 0, 0];
  }

  begin(toSend: PageSet): number {
    this.pagesDirtied = 0;
    this.cleans = 0;
    this.counts = emptyCounts(this.members);
    return this.count(toSend, 'toSend');
  }

  addSent(sent: PageSet): void {
    this.count(sent, 'sent');
  }

  addDirty(dirty: PageSet): void {
    const first = this.cleans === 0;
    this.cleans++;
    this.pagesDirtied += this.count(first ? dirty : dirty.clone().subtract(this.found), 'dirty');
    if (first) this.found.set(dirty);
    else this.found.unite(dirty);
    this.countUp(dirty);
  }

  end(): TierRecord[] {
    return this.counts.map(recordOf);
  }

  /** Adds the pages of a set to one figure of each class; returns how many there are. */
  private count(pages: PageSet, figure: 'toSend' | 'dirty' | 'sent'): number {
    const [ones, twos, fours] = [this.ones.words, this.twos.words, this.fours.words];
    let [never, once, few, many] = [0, 0, 0, 0];
    for (let w = 0; w < pages.words.length; w++) {
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
    [never, once, few, many].forEach((members, tier) => {
      const counts = this.counts[tier];
      if (counts !== undefined) counts[figure] += members;
    });
    return never + once + few + many;
  }

  /** Each of these pages was found dirty once more. */
  private countUp(dirty: PageSet): void {
    const [ones, twos, fours] = [this.ones.words, this.twos.words, this.fours.words];
    let [toOnce, toFew, toMany] = [0, 0, 0];
    for (let w = 0; w < dirty.words.length; w++) {
      const word = dirty.words[w] ?? 0;
      if (word === 0) continue;
      const counted = word & ~(fours[w] ?? 0);
      if (counted === 0) continue;
      const one = ones[w] ?? 0;
      const two = twos[w] ?? 0;
      const carry = counted & one;
      const carryOn = carry & two;
      ones[w] = one ^ counted;
      twos[w] = two ^ carry;
      const fresh = counted & ~(one | two);
      if (fresh !== 0) toOnce += bitsIn(fresh);
      if (carry === 0) continue;
      fours[w] = (fours[w] ?? 0) | carryOn;
      toFew += bitsIn(carry & ~two);
      toMany += bitsIn(carryOn);
    }
    const { members } = this;
    members[0] -= toOnce;
    members[1] += toOnce - toFew;
    members[2] += toFew - toMany;
    members[3] += toMany;
  }
}

function emptyCounts(members: readonly number[]): [Counts, Counts, Counts, Counts] {
  const empty = (tier: number): Counts => ({ pages: members[tier] ?? 0, toSend: 0, dirty: 0, sent: 0 });
  return [empty(0), empty(1), empty(2), empty(3)];
}
