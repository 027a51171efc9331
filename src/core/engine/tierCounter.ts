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
    return sets.map((members, tier) =>
      recordOf(
        {
          pages: members.count(),
          toSend: members.countIn(this.toSend),
          dirty: members.countIn(this.dirty),
          sent: members.countIn(this.sent),
        },
        tier,
      ),
    );
  }
}

/**
 * Classes by the number of CLEANs so far that found a page dirty: 0, 1, 2-3, 4 and more, as they stood when the round began. Such an algorithm cleans
 * once a round (a second CLEAN at the suspension finds nothing new), so that what one CLEAN found can be counted at once.
 */
export class TimesFoundDirty implements TierCounter {
  readonly kind = 'times-found-dirty';
  pagesDirtied = 0;
  private readonly atLeastOne: PageSet;
  private readonly atLeastTwo: PageSet;
  private readonly atLeastThree: PageSet;
  private readonly atLeastFour: PageSet;
  /** Pages found dirty at least once, twice, four times so far. */
  private everFound = 0;
  private foundTwice = 0;
  private foundFourTimes = 0;
  private counts: [Counts, Counts, Counts, Counts] = emptyCounts([0, 0, 0, 0]);

  constructor(private readonly pages: number) {
    this.atLeastOne = new PageSet(pages);
    this.atLeastTwo = new PageSet(pages);
    this.atLeastThree = new PageSet(pages);
    this.atLeastFour = new PageSet(pages);
  }

  begin(toSend: PageSet): number {
    this.pagesDirtied = 0;
    const { everFound, foundTwice, foundFourTimes } = this;
    this.counts = emptyCounts([
      this.pages - everFound,
      everFound - foundTwice,
      foundTwice - foundFourTimes,
      foundFourTimes,
    ]);
    return this.count(toSend, 'toSend');
  }

  addSent(sent: PageSet): void {
    this.count(sent, 'sent');
  }

  addDirty(dirty: PageSet): void {
    this.pagesDirtied += this.count(dirty, 'dirty');
    const one = this.atLeastOne.words;
    const two = this.atLeastTwo.words;
    const three = this.atLeastThree.words;
    const four = this.atLeastFour.words;
    for (let w = 0; w < dirty.words.length; w++) {
      const word = dirty.words[w] ?? 0;
      if (word === 0) continue;
      const again = word & (one[w] ?? 0);
      one[w] = (one[w] ?? 0) | word;
      this.everFound += bitsIn(word) - bitsIn(again);
      if (again === 0) continue;
      const third = again & (two[w] ?? 0);
      const fourth = third & (three[w] ?? 0);
      this.foundTwice += bitsIn(again & ~third);
      this.foundFourTimes += bitsIn(fourth & ~(four[w] ?? 0));
      two[w] = (two[w] ?? 0) | again;
      three[w] = (three[w] ?? 0) | third;
      four[w] = (four[w] ?? 0) | fourth;
    }
  }

  end(): TierRecord[] {
    return this.counts.map(recordOf);
  }

  /** Adds the pages of a set to one figure of each class; returns how many there are. */
  private count(pages: PageSet, figure: 'toSend' | 'dirty' | 'sent'): number {
    const one = this.atLeastOne.words;
    const two = this.atLeastTwo.words;
    const four = this.atLeastFour.words;
    let all = 0;
    let ones = 0;
    let twos = 0;
    let fours = 0;
    for (let w = 0; w < pages.words.length; w++) {
      const word = pages.words[w] ?? 0;
      if (word === 0) continue;
      all += bitsIn(word);
      const once = word & (one[w] ?? 0);
      if (once === 0) continue;
      ones += bitsIn(once);
      twos += bitsIn(once & (two[w] ?? 0));
      fours += bitsIn(once & (four[w] ?? 0));
    }
    const [none, single, few, many] = this.counts;
    none[figure] += all - ones;
    single[figure] += ones - twos;
    few[figure] += twos - fours;
    many[figure] += fours;
    return all;
  }
}

function emptyCounts(members: readonly number[]): [Counts, Counts, Counts, Counts] {
  const empty = (tier: number): Counts => ({ pages: members[tier] ?? 0, toSend: 0, dirty: 0, sent: 0 });
  return [empty(0), empty(1), empty(2), empty(3)];
}
