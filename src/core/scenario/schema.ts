// The JSON Schema (draft-07) of a scenario, made from the table of fields and the algorithms' own tables: for editors and tools that know nothing of
// this project. It says what lies in one value, and refuses keys that the language has not; what values have to do with each other is the
// check's alone (rules/). It refuses nothing that the check accepts. `miglab schema scenario` prints it.
import { parse } from 'yaml';
import type { AlgorithmDefinition, Parameter } from '../algorithms/definition';
import { longestExpectation } from '../expect/parse';
import { anyOf, closedMap, type JsonSchema } from '../jsonSchema';
import { mostValues } from '../sweep/axes';
import { topKeys } from '../sweep/paths';
import { longestLabel, mostAlgorithms } from './algorithmList';
import { policyId } from '../policy/policy';
import { longestParam, pageLimits, windowLimits } from './conform';
import { mostExpectations } from './expectations';
import { hostFileFields, policyField, scenarioFields } from './fields';
import type { Field, Fields, ListField, MapField, ParamsField, ShapesField, VariantField } from './fields';
import { bounds, kindOf, parameterKind } from './tableWords';
import {
  booleanSchema,
  choiceSchema,
  intervalSchema,
  nameSchema,
  numberSchema,
  portionSchema,
  repeatSchema,
  textSchema,
  writeRateSchema,
} from './scalarSchemas';
import { namePattern, type NumberRule } from './scalars';
import { formatNumber, patternOf } from './values';

const nothing: JsonSchema = { type: 'null' };

/** `125ms: 16896`. */
function windowSchema(): JsonSchema {
  return {
    type: 'object',
    patternProperties: { [patternOf(windowLimits.kind)]: numberSchema(pageLimits) },
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
  };
}

function mapSchema({ fields, shorthand }: Pick<MapField, 'fields' | 'shorthand'>): JsonSchema {
  const short = shorthand === undefined ? undefined : fields[shorthand];
  return anyOf([...(short ? [shapeOf(short)] : []), fieldsSchema(fields)]);
}

function itemsSchema({ item, minItems, maxItems }: ListField): JsonSchema {
  return { type: 'array', items: fieldSchema(item), ...(minItems === undefined ? {} : { minItems }), maxItems };
}

/** A list that may be empty: nothing and the word `none` say so too. */
function orNone(list: JsonSchema): JsonSchema {
  return anyOf([list, { enum: ['none'] }, nothing]);
}

function listSchema(field: ListField): JsonSchema {
  return field.minItems === undefined ? orNone(itemsSchema(field)) : itemsSchema(field);
}

function shapesSchema({ shapes }: ShapesField): JsonSchema {
  return anyOf([
    ...(shapes.scalar ? [shapeOf(shapes.scalar)] : []),
    ...(shapes.list ? [itemsSchema(shapes.list)] : []),
    ...(shapes.map ? [mapSchema(shapes.map)] : []),
  ]);
}

function requiredKeys(fields: Fields): string[] {
  return Object.keys(fields).filter((key) => fields[key]?.required && !fields[key].orInHostFile);
}

/** A name alone, if it needs no figures, or a map with the name as its one key. */
function variantSchema({ variants }: VariantField): JsonSchema {
  const plain = Object.keys(variants).filter((name) => requiredKeys(variants[name]?.fields ?? {}).length === 0);
  const entries = Object.entries(variants).map(([name, variant]): [string, JsonSchema] => {
    const figures = mapSchema(variant);
    const orNothing = plain.includes(name) ? anyOf([figures, nothing]) : figures;
    return [name, { description: variant.documentation, ...orNothing }];
  });
  const map = { ...closedMap(Object.fromEntries(entries), []), minProperties: 1, maxProperties: 1 };
  return anyOf([{ enum: plain }, map]);
}

function parameterSchema(parameter: Parameter): JsonSchema {
  const description = `${parameter.documentation} Value: ${parameterKind(parameter)}.`;
  switch (parameter.kind) {
    case 'boolean':
      return { description, default: parameter.default, ...booleanSchema() };
    case 'choice':
      return { description, default: parameter.default, ...choiceSchema(parameter.choices) };
    case 'steps':
      return { description, ...listSchema(parameter.list) };
    default:
      return { description, default: defaultText(parameter), ...numberSchema(parameter) };
  }
}

/** The default of a number as it is written; null is one of the words. */
function defaultText({ kind, auto, ...rule }: NumberRule): number | string | undefined {
  if (rule.default === undefined) return undefined;
  if (rule.default === null) return auto ? 'auto' : 'none';
  return kind === 'count' || kind === 'factor' ? rule.default : formatNumber(kind, rule.default);
}

function algorithmSchema({ documentation, parameters }: AlgorithmDefinition): JsonSchema {
  const entries = Object.entries(parameters).map(([name, parameter]) => [name, parameterSchema(parameter)] as const);
  return { description: documentation, ...anyOf([closedMap(Object.fromEntries(entries), []), nothing]) };
}

