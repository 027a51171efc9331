// Whether expectations hold over the runs of a scenario, with both sides' figures (docs/results.md, 'Expectations').
import type { RunTotals } from '../engine/events';
import { aggregates, metrics, type Dimension } from './metrics';
import { parseExpectation, type Comparison, type MetricAtom, type Term } from './parse';

export interface ExpectationResult {
  readonly text: string;
  readonly passed: boolean;
  /** In the base unit of `dimension`; null: a metric in it has no figure. */
  readonly left: number | null;
  readonly right: number | null;
  /** What both sides are counted in. */
  readonly dimension: Dimension;
  /** Why a side has no figure, in one sentence; else null. */
  readonly reason: string | null;
}

/** A side's figure, or why it has none. */
type Figure = { readonly value: number } | { readonly reason: string };

/** `==` means within this much: of 1, or of the larger side if that is more. */
const TOLERANCE = 1e-9;

const holds: Readonly<Record<Comparison, (left: number, right: number) => boolean>> = {
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
  '==': (left, right) => Math.abs(left - right) <= TOLERANCE * Math.max(1, Math.abs(left), Math.abs(right)),
};

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function figureOf({ label, metric, over }: MetricAtom, runs: readonly RunTotals[]): Figure {
  const own = runs.filter((run) => run.label === label);
  const values = own.flatMap((run) => (run.outcome === 'failed' ? [] : (metrics[metric].of(run) ?? [])));
  if (values.length === own.length && own.length > 0)
    return { value: over === null ? mean(values) : aggregates[over].of(values) };
  const failed = own.filter(({ outcome }) => outcome === 'failed').length;
  const stayed = own.filter(({ outcome }) => outcome === 'not-converged').length;
  const inRuns = (count: number): string => (own.length === 1 ? '' : ` in ${count} of ${own.length} repetitions`);
  if (failed > 0) return { reason: `${label} failed${inRuns(failed)}.` };
  if (stayed > 0) return { reason: `${label} did not converge${inRuns(stayed)}, and has no ${metric} then.` };
  return { reason: `${label} has no ${metric} here.` };
}

function sumOf(terms: readonly Term[], runs: readonly RunTotals[]): Figure {
  let sum = 0;
  for (const { factor, atom } of terms) {
    const figure = atom.kind === 'number' ? atom : figureOf(atom, runs);
    if ('reason' in figure) return figure;
    sum += factor * figure.value;
  }
  return { value: sum };
}

/** Which labels an expectation asks about. */
export function labelsOf({
  left,
  right,
}: {
  readonly left: readonly Term[];
  readonly right: readonly Term[];
}): string[] {
  return [...left, ...right].flatMap(({ atom }) => (atom.kind === 'metric' ? [atom.label] : []));
}

/**
 * Holds expectations against the finished runs of a scenario. One that asks about an algorithm that was not to run (`miglab run --only`) is left out.
 * @throws Error for a text that is no expectation: the check refuses those
 */
export function evaluateExpectations(
  texts: readonly string[],
  labels: readonly string[],
  runs: readonly RunTotals[],
): ExpectationResult[] {
  return texts.flatMap((text) => {
    const parsed = parseExpectation(text, labels);
    if ('fault' in parsed) {
      if (parsed.fault.code === 'unknown-label') return [];
      throw new Error(`'${text}' is no expectation: ${parsed.fault.message}`);
    }
    const { left, comparison, right, dimension } = parsed.expectation;
    const [leftFigure, rightFigure] = [sumOf(left, runs), sumOf(right, runs)];
    const valueOf = (figure: Figure): number | null => ('value' in figure ? figure.value : null);
    const reason =
      [leftFigure, rightFigure].flatMap((figure) => ('reason' in figure ? [figure.reason] : []))[0] ?? null;
    const passed =
      'value' in leftFigure && 'value' in rightFigure && holds[comparison](leftFigure.value, rightFigure.value);
    return [{ text, passed, left: valueOf(leftFigure), right: valueOf(rightFigure), dimension, reason }];
  });
}
