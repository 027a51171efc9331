// The outline of a scenario: its keys as a tree, with regions, algorithms, expectations and axes of the sweep by their names and, beside each, what it
// says in short. Breadcrumbs come from it as well. Works on whatever could be read of a file.
import { findEntry } from '../scenario/document';
import type { DocumentNode, Entry, ScenarioDocument } from '../scenario/document';
import type { TextRange } from '../scenario/problem';
import { contentRange, entryRange } from './extent';
import { namesOf } from './names';
import type { Declaration, Names } from './names';

type OutlineKind = 'section' | 'region' | 'algorithm' | 'expectation' | 'axis' | 'key';

export interface OutlineItem {
  /** Never empty. */
  readonly name: string;
  readonly detail: string;
  readonly kind: OutlineKind;
  readonly range: TextRange;
  /** What to put the cursor on; lies in the range. */
  readonly selection: TextRange;
  readonly children: readonly OutlineItem[];
}

const longestDetail = 80;

/** A node on one line, comments left out. */
function oneLine(node: DocumentNode): string {
  if (node.kind === 'scalar') return node.text.replace(/\s+/g, ' ').trim();
  if (node.kind === 'list') return `[${node.items.map(oneLine).join(', ')}]`;
  const entries = node.entries.map(({ key, value }) => `${key}: ${oneLine(value)}`.trim());
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

function short(text: string): string {
  return text.length > longestDetail ? `${text.slice(0, longestDetail - 1)}…` : text;
}

/** The values of a map, without that of `except`. */
function valuesOf(node: DocumentNode, except: string): string {
  if (node.kind !== 'map') return short(oneLine(node));
  const values = node.entries.filter(({ key }) => key !== except).map(({ value }) => oneLine(value));
  return short(values.filter((value) => value !== '').join(', '));
}

function keyItem(text: string, entry: Entry): OutlineItem {
  const { key, keyRange, value } = entry;
  return {
    name: key === '' ? "''" : key,
    detail: value.kind === 'map' ? valuesOf(value, '') : short(oneLine(value)),
    kind: 'key',
    range: entryRange(text, entry),
    selection: keyRange,
    children: keyItems(text, value),
  };
}

function keyItems(text: string, node: DocumentNode | undefined): OutlineItem[] {
  return node?.kind === 'map' ? node.entries.map((entry) => keyItem(text, entry)) : [];
}

function itemOf(
  text: string,
  node: DocumentNode,
  kind: OutlineKind,
  words: { readonly name: string; readonly detail: string },
  named: TextRange | null = null,
): OutlineItem {
  const range = contentRange(text, node);
  const isInside = named !== null && range.start <= named.start && named.end <= range.end;
  const selection = isInside ? named : { start: range.start, end: range.start };
  return { ...words, kind, range, selection, children: keyItems(text, node) };
}

function regionItem(text: string, { name, nameRange, node }: Declaration): OutlineItem {
  return itemOf(text, node, 'region', { name, detail: valuesOf(node, 'name') }, nameRange);
}

/** The algorithm's id where its label is another one, and its parameters. */
function algorithmItem(text: string, { name, nameRange, fallback, node }: Declaration): OutlineItem {
  const parameters = node.kind === 'map' ? findEntry(node, fallback)?.value : undefined;
  const given = parameters?.kind === 'map' && parameters.entries.length > 0 ? oneLine(parameters) : '';
  const detail = short([...(name === fallback ? [] : [fallback]), given].join(' ').trim());
  return itemOf(text, node, 'algorithm', { name, detail }, nameRange);
}

function axisItem(text: string, entry: Entry): OutlineItem {
  return { ...keyItem(text, entry), kind: 'axis', children: [] };
}

/** What is right below a key of the top level. */
function childrenOf(text: string, { key, value }: Entry, { declarations }: Names): OutlineItem[] {
  const named = (kind: Declaration['kind']): Declaration[] => declarations.filter((one) => one.kind === kind);
  switch (key) {
    case 'workload':
      return named('region').map((region) => regionItem(text, region));
    case 'algorithms':
      return named('label').map((label) => algorithmItem(text, label));
    case 'expect':
      return value.kind === 'list'
        ? value.items.map((item) => itemOf(text, item, 'expectation', { name: oneLine(item) || '…', detail: '' }))
        : [];
    case 'sweep':
      return value.kind === 'map' ? value.entries.map((entry) => axisItem(text, entry)) : [];
    default:
      return keyItems(text, value);
  }
}

function sectionItem(text: string, entry: Entry, names: Names): OutlineItem {
  const item = keyItem(text, entry);
  return {
    ...item,
    detail: entry.value.kind === 'list' ? '' : item.detail,
    kind: 'section',
    children: childrenOf(text, entry, names),
  };
}

/** The outline, in the order of the text. */
export function outlineOf(document: ScenarioDocument): readonly OutlineItem[] {
  const { text, root } = document;
  if (root?.kind !== 'map') return [];
  const names = namesOf(document);
  return root.entries.map((entry) => sectionItem(text, entry, names));
}
