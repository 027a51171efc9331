// Formatting: two blanks a level, one blank behind ':' and ',', blanks inside braces, none at the end of a line, a line end at the end of the file.
// Keeps comments, line breaks, empty lines and the order of keys: the order of a sweep's paths means something, and comments belong
// to the lines that they stand by. A text that cannot be read stays as it is, and so does one that would read differently afterwards.
import type { DocumentNode } from '../scenario/document';
import { parseScenario } from '../scenario/parse';
import type { TextRange } from '../scenario/problem';
import { commentsOf } from './comments';
import { lineEndOf } from './extent';
import { type Atom, UnknownLayout, atomsOf } from './layoutAtoms';
import type { TextEdit } from './rename';

/** The blanks between two atoms of a line. */
function gapBetween(before: Atom, atom: Atom): number {
  if (atom.kind === 'comment') return Math.max(1, atom.gap);
  if (atom.kind === 'colon' || atom.kind === 'comma') return 0;
  if (before.kind === 'open') return before.text === '{' && atom.kind !== 'close' ? 1 : 0;
  if (atom.kind === 'close') return atom.text === '}' ? 1 : 0;
  return 1;
}

function print(atoms: readonly Atom[]): string {
  let text = '';
  let before: Atom | null = null;
  for (const atom of atoms) {
    if (atom.kind === 'newline') {
      text += '\n';
      before = null;
      continue;
    }
    if (atom.kind === 'lines') text += atom.text;
    else text += ' '.repeat(before ? gapBetween(before, atom) : atom.indent) + atom.text;
    before = atom.kind === 'lines' ? null : atom;
  }
  if (text.trim() === '') return text;
  return text.endsWith('\n') ? text : `${text}\n`;
}

function isSame(a: DocumentNode | null | undefined, b: DocumentNode | null | undefined): boolean {
  if (!a || !b) return a === b;
  if (a.kind === 'scalar' && b.kind === 'scalar')
    return a.text === b.text && a.quoted === b.quoted && a.empty === b.empty;
  if (a.kind === 'list' && b.kind === 'list')
    return a.items.length === b.items.length && a.items.every((item, index) => isSame(item, b.items[index]));
  if (a.kind === 'map' && b.kind === 'map')
    return (
      a.entries.length === b.entries.length &&
      a.entries.every(({ key, value }, index) => key === b.entries[index]?.key && isSame(value, b.entries[index].value))
    );
  return false;
}

/** What a text says, and its comments: what formatting must not change. */
function readsAs(text: string): { readonly root: DocumentNode | null; readonly comments: string } | null {
  const { document, problem } = parseScenario(text);
  const comments = commentsOf(text).map(({ start, end }) => text.slice(start, end));
  return problem ? null : { root: document.root, comments: comments.join('\n') };
}

function saysTheSame(text: string, other: string): boolean {
  const [before, after] = [readsAs(text), readsAs(other)];
  return before !== null && after !== null && isSame(before.root, after.root) && before.comments === after.comments;
}

/** The text in its form, with the line ends that it has; null if there is no rule for it. */
function inForm(text: string): string | null {
  try {
    return print(atomsOf(text)).replaceAll('\n', lineEndOf(text));
  } catch (error) {
    if (error instanceof UnknownLayout) return null;
    throw error;
  }
}

/** The text, formatted; as it is if it cannot be read. */
export function formatted(text: string): string {
  if (parseScenario(text).problem) return text;
  const form = inForm(text);
  return form !== null && saysTheSame(text, form) ? form : text;
}

/** A line that has something on it, and the empty lines and line ends before it. */
interface Line {
  readonly before: TextRange;
  readonly range: TextRange;
}

/** The lines with something on them; the last one is the end of the text. */
function writtenLines(text: string): Line[] {
  const lines: Line[] = [];
  let gapStart = 0;
  let at = 0;
  for (const line of text.split('\n')) {
    const end = at + (line.endsWith('\r') ? line.length - 1 : line.length);
    if (line.trim() !== '') {
      lines.push({ before: { start: gapStart, end: at }, range: { start: at, end } });
      gapStart = end;
    }
    at += line.length + 1;
  }
  return [...lines, { before: { start: gapStart, end: text.length }, range: { start: text.length, end: text.length } }];
}

function editsBetween(text: string, form: string): TextEdit[] {
  const after = writtenLines(form);
  return writtenLines(text).flatMap(({ before, range }, index) => {
    const line = after[index];
    if (!line) return [];
    return [
      { range: before, replacement: form.slice(line.before.start, line.before.end) },
      { range, replacement: form.slice(line.range.start, line.range.end) },
    ].filter((edit) => text.slice(edit.range.start, edit.range.end) !== edit.replacement);
  });
}

/** A text with changes, which are in its order, made to it. */
export function withEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let at = 0;
  for (const { range, replacement } of edits) {
    result += text.slice(at, range.start) + replacement;
    at = range.end;
  }
  return result + text.slice(at);
}

/** An edit of a line that leaves its indentation alone. */
function withoutIndent(text: string, { range, replacement }: TextEdit): TextEdit {
  const own = /^[ \t]*/.exec(text.slice(range.start, range.end))?.[0] ?? '';
  const isLine = text.slice(range.start, range.end).trim() !== '';
  return isLine ? { range, replacement: own + replacement.trimStart() } : { range, replacement };
}

/** The changes that format a text, line by line. */
export function formatEdits(text: string): readonly TextEdit[] {
  const form = formatted(text);
  return form === text ? [] : editsBetween(text, form);
}

/** The changes that format the lines which a range touches; their indentation is left alone if it belongs with that of other lines. */
export function formatRangeEdits(text: string, { start, end }: TextRange): readonly TextEdit[] {
  const first = text.lastIndexOf('\n', start - 1) + 1;
  const last = !text.includes('\n', end) ? text.length : text.indexOf('\n', end);
  const chosen = formatEdits(text).filter(({ range }) => first <= range.start && range.end <= last);
  if (chosen.length === 0) return [];
  const attempts = [chosen, chosen.map((edit) => withoutIndent(text, edit))];
  return attempts.find((edits) => saysTheSame(text, withEdits(text, edits))) ?? [];
}
