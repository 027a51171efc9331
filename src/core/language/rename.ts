// Renames a region or a label wherever it stands: in its declaration, in `expect` and in `sweep`. A name that nobody wrote (`region-2`, the id of an
// algorithm) is written out first, in the style that its list uses. Names that others got by their position stay what they are.
import { findEntry } from '../scenario/document';
import type { DocumentNode, MapNode, ScenarioDocument } from '../scenario/document';
import { scenarioFields } from '../scenario/fields';
import { uniqueNames } from '../scenario/labels';
import type { ParsedText } from '../scenario/parse';
import type { TextRange } from '../scenario/problem';
import { quoted } from '../scenario/report';
import { isName } from '../scenario/scalars';
import { columnOf, contentEnd, isInBrackets, isMissing, lineEnd, lineEndOf, touches } from './extent';
import { nameAt, type Occurrence } from './navigate';
import { namesOf } from './names';
import type { Declaration, NameKind, Names } from './names';

/** A change of the text. */
export interface TextEdit {
  readonly range: TextRange;
  readonly replacement: string;
}

/** Why something cannot be renamed: one sentence. */
export interface Refusal {
  readonly refusal: string;
}

export interface Renameable {
  readonly range: TextRange;
  readonly name: string;
}

const nouns: Readonly<Record<NameKind, string>> = { region: 'region', label: 'label' };
const longest = scenarioFields.workload.item.fields.name.maxLength;

function refuse(refusal: string): Refusal {
  return { refusal };
}

/** Whether the cursor is on an algorithm's id beside which a label is written. */
function isIdWithLabel({ declarations }: Names, offset: number): boolean {
  return declarations.some(
    ({ kind, isWritten, node }) =>
      kind === 'label' &&
      isWritten &&
      node.kind === 'map' &&
      node.entries.some(({ key, keyRange }) => key !== 'as' && touches(keyRange, offset)),
  );
}

/** The name at an offset with its declaration, if it can be renamed. */
function find(
  { problem }: ParsedText,
  names: Names,
  offset: number,
): { readonly found: Occurrence; readonly declaration: Declaration } | Refusal {
  if (problem) return refuse('The file cannot be read as it is: mend its first problem, then rename.');
  const found = nameAt(names, offset);
  if (!found)
    return isIdWithLabel(names, offset)
      ? refuse("An algorithm's id stays as it is: rename the label that its 'as' gives.")
      : refuse("Only a region's name and an algorithm's label can be renamed: place the cursor on one.");
  const isSame = ({ kind, name }: { kind: NameKind; name: string }): boolean =>
    kind === found.kind && name === found.name;
  const [declaration, second] = names.declarations.filter(isSame);
  const noun = nouns[found.kind];
  if (!declaration) return refuse(`The file has no ${noun} ${quoted(found.name)}: correct the name here instead.`);
  if (second) return refuse(`The ${noun} ${quoted(found.name)} stands here twice: make the two differ first.`);
  if (names.uses.some((use) => isSame(use) && !use.isExact))
    return refuse(`${quoted(found.name)} is used in a text with escapes: write that text without them first.`);
  return { found, declaration };
}

/** What would be renamed at an offset, or why nothing can be. */
export function renameableAt(parsed: ParsedText, offset: number): Renameable | Refusal {
  const result = find(parsed, namesOf(parsed.document), offset);
  return 'refusal' in result ? result : { range: result.found.range, name: result.found.name };
}

/** Why a name cannot be given; null if it can. */
function faultOf(name: string, { kind, node }: Declaration, { declarations }: Names): Refusal | null {
  if (!isName(name))
    return refuse(`${quoted(name)} is no name: use a letter first, then letters, digits, '-' and '_'.`);
  if (name.length > longest) return refuse(`A name has at most ${longest} characters: choose a shorter one.`);
  if (/^null$/i.test(name)) return refuse(`${quoted(name)} means that nothing is there: choose another name.`);
  const isTaken = declarations.some((other) => other.kind === kind && other.name === name && other.node !== node);
  return isTaken ? refuse(`Another ${nouns[kind]} is called ${quoted(name)}: choose a name that is not taken.`) : null;
}

function insert(at: number, replacement: string): TextEdit {
  return { range: { start: at, end: at }, replacement };
}

