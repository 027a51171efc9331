// The files that a scenario refers to: traces and dirty curves beside it. Core reads no files: it names them (`referencedFiles`), whoever called
// it reads them, and hands their texts to the check.
import { findEntry } from './document';
import type { DocumentNode } from './document';
import { parseScenario } from './parse';
import type { TextRange } from './problem';

/**
 * In bytes, unpacked. A trace is held as a whole, as text and as columns, and is read in about a second per 100 MB: at this size a check still
 * takes less than a second. Hosts must not unpack further: a gzipped file may be a bomb.
 */
export const largestDataFile = 64 * 1024 * 1024;

/** Why a file's text is not there. */
export type FileFault =
  | { readonly kind: 'missing' }
  | {
      readonly kind: 'outside';
      /** What it lies outside of: "the scenario's folder", 'the workspace'. */
      readonly of: string;
    }
  | { readonly kind: 'too-large' }
  | {
      readonly kind: 'unreadable';
      /** In the system's words, without a full stop. */
      readonly reason: string;
    };

/** A file's text, or why there is none. What was made of a text is kept as long as this object is: hand in the same one while the file is the same. */
export type FileContent = { readonly text: string } | { readonly fault: FileFault };

/** By the names that the scenario uses. A name that is not there counts as missing. */
export type DataFiles = ReadonlyMap<string, FileContent>;

export interface ReferencedFile {
  /** As written: relative to the scenario's folder. */
  readonly name: string;
  readonly range: TextRange;
}

function named(node: DocumentNode | undefined): ReferencedFile[] {
  return node?.kind === 'scalar' && !node.empty && node.text.trim() !== ''
    ? [{ name: node.text, range: node.range }]
    : [];
}

/** The files that a scenario's text names, in the order of the text; nothing if it cannot be read. */
export function referencedFiles(text: string): readonly ReferencedFile[] {
  // Most scenarios name none: they are spared the parser, which the check needs again.
  if (!/\b(?:trace|dirtyCurve)\b/.test(text)) return [];
  const { document, problem } = parseScenario(text);
  const workload = problem ? undefined : findEntry(document.root, 'workload')?.value;
  if (workload?.kind !== 'list') return [];
  return workload.items.flatMap((region) =>
    ['trace', 'dirtyCurve'].flatMap((key) => named(findEntry(region, key)?.value)),
  );
}

/** The names of a text's files, each once. */
export function referencedNames(text: string): readonly string[] {
  return [...new Set(referencedFiles(text).map(({ name }) => name))];
}

/**
 * Whether a name stays in or below the folder that it starts from, by its letters alone: no drive, no leading slash, no more '..' than folders
 * before it.
 */
export function staysInside(name: string): boolean {
  const parts = name.split(/[/\\]/);
  if (/^(?:[/\\]|[A-Za-z]:)/.test(name)) return false;
  let depth = 0;
  for (const part of parts) {
    if (part === '..') depth--;
    else if (part !== '.' && part !== '') depth++;
    if (depth < 0) return false;
  }
  return true;
}
