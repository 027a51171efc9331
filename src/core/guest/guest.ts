// The simulated guest: who writes which pages, made from a checked scenario, its seed and the repetition's number. The layout (which pages
// are hot, where a sweep starts) has streams of its own, so that every algorithm meets the same guest.
import { PageSet } from '../pageSet';
import { randomStream, type RandomStream } from '../random';
import type { Region, Scenario } from '../scenario/scenario';
import { activitiesOf, clockOf } from './clocks';
import { PoissonWriter } from './poissonWriter';
import { SweepWriter } from './sweepWriter';
import type { Place, RateGroup, Writer } from './writer';

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
        const set = scatter
          ? scatteredPages(scenario.pages, region, hotPages, stream('layout'))
          : firstPages(scenario.pages, region, hotPages);
        const random = stream('writes');
        return rateGroups(region).map(({ rate, inside }) => new PoissonWriter(place, { set, inside }, rate, random));
      }
      case 'zipf':
      case 'dirty-curve':
      case 'trace':
        throw new Error(`A region of the pattern ${region.pattern.kind} can't be simulated yet: the checks refuse it.`);
    }
  });
}

/** The groups of equal rate that a region consists of; `inside`: the group is a hotspot's hot part. */
export function rateGroups(region: Region): (RateGroup & { readonly inside: boolean })[] {
  const { pages, writesPerSecond, pattern } = region;
  if (pattern.kind !== 'hotspot') {
    return [
      { pages, rate: writesPerSecond / pages, kind: pattern.kind === 'sequential' ? 'sweep' : 'poisson', inside: true },
    ];
  }
  const coldPages = pages - pattern.hotPages;
  // With no cold page to go to, all writes go to the hot ones.
  const hotShare = coldPages === 0 ? 1 : pattern.hotShare;
  const hot = { pages: pattern.hotPages, rate: (writesPerSecond * hotShare) / pattern.hotPages, inside: true };
  const cold = { pages: coldPages, rate: (writesPerSecond * (1 - hotShare)) / Math.max(1, coldPages), inside: false };
  return [hot, cold].filter((group) => group.pages > 0).map((group) => ({ ...group, kind: 'poisson' }));
}

function firstPages(pages: number, region: Region, count: number): PageSet {
  const set = new PageSet(pages);
  set.addRange(region.firstPage, region.firstPage + count);
  return set;
}

/**
 * A uniformly random set of exactly `count` pages of the region. Independent draws with the right mean come first; then pages chosen at
 * random are flipped until the number is right: given its size, such a set is as likely as any other of that size.
 */
function scatteredPages(pages: number, region: Region, count: number, random: RandomStream): PageSet {
  const set = new PageSet(pages);
  const end = region.firstPage + region.pages;
  const range = new PageSet(pages);
  range.addRange(region.firstPage, end);
  const threshold = Math.min(Math.round((count / region.pages) * 4294967296), 4294967295);
  for (let word = region.firstPage >>> 5; word <= (end - 1) >>> 5; word++) {
    set.words[word] = random.bernoulliBits(range.words[word] ?? 0, threshold);
  }
  let excess = set.count() - count;
  while (excess !== 0) {
    const page = region.firstPage + random.below(region.pages);
    if (set.has(page) !== excess > 0) continue;
    if (excess > 0) set.delete(page);
    else set.add(page);
    excess += excess > 0 ? -1 : 1;
  }
  return set;
}
