// `counterexample`: the student's scenario must defeat every combination of values; the share that is not defeated is what the credit looks at.
import { shareOf } from '../credit';
import { LabMistake, seenRun, type Grading, type SeenRun } from '../grading';
import type { CounterexampleKind, LabCheck } from '../lab';
import { missingLabels } from './reference';
import { nothing, type CheckOutcome } from './outcome';
import { geometricMean, ratiosOf, ratioText } from './ratio';

type Setting = readonly { readonly path: string; readonly value: string }[];

function combinations(vary: CounterexampleKind['vary']): readonly Setting[] {
  return vary.reduce<readonly Setting[]>(
    (settings, { path, values }) => settings.flatMap((setting) => values.map((value) => [...setting, { path, value }])),
    [[]],
  );
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
