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

/** '187 ms against 337 ms', or the reason why a side has no figure. */
export function figuresInWords({ left, right, dimension, reason }: ExpectationResult): string {
  if (left === null || right === null) return reason ?? 'without a figure';
  for (const digits of [3, 4, 6]) {
    const [actual, expected] = [left, right].map((value) => formatFigure(value, dimension, digits));
    // Different figures look different.
    if (actual !== expected || left === right || digits === 6) return `${actual ?? ''} against ${expected ?? ''}`;
  }
  return '';
}
