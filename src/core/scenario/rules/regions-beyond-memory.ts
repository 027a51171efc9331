// Regions lie one after the other from page 0, zero pages at the end: together they cannot have more pages than the guest.
import { problem } from '../report';
import { formatNumber } from '../values';
import type { Rule } from './rule';

export const regionsBeyondMemory: Rule = ({ checked, layout }) => {
  if (!layout) return [];
  const { memoryPages, memoryBytes, pageBytes, zeroPages, regions } = layout;
  // What is no whole number of pages has its problem already (partial-page.ts).
  if (![memoryPages, ...regions.map(({ pages }) => pages)].every(Number.isInteger)) return [];
  const outside = regions.find(({ firstPage, pages }) => firstPage + pages > memoryPages);
  const end = regions.reduce((sum, { pages }) => sum + pages, 0);
  if (!outside && end + zeroPages > memoryPages && checked.vm.value) {
    const surplus = formatNumber('size', (end + zeroPages - memoryPages) * pageBytes);
    const message = `The regions and the zero pages together are larger than the memory by ${surplus}: lower 'zeroPages' or a size.`;
    return [problem('regions-beyond-memory', checked.vm.value.zeroPages.range, message)];
  }
  if (!outside) return [];
  const excess = (outside.firstPage + outside.pages - memoryPages) * pageBytes;
  const memory = formatNumber('size', memoryBytes);
  const pageSize = checked.vm.value?.pageSize;
  if (pageSize?.given && regions.length > memoryPages) {
    const page = formatNumber('size', pageBytes);
    const message = `Each region has at least one page of ${page}, and ${regions.length} of them are larger than the memory of ${memory}: lower 'pageSize'.`;
    return [problem('regions-beyond-memory', pageSize.range, message)];
  }
  const message =
    outside.index === 0
      ? `This region is larger than the memory of ${memory}: lower its size by ${formatNumber('size', excess)}, or raise 'memory'.`
      : `The regions up to this one are larger than the memory of ${memory}: lower a size by ${formatNumber('size', excess)}, or raise 'memory'.`;
  return [problem('regions-beyond-memory', outside.sizeRange, message)];
};
