// A scenario's text as a tree with ranges: what parse.ts makes of YAML and everything else reads. Plain data, no library types.
import type { TextRange } from './problem';

export interface ScalarNode {
  readonly kind: 'scalar';
  /** The text as written, without quotes; never YAML's idea of a number. */
  readonly text: string;
  readonly quoted: boolean;
  /** Nothing is written (or `null`, `~`). */
  readonly empty: boolean;
  readonly range: TextRange;
}

export interface Entry {
  readonly key: string;
  readonly keyRange: TextRange;
  readonly value: DocumentNode;
}

export interface MapNode {
  readonly kind: 'map';
  readonly entries: readonly Entry[];
  readonly range: TextRange;
}

export interface ListNode {
  readonly kind: 'list';
  readonly items: readonly DocumentNode[];
  readonly range: TextRange;
}

export type DocumentNode = ScalarNode | MapNode | ListNode;

export interface ScenarioDocument {
  readonly text: string;
  /** Null: an empty file, or one too broken to read. */
  readonly root: DocumentNode | null;
}

/** The entry of a map under a key. */
export function findEntry(node: DocumentNode | null | undefined, key: string): Entry | undefined {
  return node?.kind === 'map' ? node.entries.find((entry) => entry.key === key) : undefined;
}

/** The first line of a range's text, at most: where a problem about a whole block is underlined. */
export function firstLine(text: string, range: TextRange): TextRange {
  const line = text.slice(range.start, range.end).split(/\r?\n/, 1)[0] ?? '';
  return { start: range.start, end: range.start + line.trimEnd().length };
}
