// `reference`: a figure of the student's scenario over one of a reference in it, with the same seeds.
import { LabMistake, type Grading } from '../grading';
import type { LabCheck, ReferenceKind } from '../lab';
import { checkCases } from './cases';
import { nothing, type CheckOutcome } from './outcome';

/** Works the check out. */
export async function checkReference(grading: Grading, check: LabCheck, kind: ReferenceKind): Promise<CheckOutcome> {
  const file = check.scenario;
  if (file === null) throw new LabMistake('The check names no scenario.');
  const ready = grading.studentScenario(file);
  const name = `${kind.measure} over ${kind.against}`;
  if ('reason' in ready) return nothing(name, ready.reason);
  const missing = missingLabels(
    kind,
    ready.scenario.algorithms.map(({ label }) => label),
    grading,
    file,
  );
  if (missing !== null) return nothing(name, missing);
  return checkCases(grading, check, { ratio: kind, over: kind.over, cases: kind.cases, file, name, ready });
}

/** Labels that the handed-out scenario has and the student's has lost. */
export function missingLabels(
  kind: { readonly measure: string; readonly against: string },
  labels: readonly string[],
  grading: Grading,
  file: string,
): string | null {
  const original = grading.labScenario(file).scenario.algorithms.map(({ label }) => label);
  const asked = original.filter((label) =>
    new RegExp(`(?<![\\w-])${label}\\.`).test(`${kind.measure} ${kind.against}`),
  );
  const lost = asked.filter((label) => !labels.includes(label));
  return lost.length === 0 ? null : `${file} lacks the algorithm labelled ${lost.join(' and ')}: put it back.`;
}
