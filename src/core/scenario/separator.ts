// `memory:1GiB`, `memory = 1GiB`, `memory 1GiB`: a key and its value without the colon and the blank that YAML wants between them.
import type { Problem, TextRange } from './problem';

/** What stands between a known key and its value, where that is not `: `. */
export interface Separator {
  readonly key: string;
  /** Where it stands in the text that was looked into; of blanks, which stay, where they begin. */
  readonly start: number;
  readonly end: number;
  /** What to say: '… a blank is missing behind its colon.' */
  readonly advice: string;
  readonly fix: Pick<Problem['fixes'][number], 'title' | 'replacement'>;
}

/** Any blank, those that YAML takes for letters included. */
const blanks = '[ \\t\\u00a0\\u2000-\\u200a\\u202f\\u3000]';
const pattern = new RegExp(`^([A-Za-z][A-Za-z0-9_.-]*)(${blanks}*[:=\uff1a]${blanks}*|${blanks}+)(?=\\S)`);

/** Whether a separator is nothing but blanks that YAML knows. */
function isBlank(between: string): boolean {
  return /^ +$/.test(between);
}

function adviceFor(key: string, between: string): Pick<Separator, 'advice' | 'fix'> {
  if (isBlank(between))
    return { advice: `a colon is missing after '${key}'.`, fix: { title: 'Insert the colon', replacement: ':' } };
  const fix = { title: `Write ': '`, replacement: ': ' };
  if (between === ':') return { advice: `a blank is missing behind the colon of '${key}'.`, fix };
  if (between.startsWith(':'))
    return { advice: `the blank behind the colon of '${key}' is one that YAML takes for a letter.`, fix };
  return { advice: `write a colon and a blank behind '${key}'.`, fix };
}

/** The separator of a text that begins with one of `known` and goes on with a value. */
export function separatorIn(text: string, known: readonly string[]): Separator | null {
  const [, key = '', between = ''] = pattern.exec(text) ?? [];
  if (key === '' || !known.includes(key)) return null;
  const start = key.length;
  return { key, start, end: isBlank(between) ? start : start + between.length, ...adviceFor(key, between) };
}

/** Its fix, where the text stands in the document as it was looked into. */
export function separatorFix({ start, end, fix }: Separator, range: TextRange): Problem['fixes'][number] {
  return { ...fix, range: { start: range.start + start, end: range.start + end } };
}
