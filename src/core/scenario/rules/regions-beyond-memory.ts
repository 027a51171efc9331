// Regions lie one after the other from page 0: together they cannot have more pages than the guest.
import { problem } from '../report';
import { formatNumber } from '../values';
import type { Rule } from './rule';

export const regionsBeyondMemory: Rule = ({ layout }) => {
  if (!layout) return [];
  const { memoryPages, memoryBytes, pageBytes, regions } = layout;
  const outside = regions.find(({ firstPage, pages }) => firstPage + pages > memoryPages);
  if (!outside) return [];
  const excess = (outside.firstPage + outside.pages - memoryPages) * pageBytes;
  const memory = formatNumber('size', memoryBytes);
  const message =
    outside.index === 0
      ? `This region is larger than the memory of ${memory}: lower its size by ${formatNumber('size', excess)}, or raise 'memory'.`
      : `The regions up to this one are larger than the memory of ${memory}: lower a size by ${formatNumber('size', excess)}, or raise 'memory'.`;
  return [problem('regions-beyond-memory', outside.sizeRange, message)];
};
