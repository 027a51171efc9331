// `result.json` of Classroom 50, format `classroom50/result/v1`: scores are whole numbers, and the sum is that of the tests. Who and what it is about comes from the runner's
// environment (CLASSROOM, ASSIGNMENT, SUBMISSION_TAG, COMMIT_URL, RELEASE_URL, REVIEW_URL).
import type { LabReport } from '../report';
import { checkSentences } from './sentences';

/** What the runner says of the submission. */
export interface ClassroomContext {
  readonly classroom: string;
  readonly assignment: string;
  readonly submission: string;
  readonly commit: string;
  readonly release: string;
  readonly review: string;
  /** ISO 8601, UTC. */
  readonly datetime: string;
}

/** Names are at most 100 bytes. */
function shortName(text: string): string {
  const plain = text.replace(/[^\x20-\x7e]/g, '?');
  return plain.length > 100 ? `${plain.slice(0, 97)}...` : plain;
}

/**
 * Whole numbers with the sum of the exact ones, rounded: each is rounded down, and what is left goes to those with the largest rests (Hamilton's method).
 */
export function wholeShares(amounts: readonly number[]): number[] {
  const wholes = amounts.map(Math.floor);
  let left =
    Math.round(amounts.reduce((sum, amount) => sum + amount, 0)) - wholes.reduce((sum, whole) => sum + whole, 0);
  const byRest = amounts
    .map((amount, index) => ({ index, rest: amount - Math.floor(amount) }))
    .sort((a, b) => b.rest - a.rest || a.index - b.index);
  for (const { index } of byRest) {
    if (left-- <= 0) break;
    wholes[index] = (wholes[index] ?? 0) + 1;
  }
  return wholes;
}

/** The report as Classroom 50's object. */
export function classroom50Report(
  { checks, gradable, reason, maxPoints, generator }: LabReport,
  context: ClassroomContext,
): object {
  const most = wholeShares(checks.map((check) => check.maxPoints));
  const tests = gradable
    ? checks.map((check, index) => {
        const max = most[index] ?? 0;
        const score =
          check.status === 'passed'
            ? max
            : check.maxPoints === 0
              ? 0
              : Math.round((check.points / check.maxPoints) * max);
        return {
          'test-name': shortName(`${check.id} ${check.title}`),
          passed: check.status === 'passed',
          score,
          'max-score': max,
          output: checkSentences(check).join('\n'),
        };
      })
    : [
        {
          'test-name': 'gradable',
          passed: false,
          score: 0,
          'max-score': Math.round(maxPoints),
          output: `Not gradable: ${reason ?? ''}`,
        },
      ];
  return {
    schema: 'classroom50/result/v1',
    ...context,
    score: tests.reduce((sum, { score }) => sum + score, 0),
    'max-score': tests.reduce((sum, test) => sum + test['max-score'], 0),
    tests,
    grader: generator,
  };
}
