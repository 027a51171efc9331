// Places in a scenario that the editor and the command line ask for.
import { findEntry } from './document';
import type { ScenarioDocument } from './document';
import type { TextRange } from './problem';

/** The algorithms of a file, as far as they are written. */
export interface LocatedAlgorithms {
  /** The key `algorithms`: a lens stands above it. */
  readonly keyRange: TextRange;
  /** One range an entry, in file order. */
  readonly entries: readonly TextRange[];
}

/** Where the list of algorithms stands; null if the file has none. */
export function locateAlgorithms(document: ScenarioDocument): LocatedAlgorithms | null {
  const entry = findEntry(document.root, 'algorithms');
  if (!entry) return null;
  return {
    keyRange: entry.keyRange,
    entries: entry.value.kind === 'list' ? entry.value.items.map(({ range }) => range) : [],
  };
}

/** Line and column of an offset, both from 1; columns count UTF-16 units, as editors do. */
export function lineColumn(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  let line = 1;
  for (let end = before.indexOf('\n'); end >= 0; end = before.indexOf('\n', end + 1)) line++;
  return { line, column: offset - lineStart + 1 };
}
