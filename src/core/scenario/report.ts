// Building problems: one place for their shape, so that checks read as sentences.
import type { Fix, Problem, RelatedPlace, Severity, TextRange } from './problem';

interface Extra {
  readonly severity?: Severity;
  readonly fixes?: readonly Fix[];
  readonly related?: readonly RelatedPlace[];
}

/** A problem; an error unless `extra` says otherwise. */
export function problem(code: string, range: TextRange, message: string, extra: Extra = {}): Problem {
  const { severity = 'error', fixes = [], related = [] } = extra;
  return { code, severity, range, message, fixes, related };
}

/** Fixes that put one of `replacements` in the place of `range`. */
export function replaceBy(range: TextRange, replacements: readonly string[]): Fix[] {
  return replacements.map((replacement) => ({ title: `Change to ${replacement}`, range, replacement }));
}

/** 'a, b or c'. */
export function listOf(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}

/** A word from the file, short enough for a message. */
export function quoted(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return `'${line.length > 40 ? `${line.slice(0, 39)}…` : line}'`;
}

/** The first problem that `find` finds. */
export function firstOf<Item>(items: readonly Item[], find: (item: Item) => Problem | null): Problem | null {
  for (const item of items) {
    const found = find(item);
    if (found) return found;
  }
  return null;
}
