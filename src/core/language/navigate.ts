// Where a name under the cursor comes from, and where else it stands: definition, references, highlights. A name is a region's or an algorithm's
// label; the other keys of a sweep's path lead to the keys of the file that they name, and the name of a file to the file.
import { findEntry } from '../scenario/document';
import type { DocumentNode, Entry, ScenarioDocument } from '../scenario/document';
import { firstLine } from '../scenario/document';
import type { TextRange } from '../scenario/problem';
import { contentRange, entryRange, touches } from './extent';
import { filesOf } from './links';
import { namedLists, namesOf, segmentsOf } from './names';
import type { Declaration, NameKind, Names, PathSegment } from './names';

/** A place in the same file: what to show, and in it what to put the cursor on. */
export interface PlaceTarget {
  readonly kind: 'place';
  readonly range: TextRange;
  readonly selection: TextRange;
}

/** A file beside the scenario. */
export interface FileTarget {
  readonly kind: 'file';
  readonly name: string;
}

export interface Definition {
  /** The word that leads there. */
  readonly origin: TextRange;
  readonly targets: readonly (PlaceTarget | FileTarget)[];
}

/** A name where it stands. */
export interface Occurrence {
  readonly kind: NameKind;
  readonly name: string;
  readonly range: TextRange;
  readonly isDeclaration: boolean;
}

/** Where a declaration's name is, or else its first line. */
function selectionOf(text: string, { nameRange, node }: Declaration): TextRange {
  return nameRange ?? firstLine(text, node.range);
}

function placeOf(text: string, declaration: Declaration): PlaceTarget {
  const selection = selectionOf(text, declaration);
  const whole = contentRange(text, declaration.node);
  return { kind: 'place', range: { start: whole.start, end: Math.max(whole.end, selection.end) }, selection };
}

/** The places of all names, in the order of the text. */
function occurrencesOf({ declarations, uses }: Names): Occurrence[] {
  const declared = declarations.flatMap(({ kind, name, nameRange }) =>
    nameRange ? [{ kind, name, range: nameRange, isDeclaration: true }] : [],
  );
  const used = uses.flatMap(({ kind, name, range, isExact }) =>
    isExact ? [{ kind, name, range, isDeclaration: false }] : [],
  );
  return [...declared, ...used].sort((a, b) => a.range.start - b.range.start);
}

/** The name at an offset. */
export function nameAt(names: Names, offset: number): Occurrence | null {
  return occurrencesOf(names).find(({ range }) => touches(range, offset)) ?? null;
}

/** All places of the name at an offset, in the order of the text; none if no name stands there. */
export function occurrencesAt(document: ScenarioDocument, offset: number): readonly Occurrence[] {
  const names = namesOf(document);
  const found = nameAt(names, offset);
  if (!found) return [];
  return occurrencesOf(names).filter(({ kind, name }) => kind === found.kind && name === found.name);
}

function declarationsOf({ declarations }: Names, kind: NameKind, name: string): readonly Declaration[] {
  return declarations.filter((declaration) => declaration.kind === kind && declaration.name === name);
}

/** The entries of an item of `algorithms` are under its id. */
function insideItem({ kind, node }: Declaration): DocumentNode | undefined {
  if (kind === 'region' || node.kind !== 'map') return node;
  return node.entries.find(({ key }) => key !== 'as')?.value;
}

/** Follows a path of the sweep through the file; nothing where the file does not write what it names. */
function follow({ text, root }: ScenarioDocument, names: Names, path: readonly PathSegment[]): PlaceTarget[] {
  const [first, second, ...rest] = path;
  let entry = first && findEntry(root, first.text);
  const kind = first && Object.hasOwn(namedLists, first.text) ? namedLists[first.text] : undefined;
  let keys = path.slice(1);
  let node = entry?.value;
  if (kind !== undefined && second) {
    const found = declarationsOf(names, kind, second.text);
    const [declaration] = found;
    if (rest.length === 0 || !declaration) return found.map((one) => placeOf(text, one));
    node = insideItem(declaration);
    entry = undefined;
    keys = rest;
  }
  for (const { text: key } of keys) {
    entry = findEntry(node, key);
    node = entry?.value;
  }
  return entry ? [{ kind: 'place', range: entryRange(text, entry), selection: entry.keyRange }] : [];
}

function axisAt({ root }: ScenarioDocument, offset: number): Entry | undefined {
  const sweep = findEntry(root, 'sweep')?.value;
  return sweep?.kind === 'map' ? sweep.entries.find(({ keyRange }) => touches(keyRange, offset)) : undefined;
}

function definitionOfPath(document: ScenarioDocument, names: Names, offset: number): Definition | null {
  const axis = axisAt(document, offset);
  const segments = axis && segmentsOf(document.text, axis);
  const at = segments?.findIndex(({ range }) => touches(range, offset)) ?? -1;
  const origin = segments?.[at]?.range;
  return segments && origin ? { origin, targets: follow(document, names, segments.slice(0, at + 1)) } : null;
}

/** What the word at an offset leads to; null if it leads nowhere. */
export function definitionAt(document: ScenarioDocument, offset: number): Definition | null {
  const file = filesOf(document).find(({ range }) => touches(range, offset));
  if (file) return { origin: file.range, targets: [{ kind: 'file', name: file.name }] };
  const names = namesOf(document);
  const definition = definitionOfPath(document, names, offset) ?? definitionOfName(document, names, offset);
  return definition && definition.targets.length > 0 ? definition : null;
}

function definitionOfName({ text }: ScenarioDocument, names: Names, offset: number): Definition | null {
  const found = nameAt(names, offset);
  if (!found) return null;
  const targets = declarationsOf(names, found.kind, found.name).map((declaration) => placeOf(text, declaration));
  return { origin: found.range, targets };
}
