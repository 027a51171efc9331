// `structure`: what the student's files look like.
import { parseScenario } from '../../scenario/parse';
import { together } from '../credit';
import { decodedProblem } from '../faults';
import type { Grading } from '../grading';
import { answersFile, type LabCheck, type StructureKind } from '../lab';
import { isScenarioFile } from '../../scenario/dataFiles';
import type { Scenario } from '../../scenario/scenario';
import type { ItemReport } from '../report';
import { lostItem, type CheckOutcome } from './outcome';

/** Works the check out. */
export function checkStructure(grading: Grading, check: LabCheck, kind: StructureKind): CheckOutcome {
  const items = [
    ...kind.files.map((name) => fileItem(grading, name)),
    ...(kind.locked ? lockItems(grading) : []),
    ...kind.algorithms.map((algorithm) => algorithmItem(grading, algorithm)),
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

/** A label says nothing of what runs under it: `- postcopy` may have `as: hca`. */
function algorithmItem(grading: Grading, { file, label, oneOf }: StructureKind['algorithms'][number]): ItemReport {
  const name = `${file}: ${label}`;
  const ready = grading.studentScenario(file);
  if ('reason' in ready) return lostItem(name, ready.reason);
  const own = ready.scenario.algorithms.find((choice) => choice.label === label);
  const expected = oneOf.join(' or ');
  if (own === undefined)
    return lostItem(name, `${file} lacks the algorithm labelled ${label}: put it back.`, { expected });
  if (oneOf.includes(own.algorithm)) return { ...right(name), expected, actual: own.algorithm };
  return lostItem(name, `In ${file} the label ${label} stands for ${own.algorithm}, not for ${expected}.`, {
    expected,
    actual: own.algorithm,
  });
}

function valueItem(grading: Grading, { file, path, oneOf, reason }: StructureKind['values'][number]): ItemReport {
  const name = `${file}: ${path}`;
  const ready = grading.studentScenario(file);
  if ('reason' in ready) return lostItem(name, ready.reason);
  // However it is written, and also if it is the default: the scenario is the same with one of the values in its place.
  const meaning = ({ algorithms, ...rest }: Scenario): string => JSON.stringify(algorithms) + JSON.stringify(rest);
  const own = meaning(ready.scenario);
  const tried = oneOf
    .filter((value) => parseScenario(value).document.root !== null)
    .map((value) => grading.changed(ready, [{ path, value }]));
  const allowed = tried.some((changed) => 'scenario' in changed && meaning(changed.scenario) === own);
  const expected = `one of ${oneOf.join(', ')}`;
  const [first] = tried;
  // No value fits there: the place itself is gone.
  if (first !== undefined && tried.every((changed) => 'reason' in changed) && 'reason' in first)
    return lostItem(name, `${file}: ${first.reason}`, { expected });
  return allowed ? right(name) : lostItem(name, reason ?? `${file} must have ${expected} at ${path}.`, { expected });
}
