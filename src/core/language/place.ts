// Where in a scenario the cursor is: the keys and items down to it, and the word that an offer would replace. The text need not be finished: a mark is put in
// the word's place, and the sketch (sketch.ts) says where it lands. Null where nothing can be offered: in comments, in quotes, within what is written already.
import type { DocumentNode, MapNode } from '../scenario/document';
import type { TextRange } from '../scenario/problem';
import { sketch } from './sketch';

/** Stands for the word while its place is looked up: of a range of characters that no file has. */
export const mark = '\uE000';

/** Keys of maps and numbers of list items, from the top down. */
export type Path = readonly (string | number)[];

interface Anywhere {
  /** What an offer replaces; empty where nothing is written yet. */
  readonly word: TextRange;
  /** Blanks part the cursor from the word before it, which goes on if the place lets it. */
  readonly isBehind: boolean;
  /** Stands within brackets: what is offered has to fit on the line, in braces. */
  readonly inBrackets: boolean;
  /** Of the word, from the start of its line. */
  readonly column: number;
  /** The file, with the mark in the word's place. */
  readonly tree: DocumentNode;
}

/** A key is written here. */
export interface KeyPlace extends Anywhere {
  readonly role: 'key';
  /** Of the map. */
  readonly path: Path;
  readonly map: MapNode;
  /** The value that the key has already; null: not even a colon follows. */
  readonly value: DocumentNode | null;
}

/** A value, or an item of a list, is written here. */
export interface ValuePlace extends Anywhere {
  readonly role: 'value';
  readonly path: Path;
  /** Nothing but the dash of an item stands before it on its line: a map may begin here, or a list. */
  readonly beginsLine: boolean;
  /** It is an item of a list that lacks its dash. */
  readonly lacksDash: boolean;
}

export type Place = KeyPlace | ValuePlace;

interface Found {
  readonly path: Path;
  readonly map: MapNode | null;
  readonly value: DocumentNode | null;
  /** The innermost map or list in brackets around it. */
  readonly inBrackets: boolean;
  /** The column where the key of the value stands; of an item, its dash. Within brackets, of the block that they stand in. */
  readonly owner: number;
}

/** The scalar, or the key, whose text has the offset inside it or at one of its ends. */
export function scalarAt(node: DocumentNode, offset: number): (TextRange & { readonly quoted: boolean }) | null {
  const isIn = ({ start, end }: TextRange): boolean => start <= offset && offset <= end;
  if (node.kind === 'scalar') {
    const { range, quoted } = node;
    return isIn(range) && range.end > range.start ? { ...range, quoted } : null;
  }
  if (node.kind === 'list')
    return node.items.reduce<ReturnType<typeof scalarAt>>((found, item) => found ?? scalarAt(item, offset), null);
  for (const { keyRange, value } of node.entries) {
    if (isIn(keyRange) && keyRange.end > keyRange.start) return { ...keyRange, quoted: false };
    const found = scalarAt(value, offset);
    if (found) return found;
  }
  return null;
}

