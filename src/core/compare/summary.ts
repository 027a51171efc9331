// The summary of a result: per algorithm, each figure over the repetitions with its 95 % confidence interval.
import type { RunTotals } from '../engine/events';
import { type PairedDifference, pairedDifference } from './paired';
import { meanWithError, studentQuantile95 } from './student';

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
  /** Against the first algorithm, repetition by repetition; null for the first itself and where there is no pair. */
  readonly totalAgainst: PairedDifference | null;
  readonly downtimeAgainst: PairedDifference | null;
  /** No other algorithm has both a shorter mean downtime and a shorter mean total time (Pareto front). */
  readonly isOnFront: boolean;
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
  const { mean, error } = meanWithError(values);
  const middle = n >>> 1;
  const median = n % 2 === 1 ? (sorted[middle] ?? mean) : ((sorted[middle - 1] ?? mean) + (sorted[middle] ?? mean)) / 2;
  const half = n < 2 ? 0 : studentQuantile95(n - 1) * error;
  return { mean, low: mean - half, high: mean + half, min, median, max };
}

/** One row per label, in the order of `labels`. */
export function summarise(labels: readonly string[], runs: readonly SummarisedRun[]): SummaryRow[] {
  const baseline = completedOf(runs, labels[0]);
  const rows = labels.map((label, index) => {
    const completed = completedOf(runs, label);
    const against = (figure: (run: SummarisedRun) => number | null): PairedDifference | null =>
      index === 0 ? null : pairedDifference(byRepetition(completed, figure), byRepetition(baseline, figure));
    return {
      label,
      runs: runs.filter((run) => run.label === label).length,
      completed: completed.length,
      totalSeconds: estimate(completed.map((run) => run.totalSeconds)),
      downtimeSeconds: estimate(completed.flatMap((run) => run.downtimeSeconds ?? [])),
      bytesSent: estimate(completed.map((run) => run.bytesSent)),
      pagesSent: estimate(completed.map((run) => run.pagesSent)),
      rounds: estimate(completed.map((run) => run.precopyRounds)),
      totalAgainst: against((run) => run.totalSeconds),
      downtimeAgainst: against((run) => run.downtimeSeconds),
    };
  });
  return rows.map((row) => ({ ...row, isOnFront: isOnFront(row, rows) }));
}

function completedOf(runs: readonly SummarisedRun[], label: string | undefined): readonly SummarisedRun[] {
  return runs.filter((run) => run.label === label && run.outcome === 'completed');
}

function byRepetition(
  runs: readonly SummarisedRun[],
  figure: (run: SummarisedRun) => number | null,
): Map<number, number> {
  return new Map(
    runs.flatMap((run): [number, number][] => {
      const value = figure(run);
      return value === null ? [] : [[run.repetition, value]];
    }),
  );
}

type Times = Pick<SummaryRow, 'totalSeconds' | 'downtimeSeconds'>;

function isOnFront({ totalSeconds: total, downtimeSeconds: downtime }: Times, rows: readonly Times[]): boolean {
  if (total === null || downtime === null) return false;
  return !rows.some(({ totalSeconds, downtimeSeconds }) => {
    if (totalSeconds === null || downtimeSeconds === null) return false;
    const isNoLonger = totalSeconds.mean <= total.mean && downtimeSeconds.mean <= downtime.mean;
    return isNoLonger && (totalSeconds.mean < total.mean || downtimeSeconds.mean < downtime.mean);
  });
}
