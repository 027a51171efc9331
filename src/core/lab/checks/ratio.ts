// A figure over a reference, over cases and seeds: what `reference`, `policy` and `counterexample` share.
import { evaluateExpectations, type ExpectationResult } from '../../expect/evaluate';
import { figuresInWords } from '../../expect/words';
import { exp, log } from '../../math';
import { meanOf } from '../credit';
import { figuresIn, valueOf } from '../formula';
import { labelsAsked, type Grading, type Ready, type SeedRuns } from '../grading';
import type { Ratio } from '../lab';

/** A ratio of one seed, or why there is none. */
export interface SeedRatio {
  readonly made: SeedRuns;
  /** Null: a run failed or did not end. */
  readonly ratio: number | null;
  /** Why there is none, or how the limit was broken; null: all is well. */
  readonly reason: string | null;
}

/** The ratios of a scenario, seed by seed. */
export async function ratiosOf(
  grading: Grading,
  { measure, against, limit }: Ratio,
  ready: Ready,
  seeds: readonly string[] | null,
): Promise<SeedRatio[]> {
  const labels = ready.scenario.algorithms.map(({ label }) => label);
  const [top, bottom] = [grading.formula(measure, labels), grading.formula(against, labels)];
  const limits = limit === null ? [] : [limit];
  const asked = [...figuresIn(top), ...figuresIn(bottom)].map(({ label }) => label);
  const made = await grading.runs(ready, [...asked, ...labelsAsked(limits, labels)], seeds);
  return made.map((each): SeedRatio => {
    const surroundings = { names: grading.names, runs: each.runs };
    const [measured, reference] = [valueOf(top, surroundings), valueOf(bottom, surroundings)];
    if ('reason' in measured) return { made: each, ratio: null, reason: measured.reason };
    if ('reason' in reference) return { made: each, ratio: null, reason: reference.reason };
    const [broken] = evaluateExpectations(limits, labels, each.runs).filter(({ passed }) => !passed);
    const reason = broken === undefined ? null : sidesWords(broken);
    return { made: each, ratio: measured.value / reference.value, reason };
  });
}

/** An expectation that does not hold, with its two sides. */
export function sidesWords(result: ExpectationResult): string {
  return `'${result.text}' does not hold: ${figuresInWords(result).replace(/\.$/, '')}.`;
}

/** The geometric mean; one that is not positive makes it 0. */
export function geometricMean(ratios: readonly number[]): number {
  return ratios.some((ratio) => !(ratio > 0)) ? 0 : exp(meanOf(ratios.map(log)));
}

/** A ratio as a person reads it. */
export function ratioText(ratio: number): string {
  return ratio.toFixed(3);
}
