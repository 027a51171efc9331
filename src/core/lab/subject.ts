// What a check is about, so that the editor can show its outcome where the student works: a key of the answers, a policy, a scenario.
import { answersFile, type LabCheck } from './lab';

export interface Subject {
  /** A file of the student's. */
  readonly file: string;
  /** The key of `answers.yaml` at which it begins; null: the whole file. */
  readonly key: string | null;
}

/** The file that a check looks at; null: none in particular. */
export function subjectOf({ kind, scenario }: LabCheck): Subject | null {
  switch (kind.name) {
    case 'answer':
    case 'choice':
    case 'interval':
      return { file: answersFile, key: kind.items[0]?.answer ?? null };
    case 'expression':
      return { file: answersFile, key: kind.answer };
    case 'policy':
      return { file: kind.file, key: null };
    case 'structure': {
      const file = kind.values[0]?.file ?? kind.algorithms[0]?.file ?? kind.files[0] ?? scenario;
      return file === null ? null : { file, key: null };
    }
    default:
      return scenario === null ? null : { file: scenario, key: null };
  }
}

/** The line of a key at the top of an answers' text, from 0; 0 if it is not there. */
export function lineOfKey(text: string, key: string): number {
  const line = text.split('\n').findIndex((each) => each.startsWith(`${key}:`));
  return Math.max(0, line);
}
