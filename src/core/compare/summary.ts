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
  /** Against the baseline, repetition by repetition; null for the baseline itself and where there is no pair. */
  readonly totalAgainst: PairedDifference | null;
  readonly downtimeAgainst: PairedDifference | null;
  readonly bytesAgainst: PairedDifference | null;
  /** No other algorithm has both a shorter mean downtime and a shorter mean total time (Pareto front). */
  readonly isOnFront: boolean;
}

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

/** One row per label, in the order of `labels`; the baseline is one of them, if nothing else is said the first. */
export function summarise(
  labels: readonly string[],
  runs: readonly RunTotals[],
  baseline: string | undefined = labels[0],
): SummaryRow[] {
  const others = completedOf(runs, baseline);
  const rows = labels.map((label) => {
    const completed = completedOf(runs, label);
    const against = (figure: (run: RunTotals) => number | null): PairedDifference | null =>
      label === baseline ? null : pairedDifference(byRepetition(completed, figure), byRepetition(others, figure));
    return {
      label,
      runs: runs.filter((run) => run.label === label).length,
      completed: completed.length,
      totalSeconds: estimate(completed.map((run) => run.totalSeconds)),
      downtimeSeconds: estimate(completed.flatMap((run) => run.downtimeSeconds ?? [])),
      bytesSent: estimate(completed.map((run) => run.bytesSent)),
      pagesSent: estimate(completed.map((run) => run.pagesSent)),
      rounds: estimate(completed.map((run) => run.liveRounds)),
      totalAgainst: against((run) => run.totalSeconds),
      downtimeAgainst: against((run) => run.downtimeSeconds),
      bytesAgainst: against((run) => run.bytesSent),
    };
  });
  return rows.map((row) => ({ ...row, isOnFront: isOnFront(row, rows) }));
}

/** The row of the baseline first, the others in their order. */
export function baselineFirst<Row extends { readonly label: string }>(
  rows: readonly Row[],
  baseline: string,
): readonly Row[] {
  return [...rows.filter(({ label }) => label === baseline), ...rows.filter(({ label }) => label !== baseline)];
}

function completedOf(runs: readonly RunTotals[], label: string | undefined): readonly RunTotals[] {
  return runs.filter((run) => run.label === label && run.outcome === 'completed');
}

function byRepetition(runs: readonly RunTotals[], figure: (run: RunTotals) => number | null): Map<number, number> {
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
