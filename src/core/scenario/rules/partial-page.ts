// Memory is made of whole pages: a guest, a region and a hot set have a whole number of them. Shares round, sizes must fit.
import { portionPages } from '../layout';
import type { CheckedScenario } from '../checked';
import type { Layout } from '../layout';
import type { Problem, TextRange } from '../problem';
import { problem, replaceBy } from '../report';
import { formatNumber } from '../values';
import type { Rule } from './rule';

/** Whether a number is written without a unit. */
const isBare = (text: string, { start, end }: TextRange): boolean => /^[0-9]+$/.test(text.slice(start, end));

/** `size: 10` is ten bytes; whoever writes it means a share, or another unit. */
function bareSize(text: string, range: TextRange): Problem {
  const number = text.slice(range.start, range.end);
  const meant = [...(Number(number) <= 100 ? [`${number}%`] : []), `${number}MiB`];
  const message = `The size is less than a page, as a number without a unit is bytes: did you mean ${meant.join(' or ')}?`;
  return problem('partial-page', range, message, { fixes: replaceBy(range, meant) });
}

function check(what: string, pages: number, pageBytes: number, range: TextRange): Problem[] {
  if (Number.isInteger(pages)) return [];
  const below = Math.max(1, Math.floor(pages)) * pageBytes;
  const above = Math.ceil(pages) * pageBytes;
  const choices = [...new Set([below, above].map((bytes) => formatNumber('size', bytes)))];
  const page = formatNumber('size', pageBytes);
  const message = `${what} is not a whole number of pages of ${page}: write, for example, ${choices.join(' or ')}.`;
  return [problem('partial-page', range, message, { fixes: replaceBy(range, choices) })];
}

/** A page that is larger than what is made of pages: one problem at the page size, however much is smaller than it. */
function largePage(checked: CheckedScenario, { memoryPages, regions, pageBytes }: Layout): Problem[] {
  const pageSize = checked.vm.value?.pageSize;
  const [pages, what, advice] = [
    [memoryPages, 'the memory', "'memory'"] as const,
    ...regions.map((region) => [region.pages, 'a region', 'its size'] as const),
  ].find(([size]) => size < 1) ?? [1];
  if (!pageSize?.given || pages >= 1) return [];
  const page = formatNumber('size', pageBytes);
  const size = formatNumber('size', pages * pageBytes);
  const message = `A page of ${page} is larger than ${what} of ${size}: lower 'pageSize', or raise ${advice}.`;
  return [problem('partial-page', pageSize.range, message)];
}

function hotPages({ regions, pageBytes }: Layout): Problem[] {
  return regions.flatMap(({ region, pages }) => {
    const pattern = region.pattern.value;
    if (pattern?.name !== 'hotspot') return [];
    const { value: hot, range } = pattern.fields.pages;
    const hotPart = hot ? portionPages(hot, pages, pageBytes) : 0;
    // One that is too large has its problem already (hot-pages-beyond-region.ts).
    return hotPart > pages ? [] : check('The hot part', hotPart, pageBytes, range);
  });
}

export const partialPage: Rule = ({ document: { text }, checked, layout }) => {
  const memory = checked.vm.value?.memory;
  if (!layout || !memory) return [];
  const large = largePage(checked, layout);
  if (large.length > 0) return large;
  const guest = check('The memory', layout.memoryPages, layout.pageBytes, memory.range);
  if (guest.length > 0) return guest;
  const sizes = layout.regions.flatMap(({ pages, sizeRange }) =>
    pages < 1 && isBare(text, sizeRange)
      ? bareSize(text, sizeRange)
      : check('The size', pages, layout.pageBytes, sizeRange),
  );
  return [...sizes, ...hotPages(layout)];
};
