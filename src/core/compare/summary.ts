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
  /** What a virtual processor waited for missing pages, on the average over all of them; only in a summary that has runs with post-copy. */
  readonly meanVcpuStallSeconds?: Estimate | null;
  /** Against the baseline, repetition by repetition; null for the baseline itself and where there is no pair. */
  readonly totalAgainst: PairedDifference | null;
  readonly downtimeAgainst: PairedDifference | null;
  readonly bytesAgainst: PairedDifference | null;
  /** Only in a summary that has runs with post-copy. */
  readonly meanVcpuStallAgainst?: PairedDifference | null;
  /** No other algorithm beats it (Pareto front): `beats`. */
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
  const hasPostcopy = runs.some(({ faults }) => faults.meanVcpuStallSeconds !== undefined);
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
      ...(hasPostcopy && { meanVcpuStallSeconds: estimate(completed.map(vcpuStallOf)) }),
      totalAgainst: against((run) => run.totalSeconds),
      downtimeAgainst: against((run) => run.downtimeSeconds),
      bytesAgainst: against((run) => run.bytesSent),
      ...(hasPostcopy && { meanVcpuStallAgainst: against(vcpuStallOf) }),
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

/** Whether its processors waited for missing pages, after post-copy. */
export function waits({ meanVcpuStallSeconds }: Pick<SummaryRow, 'meanVcpuStallSeconds'>): boolean {
  return (meanVcpuStallSeconds?.mean ?? 0) > 0;
}

/** What a virtual processor waited in a run for missing pages, in seconds: 0 without post-copy. */
export function vcpuStallOf({ faults }: RunTotals): number {
  return faults.meanVcpuStallSeconds ?? 0;
}

/** Mean times of an algorithm, in seconds. */
export interface MeanTimes {
  readonly total: number;
  readonly downtime: number;
  /** What a virtual processor waited for missing pages; 0 without post-copy. */
  readonly stall: number;
}

type Times = Pick<SummaryRow, 'totalSeconds' | 'downtimeSeconds' | 'meanVcpuStallSeconds'>;

/** The mean times of a row; null if no run arrived. */
export function meanTimes({ totalSeconds, downtimeSeconds, meanVcpuStallSeconds }: Times): MeanTimes | null {
  if (totalSeconds === null || downtimeSeconds === null) return null;
  return { total: totalSeconds.mean, downtime: downtimeSeconds.mean, stall: meanVcpuStallSeconds?.mean ?? 0 };
}

/** Pareto dominance: none of the three times is longer, and one is shorter. Times alike to a nanosecond are the same: their sums were made in another order. */
export function beats(a: MeanTimes, b: MeanTimes): boolean {
  const [one, other] = [inNanoseconds(a), inNanoseconds(b)];
  const isNoLonger = one.total <= other.total && one.downtime <= other.downtime && one.stall <= other.stall;
  return isNoLonger && (one.total < other.total || one.downtime < other.downtime || one.stall < other.stall);
}

function inNanoseconds({ total, downtime, stall }: MeanTimes): MeanTimes {
  const rounded = (seconds: number): number => Math.round(seconds * 1e9);
  return { total: rounded(total), downtime: rounded(downtime), stall: rounded(stall) };
}

function isOnFront(row: Times, rows: readonly Times[]): boolean {
  const own = meanTimes(row);
  if (own === null) return false;
  return !rows.some((other) => {
    const times = meanTimes(other);
    return times !== null && beats(times, own);
  });
}
