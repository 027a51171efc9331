// Which pages are zero, page by page (docs/model.md, 'The pieces'): behind everything else, or in eight blocks among what nobody writes behind the regions.
import type { Scenario } from '../../../src/core/scenario/scenario';

type Memory = Pick<Scenario, 'pages' | 'zeroPages' | 'zeroLayout' | 'workload'>;

/** How many of `pages` pages fall to part number `part` of so many, shared out as evenly as whole pages allow. */
function sharePages(pages: number, part: number, parts: number): number {
  return Math.floor(((part + 1) * pages) / parts) - Math.floor((part * pages) / parts);
}

/** One entry a page: it is zero. */
export function zeroMap({ pages, zeroPages, zeroLayout, workload }: Memory): readonly boolean[] {
  const written = workload.reduce((sum, region) => sum + region.pages, 0);
  const content = pages - written - zeroPages;
  const map: boolean[] = [];
  const lay = (count: number, isZero: boolean): void => {
    for (let i = 0; i < count; i += 1) map.push(isZero);
  };
  lay(written, false);
  const blocks = zeroLayout === 'spread' ? 8 : 0;
  for (let block = 0; block < blocks; block += 1) {
    lay(sharePages(content, block, blocks + 1), false);
    lay(sharePages(zeroPages, block, blocks), true);
  }
  lay(pages - zeroPages - map.filter((isZero) => !isZero).length, false);
  lay(pages - map.length, true);
  return map;
}
