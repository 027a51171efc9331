// HCA's hierarchy: from the record of modifications to levels, the coldest (0) first, and to the hottest pages, which are held back for the
// stopped copy. The rules of `hold`, `thresholds`, `capacity` and `holdMax` (docs/hca.md).
import { writtenShare } from '../math';
import { PageSet, wordAt } from '../pageSet';
import type { ModificationRecord } from './modificationRecord';

export interface LevelRule {
  readonly tiers: number;
  readonly thresholds: 'rate' | 'quantile' | 'fixed';
  readonly hold: 'capacity' | 'tier' | 'none';
  /** Share of the link that the pages kept clean may use up with their rewrites. */
  readonly capacity: number;
  /** Most pages held; null: no bound. */
  readonly holdMax: number | null;
}

/** Each level's rates reach up to this many times those of the level below. */
const LEVEL_FACTOR = 4;
/** A page hotter than this (expected writes before its round ends) is more likely than not to be dirty again: ln 2. */
const LIKELY_DIRTY = 0.6931471805599453;
/** Counts from this share of the epochs on are hot, with `thresholds: fixed`. */
const FIXED_HOT = 0.6;
/** Counts up to this share span the levels between the coldest and the warmest, with `thresholds: fixed`. */
const FIXED_WARM = 0.5;

/** Each epoch, what was seen before counts so much less. */
const MEMORY = 0.5;
/** A guest that dirties so many times as many pages as foretold is in a busier phase. */
const BUSIER = 1.5;
/** Pages found as expected that are assumed beforehand, so that few pages don't tell much. */
const ASSUMED = 20;

interface RankedClass {
  readonly index: number;
  readonly rate: number;
  readonly pages: number;
}

/** What becomes of a class: the level of its pages, or, of a class held in part, of the first `kept` of them; the others are held. */
interface Deal {
  readonly level: number;
  readonly kept: number;
  readonly isParted: boolean;
  /** Slower than the levels reach down: its rate is taken as its history says. */
  readonly isSlow: boolean;
}

/** Pages never found modified. */
const coldest: Deal = { level: 0, kept: 0, isParted: false, isSlow: false };

/** The levels of one migration: disjoint sets that together hold every page, dealt anew whenever the record has learnt. */
export class Levels {
  readonly sets: readonly PageSet[];
  /** How many pages each level has. */
  readonly sizes: number[];
  /** Whether the last epoch found far more than the rates foretold: the guest is in a phase that may pass. */
  isBusier = false;
  /** Writes a second over the link's pages a second, by the rates of the last deal. */
  load = 0;
  private readonly nothing: PageSet;
  /** What epochs have found in each level and what was expected, the latest counting most. */
  private readonly seen: { found: number; expected: number }[];
  /** The last deal, by class. */
  private deals: readonly Deal[] = [coldest];
  /** Scratch: the pages that have to be dealt anew. */
  private readonly toDeal: PageSet;

  constructor(
    private readonly record: ModificationRecord,
    private readonly rule: LevelRule,
  ) {
    const { pages } = record.modified;
    this.nothing = new PageSet(pages);
    this.toDeal = new PageSet(pages);
    this.sets = Array.from({ length: rule.tiers }, (_, level) =>
      level === 0 ? PageSet.full(pages) : new PageSet(pages),
    );
    this.sizes = this.sets.map((_, level) => (level === 0 ? pages : 0));
    this.seen = this.sets.map(() => ({ found: 0, expected: 0 }));
  }

  /** Pages that stay at the source until the guest is stopped: the hottest level, unless nothing is held. */
  get held(): PageSet {
    return this.rule.hold === 'none' ? this.nothing : (this.sets[this.last] ?? this.nothing);
  }

  /**
   * Sets what an epoch has found beside what the rates foretold, level by level: a phase of the guest shows in a level at once, long before it shows in
   * the history of any page.
   */
  observe(dirty: PageSet, seconds: number): void {
    const { record, deals, sets } = this;
    const expected = sets.map(() => 0);
    deals.forEach(({ level, kept, isParted }, index) => {
      const pages = record.pagesIn(index);
      if (index === 0 || pages === 0) return;
      const written = writtenShare(record.rateOf(index), seconds);
      const inPlay = isParted ? Math.min(kept, pages) : pages;
      expected[level] = (expected[level] ?? 0) + inPlay * written;
      expected[this.last] = (expected[this.last] ?? 0) + (pages - inPlay) * written;
    });
    let [found, foretold] = [0, 0];
    sets.forEach((set, level) => {
      const seen = this.seen[level];
      if (seen === undefined || level === 0) return;
      const inLevel = set.countIn(dirty);
      found += inLevel;
      foretold += expected[level] ?? 0;
      seen.found = seen.found * MEMORY + inLevel;
      seen.expected = seen.expected * MEMORY + (expected[level] ?? 0);
    });
    this.isBusier = found + ASSUMED > BUSIER * (foretold + ASSUMED);
  }

