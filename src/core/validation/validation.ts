// A validation: sources of cases with the results of their scenarios, and the faults in what the cases say of the differences.
import type { Case, MeasuredFile, Source } from './cases';
import { compareMeasured, compareRounds, faultsOf, isWithin, LARGE, ROUNDS, SMALL, type Results } from './compare';
import { outcomesOf, quantile, type CaseOutcome } from './errors';
import { predict } from './recursion';
import type { MeasuredCase, Recursion } from './cases';
import type { RoundComparison } from './compare';

/** A source whose cases have been run. */
export interface ValidatedSource {
  readonly source: Source;
  readonly outcomes: readonly CaseOutcome[];
  readonly results: Results;
  /** Its measured runs; without any, none are compared. */
  readonly measured: MeasuredFile;
}

export const noMeasuredRuns: MeasuredFile = { format: 'miglab.measured/1', pageBytes: 4096, runs: [] };

export function validated(
  source: Source,
  results: Results,
  refused: ReadonlyMap<string, string>,
  measured: MeasuredFile = noMeasuredRuns,
): ValidatedSource {
  return { source, outcomes: outcomesOf(source, results, refused), results, measured };
}

/** What is wrong with the sentences of a source: a figure beyond its tolerance (or above a tenth) without one. */
export function faultsOfSource({ source, outcomes, results, measured }: ValidatedSource): string[] {
  return [
    ...outcomes.flatMap((outcome) => caseFaults(outcome, source)),
    ...(source.measured ?? []).flatMap((one) => [
      ...faultsOf(`${one.run} (${one.label})`, source.reasons, compareMeasured(one, measured, results)),
      ...roundFaults(one, source, compareRounds(one, measured, results)),
    ]),
    ...(source.recursion === undefined ? [] : recursionFaults(source.recursion)),
  ];
}

/** Where figures have tolerances, those beyond them want a sentence: of their own, or of their case. */
function caseFaults({ one, comparisons }: CaseOutcome, { reasons, tolerance }: Source): string[] {
  if (comparisons === null) return [];
  if (tolerance === undefined) return faultsOf(one.id, reasons, comparisons);
  return comparisons.flatMap((comparison) => {
    const { figure } = comparison;
    const isExplained = figure.because !== undefined || one.because !== undefined || one.partly !== undefined;
    if (isWithin(comparison, tolerance) !== false || isExplained) return [];
    return [`${one.id}, ${figure.name}: beyond its tolerance, and no sentence says why`];
  });
}

/** The rounds of a run have one sentence together. */
function roundFaults(
  { run, because }: MeasuredCase,
  { reasons }: Source,
  rounds: readonly RoundComparison[],
): string[] {
  const largest = quantile(
    rounds.map(({ difference }) => Math.abs(difference)),
    1,
  );
  const reason = because?.[ROUNDS];
  if (reason === undefined)
    return (largest ?? 0) > LARGE ? [`${run}, rounds: off by ${largest}, and no sentence says why`] : [];
  if (reasons[reason] === undefined) return [`${run}, rounds: there is no reason '${reason}'`];
  return (largest ?? 0) < SMALL ? [`${run}, rounds: none is off by 5 %, and yet a sentence explains them`] : [];
}

/** Sentences that no figure needs: on the page they would be missed. */
export function unusedReasons({ id, reasons, cases = [], measured = [] }: Source): string[] {
  const ofCase = ({ because, figures }: Case): (string | undefined)[] => [
    because,
    ...figures.map((figure) => figure.because),
  ];
  const used = new Set([...cases.flatMap(ofCase), ...measured.flatMap(({ because }) => Object.values(because ?? {}))]);
  const unused = Object.keys(reasons).filter((reason) => !used.has(reason));
  return unused.map((reason) => `${id}: no figure needs the reason '${reason}'`);
}

function recursionFaults(recursion: Recursion): string[] {
  return recursion.links.flatMap(({ name, bytesPerSecond, published }) =>
    recursion.limitsMs.flatMap((limit, index) => {
      const prediction = predict(recursion, bytesPerSecond, limit);
      // The author rounds up to milliseconds, then to seconds.
      const seconds = prediction === null ? null : Math.ceil(Math.ceil(prediction.seconds * 1000) / 1000);
      const expected = published[index] ?? null;
      return seconds === expected ? [] : [`recursion, ${name}, ${limit} ms: published ${expected}, found ${seconds}`];
    }),
  );
}
