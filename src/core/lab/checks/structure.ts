// `structure`: what the student's files look like.
import { parseScenario } from '../../scenario/parse';
import { together } from '../credit';
import { decodedProblem } from '../faults';
import type { Grading } from '../grading';
import { answersFile, type LabCheck, type StructureKind } from '../lab';
import type { ItemReport } from '../report';
import { isScenarioFile } from '../scenarios';
import { lostItem, type CheckOutcome } from './outcome';

/** Works the check out. */
export function checkStructure(grading: Grading, check: LabCheck, kind: StructureKind): CheckOutcome {
  const items = [
    ...kind.files.map((name) => fileItem(grading, name)),
    ...(kind.locked ? lockItems(grading) : []),
    ...kind.values.map((value) => valueItem(grading, value)),
  ];
  return {
    share: together(
      check.credit,
      items.map(({ share }) => share),
    ),
    items,
    run: null,
  };
}

const right = (name: string): ItemReport => ({ name, share: 1, reason: null, expected: null, actual: null });

function fileItem(grading: Grading, name: string): ItemReport {
  const content = grading.input.studentFiles.get(name);
  if (content === undefined) return lostItem(name, `${name} is not there.`);
  if ('fault' in content) return lostItem(name, decodedProblem(name, content.fault));
  if (name === answersFile && grading.answers.problem !== null) return lostItem(name, grading.answers.problem);
  if (!isScenarioFile(name)) return right(name);
  const ready = grading.studentScenario(name);
  return 'reason' in ready ? lostItem(name, ready.reason) : right(name);
}

function lockItems(grading: Grading): ItemReport[] {
  const { lab, studentFiles } = grading.input;
  const present = lab.locked.filter(({ file }) => studentFiles.has(file));
  if (present.length === 0) return [lostItem('locked places', 'None of the files with locked places is there.')];
  return present.map(({ file }) => {
    const name = `${file}: locked places`;
    const { ready, changed } = grading.lockedChanges(file);
    if ('reason' in ready) return lostItem(name, ready.reason);
    if (changed.length === 0) return right(name);
    return lostItem(
      name,
      `${file} was changed where it is locked, at ${changed.join(', ')}: the checks ran with what was handed out.`,
      { actual: changed.join(', ') },
    );
  });
}

function valueItem(grading: Grading, { file, path, oneOf, reason }: StructureKind['values'][number]): ItemReport {
  const name = `${file}: ${path}`;
  const ready = grading.studentScenario(file);
  if ('reason' in ready) return lostItem(name, ready.reason);
  // However it is written, and also if it is the default: the scenario is the same with one of the values in its place.
  const own = JSON.stringify(ready.scenario.algorithms) + JSON.stringify({ ...ready.scenario, algorithms: null });
  const allowed = oneOf.some((value) => {
    if (parseScenario(value).document.root === null) return false;
    const changed = grading.changed(ready, [{ path, value }]);
    return (
      'scenario' in changed &&
      JSON.stringify(changed.scenario.algorithms) + JSON.stringify({ ...changed.scenario, algorithms: null }) === own
    );
  });
  const expected = `one of ${oneOf.join(', ')}`;
  return allowed ? right(name) : lostItem(name, reason ?? `${file} must have ${expected} at ${path}.`, { expected });
}