  /** How much hotter a class is now than its pages' history says, by what its level has shown. */
  private phaseOf(index: number): number {
    const deal = this.deals[index];
    if (deal?.isSlow) return 1;
    const seen = deal && this.seen[deal.isParted ? this.last : deal.level];
    return seen === undefined ? 1 : (seen.found + ASSUMED) / (seen.expected + ASSUMED);
  }

  private get last(): number {
    return this.rule.tiers - 1;
  }

  /** Deals all pages to levels. `pagesPerSecond` is the link's R, `owed` the number of pages still to be sent. */
  deal(pagesPerSecond: number, owed: number): void {
    const { record, rule, last } = this;
    const ranked = rankClasses(record, (index) => this.phaseOf(index));
    const levelOf = levelOfClasses(record, ranked, rule, pagesPerSecond, owed);
    const toKeep = pagesToKeep(ranked, levelOf, rule, pagesPerSecond);
    const deals: Deal[] = Array.from(levelOf, () => coldest);
    const warmest = rule.hold === 'none' ? last : last - 1;
    this.load = ranked.reduce((sum, { rate, pages }) => sum + rate * pages, 0) / pagesPerSecond;
    this.sizes.fill(0);
    for (const { index, pages } of ranked) {
      const kept = toKeep[index] ?? 0;
      const level = levelOf[index] ?? 0;
      // The coldest level is that of pages never found modified, as far as there is room for another.
      const inPlay = Math.min(Math.max(1, level), warmest);
      deals[index] = {
        level: kept === 0 ? last : inPlay,
        kept,
        isParted: kept > 0 && kept < pages,
        isSlow: level === 0,
      };
      this.addSize(inPlay, kept);
      this.addSize(last, pages - kept);
    }
    this.addSize(0, record.pagesIn(0));
    this.listChanges(deals);
    this.deals = deals;
    this.dealAnew();
  }

  private addSize(level: number, pages: number): void {
    this.sizes[level] = (this.sizes[level] ?? 0) + pages;
  }

  /** Makes `toDeal` the pages that may have to change their level: those whose class is another now, and those of classes dealt otherwise than last time. */
  private listChanges(deals: readonly Deal[]): void {
    const { record, sets, toDeal } = this;
    toDeal.take(record.changed);
    // Where pages of such classes have been since the last deal, by level.
    const moved = sets.map(() => new Uint8Array(deals.length));
    this.deals.forEach((before, index) => {
      const now = deals[index];
      // Pages that have left their class since are among the changed ones.
      if (
        now === undefined ||
        record.pagesIn(index) === 0 ||
        (now.level === before.level && !now.isParted && !before.isParted)
      )
        return;
      for (const level of before.isParted ? [before.level, this.last] : [before.level]) {
        const chosen = moved[level];
        if (chosen !== undefined) chosen[index] = 1;
      }
    });
    moved.forEach((chosen, level) => {
      const members = sets[level];
      if (members !== undefined && chosen.includes(1)) record.addOfClasses(toDeal, members, chosen);
    });
  }

  /**
   * Deals the pages of `toDeal` to the levels of their classes. Of a class held in part the first pages stay in play: the pages at the top of memory are held, the
   * same ones from round to round.
   */
  private dealAnew(): void {
    const { deals, sets, toDeal, last } = this;
    const { classOf } = this.record;
    const levelOf = Uint8Array.from(deals, ({ level }) => level);
    const left = Float64Array.from(deals, ({ isParted, kept }) => (isParted ? kept : Infinity));
    const bits = new Int32Array(sets.length);
    for (const set of sets) set.subtract(toDeal);
    for (let entry = 0; entry < toDeal.inUse.length; entry++) {
      for (let live = toDeal.inUse[entry] ?? 0; live !== 0; live &= live - 1) {
        const w = wordAt(entry, live);
        for (let rest = toDeal.words[w] ?? 0; rest !== 0; rest &= rest - 1) {
          const bit = rest & -rest;
          const index = classOf[w * 32 + 31 - Math.clz32(bit)] ?? 0;
          const room = left[index] ?? 0;
          left[index] = room - 1;
          const level = room > 0 ? (levelOf[index] ?? 0) : last;
          bits[level] = (bits[level] ?? 0) | bit;
        }
        for (let level = 0; level <= last; level++) {
          sets[level]?.addWord(w, bits[level] ?? 0);
          bits[level] = 0;
        }
      }
    }
  }
}

