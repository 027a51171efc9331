// How far off the simulated figures are, figure by figure name: what `miglab validate` ends with and docs/validation.md begins with.
import { compareCase, isWithin, type Comparison, type Results } from './compare';
import type { Case, Source } from './cases';

/** The figures of one name, over the cases of a source that count. */
export interface FigureErrors {
  readonly name: string;
  readonly figures: number;
  /** Of the sizes of the differences, as shares of what was measured; null where they make no sense. */
  readonly median: number | null;
  readonly ninth: number | null;
  readonly largest: number | null;
  /** Figures with a tolerance, and those of them that are within it (or within what was measured). */
  readonly judged: number;
  readonly within: number;
}

/** A case that was run, or why it was not. */
export type CaseOutcome =
  | { readonly one: Case; readonly comparisons: readonly Comparison[]; readonly refused: null }
  | { readonly one: Case; readonly comparisons: null; readonly refused: string };

/** Compares the cases of a source; `refused` has those that could not be run, by their ids. */
export function outcomesOf(source: Source, results: Results, refused: ReadonlyMap<string, string>): CaseOutcome[] {
  return (source.cases ?? []).map((one): CaseOutcome => {
    const reason = refused.get(one.id);
    return reason === undefined
      ? { one, comparisons: compareCase(one, results), refused: null }
      : { one, comparisons: null, refused: reason };
  });
}

/** The errors over all cases that count: those that stand for their measurement wholly. */
export function errorsOf(source: Source, outcomes: readonly CaseOutcome[]): FigureErrors[] {
  const byName = new Map<string, Comparison[]>();
  for (const { one, comparisons } of outcomes) {
    if (comparisons === null || one.partly !== undefined) continue;
    for (const comparison of comparisons) {
      const { name } = comparison.figure;
      byName.set(name, [...(byName.get(name) ?? []), comparison]);
    }
  }
  return [...byName].map(([name, comparisons]) => {
    const sizes = comparisons.flatMap(({ difference }) => (difference === null ? [] : Math.abs(difference)));
    const verdicts = comparisons.flatMap((comparison) => isWithin(comparison, source.tolerance) ?? []);
    return {
      name,
      figures: comparisons.length,
      median: quantile(sizes, 0.5),
      ninth: quantile(sizes, 0.9),
      largest: quantile(sizes, 1),
      judged: verdicts.length,
      within: verdicts.filter((verdict) => verdict).length,
    };
  });
}

/** The median is the mean of the middle two; other shares take the nearest rank. Null of none. */
export function quantile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  if (share === 0.5) {
    const half = (sorted.length - 1) / 2;
    return ((sorted[Math.floor(half)] ?? 0) + (sorted[Math.ceil(half)] ?? 0)) / 2;
  }
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}
