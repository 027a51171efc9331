// A guest that the machine cannot simulate is refused with the figure, before it is started.
import { problem, replaceBy } from '../report';
import { formatNumber } from '../values';
import type { Rule } from './rule';

/** What the engine keeps per page, in bitmaps and counters; the limit is a number of pages of the usual size. */
const usualPageBytes = 4096;

export const memoryBeyondMachine: Rule = ({ checked, layout, memoryLimitBytes }) => {
  const memory = checked.vm.value?.memory;
  const mostPages = Math.floor(memoryLimitBytes / usualPageBytes);
  if (!layout || !memory || layout.memoryPages <= mostPages) return [];
  // What is no whole number of pages has its problem already (partial-page.ts).
  if (!Number.isInteger(layout.memoryPages)) return [];
  const most = formatNumber('size', mostPages * layout.pageBytes);
  const page = formatNumber('size', layout.pageBytes);
  const message = `This machine simulates at most ${most} of memory in pages of ${page}: lower 'memory', or raise 'pageSize'.`;
  return [problem('memory-beyond-machine', memory.range, message, { fixes: replaceBy(memory.range, [most]) })];
};
