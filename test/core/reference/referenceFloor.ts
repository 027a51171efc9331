// The two limits of docs/model.md ('The floor'), computed without cleverness: the working-set function summed page by
// page over a fine grid of windows, and the rate-only line by filling the link with the coolest pages.
import type { Region, Scenario } from '../../../src/core/scenario/scenario';

/** Write rate of each page of a Poisson region, in writes a second; the order does not matter. */
function pageRates({ pages, writesPerSecond, pattern }: Region): number[] {
  switch (pattern.kind) {
    case 'hotspot': {
      const { hotPages, hotShare } = pattern;
      const restPages = pages - hotPages;
      const share = restPages === 0 ? 1 : hotShare;
      return [
        ...new Array<number>(hotPages).fill((writesPerSecond * share) / hotPages),
        ...new Array<number>(restPages).fill((writesPerSecond * (1 - share)) / restPages),
      ];
    }
    case 'zipf': {
      const weights = Array.from({ length: pages }, (_, i) => (i + 1) ** -pattern.exponent);
      const sum = weights.reduce((total, weight) => total + weight, 0);
      return weights.map((weight) => (writesPerSecond * weight) / sum);
    }
    case 'dirty-curve':
      return pattern.groups.flatMap((group) => new Array<number>(group.pages).fill(group.writesPerSecondPerPage));
    case 'uniform':
      return new Array<number>(pages).fill(writesPerSecond / pages);
    case 'sequential':
    case 'trace':
      throw new Error(`The pages of a ${pattern.kind} region have no rates.`);
  }
}

/** Expected distinct pages that the region writes in a window of `seconds`. */
function workingSet(region: Region, seconds: number): number {
  if (region.pattern.kind === 'sequential') return Math.min(region.pages, region.writesPerSecond * seconds);
  return pageRates(region).reduce((pages, rate) => pages + 1 - Math.exp(-rate * seconds), 0);
}

/** max over w of W(w)/R - w - peekDelay, in seconds: no windows but those of the grid, so a little too low at most. */
export function transferFloorSeconds({ workload, pages, host }: Scenario, pagesPerSecond: number): number {
  const longest = pages / pagesPerSecond;
  let floor = 0;
  for (let step = 1; step <= 2000; step++) {
    const window = (longest * step) / 2000;
    const written = workload.reduce((total, region) => total + workingSet(region, window), 0);
    floor = Math.max(floor, written / pagesPerSecond - window - host.peekDelaySeconds);
  }
  return floor;
}

/** The hottest pages that remain when the link is full with the coolest, over R, in seconds; null with a sweep. */
export function rateOnlyTransferSeconds({ workload }: Scenario, pagesPerSecond: number): number | null {
  if (workload.some((region) => region.pattern.kind === 'sequential' && region.writesPerSecond > 0)) return null;
  const rates = workload.flatMap(pageRates).sort((a, b) => a - b);
  let left = pagesPerSecond;
  let hottest = 0;
  for (const rate of rates) {
    const kept = rate === 0 ? 1 : Math.max(0, Math.min(1, left / rate));
    left -= rate;
    hottest += 1 - kept;
  }
  return hottest / pagesPerSecond;
}
