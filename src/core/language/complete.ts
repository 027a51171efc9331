// Completion: what may be written at the cursor, from the tables alone. Offers leave a sound file sound: a key that its map has, a value that does not fit, or
// a name that an expectation or a sweep would miss is not offered. Texts that nobody could check (scenario/limits.ts) get no offers.
import type { AlgorithmDefinition } from '../algorithms/definition';
import { findEntry } from '../scenario/document';
import type { DocumentNode } from '../scenario/document';
import type { Field, MapField } from '../scenario/fields';
import { largestFile } from '../scenario/limits';
import { expectationOffers } from './completeExpectation';
import { axisOffers, pathOffers } from './completeSweep';
import {
  accepts,
  detailOfSlot,
  fileEndings,
  documentationOf,
  shapeOf,
  unitOffers,
  valueOffers,
  variantShape,
} from './completeValues';
import { contextOf, offer, wordOf, type Context, type Surroundings } from './context';
import { describeAlgorithm, describeField } from './describe';
import { labelsIn, lostNames, namedFile, otherKeys } from './namedFile';
import { applyOffer, linesExample, type Offer, type OfferKind, type Part } from './offer';
import { mark, placeAt, type KeyPlace, type Place, type ValuePlace } from './place';
import { sketch } from './sketch';
import { fieldsOf, parameterSlot, slotAt, type Slot } from './slots';
import { uniqueNames } from '../scenario/labels';

/** A slot for each key that a map may have, in the order of its table, those that it must have first. */
function keysOf(slot: Slot): readonly (readonly [string, Slot])[] {
  if (slot.kind === 'parameters')
    return Object.entries(slot.definition.parameters).map(([key, parameter]) => [
      key,
      parameterSlot(slot.definition, key, parameter),
    ]);
  if (slot.kind !== 'field') return [];
  const fields = Object.entries(fieldsOf(slot.field) ?? {});
  const sorted = [...fields.filter(([, { required }]) => required), ...fields.filter(([, { required }]) => !required)];
  return sorted.map(([key, field]) => [key, { kind: 'field', key, field }]);
}

/** Whether a key may take the place of the one that has this value. */
function keeps(slot: Slot, value: DocumentNode | null, text: string): boolean {
  return value === null || (value.kind === 'scalar' && value.empty) || accepts(slot, value, text);
}

/** An offer of a key: with a value to fill in, unless it has one. */
function keyOffer(context: Context, key: string, slot: Slot, value: DocumentNode | null): Offer {
  const insert: readonly Part[] = value === null ? [`${key}:`, ...shapeOf(context, slot)] : [key];
  return offer(context, 'key', key, insert, { detail: detailOfSlot(slot), documentation: documentationOf(slot) });
}

function keyOffers(context: Context, slot: Slot, taken: readonly string[], value: DocumentNode | null): Offer[] {
  const word = wordOf(context);
  return keysOf(slot)
    .filter(([key, inner]) => !taken.includes(key) && (key === word || keeps(inner, value, context.text)))
    .map(([key, inner]) => keyOffer(context, key, inner, value));
}

/** A variant's names as the one key of a map. */
function variantKeys(context: Context, field: Field, place: KeyPlace): Offer[] {
  if (field.kind !== 'variant' || place.map.entries.length > 1) return [];
  return Object.entries(field.variants).flatMap(([name, variant]) => {
    const slot = slotAt([...place.path, name], context.named);
    if (!slot || (name !== wordOf(context) && !keeps(slot, place.value, context.text))) return [];
    if (place.value !== null) return [offer(context, 'value', name, [name], { documentation: variant.documentation })];
    if (Object.keys(variant.fields).length === 0) return [];
    const insert: readonly Part[] = [`${name}: `, ...variantShape(variant)];
    return [offer(context, 'value', name, insert, { documentation: variant.documentation })];
  });
}

function algorithmOffer(context: Context, definition: AlgorithmDefinition, insert: readonly Part[]): Offer {
  const words = { detail: definition.title, documentation: describeAlgorithm(definition) };
  return offer(context, 'algorithm', definition.id, insert, words);
}

/** A label for a further entry of an algorithm. */
function freeLabel({ root }: Context, id: string): string {
  const taken = labelsIn(root).map((written) => ({ written, fallback: '' }));
  return uniqueNames([...taken, { written: null, fallback: id }]).at(-1) ?? id;
}

