// Problems of a student's answers as they are typed: what cannot be read as an answer, in the grader's own words, and keys with a slip of the pen. Whether an answer is
// right is the checks' business.
import type { Entry } from '../scenario/document';
import { nearest } from '../scenario/nearest';
import { parseScenario } from '../scenario/parse';
import type { Problem } from '../scenario/problem';
import { problem, quoted } from '../scenario/report';
import { answerIn, readIntervalAnswer, readValue, shown, type Answer } from './answers';
import { parseFormula } from './formula';
import type { CheckKind, Lab } from './lab';

/** Why a text is no answer, in a sentence; null: it is one. */
type Reader = (answer: Answer) => string | null;

function readersOf(kind: CheckKind): readonly (readonly [key: string, read: Reader])[] {
  switch (kind.name) {
    case 'answer':
      return kind.items.map(({ answer, unit }) => [answer, ({ text }) => reasonIn(readValue(text, unit))]);
    case 'interval':
      return kind.items.map(({ answer, unit }) => [answer, (given) => reasonIn(readIntervalAnswer(given, unit))]);
    case 'choice':
      return kind.items.map(({ answer, of }) => [
        answer,
        ({ text }) =>
          of.some((word) => word.toLowerCase() === text.toLowerCase())
            ? null
            : `'${shown(text)}' is none of ${of.join(', ')}.`,
      ]);
    case 'expression': {
      const names = kind.variables.map(({ name }) => name);
      return [
        [
          kind.answer,
          ({ text }) => {
            const parsed = parseFormula(text, { names, labels: [] });
            return 'fault' in parsed ? parsed.fault.message : null;
          },
        ],
      ];
    }
    default:
      return [];
  }
}

function reasonIn(read: object): string | null {
  return 'reason' in read && typeof read.reason === 'string' ? read.reason : null;
}

/** The problems of `answers.yaml`; other keys than the lab's may be for checks that a student does not have. */
export function answersProblems(text: string, lab: Lab): readonly Problem[] {
  const { document, problem: first } = parseScenario(text);
  if (first !== null) return first.code === 'empty-file' ? [] : [first];
  const { root } = document;
  if (root === null || (root.kind === 'scalar' && root.empty)) return [];
  if (root.kind !== 'map')
    return [problem('wrong-type', root.range, 'Answers are keys with values: write `key: answer`, a line each.')];
  const readers = new Map(lab.checks.flatMap(({ kind }) => readersOf(kind)));
  // A slip of the pen leaves the key that was meant unwritten.
  const written = new Set(root.entries.map(({ key }) => key));
  const missing = [...readers.keys(), 'student'].filter((key) => !written.has(key));
  return root.entries.flatMap((entry) => problemOf(entry, text, readers, missing) ?? []);
}

function problemOf(
  { key, keyRange, value }: Entry,
  text: string,
  readers: ReadonlyMap<string, Reader>,
  missing: readonly string[],
): Problem | null {
  const read = readers.get(key);
  const answer = answerIn(value, text);
  if (read !== undefined) {
    const reason = answer === null ? null : read(answer);
    return reason === null ? null : problem('unreadable-answer', value.range, reason, { severity: 'warning' });
  }
  const meant = key === 'student' ? undefined : nearest(key, missing);
  if (meant === undefined) return null;
  const message = `The lab asks for no ${quoted(key)}: is ${quoted(meant)} meant?`;
  return problem('unknown-answer', keyRange, message, { severity: 'warning' });
}
