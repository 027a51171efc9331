// Expectations in words: the figures of both sides, or why there are none.
import { formatBytes, formatNumber, formatSeconds } from '../metrics/format';
import type { ExpectationResult } from './evaluate';
import { sizeUnitIn } from './parse';

/** A figure with its unit, to so many significant digits; sizes in the unit that the expectation has, where it has one. */
function formatFigure(value: number, result: ExpectationResult, digits: number): string {
  if (value < 0) return `−${formatFigure(-value, result, digits)}`;
  switch (result.dimension) {
    case 'seconds':
      return formatSeconds(value, digits);
    case 'bytes':
      return formatBytes(value, digits, sizeUnitIn(result.text) ?? undefined);
    case 'count':
      return formatNumber(value, digits);
  }
}

/** Both sides' figures; different ones look different. Null: a side has none. */
function sides(result: ExpectationResult): { readonly left: string; readonly right: string } | null {
  const { left, right } = result;
  if (left === null || right === null) return null;
  const written = (digits: number): { left: string; right: string } => ({
    left: formatFigure(left, result, digits),
    right: formatFigure(right, result, digits),
  });
  const digits = [3, 4].find((few) => written(few).left !== written(few).right) ?? 6;
  return written(left === right ? 3 : digits);
}

/** '187 ms against 337 ms', or the reason why a side has no figure. */
export function figuresInWords(result: ExpectationResult): string {
  const figures = sides(result);
  return figures ? `${figures.left} against ${figures.right}` : (result.reason ?? 'without a figure');
}

const comparisons: Readonly<Record<string, string>> = {
  '<': 'less than ',
  '<=': 'at most ',
  '>': 'more than ',
  '>=': 'at least ',
};

/** What was to be ('less than 337 ms') and what is ('187 ms'); null if a side has no figure. */
export function expectedAndActual(
  result: ExpectationResult,
): { readonly expected: string; readonly actual: string } | null {
  const figures = sides(result);
  const [comparison = ''] = /[<>=]=?/.exec(result.text) ?? [];
  return figures && { expected: `${comparisons[comparison] ?? ''}${figures.right}`, actual: figures.left };
}
