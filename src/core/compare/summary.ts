// The summary of a result: per algorithm, each figure over the repetitions with its 95 % confidence interval.
import type { RunTotals } from '../engine/events';
import { studentQuantile95 } from './student';

/** A figure over the completed repetitions of one algorithm. */
export interface Estimate {
  readonly mean: number;
  /** 95 % confidence interval of the mean (Student's t); with one run both equal the mean. */
  readonly low: number;
  readonly high: number;
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

export interface SummaryRow {
  readonly label: string;
  readonly runs: number;
  /** Runs whose guest arrived; the figures are over these alone and null if there are none. */
  readonly completed: number;
  readonly totalSeconds: Estimate | null;
  readonly downtimeSeconds: Estimate | null;
  readonly bytesSent: Estimate | null;
  readonly pagesSent: Estimate | null;
  readonly rounds: Estimate | null;
}

/** What the summary needs of a run; `rounds` counts those of phase precopy. */
export type SummarisedRun = RunTotals & { readonly precopyRounds: number };

/** Summarises values; null of none. */
export function estimate(values: readonly number[]): Estimate | null {
  const n = values.length;
  const sorted = [...values].sort((a, b) => a - b);
  const min = sorted[0];
  const max = sorted[n - 1];
  if (min === undefined || max === undefined) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const middle = n >>> 1;
  const median = n % 2 === 1 ? (sorted[middle] ?? mean) : ((sorted[middle - 1] ?? mean) + (sorted[middle] ?? mean)) / 2;
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  const half = n < 2 ? 0 : studentQuantile95(n - 1) * Math.sqrt(squares / (n - 1) / n);
  return { mean, low: mean - half, high: mean + half, min, median, max };
}

/** One row per label, in the order of `labels`. */
export function summarise(labels: readonly string[], runs: readonly SummarisedRun[]): SummaryRow[] {
  return labels.map((label) => {
    const all = runs.filter((run) => run.label === label);
    const completed = all.filter((run) => run.outcome === 'completed');
    return {
      label,
      runs: all.length,
      completed: completed.length,
      totalSeconds: estimate(completed.map((run) => run.totalSeconds)),
      downtimeSeconds: estimate(completed.flatMap((run) => run.downtimeSeconds ?? [])),
      bytesSent: estimate(completed.map((run) => run.bytesSent)),
      pagesSent: estimate(completed.map((run) => run.pagesSent)),
      rounds: estimate(completed.map((run) => run.precopyRounds)),
    };
  });
}
