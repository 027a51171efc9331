// Growing selections: from the word at the cursor over its value, its entry and its map to the whole file.
import type { DocumentNode, ScenarioDocument } from '../scenario/document';
import type { TextRange } from '../scenario/problem';
import { commentsOf } from './comments';
import { contentRange, entryRange, touches, unquoted } from './extent';

const wordPattern = /[A-Za-z_][\w-]*|[0-9]+(?:\.[0-9]+)?[A-Za-z%]*(?:\/s)?/g;

/** How far from the offset a word is looked for: no name of the language is longer, and the patterns take the square of it. */
const farthest = 500;

/** The word of a place of the text that holds the offset; with what dots join to it, as in `hca.downtime`. */
function wordsAt(text: string, { start, end }: TextRange, offset: number): TextRange[] {
  const lineStart = Math.max(start, text.lastIndexOf('\n', offset - 1) + 1, offset - farthest);
  const lineBreak = text.indexOf('\n', offset);
  const line = text.slice(lineStart, Math.min(end, lineBreak < 0 ? end : lineBreak, offset + farthest));
  return [wordPattern, /[\w-]+(?:\.[\w-]+)+/g].flatMap((pattern) =>
    [...line.matchAll(pattern)]
      .map((match) => ({ start: lineStart + match.index, end: lineStart + match.index + match[0].length }))
      .filter((range) => touches(range, offset))
      .slice(0, 1),
  );
}

/** The nodes and entries around an offset, the outermost first. */
function around(text: string, node: DocumentNode, offset: number): TextRange[] {
  const own = contentRange(text, node);
  if (!touches(own, offset)) return [];
  if (node.kind === 'scalar') return [own, unquoted(text, own), ...wordsAt(text, own, offset).reverse()];
  if (node.kind === 'list') {
    const item = node.items.find((candidate) => touches(contentRange(text, candidate), offset));
    return [own, ...(item ? around(text, item, offset) : [])];
  }
  const entry = node.entries.find((candidate) => touches(entryRange(text, candidate), offset));
  if (!entry) return [own];
  const { keyRange, value } = entry;
  const inKey = touches(keyRange, offset);
  const inside = inKey ? [keyRange, ...wordsAt(text, keyRange, offset).reverse()] : around(text, value, offset);
  return [own, entryRange(text, entry), ...inside];
}

function contains(outer: TextRange, inner: TextRange): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** The ranges around an offset, each within the next: the word first, the whole text last. */
export function selectionAt({ text, root }: ScenarioDocument, offset: number): readonly TextRange[] {
  const comment = commentsOf(text).find((range) => touches(range, offset));
  const inComment = comment ? [comment, ...wordsAt(text, comment, offset).reverse()] : [];
  const outer = root ? around(text, root, offset) : [];
  const ranges: TextRange[] = [{ start: 0, end: text.length }];
  for (const range of [...outer, ...inComment]) {
    const last = ranges.at(-1) ?? range;
    const isSmaller = contains(last, range) && range.end - range.start < last.end - last.start;
    if (isSmaller) ranges.push(range);
  }
  return ranges.reverse();
}
