// What a path of `sweep` names, and the document with another value in that place. A path is the keys down to the value, joined by dots; regions and
// algorithms go by their names: `link.bandwidth`, `workload.sessions.writes`, `algorithms.hca-8.tiers` (docs/scenario-reference.md, 'Sweeps').
import type { AlgorithmDefinition, Parameter } from '../algorithms/definition';
import { policyId } from '../policy/policy';
import { findEntry } from '../scenario/document';
import type { DocumentNode, Entry, ListNode, MapNode, ScalarNode } from '../scenario/document';
import { policyField, policyValueField, scenarioFields } from '../scenario/fields';
import type { Field, Fields, MapField } from '../scenario/fields';
import { nearest } from '../scenario/nearest';
import { listOf, quoted, visible } from '../scenario/report';
import { isName } from '../scenario/scalars';
import type { AlgorithmChoice, Region, Scenario } from '../scenario/scenario';

/** The value that a path names. */
export interface SweepTarget {
  readonly field: Field | Parameter;
  /** The whole that was looked into, with another value in this place; where it has none yet, one is added. */
  readonly replace: (value: DocumentNode) => DocumentNode;
}

/** A path that names nothing. */
export interface LostPath {
  /** One sentence: what is not there, and what to do. */
  readonly message: string;
  /** A path that was probably meant. */
  readonly meant: string | null;
}

/** What a path is looked up in: a file that need not be without errors. */
export interface NamedFile {
  readonly root: DocumentNode;
  /** The names of the file's regions and algorithms, in the order of the file's lists. */
  readonly scenario: {
    readonly workload: readonly Pick<Region, 'name'>[];
    readonly algorithms: readonly Pick<AlgorithmChoice, 'label' | 'algorithm'>[];
  };
  readonly registry: readonly AlgorithmDefinition[];
  /** What the top level is, if the file is no scenario. */
  readonly table?: MapField;
}

/** The file whose values a sweep replaces. */
export interface SweptFile extends NamedFile {
  readonly scenario: Scenario;
}

type Located = { readonly target: SweepTarget } | { readonly lost: LostPath };

/** What makes no sense to vary: it has no influence on a run, or decides how many there are. */
const fixed: ReadonlySet<string> = new Set(['scenario', 'description', 'repetitions', 'expect', 'sweep']);

/** The first keys that a path may have. */
export const topKeys = Object.keys(scenarioFields).filter((key) => !fixed.has(key));

/** Looks a path up. */
export function locate(path: string, file: NamedFile): Located {
  const [first = '', ...rest] = path.split('.');
  if (fixed.has(first)) return { lost: { message: `A sweep cannot vary '${first}'.`, meant: null } };
  if (!topKeys.includes(first)) return strangerAtTop(path, file);
  const field: Field = scenarioFields[first as keyof typeof scenarioFields];
  const top = asMap(file.root, undefined);
  const inner = (): Located => {
    const node = findEntry(top, first)?.value;
    if (field.kind === 'algorithms') return inAlgorithms(file, node, rest);
    if (first === 'workload') return inWorkload(file, node, rest);
    return within(field, node, rest, first);
  };
  return enclosed(inner(), (value) => withEntry(top, first, value));
}

/** Where a key of the table stands: 'bandwidth' is 'link.bandwidth'. */
function homeOf(key: string): string[] {
  return topKeys.flatMap((top) => {
    const field: Field = scenarioFields[top as keyof typeof scenarioFields];
    return field.kind === 'map' && Object.hasOwn(field.fields, key) ? [`${top}.`] : [];
  });
}

/** Paths that a path may be short for, or another spelling of: the name of a region or a label first, a parameter, a key without the map around it. */
function longerPaths(path: string, { scenario: { workload, algorithms } }: NamedFile): string[] {
  const [first = '', second = ''] = path.split('.');
  const numbered = /^(workload|algorithms)\[([0-9]{1,4})\]\.(.+)$/.exec(path);
  if (numbered) {
    const [, list, number, rest = ''] = numbered;
    const names = list === 'workload' ? workload.map(({ name }) => name) : algorithms.map(({ label }) => label);
    return [`${list ?? ''}.${names[Number(number)] ?? ''}.${rest}`];
  }
  const named = [
    ...workload.flatMap(({ name }) => (name === first ? [`workload.${path}`] : [])),
    ...algorithms.flatMap(({ label }) => (label === first ? [`algorithms.${path}`] : [])),
  ];
  if (second !== '') return named;
  return [
    ...homeOf(first).map((home) => `${home}${first}`),
    ...algorithms.map(({ label }) => `algorithms.${label}.${first}`),
    ...workload.map(({ name }) => `workload.${name}.${first}`),
  ];
}

