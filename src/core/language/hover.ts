// Hovers: what the word under the mouse is, by the tables; of values, what they come to. Works in unfinished text, by its sketch.
import type { AlgorithmDefinition } from '../algorithms/definition';
import { aggregates, isAggregate, isMetric } from '../expect/metrics';
import { tokensOf } from '../expect/parse';
import { findEntry } from '../scenario/document';
import type { DocumentNode, ScalarNode } from '../scenario/document';
import { placesIn } from '../scenario/expectations';
import type { Field, MapField } from '../scenario/fields';
import { hostPresets } from '../scenario/hostPresets';
import { largestFile } from '../scenario/limits';
import type { TextRange } from '../scenario/problem';
import { code } from '../scenario/tableWords';
import { parseNumber } from '../scenario/values';
import { formatBytes, formatCounted, formatNumber } from '../metrics/format';
import type { NamedFile } from '../sweep/paths';
import { describeAlgorithm, describeField, describeMetric, describeParameter, paragraphs } from './describe';
import { idOf, namedFile } from './namedFile';
import type { Path } from './place';
import { sketch } from './sketch';
import { slotAt, type Slot } from './slots';
import { valueFacts } from './valueFacts';

export interface Hover {
  readonly range: TextRange;
  readonly markdown: string;
  /** The algorithm that is explained, if it is one: it has a page. */
  readonly algorithm?: string;
}

/** The key or the scalar under an offset, with the path down to it. */
type Target =
  | { readonly part: 'key'; readonly path: Path; readonly key: string; readonly range: TextRange }
  | { readonly part: 'value'; readonly path: Path; readonly node: ScalarNode; readonly range: TextRange };

function targetAt(node: DocumentNode, offset: number, path: Path): Target | null {
  const isIn = ({ start, end }: TextRange): boolean => start <= offset && offset < end;
  if (node.kind === 'scalar') return isIn(node.range) ? { part: 'value', path, node, range: node.range } : null;
  if (node.kind === 'list') {
    const index = node.items.findIndex(({ range }) => isIn(range));
    const item = node.items[index];
    return item ? targetAt(item, offset, [...path, index]) : null;
  }
  for (const { key, keyRange, value } of node.entries) {
    if (isIn(keyRange)) return { part: 'key', path, key, range: keyRange };
    const found = targetAt(value, offset, [...path, key]);
    if (found) return found;
  }
  return null;
}

function describeSlot(slot: Slot): string {
  switch (slot.kind) {
    case 'field':
      return describeField(slot.field);
    case 'parameter':
      return describeParameter(slot.parameter);
    case 'parameters':
      return describeAlgorithm(slot.definition);
    case 'axis':
      return describeSlot(slot.of);
    case 'algorithm':
    case 'expectation':
      return '';
  }
}

