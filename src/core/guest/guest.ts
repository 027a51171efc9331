// The simulated guest: who writes which pages, made from a checked scenario, its seed and the repetition's number. The layout (which pages
// are hot, where a sweep starts) has streams of its own, so that every algorithm meets the same guest.
import { PageSet } from '../pageSet';
import { randomStream, type RandomStream } from '../random';
import type { RecordedRegion } from '../scenario/record';
import type { Region, Scenario } from '../scenario/scenario';
import { activitiesOf, clockOf } from './clocks';
import { PoissonWriter } from './poissonWriter';
import { RateWriter } from './rateWriter';
import { SweepWriter } from './sweepWriter';
import { TraceWriter } from './traceWriter';
import type { Place, RateGroup, Writer } from './writer';
import { zipfGroups, zipfRates } from './zipf';

/** The writers of all regions, in page order. */
export function makeWriters(scenario: Scenario, repetition: number): Writer[] {
  const activities = activitiesOf(scenario.workload);
  return scenario.workload.flatMap((region) => {
    const stream = (purpose: string): RandomStream =>
      randomStream(scenario.seed, repetition, `${purpose}/${region.name}`);
    const place: Place = {
      firstPage: region.firstPage,
      endPage: region.firstPage + region.pages,
      clock: clockOf(region, activities),
    };
    switch (region.pattern.kind) {
      case 'uniform':
        return new PoissonWriter(place, null, region.writesPerSecond / region.pages, stream('writes'));
      case 'sequential': {
        const start = region.pattern.startPage ?? stream('start').below(region.pages);
        return new SweepWriter(place, start, region.writesPerSecond);
      }
      case 'hotspot': {
        const { hotPages, scatter } = region.pattern;
        const all = pagesOf(region, region.pages, scenario.pages);
        const set = scatter
          ? scatteredPages(all, region, hotPages, stream('layout'))
          : pagesOf(region, hotPages, scenario.pages);
        const random = stream('writes');
        return rateGroups(region).map(({ rate, inside }) => new PoissonWriter(place, { set, inside }, rate, random));
      }
      case 'zipf': {
        const { pages, writesPerSecond } = region;
        const rates = zipfRates(pages, writesPerSecond, region.pattern.exponent, stream('layout'));
        return new RateWriter(place, rates, stream('writes'));
      }
      case 'dirty-curve': {
        const random = stream('writes');
        const sets = scatteredGroups(scenario.pages, region, rateGroups(region), stream('layout'));
        return sets.map(({ set, rate }) => new PoissonWriter(place, { set, inside: true }, rate, random));
      }
      case 'trace':
        return new TraceWriter(place, region.pattern.columns, region.pattern.repeat, stream('trace').word());
    }
  });
}

/** The groups of equal rate that a region consists of; `inside`: the group is a hotspot's hot part. */
export function rateGroups(region: Region | RecordedRegion): (RateGroup & { readonly inside: boolean })[] {
  const { pages, writesPerSecond, pattern } = region;
  const inside = true;
  switch (pattern.kind) {
    case 'hotspot': {
      const coldPages = pages - pattern.hotPages;
      // With no cold page to go to, all writes go to the hot ones.
      const hotShare = coldPages === 0 ? 1 : pattern.hotShare;
      const hot = { pages: pattern.hotPages, rate: (writesPerSecond * hotShare) / pattern.hotPages, inside };
      const cold = {
        pages: coldPages,
        rate: (writesPerSecond * (1 - hotShare)) / Math.max(1, coldPages),
        inside: false,
      };
      return [hot, cold].filter((group) => group.pages > 0).map((group) => ({ ...group, kind: 'poisson' }));
    }
    case 'zipf':
      return zipfGroups(pages, writesPerSecond, pattern.exponent).map((group) => ({ ...group, inside }));
    case 'dirty-curve':
      return pattern.groups.map((group) => ({
        pages: group.pages,
        rate: group.writesPerSecondPerPage,
        kind: 'poisson',
        inside,
      }));
    case 'uniform':
    case 'trace':
      return [{ pages, rate: writesPerSecond / pages, kind: 'poisson', inside }];
    case 'sequential':
      return [{ pages, rate: writesPerSecond / pages, kind: 'sweep', inside }];
  }
}

/** The first `count` pages of the region, in a set of the guest's pages. */
function pagesOf(region: Region, count: number, guestPages: number): PageSet {
  const set = new PageSet(guestPages);
  set.addRange(region.firstPage, region.firstPage + count);
  return set;
}

/** Disjoint random sets of pages of the region, of the groups' sizes. */
function scatteredGroups<Group extends RateGroup>(
  guestPages: number,
  region: Region,
  groups: readonly Group[],
  random: RandomStream,
): (Group & { readonly set: PageSet })[] {
  const free = pagesOf(region, region.pages, guestPages);
  // The smallest first: as long as the largest set is still to come, pages drawn at random are often free ones.
  return [...groups]
    .sort((a, b) => a.pages - b.pages)
    .map((group) => {
      const set = scatteredPages(free, region, group.pages, random);
      free.subtract(set);
      return { ...group, set };
    });
}

/**
 * A uniformly random set of exactly `count` of the pages `among` of a region. Independent draws with the right mean come first; then pages
 * chosen at random are flipped until the number is right: given its size, such a set is as likely as any other of that size.
 */
function scatteredPages(among: PageSet, region: Region, count: number, random: RandomStream): PageSet {
  const set = new PageSet(among.pages);
  const available = among.count();
  if (count >= available) return set.set(among);
  const threshold = Math.min(Math.round((count / available) * 4294967296), 4294967295);
  for (let word = region.firstPage >>> 5; word <= (region.firstPage + region.pages - 1) >>> 5; word++) {
    set.putWord(word, random.bernoulliBits(among.words[word] ?? 0, threshold));
  }
  let excess = set.count() - count;
  while (excess !== 0) {
    const page = region.firstPage + random.below(region.pages);
    if (!among.has(page) || set.has(page) !== excess > 0) continue;
    if (excess > 0) set.delete(page);
    else set.add(page);
    excess += excess > 0 ? -1 : 1;
  }
  return set;
}
