// Whether two algorithms differ: Student's paired t test over the repetitions that both completed. Repetition by repetition they meet the same guest (the same
// seed decides its layout), so that what a repetition brings to both cancels out. Source: Student, 'The Probable Error of a Mean', Biometrika 6 (1908).
import { meanWithError, studentQuantile95, studentTail } from './student';

/** Own value less the baseline's, in the unit of the figure. */
export interface PairedDifference {
  /** Repetitions that both have. */
  readonly pairs: number;
  readonly mean: number;
  /** 95 % confidence interval of the mean difference; with one pair both equal it. */
  readonly low: number;
  readonly high: number;
  /** Probability of a difference at least as large if there is none (two-sided); null with one pair. */
  readonly probability: number | null;
}

/** Below this probability a difference is called significant. */
const SIGNIFICANT = 0.05;

/** Compares values repetition by repetition; a repetition that one of them lacks is left out. Null without any. */
export function pairedDifference(
  own: ReadonlyMap<number, number>,
  baseline: ReadonlyMap<number, number>,
): PairedDifference | null {
  const differences = [...own].flatMap(([repetition, value]) => {
    const other = baseline.get(repetition);
    return other === undefined ? [] : [value - other];
  });
  const pairs = differences.length;
  if (pairs === 0) return null;
  const { mean, error } = meanWithError(differences);
  if (pairs === 1) return { pairs, mean, low: mean, high: mean, probability: null };
  const half = studentQuantile95(pairs - 1) * error;
  const certain = mean === 0 ? 1 : 0;
  const probability = error === 0 ? certain : studentTail(Math.abs(mean) / error, pairs - 1);
  return { pairs, mean, low: mean - half, high: mean + half, probability };
}

/** Whether a difference is more than chance; null where one pair can't tell. */
export function isSignificant({ probability }: PairedDifference): boolean | null {
  return probability === null ? null : probability < SIGNIFICANT;
}