/** A path whose first key is none of the top level: one that is found by it, or one like it, was probably meant. */
function strangerAtTop(path: string, file: NamedFile): Located {
  const isThere = (each: string): boolean => 'target' in locate(each, file);
  const longer = longerPaths(path, file).find(isThere);
  const [first = '', ...rest] = path.split('.');
  const plain = unknown('', first, rest, topKeys);
  if (longer !== undefined) {
    const message = `There is no ${quoted(first)} at the top of the file: did you mean ${visible(longer)}?`;
    return { lost: { message, meant: longer } };
  }
  if ('target' in plain || plain.lost.meant === null || isThere(plain.lost.meant)) return plain;
  return {
    lost: { message: `There is no ${quoted(first)} in the file: it may have ${listOf(topKeys)}.`, meant: null },
  };
}

/** The target seen from one level further out. */
function enclosed(located: Located, around: (value: DocumentNode) => DocumentNode): Located {
  if ('lost' in located) return located;
  const { field, replace } = located.target;
  return { target: { field, replace: (value) => around(replace(value)) } };
}

function lost(message: string): Located {
  return { lost: { message, meant: null } };
}

/** The fault of a key that is not there; `rest` are the keys that follow it. */
function unknown(where: string, key: string, rest: readonly string[], known: readonly string[]): Located {
  const prefix = where === '' ? '' : `${where}.`;
  const place = where === '' ? 'the file' : `'${where}'`;
  const like = nearest(key, known);
  const meant = like === undefined ? null : [`${prefix}${like}`, ...rest].join('.');
  const advice = meant === null ? `it may have ${listOf(known)}` : `did you mean ${visible(meant)}?`;
  const message =
    key === ''
      ? `The path ends too early: behind '${where}.' comes ${listOf(known)}.`
      : `There is no ${quoted(key)} in ${place}: ${advice}${meant === null ? '.' : ''}`;
  return { lost: { message, meant } };
}

function within(field: Field, node: DocumentNode | undefined, rest: readonly string[], where: string): Located {
  if (rest.length === 0) return { target: { field, replace: (value) => value } };
  switch (field.kind) {
    case 'map':
      return inMap(field.fields, asMap(node, field.shorthand), rest, where);
    case 'shapes':
      if (field.shapes.map === undefined || node?.kind !== 'map')
        return lost(`'${where}' is no map in this file: sweep it as a whole.`);
      return within(field.shapes.map, node, rest, where);
    case 'variant': {
      const [name = '', ...further] = rest;
      const variant = Object.hasOwn(field.variants, name) ? field.variants[name] : undefined;
      if (variant === undefined) return unknown(where, name, further, Object.keys(field.variants));
      const entry = node?.kind === 'map' ? findEntry(node, name) : undefined;
      const isNamed = entry !== undefined || (node?.kind === 'scalar' && node.text === name);
      if (!isNamed) return lost(`'${where}' is not '${name}' in this file: sweep it as a whole.`);
      const inside = asMap(entry?.value, variant.shorthand);
      if (further.length === 0) return lost(`The path ends too early: sweep '${where}' as a whole, or a key in it.`);
      const located = inMap(variant.fields, inside, further, `${where}.${name}`);
      return enclosed(located, (value) => withEntry(noEntries(value), name, value));
    }
    default:
      return lost(`'${where}' is a single value: nothing lies in it.`);
  }
}

function inMap(fields: Fields, map: MapNode, rest: readonly string[], where: string): Located {
  const [key = '', ...further] = rest;
  const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
  if (field === undefined) return unknown(where, key, further, Object.keys(fields));
  const located = within(field, findEntry(map, key)?.value, further, `${where}.${key}`);
  return enclosed(located, (value) => withEntry(map, key, value));
}

/** An item of a list, and its place there. */
interface NamedItem {
  readonly list: ListNode;
  readonly index: number;
  readonly item: DocumentNode;
}

/** The item of a list that a name stands for. */
function named(
  list: DocumentNode | undefined,
  names: readonly string[],
  where: string,
  rest: readonly string[],
): NamedItem | { readonly lost: LostPath } {
  const [name = '', ...further] = rest;
  const index = names.indexOf(name);
  const item = list?.kind === 'list' ? list.items[index] : undefined;
  if (list?.kind === 'list' && item !== undefined && further.length > 0) return { list, index, item };
  if (list?.kind !== 'list' || names.length === 0)
    return { lost: { message: `This file has no '${where}'.`, meant: null } };
  if (item !== undefined) return tooShort(`${where}.${name}`);
  return unknown(where, name, further, names) as { readonly lost: LostPath };
}

