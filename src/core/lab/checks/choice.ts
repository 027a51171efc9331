// `choice`: one of several words. A wrong one costs what guessing would bring, so that guessing brings nothing on average; a blank costs nothing.
import { shown } from '../answers';
import { meanOf } from '../credit';
import type { Grading } from '../grading';
import type { ChoiceKind } from '../lab';
import type { ItemReport } from '../report';
import { lostItem, type CheckOutcome } from './outcome';

/** Works the check out. */
export function checkChoice(grading: Grading, { items, penalty }: ChoiceKind): CheckOutcome {
  const reports = items.map(({ answer, of, right }): ItemReport => {
    const actual = grading.answers.byKey.get(answer)?.text;
    const words = of.join(', ');
    if (actual === undefined) return lostItem(answer, `'${answer}' has no answer.`, { expected: `one of ${words}` });
    const given = of.find((word) => word.toLowerCase() === actual.toLowerCase());
    if (given === undefined)
      return lostItem(answer, `'${answer}' is '${shown(actual)}', which is none of ${words}.`, {
        actual: shown(actual),
        expected: `one of ${words}`,
      });
    if (right.includes(given)) return { name: answer, share: 1, reason: null, expected: null, actual: given };
    const wrongWords = of.length - right.length;
    // A guess is right with r of n: r/n = (n - r)/n x penalty.
    const cost = penalty ?? Math.min(1, right.length / Math.max(1, wrongWords));
    return { ...lostItem(answer, `'${answer}' is '${given}', and that is wrong.`, { actual: given }), share: -cost };
  });
  return { share: Math.max(0, meanOf(reports.map(({ share }) => share))), items: reports, run: null };
}
