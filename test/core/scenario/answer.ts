// What the check owes any text at all, sound or broken: an answer in time, each problem at a place of the text, under a code that the documentation
// explains, in one visible line, said once, with fixes that can be applied.
import { performance } from 'node:perf_hooks';
import { checkScenario, hasErrors } from '../../../src/core/scenario/check';
import type { DataFiles } from '../../../src/core/scenario/dataFiles';
import type { Problem, TextRange } from '../../../src/core/scenario/problem';
import { apply } from './support';

export interface Demands {
  /** Those of docs/problems.md. */
  readonly codes: ReadonlySet<string>;
  /** Problems of the file as such: whoever has one has no other. */
  readonly alone: ReadonlySet<string>;
  readonly files: DataFiles;
  readonly secondsAtMost: number;
}

/** The codes that the page explains, all of them and those of its section about files. */
export function codesOf(page: string): Pick<Demands, 'codes' | 'alone'> {
  const codes = (text: string): Set<string> =>
    new Set([...text.matchAll(/^\| `([a-z0-9-]+)`/gm)].map(([, code = '']) => code));
  const [, section = ''] = /^## The file\n([^]*?)^## /m.exec(page) ?? [];
  const alone = codes(section);
  // Of a text of one line it is said where the text is read, beside what else is wrong.
  alone.delete('control-character');
  return { codes: codes(page), alone };
}

// A message is printed: what moves the cursor, ends the line or turns the direction of what follows has no business in it.
const unprintable = /[\p{Cc}\p{Surrogate}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

function faultOfMessage(message: string): string | null {
  if (unprintable.test(message)) return 'has a character that no line of output may have';
  if (message.length === 0 || message.length > 400) return `has ${message.length} characters`;
  if (/undefined|NaN|Infinity|\[object/.test(message)) return 'shows the insides of the program';
  return null;
}

/** Whether an offset lies between the two halves of a character. */
function splits(text: string, offset: number): boolean {
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(offset - 1, offset + 1));
}

function faultOfRange(text: string, { start, end }: TextRange): string | null {
  if (!(Number.isInteger(start) && Number.isInteger(end) && 0 <= start && start <= end && end <= text.length))
    return `lies at ${start}-${end} of ${text.length}`;
  return splits(text, start) || splits(text, end) ? `cuts a character in two at ${start}-${end}` : null;
}

function faultOfProblem(
  text: string,
  { code, message, range, fixes, related }: Problem,
  { codes }: Demands,
): string | null {
  if (!codes.has(code)) return 'has a code that docs/problems.md does not explain';
  const said = [message, ...fixes.map(({ title }) => title), ...related.map((other) => other.message)];
  const places = [range, ...fixes.map((fix) => fix.range), ...related.map((other) => other.range)];
  for (const sentence of said) {
    const fault = faultOfMessage(sentence);
    if (fault !== null) return fault;
  }
  for (const placed of places) {
    const fault = faultOfRange(text, placed);
    if (fault !== null) return fault;
  }
  return null;
}

function faultOfAll(problems: readonly Problem[], { alone }: Demands): string | null {
  const seen = new Set<string>();
  for (const { code, severity, range } of problems) {
    // Two errors at one place have one cause. What a map lacks is shown at its head, which may be wrong by itself; a hint may lie anywhere.
    const what = severity === 'error' && code !== 'missing-key' ? severity : code;
    const place = `${what}@${range.start}-${range.end}`;
    if (seen.has(place)) return `${place} is said twice`;
    seen.add(place);
    if (alone.has(code) && problems.length > 1) return `${code} is not alone`;
  }
  return null;
}

const shown = ({ code, range, message }: Problem): string =>
  `${code}@${range.start}-${range.end}: ${JSON.stringify(message)}`;

/** The first thing that is wrong with the answer to a text; null: nothing. */
function faultOfAnswer(
  text: string,
  demands: Demands,
): { readonly fault: string | null; readonly problems: readonly Problem[] } {
  const begin = performance.now();
  let answer;
  try {
    answer = checkScenario(text, { files: demands.files });
  } catch (error) {
    return { fault: `threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`, problems: [] };
  }
  const seconds = (performance.now() - begin) / 1000;
  const { scenario, problems } = answer;
  const outline = problems.map(shown).join('\n  ');
  if (seconds > demands.secondsAtMost) return { fault: `took ${seconds.toFixed(3)} s`, problems };
  if ((scenario === null) !== hasErrors(problems))
    return { fault: `runs with errors, or not without:\n  ${outline}`, problems };
  const ofAll = faultOfAll(problems, demands);
  if (ofAll !== null) return { fault: `${ofAll}:\n  ${outline}`, problems };
  for (const problem of problems) {
    const fault = faultOfProblem(text, problem, demands);
    if (fault !== null) return { fault: `${shown(problem)} ${fault}`, problems };
  }
  return { fault: null, problems };
}

/** The same, and of the texts that the fixes make of it. */
export function faultOf(text: string, demands: Demands): string | null {
  const { fault, problems } = faultOfAnswer(text, demands);
  if (fault !== null) return fault;
  for (const { code, fixes } of problems)
    for (const fix of fixes) {
      const mended = apply(text, fix);
      if (mended === text) return `'${fix.title}' (${code}) changes nothing`;
      const after = faultOfAnswer(mended, demands).fault;
      if (after !== null) return `After '${fix.title}' (${code}): ${after}`;
    }
  return null;
}
