// The hot part of a region is at most all of it.
import { portionPages } from '../layout';
import { problem, replaceBy } from '../report';
import { formatNumber } from '../values';
import type { Rule } from './rule';

export const hotPagesBeyondRegion: Rule = ({ layout }) => {
  if (!layout) return [];
  return layout.regions.flatMap(({ region, pages }) => {
    const pattern = region.pattern.value;
    const hot = pattern?.name === 'hotspot' ? pattern.fields.pages : undefined;
    if (!hot?.value || !Number.isInteger(pages) || portionPages(hot.value, pages, layout.pageBytes) <= pages) return [];
    const size = formatNumber('size', pages * layout.pageBytes);
    const message = `The hot part is larger than its region of ${size}: lower it, or raise the region's size.`;
    return [problem('hot-pages-beyond-region', hot.range, message, { fixes: replaceBy(hot.range, ['100%']) })];
  });
};
