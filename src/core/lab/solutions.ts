// The solutions that a lab is held against: a folder each, with the student's files and `expected.yaml`, which says what they must get:
//   why: what is wrong with it, in a sentence       points: 62.5       checks: { L1.2: 12 }
// `model` must get full points without it. The empty submission, the starter as it is handed out, is made here.
import { parseScenario } from '../scenario/parse';

export const expectedFile = 'expected.yaml';
export const modelName = 'model';

/** The largest share of the points that a submission may get to which nobody did anything. */
export const emptyShare = 0.1;

export interface Expected {
  readonly why: string;
  readonly points: number | null;
  readonly checks: ReadonlyMap<string, number>;
}

/** Reads `expected.yaml`; null: it does not say what it has to. */
export function readExpected(text: string): Expected | null {
  const { document, problem } = parseScenario(text);
  if (problem || document.root?.kind !== 'map') return null;
  let why = '';
  let points: number | null = null;
  const checks = new Map<string, number>();
  for (const { key, value } of document.root.entries) {
    if (key === 'why' && value.kind === 'scalar') why = value.text;
    else if (key === 'points' && value.kind === 'scalar') points = Number(value.text);
    else if (key === 'checks' && value.kind === 'map')
      for (const entry of value.entries)
        if (entry.value.kind === 'scalar') checks.set(entry.key, Number(entry.value.text));
  }
  const isSound = [points ?? 0, ...checks.values()].every(Number.isFinite);
  return why === '' || !isSound || (points === null && checks.size === 0) ? null : { why, points, checks };
}
