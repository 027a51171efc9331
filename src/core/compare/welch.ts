// Whether two groups of runs differ that cannot be paired, because their guests are not the same: Welch's t test, which does not ask for equal variances. Source:
// Welch, 'The Generalization of "Student's" Problem when Several Different Population Variances Are Involved', Biometrika 34 (1947).
import { meanWithError, studentQuantile95, studentTail } from './student';

/** The difference of two means, own less the other's, in the unit of the figure. */
export interface MeanDifference {
  readonly mean: number;
  /** 95 % confidence interval of the difference; where one run of a group can't tell, both equal it. */
  readonly low: number;
  readonly high: number;
  /** Probability of a difference at least as large if there is none (two-sided); null where one run of a group can't tell. */
  readonly probability: number | null;
}

/** Compares two groups of values; null if one of them is empty. */
export function welchDifference(own: readonly number[], other: readonly number[]): MeanDifference | null {
  if (own.length === 0 || other.length === 0) return null;
  const [a, b] = [meanWithError(own), meanWithError(other)];
  const mean = a.mean - b.mean;
  if (own.length === 1 || other.length === 1) return { mean, low: mean, high: mean, probability: null };
  const [va, vb] = [a.error * a.error, b.error * b.error];
  const error = Math.sqrt(va + vb);
  if (error === 0) return { mean, low: mean, high: mean, probability: mean === 0 ? 1 : 0 };
  // Welch and Satterthwaite: between the smaller group's degrees of freedom and those of both together.
  const degrees = ((va + vb) * (va + vb)) / ((va * va) / (own.length - 1) + (vb * vb) / (other.length - 1));
  const half = studentQuantile95(degrees) * error;
  return { mean, low: mean - half, high: mean + half, probability: studentTail(Math.abs(mean) / error, degrees) };
}
