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
  const formulas = kind.items.flatMap(({ value }) => value ?? []);
  const values = [...(await grading.labValues(check.scenario, check.seeds, formulas))];
  const items: ItemReport[] = [];
  for (const item of kind.items) {
    const right = item.search === null ? values.shift() : await searched(grading, check, item.search);
    if (right === undefined || 'reason' in right)
      throw new LabMistake(
        `The right value of '${item.answer}' cannot be worked out: ${right?.reason ?? 'it has none'}`,
      );
    items.push(itemOf(grading, check.credit, item, right.value));
  }
  const shares = items.map(({ share }) => share);
  return { share: together(check.credit, shares), items, run: null };
}

function itemOf(
  grading: Grading,
  credit: Credit,
  { answer, unit, exact, unlike }: AnswerItem,
  right: number,
): ItemReport {
  const written = grading.answers.byKey.get(answer);
  if (written === undefined) return lostItem(answer, `'${answer}' has no answer.`);
  const actual = shown(written.text);
  const given = readValue(written.text, unit);
  if ('reason' in given) return lostItem(answer, given.reason, { actual });
  const expected = exact ? 'the exact number' : toleranceWords(credit);
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
  const size = credit.of === 'absolute' ? '' : ` by ${percent(error)}`;
  const reason = `'${answer}' is ${actual}: too ${given.value > right ? 'large' : 'small'}${size}.`;
  return { name: answer, share, reason, expected, actual };
}

function full(name: string, actual: string, expected: string): ItemReport {
  return { name, share: 1, reason: null, expected, actual };
}

/** An error as a person reads it; beyond 200 % it is beyond saying. */
function percent(error: number): string {
  if (!(error < 2)) return 'more than 200 %';
  return `${error < 0.1 ? tidy(Math.round(error * 1000) / 10) : Math.round(error * 100)} %`;
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