/** Where a comment begins on the line of an offset that is not in quotes; else the end of the line. */
function contentEnd(text: string, lineStart: number): number {
  let quote = '';
  for (let at = lineStart; at < text.length; at++) {
    const character = text[at] ?? '';
    const isFirst = at === lineStart || /[\s[{,]/.test(text[at - 1] ?? '');
    if (character === '\n' || character === '\r') return at;
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (isFirst && (character === '"' || character === "'")) quote = character;
    else if (isFirst && character === '#') return at;
  }
  return text.length;
}

function lineStartAt(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** The last character of content before an offset: blanks, line ends and comments are passed over. */
function lastBefore(text: string, offset: number): string {
  let end = offset;
  while (end > 0) {
    const start = lineStartAt(text, end);
    const line = text.slice(start, Math.min(end, contentEnd(text, start))).trimEnd();
    if (line.trim() !== '') return line.at(-1) ?? '';
    end = start - 1;
  }
  return '';
}

/** The next content behind an offset, and its column; null: none follows. */
function nextAfter(
  text: string,
  offset: number,
): { readonly rest: string; readonly column: number; readonly below: boolean } | null {
  const content = /(?:[ \t\r\n]|(?<=^|[\s])#[^\r\n]*)*/y;
  content.lastIndex = offset;
  content.exec(text);
  const at = content.lastIndex;
  if (at >= text.length) return null;
  return {
    rest: text.slice(at, at + 2),
    column: at - lineStartAt(text, at),
    below: text.slice(offset, at).includes('\n'),
  };
}

function findMark(node: DocumentNode, path: Path, inBrackets: boolean, owner: number, text: string): Found | null {
  if (node.kind === 'scalar')
    return node.text === mark && !node.quoted ? { path, map: null, value: null, inBrackets, owner } : null;
  const within = inBrackets || /[[{]/.test(text[node.range.start] ?? '');
  const columnOf = (at: number): number => (within ? owner : at - lineStartAt(text, at));
  if (node.kind === 'list') {
    const column = columnOf(node.range.start);
    for (const [index, item] of node.items.entries()) {
      const found = findMark(item, [...path, index], within, column, text);
      if (found) return found;
    }
    return null;
  }
  for (const { key, keyRange, value } of node.entries) {
    if (key === mark) return { path, map: node, value, inBrackets: within, owner: columnOf(keyRange.start) };
    const found = findMark(value, [...path, key], within, columnOf(keyRange.start), text);
    if (found) return found;
  }
  return null;
}

/** Whether what stands behind a word inside brackets lets it be a word of its own: a comma, the end, or the lines of a block that the brackets run into. */
function isApart(text: string, word: TextRange, owner: number): boolean {
  const next = nextAfter(text, word.end);
  const isEnded = next === null || /^[,\]}:]/.test(next.rest) || (next.below && next.column <= owner);
  return isEnded && /[[{,:]/.test(lastBefore(text, word.start));
}

/** How a word stands on its line: behind other things, alone, or behind the dash of an item. */
type Stand = 'behind' | 'alone' | 'dashed';

/** Whether lines below would fall to a key or an inline value that is written here: they belong to something else. */
function takesLines(
  text: string,
  { word, column }: Pick<Anywhere, 'word' | 'column'>,
  owner: number,
  stand: Stand,
): boolean {
  const next = nextAfter(text, word.end);
  if (next === null) return false;
  if (!next.below) return true;
  if (stand === 'dashed') return next.column > owner;
  if (stand === 'alone') return next.column > column || (next.column > owner && next.column < column);
  return next.column > owner || (/^-\s/.test(next.rest) && next.column === owner);
}

/** Whether each other key of a map has its colon: a bare word among them makes no key of the rest. */
function isMapOfKeys(marked: string, map: MapNode): boolean {
  return map.entries.every(
    ({ key, keyRange }) => key === mark || /^\s*:/.test(marked.slice(keyRange.end, keyRange.end + 40)),
  );
}

/** Where the cursor is. */
export function placeAt(text: string, offset: number): Place | null {
  const lineStart = lineStartAt(text, offset);
  if (offset > contentEnd(text, lineStart)) return null;
  const read = sketch(text);
  const here = scalarAt(read, offset);
  const lineBefore = text.slice(lineStart, offset).trimEnd();
  const before = here ? null : scalarAt(read, lineStart + lineBefore.length);
  if (here?.quoted || before?.quoted) return null;
  const isBehind = before !== null && lineBefore !== '' && /^[ \t]*(?:$|[\r\n#,\]}])/.test(text.slice(offset));
  const word = here ?? { start: isBehind ? before.start : offset, end: offset };
  const written = text.slice(word.start, word.end);
  if (/[\r\n]/.test(written)) return null;
  const marked = text.slice(0, word.start) + mark + text.slice(word.end);
  const tree = sketch(marked);
  const found = findMark(tree, [], false, -1, marked);
  if (!found) return null;
  const { path, map, inBrackets, owner } = found;
  const column = word.start - lineStart;
  const common = { word: { start: word.start, end: word.end }, isBehind, inBrackets, column, tree, path };
  if (inBrackets && !isApart(text, word, owner)) return null;
  const lead = text.slice(lineStart, word.start);
  const beginsLine = !inBrackets && /^[ \t]*(?:-[ \t]+)*$/.test(lead);
  if (map) {
    const hasColon = /^[ \t]*:/.test(text.slice(word.end));
    if (!isMapOfKeys(marked, map)) return null;
    if (!hasColon && !inBrackets && takesLines(text, common, owner, 'behind')) return null;
    return { ...common, role: 'key', map, value: hasColon ? found.value : null };
  }
  const stand = !beginsLine ? 'behind' : lead.includes('-') ? 'dashed' : 'alone';
  if (!inBrackets && takesLines(text, common, owner, stand)) return null;
  return { ...common, role: 'value', beginsLine, lacksDash: stand === 'alone' && typeof path.at(-1) === 'number' };
}
