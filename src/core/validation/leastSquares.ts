// Linear least squares with intervals, for a handful of unknowns: normal equations, columns scaled, solved by Gauss-Jordan with pivots. An unknown that the
// rows do not tell apart from others has no answer.
import { studentQuantile95 } from '../compare/student';

export interface Coefficient {
  readonly value: number;
  /** 95 % interval by Student's t; null if there are no more rows than unknowns. */
  readonly low: number | null;
  readonly high: number | null;
}

export interface LeastSquares {
  /** In the order of the columns; null: the rows do not tell. */
  readonly coefficients: readonly (Coefficient | null)[];
  /** Root of the mean square of what is left, over the degrees of freedom; null if there are none. */
  readonly residual: number | null;
}

/** Less than this of a column is its own: the rest is a sum of others. */
const OWN = 1e-9;

/** `rows` of equal length, a value each. */
export function leastSquares(rows: readonly (readonly number[])[], values: readonly number[]): LeastSquares {
  const columns = rows[0]?.length ?? 0;
  const scales = Array.from({ length: columns }, (_, k) => Math.sqrt(sumOf(rows, (row) => (row[k] ?? 0) ** 2)));
  const kept = independent(rows, scales);
  const unit = (row: readonly number[], k: number): number => (row[k] ?? 0) / (scales[k] ?? 1);
  const normal = kept.map((a) => kept.map((b) => sumOf(rows, (row) => unit(row, a) * unit(row, b))));
  const inverse = inverted(normal);
  const right = kept.map((k) => sumOf(rows, (row, index) => unit(row, k) * (values[index] ?? 0)));
  const solved = inverse.map((line) => sumOf(line, (entry, index) => entry * (right[index] ?? 0)));
  const left = rows.map(
    (row, index) => (values[index] ?? 0) - sumOf(kept, (k, at) => unit(row, k) * (solved[at] ?? 0)),
  );
  const degrees = rows.length - kept.length;
  const variance = degrees > 0 ? sumOf(left, (one) => one * one) / degrees : null;
  const quantile = degrees > 0 ? studentQuantile95(degrees) : 0;
  const coefficients = scales.map((scale, k): Coefficient | null => {
    const at = kept.indexOf(k);
    if (at < 0) return null;
    const value = (solved[at] ?? 0) / scale;
    if (variance === null) return { value, low: null, high: null };
    const half = (quantile * Math.sqrt(variance * Math.max(0, inverse[at]?.[at] ?? 0))) / scale;
    return { value, low: value - half, high: value + half };
  });
  return { coefficients, residual: variance === null ? null : Math.sqrt(variance) };
}

/** Columns that are no sum of those before them (Gram-Schmidt), nor nothing. */
function independent(rows: readonly (readonly number[])[], scales: readonly number[]): number[] {
  const basis: number[][] = [];
  return scales.flatMap((scale, k) => {
    if (!(scale > 0)) return [];
    const column = rows.map((row) => (row[k] ?? 0) / scale);
    for (const one of basis) {
      const part = sumOf(column, (value, index) => value * (one[index] ?? 0));
      for (let index = 0; index < column.length; index++)
        column[index] = (column[index] ?? 0) - part * (one[index] ?? 0);
    }
    const own = Math.sqrt(sumOf(column, (value) => value * value));
    if (own < OWN || basis.length >= rows.length) return [];
    basis.push(column.map((value) => value / own));
    return [k];
  });
}

/** Of a small positive definite matrix. */
function inverted(matrix: readonly (readonly number[])[]): number[][] {
  const n = matrix.length;
  const work = matrix.map((line, at) => [...line, ...Array.from({ length: n }, (_, k) => (k === at ? 1 : 0))]);
  for (let at = 0; at < n; at++) {
    const pivot = work[at]?.[at] ?? 1;
    const line = (work[at] ?? []).map((value) => value / pivot);
    work[at] = line;
    for (let other = 0; other < n; other++) {
      const factor = work[other]?.[at] ?? 0;
      if (other !== at && factor !== 0)
        work[other] = (work[other] ?? []).map((value, index) => value - factor * (line[index] ?? 0));
    }
  }
  return work.map((line) => line.slice(n));
}

function sumOf<T>(values: readonly T[], of: (value: T, index: number) => number): number {
  return values.reduce((sum, value, index) => sum + of(value, index), 0);
}
