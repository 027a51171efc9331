// `counterexample`: the student's scenario must defeat every combination of values; the share that is not defeated is what the credit looks at.
import { evaluateExpectations } from '../../expect/evaluate';
import { shareOf } from '../credit';
import { labelsAsked, LabMistake, seenRun, type Grading, type Ready, type SeenRun } from '../grading';
import type { CounterexampleKind, LabCheck } from '../lab';
import { missingLabels } from './reference';
import { lostItem, nothing, type CheckOutcome } from './outcome';
import { geometricMean, ratiosOf, ratioText, sidesWords } from './ratio';

type Setting = readonly { readonly path: string; readonly value: string }[];

function combinations(vary: CounterexampleKind['vary']): readonly Setting[] {
  return vary.reduce<readonly Setting[]>(
    (settings, { path, values }) => settings.flatMap((setting) => values.map((value) => [...setting, { path, value }])),
    [[]],
  );
}

/** Why the scenario as it is cannot count, with the run that shows it; null: it can. */
async function unmetGiven(
  grading: Grading,
  check: LabCheck,
  { given }: CounterexampleKind,
  ready: Ready,
): Promise<{ readonly reason: string; readonly run: SeenRun | null } | null> {
  if (given === null) return null;
  const labels = ready.scenario.algorithms.map(({ label }) => label);
  const made = await grading.runs(ready, labelsAsked([given], labels), check.seeds);
  const [result] = evaluateExpectations(
    [given],
    labels,
    made.flatMap(({ runs }) => runs),
  );
  if (result === undefined)
    return { reason: `${check.scenario ?? ''} lacks an algorithm that '${given}' asks about.`, run: null };
  if (result.passed) return null;
  const [first] = made;
  const run = first === undefined ? null : seenRun(check.scenario ?? '', first, first.runs[0]);
  return { reason: `This guest is no counterexample yet: ${sidesWords(result)}`, run };
}

/** Works the check out. */
export async function checkCounterexample(
  grading: Grading,
  check: LabCheck,
  kind: CounterexampleKind,
): Promise<CheckOutcome> {
  const file = check.scenario;
  if (file === null) throw new LabMistake('The check names no scenario.');
  const name = `${kind.measure} over ${kind.against}`;
  const ready = grading.studentScenario(file);
  if ('reason' in ready) return nothing(name, ready.reason);
  const missing = missingLabels(
    kind,
    ready.scenario.algorithms.map(({ label }) => label),
    grading,
    file,
  );
  if (missing !== null) return nothing(name, missing);
  const unmet = await unmetGiven(grading, check, kind, ready);
  if (unmet !== null) return { share: 0, items: [lostItem(name, unmet.reason)], run: unmet.run };
  const settings = combinations(kind.vary);
  let better = 0;
  let best: { readonly ratio: number; readonly setting: Setting; readonly run: SeenRun | null } | null = null;
  for (const setting of settings) {
    const changed = grading.changed(ready, setting);
    if ('reason' in changed) return nothing(name, changed.reason);
    const found = await ratiosOf(grading, kind, changed, check.seeds);
    const ratios = found.flatMap(({ ratio }) => ratio ?? []);
    // A reference that did not end has no figures: nobody was defeated.
    if (ratios.length === 0) return nothing(name, found[0]?.reason ?? 'There are no figures to compare.');
    const holds = found.every(({ ratio, reason }) => ratio !== null && reason === null);
    const mean = geometricMean(ratios);
    if (!holds || mean >= 1) continue;
    better++;
    if (best === null || mean < best.ratio)
      best = { ratio: mean, setting, run: found[0] ? seenRun(file, found[0].made, found[0].made.runs[0]) : null };
  }
  const share = shareOf(check.credit, better / settings.length);
  const words = best?.setting.map(({ path, value }) => `${path}: ${value}`).join(', ') ?? '';
  const reason =
    best === null
      ? null
      : `${better} of ${settings.length} settings still do well here: with ${words} the ratio is ${ratioText(best.ratio)}.`;
  const item = {
    name,
    share,
    reason: share >= 1 ? null : reason,
    expected: 'no setting that does well',
    actual: `${better} of ${settings.length}`,
  };
  return { share, items: [item], run: best?.run ?? null };
}
