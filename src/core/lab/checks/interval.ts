// `interval`: an interval must hold the right value, and be short enough to say something.
import { readIntervalAnswer, shown } from '../answers';
import { meanOf } from '../credit';
import { LabMistake, type Grading } from '../grading';
import type { IntervalKind, LabCheck } from '../lab';
import type { ItemReport } from '../report';
import { lostItem, type CheckOutcome } from './outcome';

/** Works the check out. */
export async function checkInterval(grading: Grading, check: LabCheck, kind: IntervalKind): Promise<CheckOutcome> {
  const texts = kind.items.flatMap(({ value, widest }) => [value, widest]);
  const values = await grading.labValues(check.scenario, check.seeds, texts);
  const items = kind.items.map(({ answer, unit }, index): ItemReport => {
    const [right, widest] = [values[2 * index], values[2 * index + 1]];
    if (!right || !widest || 'reason' in right || 'reason' in widest)
      throw new LabMistake(`The right value of '${answer}' cannot be worked out.`);
    const written = grading.answers.byKey.get(answer);
    if (written === undefined) return lostItem(answer, `'${answer}' has no answer.`);
    const actual = shown(written.text);
    const given = readIntervalAnswer(written, unit);
    if ('reason' in given) return lostItem(answer, given.reason, { actual });
    if (right.value < given.low || right.value > given.high)
      return lostItem(
        answer,
        `'${answer}' is ${actual}: the right value lies ${right.value < given.low ? 'below' : 'above'} it.`,
        { actual },
      );
    const ratio = (given.high - given.low) / widest.value;
    const share = Math.min(1, Math.max(0, 2 - ratio));
    const reason =
      share >= 1
        ? null
        : `'${answer}' is ${actual}: it holds the right value, but is ${ratio.toFixed(1)} times as wide as the widest one with full points.`;
    return { name: answer, share, reason, expected: null, actual };
  });
  return { share: meanOf(items.map(({ share }) => share)), items, run: null };
}
