// A region holds all pages that its trace names, or that its curve reaches.
import { sourcePages } from '../layout';
import { formatCount } from '../../metrics/format';
import { problem, replaceBy } from '../report';
import { formatNumber } from '../values';
import type { Rule } from './rule';

export const sourceBeyondRegion: Rule = ({ layout }) => {
  if (!layout) return [];
  const { pageBytes } = layout;
  return layout.regions.flatMap(({ region, pages, source }) => {
    // A size that is no whole number of pages has its problem already (partial-page.ts).
    if (!Number.isInteger(pages)) return [];
    const needed = source ? sourcePages(source, pageBytes) : null;
    if (!source || needed === null || needed <= pages || !region.size.given) return [];
    const what = source.source.kind === 'trace' ? 'The trace has' : 'The curve reaches';
    const size = formatNumber('size', needed * pageBytes);
    const message = `${what} ${formatCount(needed)} pages, the region ${formatCount(pages)}: raise its size to ${size}, or remove the size.`;
    return [
      problem('source-beyond-region', region.size.range, message, { fixes: replaceBy(region.size.range, [size]) }),
    ];
  });
};