/** An item of a top-level list, as written on one line. */
function itemText(text: string, file: NamedFile, key: string, index: number): string {
  const list = findEntry(file.root, key)?.value;
  const item = list?.kind === 'list' ? list.items[index] : undefined;
  if (item?.kind !== 'map') return '';
  const entries = item.entries.map(
    ({ key: name, value }) => `${name}: ${text.slice(value.range.start, value.range.end)}`,
  );
  return entries
    .join(', ')
    .replace(/#[^\n]*/g, '')
    .replace(/\s+/g, ' ')
    .replaceAll('`', '')
    .trim();
}

/** What a label stands for: its algorithm, and how it is set. */
function describeLabel(label: string, text: string, file: NamedFile): string {
  const index = file.scenario.algorithms.findIndex((each) => each.label === label);
  const id = file.scenario.algorithms[index]?.algorithm;
  const definition = file.registry.find((each) => each.id === id);
  if (!definition) return '';
  const written = itemText(text, file, 'algorithms', index);
  return paragraphs(written === '' ? '' : code(written), describeAlgorithm(definition));
}

function describeRegion(name: string, text: string, file: NamedFile): string {
  const index = file.scenario.workload.findIndex((each) => each.name === name);
  return index < 0 ? '' : `The region ${code(name)}: ${code(itemText(text, file, 'workload', index))}`;
}

/** A path of `sweep`: whose key it varies, and what that is. */
function describePath(path: string, slot: Slot, text: string, file: NamedFile): string {
  const [first, name = ''] = path.split('.');
  const owner =
    first === 'workload'
      ? describeRegion(name, text, file)
      : first === 'algorithms'
        ? `The parameter of ${code(name)}, ${code(idOfLabel(name, file))}:`
        : '';
  return paragraphs(`Varies ${code(path)}.`, owner, describeSlot(slot));
}

function idOfLabel(label: string, { scenario }: NamedFile): string {
  return scenario.algorithms.find((each) => each.label === label)?.algorithm ?? '';
}

/** What a time, a share or a size comes to; empty where that is what is written. */
function figureInWords(text: string): string {
  const [seconds, share, size] = (['duration', 'share', 'size'] as const).map((kind) => parseNumber(kind, text));
  const words = seconds?.ok
    ? `${formatNumber(seconds.value, 12)} s`
    : share?.ok
      ? formatNumber(share.value, 12)
      : size?.ok
        ? `${formatCounted(size.value, 'byte')} (${formatBytes(size.value)})`
        : '';
  return words.replace(' ', '') === text ? '' : words;
}

/** The piece of an expectation under an offset. */
function expectationHover(text: string, node: ScalarNode, offset: number, file: NamedFile): Hover | null {
  const placeOf = placesIn(text, node);
  for (const { kind, text: word, span } of tokensOf(node.text)) {
    const range = placeOf(span);
    if (kind === 'end' || range === node.range || offset < range.start || offset >= range.end) continue;
    const isBehindDot = node.text.slice(0, span.start).trimEnd().endsWith('.');
    if (kind === 'number') return hover(range, figureInWords(word));
    if (kind !== 'name') return null;
    if (isBehindDot && isMetric(word)) return hover(range, describeMetric(word));
    const isCalled = node.text.slice(span.end).trimStart().startsWith('(');
    if (isCalled && isAggregate(word))
      return hover(range, `${code(`${word}(LABEL.METRIC)`)}: ${aggregates[word].documentation}`);
    return hover(range, describeLabel(word, text, file), idOfLabel(word, file));
  }
  return null;
}

function hover(range: TextRange, markdown: string, algorithm = ''): Hover | null {
  if (markdown === '') return null;
  return algorithm === '' ? { range, markdown } : { range, markdown, algorithm };
}

/** What a word of the tables says of itself: a choice, a variant, a preset. */
function describeWord(field: Field, word: string): string {
  switch (field.kind) {
    case 'choice': {
      const choice = Object.hasOwn(field.choices, word) ? field.choices[word]?.documentation : undefined;
      const source = Object.hasOwn(hostPresets, word) ? hostPresets[word as keyof typeof hostPresets].source : '';
      return choice === undefined ? '' : paragraphs(`${code(word)}: ${choice}`, source);
    }
    case 'variant':
      return Object.hasOwn(field.variants, word) ? `${code(word)}: ${field.variants[word]?.documentation ?? ''}` : '';
    case 'map': {
      const inner = field.shorthand === undefined ? undefined : field.fields[field.shorthand];
      return inner ? describeWord(inner, word) : '';
    }
    default:
      return '';
  }
}

function valueHover(
  text: string,
  target: Target & { readonly part: 'value' },
  offset: number,
  file: NamedFile,
): Hover | null {
  const { node, path, range } = target;
  const slot = slotAt(path, file);
  if (!slot) return null;
  if (slot.kind === 'expectation') return expectationHover(text, node, offset, file);
  if (slot.kind === 'algorithm') {
    const definition = file.registry.find(({ id }) => id === idOf(node));
    return definition ? hover(range, describeAlgorithm(definition), definition.id) : null;
  }
  const isName = slot.kind === 'field' && slot.field.kind === 'name' && file.table === undefined;
  if (isName) return nameHover(text, target, slot.key, file);
  const facts = valueFacts(slot, node.text, file.root, path).join('; ');
  const word = slot.kind === 'field' ? describeWord(slot.field, node.text) : '';
  const [documentation = ''] = describeSlot(slot).split('\n\n');
  return hover(
    range,
    paragraphs(facts === '' ? word : `${code(node.text)} = ${facts}`, word === '' ? documentation : ''),
  );
}

function nameHover(
  text: string,
  { node, range }: Target & { readonly part: 'value' },
  key: string,
  file: NamedFile,
): Hover | null {
  if (key !== 'as') return hover(range, describeRegion(node.text, text, file));
  return hover(range, describeLabel(node.text, text, file), idOfLabel(node.text, file));
}

/** A window of a dirty curve: its key is a figure. */
function windowHover(target: Target & { readonly part: 'key' }, slot: Slot | null): Hover | null {
  const isWindow = slot?.kind === 'field' && slot.field.kind === 'window';
  return isWindow ? hover(target.range, paragraphs(figureInWords(target.key), describeField(slot.field))) : null;
}

/** `table` is the top level of a file that is no scenario. What stands at an offset of a text; null: nothing that could be explained. */
export function hoverAt(
  text: string,
  offset: number,
  registry: readonly AlgorithmDefinition[],
  table?: MapField,
): Hover | null {
  if (text.length > largestFile) return null;
  const root = sketch(text);
  const target = targetAt(root, offset, []);
  if (!target) return null;
  const file = namedFile(root, registry, table);
  if (target.part === 'value') return valueHover(text, target, offset, file);
  const slot = slotAt([...target.path, target.key], file);
  if (!slot) return windowHover(target, slotAt(target.path, file));
  if (slot.kind === 'axis') return hover(target.range, describePath(slot.path, slot, text, file));
  return hover(target.range, describeSlot(slot), slot.kind === 'parameters' ? slot.definition.id : '');
}