function tooShort(where: string): { readonly lost: LostPath } {
  return { lost: { message: `The path ends too early: '${where}' is not one value, name a key in it.`, meant: null } };
}

function withItem(list: ListNode, index: number, item: DocumentNode): ListNode {
  return { ...list, items: list.items.with(index, item) };
}

function inWorkload(file: NamedFile, node: DocumentNode | undefined, rest: readonly string[]): Located {
  if (rest.length === 0) return tooShort('workload');
  const names = file.scenario.workload.map(({ name }) => name);
  const found = named(node, names, 'workload', rest);
  if ('lost' in found) return found;
  const [name = '', ...further] = rest;
  const { name: ownName, ...fields } = scenarioFields.workload.item.fields;
  const located = inMap(fields, asMap(found.item, undefined), further, `workload.${name}`);
  return enclosed(located, (value) => withItem(found.list, found.index, value));
}

function inAlgorithms(file: NamedFile, node: DocumentNode | undefined, rest: readonly string[]): Located {
  if (rest.length === 0) return tooShort('algorithms');
  const { algorithms } = file.scenario;
  const labels = algorithms.map(({ label }) => label);
  const found = named(node, labels, 'algorithms', rest);
  if ('lost' in found) return found;
  const [label = '', key = '', ...further] = rest;
  const id = algorithms[found.index]?.algorithm ?? '';
  if (id === policyId) return inPolicy(found, label, [key, ...further]);
  const parameters = file.registry.find((definition) => definition.id === id)?.parameters ?? {};
  const parameter = Object.hasOwn(parameters, key) ? parameters[key] : undefined;
  const where = `algorithms.${label}`;
  const known = Object.keys(parameters);
  if (known.length === 0) return lost(`'${id}' has no parameters.`);
  if (parameter === undefined) return unknown(where, key, further, known);
  if (further.length > 0) return lost(`'${where}.${key}' is a single value: nothing lies in it.`);
  const replace = (value: DocumentNode): DocumentNode => {
    const entry = found.item.kind === 'map' ? found.item : withEntry(noEntries(found.item), id, nothing);
    const inside = withEntry(asMap(findEntry(entry, id)?.value, undefined), key, value);
    return withItem(found.list, found.index, withEntry(entry, id, inside));
  };
  return { target: { field: parameter, replace } };
}

/** A value that a policy is handed: it need not be among those that it is handed now. */
function inPolicy({ list, index, item }: NamedItem, label: string, [key = '', ...further]: readonly string[]): Located {
  const where = `algorithms.${label}`;
  const [name = ''] = further;
  const example = `${where}.params.NAME`;
  if (key !== 'params' || further.length !== 1 || !isName(name))
    return lost(`A sweep varies what a policy is handed, by name: write '${visible(example)}'.`);
  const replace = (value: DocumentNode): DocumentNode => {
    const entry = asMap(item, undefined);
    const inside = asMap(findEntry(entry, policyId)?.value, policyField.shorthand);
    const params = withEntry(asMap(findEntry(inside, 'params')?.value, undefined), name, value);
    return withItem(list, index, withEntry(entry, policyId, withEntry(inside, 'params', params)));
  };
  return { target: { field: policyValueField, replace } };
}

function noEntries({ range }: DocumentNode): MapNode {
  return { kind: 'map', entries: [], range };
}

const nothing: ScalarNode = { kind: 'scalar', text: '', quoted: false, empty: true, range: { start: 0, end: 0 } };

/** A node as a map: a scalar that stands for one of its keys (`host: ideal`) written out, nothing as an empty one. */
function asMap(node: DocumentNode | undefined, shorthand: string | undefined): MapNode {
  if (node?.kind === 'map') return node;
  const empty = noEntries(node ?? nothing);
  if (node?.kind !== 'scalar' || node.empty || shorthand === undefined) return empty;
  return withEntry(empty, shorthand, node);
}

function withEntry(map: MapNode, key: string, value: DocumentNode): MapNode {
  const at = map.entries.findIndex((entry) => entry.key === key);
  const before = map.entries[at];
  const entry: Entry = before === undefined ? { key, keyRange: value.range, value } : { ...before, value };
  return { ...map, entries: before === undefined ? [...map.entries, entry] : map.entries.with(at, entry) };
}
