// `expression`: a formula of the student's own, compared with the right one at 50 points between the bounds of its variables, drawn from the lab's and the check's ids.
import { RandomStream } from '../../random';
import { shown } from '../answers';
import { parseFormula, valueOf, type Formula } from '../formula';
import { LabMistake, type Grading } from '../grading';
import type { ExpressionKind, LabCheck } from '../lab';
import { nothing, lostItem, type CheckOutcome } from './outcome';

const POINTS = 50;
/** Two formulas are the same if they differ by no more than this, of the larger value, unless the check allows more. */
const TOLERANCE = 1e-6;

type Point = Readonly<Record<string, number>>;

/** Works the check out. */
export async function checkExpression(grading: Grading, check: LabCheck, kind: ExpressionKind): Promise<CheckOutcome> {
  const { answer, variables } = kind;
  const written = grading.answers.byKey.get(answer)?.text;
  if (written === undefined) return nothing(answer, `'${answer}' has no answer.`);
  const actual = shown(written);
  const names = variables.map(({ name }) => name);
  const parsed = parseFormula(written, { names, labels: [] });
  if ('fault' in parsed)
    return { share: 0, items: [lostItem(answer, `'${answer}': ${parsed.fault.message}`, { actual })], run: null };
  const points = await pointsOf(grading, check, kind);
  const known = { names: [...names, ...Object.keys(grading.names)], labels: [] };
  const own = (text: string): Formula => {
    const formula = parseFormula(text, known);
    if ('fault' in formula)
      throw new LabMistake(`The lab's formula '${text}' cannot be read: ${formula.fault.message}`);
    return formula.formula;
  };
  const tolerance = Math.max(kind.within, TOLERANCE);
  const isLike = (text: string): boolean => isSame(parsed.formula, own(text), points, tolerance);
  if (isLike(kind.value))
    return { share: 1, items: [{ name: answer, share: 1, reason: null, expected: null, actual }], run: null };
  const near = kind.partial.find(({ value }) => isLike(value));
  const share = near?.share ?? 0;
  const reason =
    near?.reason ?? `'${answer}' gives other values than the right formula: try it with numbers that you know.`;
  return { share, items: [{ name: answer, share, reason, expected: null, actual }], run: null };
}

async function pointsOf(grading: Grading, check: LabCheck, { variables }: ExpressionKind): Promise<readonly Point[]> {
  const bounds = await grading.labValues(
    null,
    null,
    variables.flatMap(({ from, to }) => [from, to]),
  );
  const stream = new RandomStream(`${grading.input.lab.id}/${check.id}/points`);
  return Array.from({ length: POINTS }, () => {
    const drawn = variables.map(({ name }, index): [string, number] => {
      const [from, to] = [bounds[2 * index], bounds[2 * index + 1]];
      if (!from || !to || 'reason' in from || 'reason' in to)
        throw new LabMistake(`The variable ${name} has no bounds.`);
      return [name, from.value + stream.unit() * (to.value - from.value)];
    });
    return { ...grading.names, ...Object.fromEntries(drawn) };
  });
}

function isSame(left: Formula, right: Formula, points: readonly Point[], tolerance: number): boolean {
  return points.every((names) => {
    const [a, b] = [valueOf(left, { names, runs: [] }), valueOf(right, { names, runs: [] })];
    if ('reason' in a || 'reason' in b) return false;
    return Math.abs(a.value - b.value) <= tolerance * Math.max(Math.abs(a.value), Math.abs(b.value), 1e-12);
  });
}
