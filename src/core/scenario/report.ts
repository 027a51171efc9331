// Building problems: one place for their shape, so that checks read as sentences.
import type { DocumentNode } from './document';
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
  return replacements.map((replacement) => ({ title: `Change to ${visible(replacement)}`, range, replacement }));
}

/** What is written on one line for a node; null: more than that, or nothing. */
function onOneLine(text: string, { range: { start, end } }: DocumentNode): string | null {
  const written = text.slice(start, end);
  return end === start || /[\r\n]/.test(written) ? null : written;
}

/** The fix of a list whose dashes have no blanks behind them, which YAML takes for a text of several lines. */
function withBlanks(text: string, { kind, range: { start, end } }: DocumentNode): Fix | null {
  const written = text.slice(start, end);
  const lines = written.split('\n');
  if (kind !== 'scalar' || !lines.every((line) => /^\s*-[A-Za-z]/.test(line))) return null;
  const replacement = lines.map((line) => line.replace('-', '- ')).join('\n');
  return { title: 'Write a blank behind each dash', range: { start, end }, replacement };
}

/** The fix of a single item where a list is wanted: brackets around it. */
export function inList(text: string, node: DocumentNode): Fix[] {
  const dashed = withBlanks(text, node);
  if (dashed !== null) return [dashed];
  const written = onOneLine(text, node);
  const isItem = node.kind === 'scalar' ? !node.empty && !/[,[\]{}]/.test(written ?? '') : written?.startsWith('{');
  return written !== null && isItem ? replaceBy(node.range, [`[ ${written} ]`]) : [];
}

/** The fix of a list of one item where a single value is wanted: that item. */
export function outOfList(text: string, node: DocumentNode): Fix[] {
  const [item, ...others] = node.kind === 'list' ? node.items : [];
  const isAlone = item?.kind === 'scalar' && !item.empty && others.length === 0 && onOneLine(text, node) !== null;
  return isAlone ? replaceBy(node.range, [text.slice(item.range.start, item.range.end)]) : [];
}

/** 'a, b or c'. */
export function listOf(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}

/** Characters without a shape: joiners, marks of byte order, and those that turn the direction of what follows them. */
const shapeless = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;

function named(character: string): string {
  return `<U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}>`;
}

/** A piece of the file as a message can hold it: one short line in which everything is to be seen. */
export function visible(text: string): string {
  const line = text.replace(/[^\S\ufeff]+/g, ' ');
  // No half of a character is left at the cut.
  const short = line.length > 40 ? `${line.slice(0, 39).replace(/[\ud800-\udbff]$/, '')}…` : line;
  return short.replace(shapeless, named);
}

/** A word from the file in quotes. */
export function quoted(text: string): string {
  return `'${visible(text)}'`;
}

/** The first problem that `find` finds. */
export function firstOf<Item>(items: readonly Item[], find: (item: Item) => Problem | null): Problem | null {
  for (const item of items) {
    const found = find(item);
    if (found) return found;
  }
  return null;
}
