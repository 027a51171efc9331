// What each word of a scenario is, for the colours that only the meaning gives: regions and labels where they are declared and used, ids of algorithms,
// parameters, metrics, choices, numbers and their units, names of files. What a value is follows from the table of fields and from the algorithms' own
// tables. Words that nobody knows get no token: the grammar colours them.
import { algorithms as builtInAlgorithms } from '../algorithms/registry';
import type { AlgorithmDefinition, Parameter, ScalarParameter } from '../algorithms/definition';
import { isAggregate, isMetric } from '../expect/metrics';
import { tokensOf } from '../expect/parse';
import type { DocumentNode, Entry, MapNode, ScalarNode, ScenarioDocument } from '../scenario/document';
import { placesIn } from '../scenario/expectations';
import { isHostFile, scenarioFields } from '../scenario/fields';
import type { Field, Fields, VariantField } from '../scenario/fields';
import type { TextRange } from '../scenario/problem';
import { isMissing, unquoted } from './extent';
import { namedLists, namesOf, segmentsOf } from './names';
import type { Declaration, NameKind } from './names';

/** The editor's own types, so that every theme has a colour for each. */
export type TokenType =
  | 'property'
  | 'variable'
  | 'type'
  | 'function'
  | 'parameter'
  | 'enumMember'
  | 'number'
  | 'keyword'
  | 'string'
  | 'operator';

export interface SemanticToken {
  /** On one line. */
  readonly range: TextRange;
  readonly type: TokenType;
  /** A name where it is declared. */
  readonly isDeclaration: boolean;
}

const typeOfName: Readonly<Record<NameKind, TokenType>> = { region: 'variable', label: 'type' };

class Painter {
  readonly tokens: SemanticToken[] = [];
  /** Each name's first declaration. */
  private readonly declarations: ReadonlyMap<string, Declaration>;

  constructor(
    private readonly document: ScenarioDocument,
    private readonly registry: readonly AlgorithmDefinition[],
  ) {
    const { declarations } = namesOf(document, registry);
    this.declarations = new Map(declarations.map((one) => [`${one.kind} ${one.name}`, one] as const).reverse());
  }

  private add({ start, end }: TextRange, type: TokenType, isDeclaration = false): void {
    const isOnOneLine = end > start && !this.document.text.slice(start, end).includes('\n');
    if (isOnOneLine) this.tokens.push({ range: { start, end }, type, isDeclaration });
  }

  private addWord(range: TextRange, type: TokenType, isDeclaration = false): void {
    this.add(unquoted(this.document.text, range), type, isDeclaration);
  }

  /** The entries of a map whose keys the table knows. */
  fields(map: MapNode, fields: Fields): void {
    for (const entry of map.entries) {
      const field = Object.hasOwn(fields, entry.key) ? fields[entry.key] : undefined;
      if (!field) continue;
      this.addWord(entry.keyRange, 'property');
      if (!isMissing(entry)) this.value(entry.value, field);
    }
  }

  private value(node: DocumentNode, field: Field): void {
    switch (field.kind) {
      case 'map':
        if (node.kind === 'map') this.fields(node, field.fields);
        else if (field.shorthand !== undefined) this.shorthand(node, field.fields[field.shorthand]);
        break;
      case 'list':
        if (node.kind === 'list') for (const item of node.items) this.value(item, field.item);
        break;
      case 'shapes': {
        const shape = field.shapes[node.kind];
        if (shape) this.value(node, shape);
        break;
      }
      case 'variant':
        this.variant(node, field);
        break;
      case 'window':
        if (node.kind === 'map') for (const entry of node.entries) this.window(entry);
        break;
      case 'algorithms':
        if (node.kind === 'list') for (const item of node.items) this.algorithm(item);
        break;
      case 'sweep':
        if (node.kind === 'map') for (const axis of node.entries) this.axis(axis);
        break;
      case 'expectations':
        if (node.kind === 'list') for (const item of node.items) if (item.kind === 'scalar') this.expectation(item);
        break;
      default:
        if (node.kind === 'scalar') this.scalar(node, field);
    }
  }

