// Where in a file a key stands: paths of keys in YAML and JSON, and the lines that they are on.
import { isMap, isScalar, isSeq, parseDocument, type ParsedNode } from 'yaml';

/** Keys of maps and places in lists (from 0), from the top of a file. */
export type KeyPath = readonly (string | number)[];

interface Child {
  readonly key: string | number;
  readonly start: number;
  readonly end: number;
  readonly value: ParsedNode | null;
}

function childrenOf(node: ParsedNode | null): readonly Child[] {
  if (isMap(node))
    return node.items.flatMap(({ key, value }): Child[] =>
      isScalar(key) ? [{ key: String(key.value), start: key.range[0], end: (value ?? key).range[1], value }] : [],
    );
  if (isSeq(node))
    return node.items.map((item, key) => ({ key, start: item.range[0], end: item.range[1], value: item }));
  return [];
}

function rootOf(text: string): ParsedNode | null {
  return parseDocument(text, { logLevel: 'silent' }).contents;
}

/** The path of the innermost key or item that an offset of a text (in UTF-16 code units) lies in. */
export function pathAt(text: string, offset: number): KeyPath {
  const path: (string | number)[] = [];
  for (let node = rootOf(text); ;) {
    const child = childrenOf(node).find(({ start, end }) => start <= offset && offset <= end);
    if (child === undefined) return path;
    path.push(child.key);
    node = child.value;
  }
}

/** The line, from 1, of a key or item; of the innermost around it where it is not there. */
export function lineAt(text: string, path: KeyPath): number {
  let [node, offset] = [rootOf(text), 0];
  for (const key of path) {
    const child = childrenOf(node).find((each) => each.key === key);
    if (child === undefined) break;
    [node, offset] = [child.value, child.start];
  }
  return lineOfOffset(text, offset);
}

/** The line, from 1, of an offset of a text. */
export function lineOfOffset(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
