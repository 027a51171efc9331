// `answer`: numbers of answers.yaml against formulas, figures of runs, or the smallest value of a scenario that does it.
import { evaluateExpectations } from '../../expect/evaluate';
import { readValue, shown } from '../answers';
import { errorOf, shareOf, together } from '../credit';
import { labelsAsked, LabMistake, type Grading } from '../grading';
import type { AnswerItem, AnswerKind, Credit, LabCheck, Search } from '../lab';
import { readQuantity, tidy } from '../quantity';
import { parseQuantity, type Valued } from '../formula';
import type { ItemReport } from '../report';
import { lostItem, type CheckOutcome } from './outcome';

/** Works the check out. */
export async function checkAnswer(grading: Grading, check: LabCheck, kind: AnswerKind): Promise<CheckOutcome> {
  const items: ItemReport[] = [];
  for (const item of kind.items)
    items.push(itemOf(grading, check.credit, item, await rightValues(grading, check, item)));
  const shares = items.map(({ share }) => share);
  return { share: together(check.credit, shares), items, run: null };
}

/** The right value; with `anyRun` those of all runs. @throws LabMistake */
async function rightValues(grading: Grading, check: LabCheck, item: AnswerItem): Promise<readonly number[]> {
  const { value, search, anyRun, answer } = item;
  const all =
    search !== null
      ? [await searched(grading, check, search)]
      : anyRun
        ? await grading.labValuesByRun(check.scenario, check.seeds, value ?? '')
        : await grading.labValues(check.scenario, check.seeds, [value ?? '']);
  const right = all.flatMap((each) => ('value' in each ? [each.value] : []));
  if (right.length > 0) return right;
  const [first] = all;
  const why = first !== undefined && 'reason' in first ? first.reason : 'it has none';
  throw new LabMistake(`The right value of '${answer}' cannot be worked out: ${why}`);
}

function itemOf(
  grading: Grading,
  credit: Credit,
  { answer, unit, exact, unlike }: AnswerItem,
  allRight: readonly number[],
): ItemReport {
  const written = grading.answers.byKey.get(answer);
  if (written === undefined) return lostItem(answer, `'${answer}' has no answer.`);
  const actual = shown(written.text);
  const given = readValue(written.text, unit);
  if ('reason' in given) return lostItem(answer, given.reason, { actual });
  const expected = exact ? 'the exact number' : toleranceWords(credit);
  const right = allRight.reduce((a, b) => (Math.abs(b - given.value) < Math.abs(a - given.value) ? b : a));
  if (exact) {
    const isRight = Math.abs(given.value - right) <= 1e-9 * Math.max(1, Math.abs(right));
    return isRight
      ? full(answer, actual, expected)
      : lostItem(answer, `'${answer}' is ${actual}, and that is not it.`, { actual, expected });
  }
  const other = unlike === null ? undefined : grading.answers.byKey.get(unlike);
  const otherValue = other && readValue(other.text, unit);
  if (otherValue && 'value' in otherValue && otherValue.value === given.value)
    return lostItem(answer, `'${answer}' is the same as '${unlike ?? ''}': the two differ.`, { actual, expected });
  const error = errorOf(credit, given.value, right);
  const share = shareOf(credit, error);
  if (share >= 1) return full(answer, actual, expected);
  const size = credit.of === 'absolute' ? '' : `, ${roughly(error)}`;
  const reason = `'${answer}' is ${actual}: too ${given.value > right ? 'large' : 'small'}${size}.`;
  return { name: answer, share, reason, expected, actual };
}

function full(name: string, actual: string, expected: string): ItemReport {
  return { name, share: 1, reason: null, expected, actual };
}

/** How far off, in words: the exact error of a wrong value would give the right one away. */
function roughly(error: number): string {
  if (error < 0.1) return 'by less than a tenth';
  return error < 0.5 ? 'by less than half' : 'by more than half';
}

function toleranceWords(credit: Credit): string {
  const most = credit.shape === 'linear' ? credit.full : credit.within;
  if (credit.of === 'absolute') return `at most ${most} off`;
  return most === 0 ? 'the exact value' : `at most ${tidy(most * 100)} % off`;
}

/** The smallest value on the grid from which on the expectation holds, by halving. */
async function searched(grading: Grading, check: LabCheck, search: Search): Promise<Valued> {
  const [from, to, step] = [search.from, search.to, search.step].map(readQuantity);
  if (!from || !to || !step || check.scenario === null)
    throw new LabMistake(`The search over ${search.path} has no grid.`);
  const own = grading.labScenario(check.scenario);
  const labels = own.scenario.algorithms.map(({ label }) => label);
  const asked = labelsAsked([search.holds], labels);
  const textAt = (index: number): string => `${tidy(from.number + index * step.number)}${from.unit}`;
  const holds = async (index: number): Promise<boolean> => {
    const ready = grading.changed(own, [{ path: search.path, value: textAt(index) }]);
    if ('reason' in ready) throw new LabMistake(ready.reason);
    const made = await grading.runs(ready, asked, check.seeds);
    const runs = made.flatMap((each) => each.runs);
    return evaluateExpectations([search.holds], labels, runs)[0]?.passed ?? false;
  };
  let [low, high] = [0, Math.round((to.number - from.number) / step.number)];
  if (!(await holds(high))) return { reason: `'${search.holds}' does not hold at ${search.to}.` };
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (await holds(middle)) high = middle;
    else low = middle + 1;
  }
  return { value: parseQuantity(textAt(high)) ?? NaN };
}