/** Whether the entries of a list are written in braces: a new one then is, too. */
function usesBraces(text: string, list: DocumentNode | undefined): boolean {
  if (list?.kind !== 'list') return false;
  return isInBrackets(text, list) || list.items.some((item) => item.kind === 'map' && isInBrackets(text, item));
}

/** A line behind the one at which an offset lies, indented as the place `like`. */
function lineBelow(text: string, offset: number, like: number, line: string): TextEdit {
  return insert(lineEnd(text, offset), `${lineEndOf(text)}${' '.repeat(columnOf(text, like))}${line}`);
}

/** An item `key: value` of a list in brackets is a map without braces of its own: to get a second entry, it needs them. */
function lacksBraces(text: string, list: DocumentNode | undefined, item: DocumentNode): boolean {
  return list !== undefined && isInBrackets(text, list) && !isInBrackets(text, item);
}

/** An entry in front of the others of an item of a list. */
function firstEntry(text: string, list: DocumentNode | undefined, map: MapNode, entry: string): TextEdit[] {
  const first = map.entries[0]?.keyRange.start;
  if (first === undefined) return [];
  if (lacksBraces(text, list, map)) return [insert(first, `{ ${entry}, `), insert(contentEnd(text, map), ' }')];
  const separator = isInBrackets(text, map) ? ', ' : `${lineEndOf(text)}${' '.repeat(columnOf(text, first))}`;
  return [insert(first, `${entry}${separator}`)];
}

/** Writes `as` into an entry of `algorithms` that has none. */
function addLabel({ text, root }: ScenarioDocument, { node }: Declaration, label: string): TextEdit[] {
  const as = `as: ${label}`;
  const list = findEntry(root, 'algorithms')?.value;
  if (node.kind === 'scalar') {
    const { start, end } = node.range;
    if (usesBraces(text, list)) return [insert(start, '{ '), insert(end, `: {}, ${as} }`)];
    return [insert(end, ': {}'), lineBelow(text, end, start, as)];
  }
  const last = node.kind === 'map' ? node.entries.at(-1) : undefined;
  if (node.kind !== 'map' || !last) return [];
  if (lacksBraces(text, list, node))
    return [insert(node.range.start, '{ '), insert(contentEnd(text, node), `, ${as} }`)];
  if (!isInBrackets(text, node)) return [lineBelow(text, contentEnd(text, node), last.keyRange.start, as)];
  return isMissing(last) ? firstEntry(text, list, node, as) : [insert(contentEnd(text, last.value), `, ${as}`)];
}

/** Writes a name where it is declared. */
function declare(document: ScenarioDocument, declaration: Declaration, name: string): TextEdit[] {
  const { kind, nameRange, isWritten, node } = declaration;
  if (isWritten && nameRange) return [{ range: nameRange, replacement: name }];
  if (kind === 'label') return addLabel(document, declaration, name);
  const list = findEntry(document.root, 'workload')?.value;
  return node.kind === 'map' ? firstEntry(document.text, list, node, `name: ${name}`) : [];
}

/** The others of its kind whose name would become another one if this declaration got the name. */
function displaced(names: Names, declaration: Declaration, name: string): Declaration[] {
  const kin = names.declarations.filter(({ kind }) => kind === declaration.kind);
  const wishes = kin.map((one) => ({
    written: one === declaration ? name : one.isWritten ? one.name : null,
    fallback: one.fallback,
  }));
  const after = uniqueNames(wishes);
  return kin.filter((one, index) => one !== declaration && after[index] !== one.name);
}

/** The changes that rename what stands at an offset, in the order of the text, or why there are none. */
export function renameAt(parsed: ParsedText, offset: number, newName: string): readonly TextEdit[] | Refusal {
  const { document } = parsed;
  const names = namesOf(document);
  const result = find(parsed, names, offset);
  if ('refusal' in result) return result;
  const { found, declaration } = result;
  const name = newName.trim();
  const fault = faultOf(name, declaration, names);
  if (fault) return fault;
  if (name === found.name) return [];
  const used = names.uses.filter((use) => use.kind === found.kind && use.name === found.name);
  const edits = [
    ...declare(document, declaration, name),
    ...displaced(names, declaration, name).flatMap((other) => declare(document, other, other.name)),
    ...used.map(({ range }) => ({ range, replacement: name })),
  ];
  return edits.sort((a, b) => a.range.start - b.range.start);
}