/** Keys of an entry of `algorithms`: its id, and beside that its label. */
function entryKeys(context: Context, place: KeyPlace): Offer[] {
  const others = otherKeys(place.map, mark);
  const [id] = others.filter((key) => key !== 'as');
  if (id !== undefined) {
    const slot = slotAt([...place.path, 'as'], context.named);
    const isFree =
      !others.includes('as') && slot !== null && (place.value === null || keeps(slot, place.value, context.text));
    if (!isFree) return [];
    const insert: readonly Part[] = place.value === null ? ['as: ', { hole: freeLabel(context, id) }] : ['as'];
    return [offer(context, 'key', 'as', insert, { documentation: documentationOf(slot) })];
  }
  return context.algorithms
    .filter((definition) => {
      const isWritten = definition.id === wordOf(context);
      return isWritten || keeps({ kind: 'parameters', definition }, place.value, context.text);
    })
    .map((definition) =>
      algorithmOffer(context, definition, place.value === null ? [`${definition.id}: {}`] : [definition.id]),
    );
}

/** An entry of `algorithms`: an id, or an id with room for parameters and a label. */
function entryOffers(context: Context, place: ValuePlace): Offer[] {
  const ids = context.algorithms.map((definition) => algorithmOffer(context, definition, [definition.id]));
  if (wordOf(context) !== '') return ids;
  const full = context.algorithms
    .filter(({ parameters }) => Object.keys(parameters).length > 0)
    .map((definition) => {
      const { id, title } = definition;
      const [key, slot] = keysOf({ kind: 'parameters', definition })[0] ?? [];
      const parameter: readonly Part[] = key === undefined || !slot ? [] : [`${key}:`, ...shapeOf(context, slot)];
      const label = { hole: freeLabel(context, `${id}-2`) };
      const insert: readonly Part[] = place.inBrackets
        ? [`{ ${id}: { `, ...parameter, ' }, as: ', label, ' }']
        : [`${id}: { `, ...parameter, ` }\n${itemIndent(context)}as: `, label];
      const words = { detail: `${title}, with parameters and a label`, documentation: describeAlgorithm(definition) };
      return offer(context, 'snippet', `${id}: …`, insert, words);
    });
  return [...ids, ...full];
}

/** Blanks that put a further line of an item below its first word. */
function itemIndent({ below }: Context): string {
  return below.slice(2);
}

/** Whether the item's dash stands already. */
function isDashed(place: ValuePlace): boolean {
  return typeof place.path.at(-1) === 'number' && !place.lacksDash;
}

/** The regions that a person begins with, by where their writes come from. */
const regionExamples: readonly (readonly [string, string])[] = [
  ['region with writes', '{ name: hot, size: 10%, writes: 8k/s, pattern: uniform }'],
  [
    'region with a hot spot',
    '{ name: index, size: 10%, writes: 8k/s, pattern: { hotspot: { pages: 10%, share: 90% } } }',
  ],
  [
    'region with a measured dirty curve',
    '{ name: measured, size: 25%, dirtyCurve: [ 125ms: 260, 1s: 1850, 10s: 7100 ] }',
  ],
];

/** Whole items of a list of maps. */
function itemSnippets(context: Context, slot: Slot): Offer[] {
  if (slot.kind !== 'field' || slot.field.kind !== 'map' || slot.key === '') return [];
  const examples =
    slot.key === 'workload'
      ? regionExamples
      : slot.field.examples.map((each) => [`${slot.key}: a whole item`, each] as const);
  return examples.map(([label, example]) =>
    offer(context, 'snippet', label, linesExample(example, itemIndent(context)), {
      documentation: describeField(slot.field),
    }),
  );
}

/** What may begin an item of a list, written on a line of its own. */
function itemOffers(context: Context, slot: Slot, place: ValuePlace, offset: number): Offer[] {
  switch (slot.kind) {
    case 'algorithm':
      return entryOffers(context, place);
    case 'expectation':
      return expectationOffers(context, offset);
    default:
      return [
        ...keyOffers(context, slot, [], null),
        ...itemSnippets(context, slot),
        ...valueOffers(context, slot, offset),
      ];
  }
}

/** The same with the dash that the item still lacks. */
function dashedItems(context: Context, slot: Slot, place: ValuePlace, offset: number): Offer[] {
  const further = { ...context, below: `${context.below}  ` };
  const offers = itemOffers(further, slot, place, offset).filter(({ kind }) => kind !== 'unit');
  return offers.map(({ insert, label, ...rest }) => ({ ...rest, label: `- ${label}`, insert: ['- ', ...insert] }));
}