  private shorthand(node: DocumentNode, field: Field | undefined): void {
    if (field) this.value(node, field);
  }

  private variant(node: DocumentNode, { variants }: VariantField): void {
    if (node.kind === 'scalar' && Object.hasOwn(variants, node.text)) this.addWord(node.range, 'enumMember');
    if (node.kind !== 'map') return;
    for (const { key, keyRange, value } of node.entries) {
      const variant = Object.hasOwn(variants, key) ? variants[key] : undefined;
      if (!variant) continue;
      this.addWord(keyRange, 'enumMember');
      if (value.kind === 'map') this.fields(value, variant.fields);
      else if (variant.shorthand !== undefined) this.shorthand(value, variant.fields[variant.shorthand]);
    }
  }

  private window(entry: Entry): void {
    this.quantity(entry.key, unquoted(this.document.text, entry.keyRange));
    if (entry.value.kind === 'scalar') this.number(entry.value);
  }

  /** `12k/s`: the number and its unit apart; `none` and `auto` as words. */
  private quantity(text: string, { start, end }: TextRange): void {
    const [, number, unit] = /^([+-]?[0-9.]+)\s*([^0-9\s.]\S*)?$/.exec(text) ?? [];
    if (number !== undefined && this.document.text.slice(start, end) === text) {
      this.add({ start, end: start + number.length }, 'number');
      if (unit !== undefined) this.add({ start: end - unit.length, end }, 'keyword');
    } else if (/^(?:none|auto|true|false)$/.test(text)) this.add({ start, end }, 'keyword');
  }

  private number({ text, range }: ScalarNode): void {
    this.quantity(text, unquoted(this.document.text, range));
  }

  private interval(node: ScalarNode): void {
    const placeOf = placesIn(this.document.text, node);
    for (const match of node.text.matchAll(/\.\.|(?:[0-9]|\.(?!\.))+[^\s.0-9]*/g)) {
      const range = placeOf({ start: match.index, end: match.index + match[0].length });
      if (range === node.range && match[0] !== node.text) return;
      if (match[0] === '..') this.add(range, 'operator');
      else this.quantity(match[0], range);
    }
  }

  private scalar(node: ScalarNode, field: Field | ScalarParameter): void {
    if (node.empty) return;
    switch (field.kind) {
      case 'name':
        this.addWord(node.range, 'variable', true);
        break;
      case 'text':
      case 'seed':
      case 'file':
        this.add(node.range, 'string');
        break;
      case 'choice': {
        const choices = Array.isArray(field.choices)
          ? (field.choices as readonly string[])
          : Object.keys(field.choices);
        if (choices.includes(node.text)) this.addWord(node.range, 'enumMember');
        else if (isHostFile(node.text)) this.add(node.range, 'string');
        break;
      }
      case 'interval':
        this.interval(node);
        break;
      default:
        this.number(node);
    }
  }

  private definition(id: string): AlgorithmDefinition | undefined {
    return this.registry.find((definition) => definition.id === id);
  }

  private algorithm(item: DocumentNode): void {
    if (item.kind === 'scalar' && this.definition(item.text)) this.addWord(item.range, 'function');
    if (item.kind !== 'map') return;
    for (const { key, keyRange, value } of item.entries) {
      const definition = this.definition(key);
      if (key === 'as') {
        this.addWord(keyRange, 'property');
        if (value.kind === 'scalar' && !value.empty) this.addWord(value.range, 'type', true);
      } else if (definition) {
        this.addWord(keyRange, 'function');
        if (value.kind === 'map') this.parameters(value, definition);
      }
    }
  }

  private parameters(map: MapNode, { parameters }: AlgorithmDefinition): void {
    for (const { key, keyRange, value } of map.entries) {
      const parameter = Object.hasOwn(parameters, key) ? parameters[key] : undefined;
      if (!parameter) continue;
      this.addWord(keyRange, 'parameter');
      this.parameterValue(value, parameter);
    }
  }

