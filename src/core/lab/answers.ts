// `answers.yaml`: the student's numbers, words and formulas, a key each, and `student:`, the id that decides their variant. Read with the scenario's own care: limits
// before YAML, texts as written.
import { decodedProblem } from './faults';
import type { FileContent } from '../scenario/dataFiles';
import type { DocumentNode } from '../scenario/document';
import { parseScenario } from '../scenario/parse';
import { parseInterval, parseNumber, parseWriteRate } from '../scenario/values';
import { parseQuantity } from './formula';
import type { AnswerUnit } from './lab';

/** What a student wrote under a key; `list`: items of a list, as written. */
export interface Answer {
  readonly text: string;
  readonly list: readonly string[] | null;
}

export interface Answers {
  readonly byKey: ReadonlyMap<string, Answer>;
  /** Why the file cannot be read, with its line; else null. */
  readonly problem: string | null;
}

const none: Answers = { byKey: new Map(), problem: null };

/** Reads the answers; a file that is not there has none. */
export function readAnswers(content: FileContent | undefined): Answers {
  if (content === undefined) return none;
  if ('fault' in content) return { ...none, problem: decodedProblem('answers.yaml', content.fault) };
  const { document, problem } = parseScenario(content.text);
  const { root } = document;
  if (problem?.code === 'empty-file') return none;
  if (problem) {
    const line = content.text.slice(0, problem.range.start).split('\n').length;
    return { ...none, problem: `answers.yaml, line ${line}: ${problem.message}` };
  }
  if (root === null || (root.kind === 'scalar' && root.empty)) return none;
  if (root.kind !== 'map')
    return { ...none, problem: 'answers.yaml is no list of keys and answers: write `key: answer`, a line each.' };
  const byKey = new Map<string, Answer>();
  for (const { key, value } of root.entries) {
    const answer = answerIn(value, content.text);
    if (answer !== null) byKey.set(key, answer);
  }
  return { byKey, problem: null };
}

/** What stands under a key of the answers' text; null: nothing, or a map, which is no answer. */
export function answerIn(node: DocumentNode, text: string): Answer | null {
  if (node.kind === 'scalar') return node.empty ? null : { text: node.text.trim(), list: null };
  if (node.kind === 'map') return null;
  const list = node.items.map((item) => (item.kind === 'scalar' ? item.text.trim() : ''));
  return { text: text.slice(node.range.start, node.range.end).trim(), list };
}

/** The id that the answers state; null: none. */
export function statedStudent({ byKey }: Answers): string | null {
  const text = byKey.get('student')?.text ?? '';
  return text === '' ? null : text.slice(0, 200);
}

/** A value in the base units of formulas, or why it is none. */
export type ReadValue = { readonly value: number } | { readonly reason: string };

const examples: Readonly<Record<AnswerUnit, string>> = {
  number: '12 or 0.31',
  duration: '12.5s or 250ms',
  size: '100MiB',
  'bit-rate': '12.5MiB/s or 100Mbit/s',
  rate: '1500/s or 1.5k/s, page writes a second',
  share: '31% or 0.31',
};

/** The gaps between thousands, as the program prints them. */
const thousandsGaps = /(?<=\d)[ \u00a0\u2009\u202f](?=\d{3}(?!\d))/g;

/** Reads an answer by its unit. */
export function readValue(written: string, unit: AnswerUnit): ReadValue {
  const text = written.replace(thousandsGaps, '');
  const comma = /\d,\d/.test(written) ? ' Decimals have a point.' : '';
  const wrong = {
    reason: `'${shown(written)}' is not written as wanted here: write, for example, ${examples[unit]}.${comma}`,
  };
  if (unit === 'rate') {
    const bare = parseNumber('factor', text);
    if (bare.ok) return { value: bare.value };
    const parsed = parseWriteRate(text);
    return parsed.ok && 'perSecond' in parsed.value ? { value: parsed.value.perSecond } : wrong;
  }
  // Bare bytes would hide that somebody meant MiB.
  if (unit === 'size') {
    const value = /^[\d.]+ ?[kKMGT]?i?B$/.test(text) || text === '0' ? parseQuantity(text) : null;
    return value === null ? wrong : { value };
  }
  const parsed = parseNumber(unit === 'number' ? 'factor' : unit, text);
  if (!parsed.ok) return wrong;
  return { value: unit === 'bit-rate' ? parsed.value / 8 : parsed.value };
}

/** Reads `10s..12s`, or a list of two values. */
export function readIntervalAnswer(
  { text, list }: Answer,
  unit: AnswerUnit,
): { readonly low: number; readonly high: number } | { readonly reason: string } {
  const parts = list ?? text.split('..');
  const [from = '', to = ''] = parts.map((part) => part.trim());
  const wrong = {
    reason: `'${shown(text)}' is no interval: write, for example, ${examples[unit].split(' or ')[0] ?? ''}..${examples[unit].split(' or ')[0] ?? ''}.`,
  };
  if (parts.length !== 2) return unit === 'duration' ? ofSpan(text, wrong) : wrong;
  const [low, high] = [readValue(from, unit), readValue(to, unit)];
  if (!('value' in low) || !('value' in high) || low.value > high.value) return wrong;
  return { low: low.value, high: high.value };
}

function ofSpan(
  text: string,
  wrong: { readonly reason: string },
): { readonly low: number; readonly high: number } | { readonly reason: string } {
  const parsed = parseInterval(text);
  if (!parsed.ok || parsed.value.toSeconds === null) return wrong;
  return { low: parsed.value.fromSeconds, high: parsed.value.toSeconds };
}

/** A student's text as a sentence can hold it. */
export function shown(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
