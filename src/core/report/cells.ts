// Cells of tables about several algorithms: a figure with its interval and its change, and what became of the runs.
import type { SummaryRow } from '../compare/summary';
import type { RunResult } from '../engine/events';
import { formatChange, formatCount, formatSeconds, formatSecondsInterval } from '../metrics/format';

/** A figure with its interval, and its change against the baseline. */
export function secondsCells(
  value: SummaryRow['totalSeconds'],
  baseline: SummaryRow['totalSeconds'],
): [string, string] {
  if (value === null) return ['none', ''];
  const text =
    value.high > value.low ? formatSecondsInterval(value.mean, value.high - value.mean) : formatSeconds(value.mean);
  return [text, baseline === null || baseline.mean === 0 ? '' : formatChange(value.mean / baseline.mean - 1)];
}

/** What became of the runs that did not complete; empty if all did. */
export function outcomeCell(row: SummaryRow, runs: readonly RunResult[]): string {
  if (row.completed === row.runs) return '';
  const failed = runs.filter(({ label, outcome }) => label === row.label && outcome === 'failed').length;
  const stayed = row.runs - row.completed - failed;
  return [
    ...(stayed > 0 ? [`${formatCount(stayed)} of ${formatCount(row.runs)} did not converge`] : []),
    ...(failed > 0 ? [`${formatCount(failed)} of ${formatCount(row.runs)} failed`] : []),
  ].join(', ');
}