/** The classes with pages in them and a count above zero, coldest first. */
export function rankClasses(record: ModificationRecord, phaseOf: (index: number) => number = () => 1): RankedClass[] {
  const ranked: RankedClass[] = [];
  for (let index = 1; index < record.classCount; index++) {
    const pages = record.pagesIn(index);
    if (pages > 0) ranked.push({ index, rate: record.rateOf(index) * phaseOf(index), pages });
  }
  return ranked.sort((a, b) => a.rate - b.rate || a.index - b.index);
}

/** The level of each class by `thresholds` alone. */
function levelOfClasses(
  record: ModificationRecord,
  ranked: readonly RankedClass[],
  rule: LevelRule,
  pagesPerSecond: number,
  owed: number,
): Uint8Array {
  const levelOf = new Uint8Array(record.classCount);
  const last = rule.tiers - 1;
  const total = ranked.reduce((sum, { pages }) => sum + pages, 0);
  const hot = hotRate(ranked, rule, pagesPerSecond, owed);
  let below = 0;
  for (const { index, rate, pages } of ranked) {
    levelOf[index] = {
      fixed: () => fixedLevel(record.shareOf(index), last),
      quantile: () => 1 + Math.min(last - 1, Math.floor(((below + pages / 2) / total) * last)),
      rate: () => rateLevel(rate, hot, last),
    }[rule.thresholds]();
    below += pages;
  }
  return levelOf;
}

/** The rate above which the hot level begins, with `thresholds: rate`. */
function hotRate(ranked: readonly RankedClass[], rule: LevelRule, pagesPerSecond: number, owed: number): number {
  if (rule.hold !== 'capacity') return (LIKELY_DIRTY * pagesPerSecond) / Math.max(1, owed);
  let used = 0;
  for (const { rate, pages } of ranked) {
    used += rate * pages;
    if (used > rule.capacity * pagesPerSecond) return rate;
  }
  return ranked.at(-1)?.rate ?? 0;
}

/** Each level below the hot one ends at a quarter of the rate at which the next one ends. */
function rateLevel(rate: number, hot: number, last: number): number {
  let level = last;
  for (let bound = hot; level > 0 && rate <= bound; bound /= LEVEL_FACTOR) level--;
  return level;
}

function fixedLevel(share: number, last: number): number {
  if (share >= FIXED_HOT) return last;
  let level = 1;
  while (level < last - 1 && share > (FIXED_WARM * level) / (last - 1)) level++;
  return Math.min(level, last - 1);
}

/** How many pages of each class stay in play; the rest of the class is held. */
function pagesToKeep(
  ranked: readonly RankedClass[],
  levelOf: Uint8Array,
  rule: LevelRule,
  pagesPerSecond: number,
): Float64Array {
  const kept = new Float64Array(levelOf.length);
  // What the link can keep clean, coldest first, stays in play.
  let room = rule.capacity * pagesPerSecond;
  for (const { index, rate, pages } of ranked) {
    if (rule.hold === 'none') kept[index] = pages;
    else if (rule.hold === 'tier') kept[index] = levelOf[index] === rule.tiers - 1 ? 0 : pages;
    else kept[index] = Math.min(pages, Math.floor(Math.max(0, room) / rate));
    room -= (kept[index] ?? 0) * rate;
  }
  if (rule.holdMax !== null) keepHottest(ranked, kept, rule.holdMax);
  return kept;
}

/** Bounds the number of held pages to the hottest `most`. */
function keepHottest(ranked: readonly RankedClass[], kept: Float64Array, most: number): void {
  let room = most;
  for (const { index, pages } of [...ranked].reverse()) {
    const hold = Math.min(pages - (kept[index] ?? 0), room);
    kept[index] = pages - hold;
    room -= hold;
  }
}
