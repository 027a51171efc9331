// How far things reach in a scenario's text: nodes without the blanks behind them, texts without their quotes, lines.
import type { DocumentNode, Entry } from '../scenario/document';
import type { TextRange } from '../scenario/problem';

/** Whether the offset lies in the range or at its end, where a cursor behind a word is. */
export function touches({ start, end }: TextRange, offset: number): boolean {
  return start <= offset && offset <= end;
}

/** A range without the blanks and line ends at its end. */
function trimmed(text: string, { start, end }: TextRange): TextRange {
  let last = end;
  while (last > start && /\s/.test(text.charAt(last - 1))) last--;
  return { start, end: last };
}

/** Whether a map or a list is written in brackets. */
export function isInBrackets(text: string, node: DocumentNode): boolean {
  return node.kind !== 'scalar' && /[[{]/.test(text.charAt(node.range.start));
}

/** Where what is written of a node ends: its last value's last character, not the comments and line ends behind it. */
export function contentEnd(text: string, node: DocumentNode): number {
  if (node.kind === 'scalar' || isInBrackets(text, node)) return trimmed(text, node.range).end;
  if (node.kind === 'list') {
    const last = node.items.at(-1);
    return last ? Math.max(node.range.start + 1, contentEnd(text, last)) : node.range.start;
  }
  const last = node.entries.at(-1);
  return last ? entryRange(text, last).end : node.range.start;
}

/** A node from its first character to its last. */
export function contentRange(text: string, node: DocumentNode): TextRange {
  return { start: node.range.start, end: contentEnd(text, node) };
}

/** Whether a value is left open: nothing stands behind its key. */
export function isMissing({ keyRange, value }: Entry): boolean {
  return value.kind === 'scalar' && value.empty && value.range.start === keyRange.start;
}

/** A key with its value. */
export function entryRange(text: string, entry: Entry): TextRange {
  const { keyRange, value } = entry;
  const end = isMissing(entry) ? keyRange.end : contentEnd(text, value);
  return { start: keyRange.start, end: Math.max(keyRange.end, end) };
}

/** A scalar's or a key's range without its quotes. */
export function unquoted(text: string, range: TextRange): TextRange {
  const first = text.charAt(range.start);
  const isQuoted = /["']/.test(first) && range.end - range.start >= 2 && text.charAt(range.end - 1) === first;
  return isQuoted ? { start: range.start + 1, end: range.end - 1 } : range;
}

/** The offsets at which lines begin. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The number of the line, from 0, that an offset lies in. */
export function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low;
}

/** Where the line that holds an offset ends, its line end not counted. */
export function lineEnd(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  if (at < 0) return text.length;
  return at > offset && text.charAt(at - 1) === '\r' ? at - 1 : at;
}

/** How far from the start of its line an offset lies. */
export function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

/** The line end that the text uses. */
export function lineEndOf(text: string): '\r\n' | '\n' {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
