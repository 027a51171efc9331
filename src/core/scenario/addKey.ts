// The fix of a key that is missing: the key with its first example, in braces or on a line of its own, as the map around it is written.
import type { MapNode } from './document';
import type { Field } from './fields';
import type { Fix } from './problem';
import { listOf } from './report';

/** What stands before the map's first key on its line. */
function indentationOf(text: string, at: number): string | null {
  const before = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  return /^\uFEFF?[ -]*$/.test(before) ? before.replace('\uFEFF', '').replaceAll('-', ' ') : null;
}

/** The fix that adds keys to a map; none if it cannot be told how. */
export function added(text: string, map: MapNode, keys: readonly (readonly [key: string, field: Field])[]): Fix[] {
  const last = map.entries.at(-1);
  const first = map.entries[0];
  const title = `Add ${listOf(keys.map(([key]) => `'${key}'`)).replace(' or ', ' and ')}`;
  const pairs = keys.map(([key, { examples }]) => `${key}: ${examples[0] ?? ''}`);
  if (text[map.range.start] === '{') {
    const inside = pairs.join(', ');
    const at = map.range.start + 1;
    const replacement = first ? ` ${inside},` : ` ${inside} `;
    // `{memory: 1GiB}` has no blank behind its brace.
    const gap = first && /\s/.test(text[at] ?? '') ? '' : first ? ' ' : '';
    return [{ title, range: { start: at, end: at }, replacement: `${replacement}${gap}` }];
  }
  if (!first || !last) return [];
  const indentation = indentationOf(text, first.keyRange.start);
  if (indentation === null) return [];
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const at = endOfMap(text, map);
  const isLineOver = at === 0 || text[at - 1] === '\n';
  const written = pairs.map((pair) => `${indentation}${pair}`).join(lineEnd);
  const replacement = isLineOver ? `${written}${lineEnd}` : `${lineEnd}${written}`;
  return [{ title, range: { start: at, end: at }, replacement }];
}

/** Behind the last line of a map that has something on it, its comment included. */
function endOfMap(text: string, { range }: MapNode): number {
  const written = text.slice(0, range.end).trimEnd().length;
  const lineEnd = text.indexOf('\n', written);
  return lineEnd < 0 ? text.length : text[lineEnd - 1] === '\r' ? lineEnd - 1 : lineEnd;
}
