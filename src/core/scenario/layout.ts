// Where the regions lie in memory: one after the other from page 0, shares rounded to the nearest page and at least one
// (docs/model.md, 'On the wire'). Rules and the resolver share it, so that they cannot disagree.
import type { Checked, CheckedRegion, CheckedScenario } from './checked';
import type { TextRange } from './problem';
import type { Portion } from './values';

/** A region whose size is known. */
export interface PlacedRegion {
  readonly region: CheckedRegion;
  /** Its number in the file, from 0. */
  readonly index: number;
  readonly firstPage: number;
  /** A whole number unless the size is not: rules/partial-page.ts reports that. */
  readonly pages: number;
  /** Where its size stands. */
  readonly sizeRange: TextRange;
}

export interface Layout {
  readonly pageBytes: number;
  readonly memoryBytes: number;
  readonly memoryPages: number;
  readonly regions: readonly PlacedRegion[];
}

/** How many of `pages` pages a portion is. */
export function portionPages(portion: Portion, pages: number, pageBytes: number): number {
  return 'share' in portion ? Math.max(1, Math.round(portion.share * pages)) : portion.bytes / pageBytes;
}

/** The regions of the file that could be read. */
export function readRegions(checked: CheckedScenario): readonly Checked<CheckedRegion>[] {
  // The list's items are maps: an item that could not be read is one whose value is undefined.
  return checked.workload.value ?? [];
}

/** Lays the regions out; null if memory or page size is wrong. Regions without a size that can be read take no place. */
export function layOut(checked: CheckedScenario): Layout | null {
  const memoryBytes = checked.vm.value?.memory.value;
  const pageBytes = checked.vm.value?.pageSize.value;
  if (memoryBytes === undefined || pageBytes === undefined) return null;
  const memoryPages = memoryBytes / pageBytes;
  const regions: PlacedRegion[] = [];
  let firstPage = 0;
  let exactEnd = 0;
  for (const [index, { value: region }] of readRegions(checked).entries()) {
    const size = region?.size.value;
    if (!region || !size) continue;
    exactEnd += 'share' in size ? size.share * memoryPages : size.bytes / pageBytes;
    let pages = portionPages(size, memoryPages, pageBytes);
    // Shares that fit may round to a page too much: 50% and 50% of three pages are two and one.
    if ('share' in size && exactEnd <= memoryPages + 1e-6)
      pages = Math.max(1, Math.min(pages, memoryPages - firstPage));
    regions.push({ region, index, firstPage, pages, sizeRange: region.size.range });
    firstPage += pages;
  }
  return { pageBytes, memoryBytes, memoryPages, regions };
}
