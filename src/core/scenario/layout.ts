// Where the regions lie in memory: one after the other from page 0, shares rounded to the nearest page and at least one
// (docs/model.md, 'On the wire'); zero pages at the end. Rules and the resolver share it, so that they cannot disagree.
import type { Checked, CheckedRegion, CheckedScenario } from './checked';
import type { TextRange } from './problem';
import type { RegionSource } from './sources';
import type { Portion } from './values';

/** A region whose size is known. */
export interface PlacedRegion {
  readonly region: CheckedRegion;
  /** Its number in the file, from 0. */
  readonly index: number;
  readonly firstPage: number;
  /** A whole number unless the size is not: rules/partial-page.ts reports that. */
  readonly pages: number;
  /** Where its size stands; if it has none, where the trace or curve stands that gives it. */
  readonly sizeRange: TextRange;
  /** Null: `writes`. */
  readonly source: RegionSource | null;
}

export interface Layout {
  readonly pageBytes: number;
  readonly memoryBytes: number;
  readonly memoryPages: number;
  /** Never written, at the end. */
  readonly zeroPages: number;
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

/** The pages that a source needs; null if it could not be read, or is of another page size. */
export function sourcePages({ source }: RegionSource, pageBytes: number): number | null {
  if (source.kind === 'trace') {
    const { header } = source.trace;
    return header.pageBytes === pageBytes ? header.pages : null;
  }
  const last = source.kind === 'curve' ? source.points.at(-1) : undefined;
  return last ? Math.ceil(last.pages) : null;
}

interface Size {
  readonly portion: Portion;
  readonly range: TextRange;
}

/** The size that the file gives, else the one that the trace or the curve has. */
function sizeOf(region: CheckedRegion, source: RegionSource | null, pageBytes: number): Size | null {
  const { value, range } = region.size;
  if (value) return { portion: value, range };
  const pages = value === null && source ? sourcePages(source, pageBytes) : null;
  return source && pages !== null ? { portion: { bytes: pages * pageBytes }, range: source.range } : null;
}

/** Zero pages: a share of memory, at least one unless there are none. Shares that fit together may not round to a page too much. */
function zeroPagesOf(share: number, memoryPages: number, regionsEnd: number, exactEnd: number): number {
  if (share === 0) return 0;
  const pages = Math.max(1, Math.round(share * memoryPages));
  return exactEnd + share * memoryPages <= memoryPages + 1e-6
    ? Math.max(1, Math.min(pages, memoryPages - regionsEnd))
    : pages;
}

/** Lays the regions out; null if memory, page size or zero pages are wrong. Regions without a size that can be read take no place. */
export function layOut(checked: CheckedScenario, sources: readonly RegionSource[]): Layout | null {
  const { memory, pageSize, zeroPages } = checked.vm.value ?? {};
  const memoryBytes = memory?.value;
  const pageBytes = pageSize?.value;
  const zeroShare = zeroPages?.value;
  if (memoryBytes === undefined || pageBytes === undefined || zeroShare === undefined) return null;
  const memoryPages = memoryBytes / pageBytes;
  const regions: PlacedRegion[] = [];
  let firstPage = 0;
  let exactEnd = 0;
  for (const [index, { value: region }] of readRegions(checked).entries()) {
    const source = sources.find((candidate) => candidate.index === index) ?? null;
    const size = region ? sizeOf(region, source, pageBytes) : null;
    if (!region || !size) continue;
    const { portion } = size;
    exactEnd += 'share' in portion ? portion.share * memoryPages : portion.bytes / pageBytes;
    let pages = portionPages(portion, memoryPages, pageBytes);
    // Shares that fit may round to a page too much: 50% and 50% of three pages are two and one.
    if ('share' in portion && exactEnd <= memoryPages + 1e-6)
      pages = Math.max(1, Math.min(pages, memoryPages - firstPage));
    regions.push({ region, index, firstPage, pages, sizeRange: size.range, source });
    firstPage += pages;
  }
  return {
    pageBytes,
    memoryBytes,
    memoryPages,
    zeroPages: zeroPagesOf(zeroShare, memoryPages, firstPage, exactEnd),
    regions,
  };
}