/** Whole scenarios for an empty file. */
function templateOffers(context: Context): Offer[] {
  const isEmpty = context.root.kind === 'scalar' && context.root.text === wordOf(context);
  if (!isEmpty || context.place.column > 0) return [];
  return context.templates.map(({ title, sentence, text }) =>
    offer(context, 'snippet', title, [text], { detail: 'a whole scenario', documentation: sentence }),
  );
}

/** A parameter in braces, behind the algorithm's colon. */
function parameterOffers(context: Context, slot: Slot): Offer[] {
  return keysOf(slot).map(([key, inner]) => {
    const insert: readonly Part[] = [`{ ${key}:`, ...shapeOf(context, inner), ' }'];
    const words = { detail: detailOfSlot(inner), documentation: documentationOf(inner) };
    return offer(context, 'snippet', `{ ${key}: … }`, insert, words);
  });
}

function valuePlaceOffers(context: Context, place: ValuePlace, offset: number): Offer[] {
  const slot = slotAt(place.path, context.named);
  if (!slot) return [];
  if (place.lacksDash) return dashedItems(context, slot, place, offset);
  if (typeof place.path.at(-1) === 'number' && slot.kind !== 'field' && slot.kind !== 'parameter')
    return itemOffers(context, slot, place, offset);
  if (!place.beginsLine && slot.kind === 'parameters') return parameterOffers(context, slot);
  if (!place.beginsLine && slot.kind === 'axis') return axisOffers(context, slot.path, slot.of);
  if (!place.beginsLine) return valueOffers(context, slot, offset);
  const item = isDashed(place) ? null : slotAt([...place.path, 0], context.named);
  if (item) return dashedItems(context, item, place, offset);
  if (isDashed(place)) return itemOffers(context, slot, place, offset);
  if (slot.kind === 'field' && slot.field.kind === 'sweep')
    return pathOffers(context, {
      ...place,
      role: 'key',
      map: { kind: 'map', entries: [], range: place.word },
      value: null,
    });
  const values = valueOffers(context, slot, offset).filter(({ kind }) => kind !== 'snippet');
  return [...templateOffers(context), ...keyOffers(context, slot, [], null), ...values];
}

function keyPlaceOffers(context: Context, place: KeyPlace): Offer[] {
  const slot = slotAt(place.path, context.named);
  if (!slot) return [];
  if (slot.kind === 'algorithm') return entryKeys(context, place);
  if (slot.kind === 'field' && slot.field.kind === 'sweep') return pathOffers(context, place);
  if (slot.kind === 'field' && slot.field.kind === 'variant') return variantKeys(context, slot.field, place);
  return keyOffers(context, slot, otherKeys(place.map, mark), place.value);
}

/** What may change the names of a file, or what they stand for. */
const renames: ReadonlySet<OfferKind> = new Set(['key', 'value', 'algorithm', 'snippet']);

/** Leaves out what an expectation or a path of the sweep would miss: names that it asks for, and that would be gone. */
function withoutLosses(context: Context, offers: readonly Offer[]): Offer[] {
  const { root, text, algorithms } = context;
  if (!findEntry(root, 'expect') && !findEntry(root, 'sweep')) return [...offers];
  const lost = lostNames(root, algorithms);
  return offers.filter((each) => {
    if (!renames.has(each.kind)) return true;
    return [...lostNames(sketch(applyOffer(text, each)), algorithms)].every((name) => lost.has(name));
  });
}

/** A blank behind a value: an expectation goes on, a number gets its unit. */
function behindOffers(context: Context, place: Place, offset: number): Offer[] {
  const slot = place.role === 'value' ? slotAt(place.path, context.named) : null;
  if (!slot) return [];
  return slot.kind === 'expectation' ? expectationOffers(context, offset) : unitOffers(context, slot, offset);
}

/** The endings of the files that may be named at an offset: which of those around the scenario completion has to know. */
export function fileEndingsAt(
  text: string,
  offset: number,
  registry: readonly AlgorithmDefinition[],
  table?: MapField,
): string[] {
  const place = text.length > largestFile ? null : placeAt(text, offset);
  const slot = place?.role === 'value' ? slotAt(place.path, namedFile(place.tree, registry, table)) : null;
  return slot ? fileEndings(slot) : [];
}

/** What may be written at an offset of a text. */
export function complete(text: string, offset: number, surroundings: Surroundings): Offer[] {
  if (text.length > largestFile) return [];
  const place = placeAt(text, offset);
  if (!place) return [];
  const context = contextOf(text, place, surroundings);
  if (place.isBehind) return behindOffers(context, place, offset);
  const offers = place.role === 'key' ? keyPlaceOffers(context, place) : valuePlaceOffers(context, place, offset);
  return withoutLosses(context, offers);
}