  private parameterValue(node: DocumentNode, parameter: Parameter): void {
    if (parameter.kind === 'steps') this.value(node, parameter.list);
    else if (node.kind === 'scalar') this.scalar(node, parameter);
  }

  private expectation(node: ScalarNode): void {
    const tokens = tokensOf(node.text);
    const placeOf = placesIn(this.document.text, node);
    for (const [index, { kind, text, span }] of tokens.entries()) {
      const range = placeOf(span);
      if (range === node.range) continue;
      const [before, after] = [tokens[index - 1]?.kind, tokens[index + 1]?.kind];
      if (kind === 'number') this.quantity(text, range);
      else if (kind === 'comparison' || kind === 'plus' || kind === 'minus' || kind === 'times')
        this.add(range, 'operator');
      else if (kind === 'name' && before === 'dot' && isMetric(text)) this.add(range, 'enumMember');
      else if (kind === 'name' && after === 'open' && isAggregate(text)) this.add(range, 'function');
      else if (kind === 'name' && after === 'dot' && this.has('label', text)) this.add(range, 'type');
    }
  }

  private has(kind: NameKind, name: string): boolean {
    return this.declarations.has(`${kind} ${name}`);
  }

  /** A path, key by key, and its values as those of what it names. */
  private axis(entry: Entry): void {
    const segments = segmentsOf(this.document.text, entry) ?? [];
    const [list = '', name = ''] = entry.key.split('.');
    const kind = Object.hasOwn(namedLists, list) ? namedLists[list] : undefined;
    const isParameter = kind === 'label';
    for (const [index, { text, range }] of segments.entries()) {
      if (index === 1 && kind !== undefined) {
        if (this.has(kind, text)) this.add(range, typeOfName[kind]);
      } else this.add(range, isParameter && index > 1 ? 'parameter' : 'property');
    }
    const values = entry.value.kind === 'list' ? entry.value.items : [];
    const keys = entry.key.split('.');
    for (const node of values) {
      if (isParameter) {
        const parameter = this.parameterOf(name, keys[2] ?? '');
        if (parameter) this.parameterValue(node, parameter);
      } else {
        const field = fieldAt(keys);
        if (field) this.value(node, field);
      }
    }
  }

  private parameterOf(label: string, key: string): Parameter | undefined {
    const declaration = this.declarations.get(`label ${label}`);
    const parameters = declaration && this.definition(declaration.fallback)?.parameters;
    return parameters && Object.hasOwn(parameters, key) ? parameters[key] : undefined;
  }
}

function inside(field: Field, key: string): Field | undefined {
  const fields =
    field.kind === 'map'
      ? field.fields
      : field.kind === 'shapes' && field.shapes.map
        ? field.shapes.map.fields
        : undefined;
  if (field.kind !== 'variant') return fields && Object.hasOwn(fields, key) ? fields[key] : undefined;
  const variant = Object.hasOwn(field.variants, key) ? field.variants[key] : undefined;
  // A variant's keys follow its name: to the path it is a map of them.
  return (
    variant && { kind: 'map', fields: variant.fields, documentation: variant.documentation, examples: [], since: '' }
  );
}

/** The field that a path of the sweep ends at; those of regions begin behind the region's name. */
function fieldAt([first = '', ...rest]: readonly string[]): Field | undefined {
  const isRegion = first === 'workload';
  const top: Field | undefined = isRegion
    ? scenarioFields.workload.item
    : Object.hasOwn(scenarioFields, first)
      ? scenarioFields[first as keyof typeof scenarioFields]
      : undefined;
  return (isRegion ? rest.slice(1) : rest).reduce<Field | undefined>((field, key) => field && inside(field, key), top);
}

/** The tokens of a scenario in the order of the text, none over another. */
export function semanticTokens(
  document: ScenarioDocument,
  registry: readonly AlgorithmDefinition[] = builtInAlgorithms,
): readonly SemanticToken[] {
  if (document.root?.kind !== 'map') return [];
  const painter = new Painter(document, registry);
  painter.fields(document.root, scenarioFields);
  return painter.tokens.sort((a, b) => a.range.start - b.range.start);
}
