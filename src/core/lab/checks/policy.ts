// `policy`: the student's policy in a scenario of the lab.
import { isPolicy } from '../../policy/policy';
import { LabMistake, seenRun, type Grading, type Ready, type SeenRun } from '../grading';
import type { LabCheck, PolicyKind } from '../lab';
import type { ItemReport } from '../report';
import { casesOf, checkCases } from './cases';
import { lostItem, nothing, type CheckOutcome } from './outcome';

/** Works the check out. */
export async function checkPolicy(grading: Grading, check: LabCheck, kind: PolicyKind): Promise<CheckOutcome> {
  const file = check.scenario;
  if (file === null) throw new LabMistake('The check names no scenario.');
  const ready = grading.withPolicy(file, kind.file);
  if ('reason' in ready) return nothing(kind.file, ready.reason);
  if (kind.ratio === null) return runsThrough(grading, check, kind, file, ready);
  const name = `${kind.ratio.measure} over ${kind.ratio.against}`;
  return checkCases(grading, check, { ratio: kind.ratio, over: kind.over, cases: kind.cases, file, name, ready });
}

/** Whether it runs to its end in every case without failing. */
async function runsThrough(
  grading: Grading,
  check: LabCheck,
  kind: PolicyKind,
  file: string,
  ready: Ready,
): Promise<CheckOutcome> {
  const labels = ready.scenario.algorithms
    .filter((choice) => choice.policy?.file === kind.file)
    .map(({ label }) => label);
  if (labels.length === 0 || !labels.every((label) => isPolicy(ready.scenario, label)))
    throw new LabMistake(`The lab's ${file} has no policy ${kind.file}.`);
  const items: ItemReport[] = [];
  let run: SeenRun | null = null;
  for (const each of casesOf(kind.cases)) {
    const changed = each.set.length === 0 ? ready : grading.changed(ready, each.set);
    if ('reason' in changed) throw new LabMistake(changed.reason);
    for (const made of await grading.runs(changed, labels, check.seeds)) {
      const failed = made.runs.find(({ outcome }) => outcome !== 'completed');
      run ??= seenRun(file, made, failed ?? made.runs[0]);
      const name = `${each.name}, seed ${made.seed}`;
      if (failed === undefined)
        items.push({ name, share: 1, reason: null, expected: 'the guest arrives', actual: 'it does' });
      else
        items.push(
          lostItem(name, failed.error?.message ?? `${failed.label} did not converge.`, {
            expected: 'the guest arrives',
            actual: failed.outcome,
          }),
        );
      if (failed !== undefined) run = seenRun(file, made, failed);
    }
  }
  const right = items.filter(({ share }) => share === 1).length;
  const share = check.credit.shape === 'step' ? (right === items.length ? 1 : 0) : right / items.length;
  return { share, items, run };
}
