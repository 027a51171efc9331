// Expectations in words: the figures of both sides, or why there are none.
import { formatBytes, formatNumber, formatSeconds } from '../metrics/format';
import type { ExpectationResult } from './evaluate';
import type { Dimension } from './metrics';

/** A figure with its unit, to so many significant digits. */
function formatFigure(value: number, dimension: Dimension, digits: number): string {
  if (value < 0) return `−${formatFigure(-value, dimension, digits)}`;
  switch (dimension) {
    case 'seconds':
      return formatSeconds(value, digits);
    case 'bytes':
      return formatBytes(value, digits);
    case 'count':
      return formatNumber(value, digits);
  }
}

/** Both sides' figures; different ones look different. Null: a side has none. */
function sides({
  left,
  right,
  dimension,
}: ExpectationResult): { readonly left: string; readonly right: string } | null {
  if (left === null || right === null) return null;
  const written = (digits: number): { left: string; right: string } => ({
    left: formatFigure(left, dimension, digits),
    right: formatFigure(right, dimension, digits),
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
