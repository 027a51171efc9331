// What the tables say of a place in a file: the field, the parameter, the entry of a list that is written there. For completion and hovers.
import type { AlgorithmDefinition, Parameter, ScalarParameter } from '../algorithms/definition';
import { longestLabel } from '../scenario/algorithmList';
import { policyId } from '../policy/policy';
import { policyField, policyValueField, scenarioFields } from '../scenario/fields';
import type { Field, Fields, MapField, TextField, Variant, VariantField } from '../scenario/fields';
import { locate, type NamedFile } from '../sweep/paths';
import type { Path } from './place';

/** What may be written at a place. */
export type Slot =
  | { readonly kind: 'field'; readonly key: string; readonly field: Field }
  | {
      readonly kind: 'parameter';
      readonly key: string;
      readonly parameter: ScalarParameter;
      readonly definition: AlgorithmDefinition;
    }
  /** An entry of `algorithms`. */
  | { readonly kind: 'algorithm' }
  /** The map of an algorithm's parameters. */
  | { readonly kind: 'parameters'; readonly definition: AlgorithmDefinition }
  | { readonly kind: 'expectation' }
  /** The values of a path of `sweep`. */
  | { readonly kind: 'axis'; readonly path: string; readonly of: Slot };

const since = '0.1.0';

/** The key `as` of an entry of `algorithms`. */
export const labelField = {
  kind: 'name',
  maxLength: longestLabel,
  documentation:
    "The entry's label, by which results, `expect` and `sweep` name it: a letter, then letters, digits, `-` and `_`; no two entries share one. Without it, the algorithm's id, or the name of a policy's file.",
  examples: ['hca-8'],
  since,
} as const satisfies TextField;

const root: MapField = {
  kind: 'map',
  fields: scenarioFields,
  documentation: 'A scenario.',
  examples: [],
  since,
};

/** What belongs to one of a variant's names, as a map. */
function variantMap(variant: Variant): MapField {
  const { documentation, fields, shorthand } = variant;
  return { kind: 'map', documentation, fields, examples: [], since, ...(shorthand === undefined ? {} : { shorthand }) };
}

function own<Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

function fieldSlot(key: string, field: Field | undefined): Slot | null {
  return field ? { kind: 'field', key, field } : null;
}

function inField(key: string, field: Field, step: string | number): Slot | null {
  switch (field.kind) {
    case 'map':
      return typeof step === 'string' ? fieldSlot(step, own<Field>(field.fields, step)) : null;
    case 'list':
      return typeof step === 'number' ? { kind: 'field', key, field: field.item } : null;
    case 'shapes': {
      const { list, map } = field.shapes;
      const shape = typeof step === 'number' ? list : map;
      return shape ? inField(key, shape, step) : null;
    }
    case 'variant': {
      const variant = typeof step === 'string' ? own<Variant>(field.variants, step) : undefined;
      return variant && typeof step === 'string' ? { kind: 'field', key: step, field: variantMap(variant) } : null;
    }
    case 'algorithms':
      return typeof step === 'number' ? { kind: 'algorithm' } : null;
    case 'expectations':
      return typeof step === 'number' ? { kind: 'expectation' } : null;
    default:
      return null;
  }
}

/** A parameter of an algorithm; steps are written like a field's list. */
export function parameterSlot(definition: AlgorithmDefinition, key: string, parameter: Parameter): Slot {
  if (parameter.kind === 'steps') return { kind: 'field', key, field: parameter.list };
  return { kind: 'parameter', key, parameter, definition };
}

/** What a path of `sweep` stands for in a file. */
export function sweptSlot(path: string, file: NamedFile): Slot | null {
  const located = locate(path, file);
  if ('lost' in located) return null;
  const { field } = located.target;
  const steps = path.split('.');
  const key = steps.at(-1) ?? '';
  if (steps[0] !== 'algorithms' || field === policyValueField) return { kind: 'field', key, field: field as Field };
  const id = file.scenario.algorithms.find(({ label }) => label === steps[1])?.algorithm;
  const definition = file.registry.find((each) => each.id === id);
  return definition ? parameterSlot(definition, key, field as Parameter) : null;
}

function inSlot(slot: Slot, step: string | number, file: NamedFile): Slot | null {
  switch (slot.kind) {
    case 'field':
      if (slot.field.kind !== 'sweep') return inField(slot.key, slot.field, step);
      if (typeof step === 'string') {
        const of = sweptSlot(step, file);
        return of && { kind: 'axis', path: step, of };
      }
      return null;
    case 'algorithm': {
      if (step === 'as') return { kind: 'field', key: 'as', field: labelField };
      if (step === policyId) return { kind: 'field', key: policyId, field: policyField };
      const definition = file.registry.find(({ id }) => id === step);
      return definition ? { kind: 'parameters', definition } : null;
    }
    case 'parameters': {
      const parameter = typeof step === 'string' ? own(slot.definition.parameters, step) : undefined;
      return parameter ? parameterSlot(slot.definition, String(step), parameter) : null;
    }
    case 'axis':
      return typeof step === 'number' ? slot.of : null;
    case 'parameter':
    case 'expectation':
      return null;
  }
}

/** What the tables say of the place at a path; null: nothing. */
export function slotAt(path: Path, file: NamedFile): Slot | null {
  let slot: Slot | null = { kind: 'field', key: '', field: file.table ?? root };
  for (const step of path) slot = slot && inSlot(slot, step, file);
  return slot;
}

/** The keys of the map that a field is, or may be; null: it is none. */
export function fieldsOf(field: Field): Fields | null {
  if (field.kind === 'map') return field.fields;
  if (field.kind === 'shapes') return field.shapes.map?.fields ?? null;
  return null;
}

/** The names of a variant that take figures which nothing gives for them. */
export function needsFigures(field: VariantField, name: string): boolean {
  return Object.values(own(field.variants, name)?.fields ?? {}).some(({ required }) => required);
}