/** An id alone, or a map with the id as a key and, perhaps, the label. */
function algorithmsSchema(algorithms: readonly AlgorithmDefinition[]): JsonSchema {
  const ids = algorithms.map(({ id }) => id);
  const as: JsonSchema = { description: 'Its label.', ...nameSchema(longestLabel) };
  const entries = algorithms.map((algorithm) => [algorithm.id, algorithmSchema(algorithm)] as const);
  const map: JsonSchema = {
    ...closedMap({ ...Object.fromEntries(entries), [policyId]: fieldSchema(policyField), as }, []),
    oneOf: [...ids, policyId].map((id) => ({ required: [id] })),
  };
  return { type: 'array', items: anyOf([{ enum: ids }, map]), minItems: 1, maxItems: mostAlgorithms };
}

/** Names, and the numbers, truth values and texts that are handed on under them. */
function paramsSchema({ maxItems }: ParamsField): JsonSchema {
  const map: JsonSchema = {
    type: 'object',
    propertyNames: { pattern: namePattern.source },
    additionalProperties: { type: ['number', 'boolean', 'string', 'null'], maxLength: longestParam },
    maxProperties: maxItems,
  };
  return anyOf([map, nothing]);
}

/** Paths to lists of values. What a path names and what may stand there depends on the file. */
function sweepSchema(): JsonSchema {
  return {
    type: 'object',
    propertyNames: { pattern: `^(?:${topKeys.join('|')})(?:\\.|$)` },
    additionalProperties: {
      type: 'array',
      items: { type: ['string', 'number', 'boolean', 'array', 'object'] },
      minItems: 1,
      maxItems: mostValues,
    },
    minProperties: 1,
  };
}

/** The name of a file. */
function endingSchema(ending: string): JsonSchema {
  return { type: 'string', maxLength: 1000, pattern: `${ending.replaceAll('.', '\\.')}$` };
}

/** What a field's value may be. */
function shapeOf(field: Field): JsonSchema {
  switch (field.kind) {
    case 'map':
      return mapSchema(field);
    case 'list':
      return listSchema(field);
    case 'variant':
      return variantSchema(field);
    case 'shapes':
      return shapesSchema(field);
    case 'window':
      return windowSchema();
    case 'algorithms':
      // Beside a `$ref` nothing counts: the description stands beside this one.
      return { allOf: [{ $ref: '#/definitions/algorithms' }] };
    case 'params':
      return paramsSchema(field);
    case 'sweep':
      return sweepSchema();
    case 'expectations':
      return orNone({
        type: 'array',
        items: { type: 'string', maxLength: longestExpectation },
        maxItems: mostExpectations,
      });
    case 'text':
    case 'name':
    case 'seed':
    case 'file':
      return textSchema(field);
    case 'boolean':
      return booleanSchema();
    case 'choice':
      return anyOf([choiceSchema(Object.keys(field.choices)), ...(field.fileEndings ?? []).map(endingSchema)]);
    case 'write-rate':
      return writeRateSchema();
    case 'portion':
      return portionSchema(field);
    case 'interval':
      return intervalSchema();
    case 'repeat':
      return repeatSchema(field);
    default:
      return numberSchema(field);
  }
}

function defaultOf(field: Field): unknown {
  if (!('default' in field)) return undefined;
  return 'min' in field ? defaultText(field) : field.default;
}

function descriptionOf(field: Field): string {
  const words = [field.documentation];
  if (bounds(field) !== '') words.push(`Value: ${kindOf(field)}${bounds(field)}.`);
  if (field.kind === 'choice')
    words.push(
      ...Object.entries(field.choices).map(([choice, { documentation }]) => `\`${choice}\`: ${documentation}`),
    );
  return words.join(' ');
}

/** What a field's value may be, and what an editor says of it. */
function fieldSchema(field: Field): JsonSchema {
  const usual = defaultOf(field);
  return {
    description: descriptionOf(field),
    ...(usual === undefined ? {} : { default: usual }),
    examples: field.examples.map((example): unknown => parse(example)),
    ...shapeOf(field),
  };
}

/** A map of these keys and no others. */
export function fieldsSchema(fields: Fields): JsonSchema {
  const entries = Object.entries(fields).map(([key, field]) => [key, fieldSchema(field)] as const);
  return closedMap(Object.fromEntries(entries), requiredKeys(fields));
}

/** The schema of a host preset's file. */
export function hostFileSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'HCA Migration Lab: host preset',
    description: 'What a pair of hosts costs, for several scenarios (*.migration-host.yaml).',
    ...fieldsSchema(hostFileFields),
  };
}

/** The link is needed, but where the file of a host's preset may have it. */
function linkUnlessInHostFile(): JsonSchema {
  const file: JsonSchema = { type: 'string', pattern: '\\.migration-host\\.ya?ml$' };
  const inMap: JsonSchema = { type: 'object', properties: { preset: file }, required: ['preset'] };
  return {
    if: { properties: { host: anyOf([file, inMap]) }, required: ['host'] },
    then: {},
    else: { properties: { link: { required: ['bandwidth'] } }, required: ['link'] },
  };
}

/** The schema of a scenario that may name these algorithms. */
export function scenarioSchema(algorithms: readonly AlgorithmDefinition[]): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'HCA Migration Lab: scenario',
    description: 'An experiment with live migration of a virtual machine (*.migration.yaml).',
    ...fieldsSchema(scenarioFields),
    ...linkUnlessInHostFile(),
    definitions: { algorithms: algorithmsSchema(algorithms) },
  };
}
