// Completion of values: choices, examples, defaults, units behind a number, files; and the shape in which a key's value is written.
import type { ScalarParameter } from '../algorithms/definition';
import { checkParameter } from '../scenario/algorithmList';
import { problemsUnder } from '../scenario/conform';
import type { DocumentNode, ScalarNode } from '../scenario/document';
import type { ChoiceField, Field, TextField, Variant, VariantField } from '../scenario/fields';
import { hostPresets } from '../scenario/hostPresets';
import { uniqueNames } from '../scenario/labels';
import { formatNumber, unitsOf } from '../scenario/values';
import { offer, wordOf, type Context } from './context';
import { describeField, describeParameter, detailOf, parameterDetail } from './describe';
import { labelsIn, regionsIn } from './namedFile';
import { blockExample, inlineExample, type Offer, type Part } from './offer';
import { needsFigures, parameterSlot, type Slot } from './slots';

/** What a list of offers says of one of its values. */
interface Value {
  readonly text: string;
  readonly documentation: string;
  readonly isDefault: boolean;
}

function scalar(text: string): ScalarNode {
  return { kind: 'scalar', text, quoted: false, empty: text === '', range: { start: 0, end: text.length } };
}

/** The text of a parameter's value. */
export function parameterText(parameter: ScalarParameter): string {
  if (parameter.kind === 'boolean' || parameter.kind === 'choice') return String(parameter.default);
  if (parameter.default !== null) return formatNumber(parameter.kind, parameter.default);
  return parameter.auto ? 'auto' : 'none';
}

/** Whether a node is a value that may stand at a place. */
export function accepts(slot: Slot, node: DocumentNode, text: string): boolean {
  switch (slot.kind) {
    case 'field':
      if (['algorithms', 'sweep', 'expectations'].includes(slot.field.kind)) return false;
      return problemsUnder(text, slot.key, slot.field, node).length === 0;
    case 'parameter':
      return node.kind === 'scalar' && !node.empty && !('problem' in checkParameter(node, slot.key, slot.parameter));
    case 'parameters':
      return (
        (node.kind === 'scalar' && node.empty) ||
        (node.kind === 'map' &&
          node.entries.every(({ key, value }) => {
            const { definition } = slot;
            const parameter = Object.hasOwn(definition.parameters, key) ? definition.parameters[key] : undefined;
            return parameter !== undefined && accepts(parameterSlot(definition, key, parameter), value, text);
          }))
      );
    case 'axis':
      return node.kind === 'list' && node.items.every((item) => accepts(slot.of, item, text));
    case 'algorithm':
    case 'expectation':
      return false;
  }
}

/** The endings of the files that may be named at a place, as its examples have them, but for that of a packed file; empty: it names none. */
export function fileEndings(slot: Slot): string[] {
  const field = slot.kind === 'field' && slot.field.kind === 'shapes' ? slot.field.shapes.scalar : undefined;
  const file = slot.kind === 'field' && slot.field.kind === 'file' ? slot.field : field;
  const shorthand =
    slot.kind === 'field' && slot.field.kind === 'map' ? slot.field.fields[slot.field.shorthand ?? ''] : undefined;
  const choice = slot.kind === 'field' && slot.field.kind === 'choice' ? slot.field : shorthand;
  if (choice?.kind === 'choice') return [...(choice.fileEndings ?? [])];
  if (file?.kind !== 'file') return [];
  return [...new Set(file.examples.map((name) => /\.[^.]+$/.exec(name.replace(/\.gz$/, ''))?.[0] ?? ''))];
}

/** The files that a key may name. */
function filesFor(field: TextField | ChoiceField, files: readonly string[]): string[] {
  const endings = fileEndings({ kind: 'field', key: '', field });
  return files.filter((name) => endings.some((ending) => name.replace(/\.gz$/, '').endsWith(ending)));
}

/** A file's name, in quotes where YAML needs them. */
function quotedName(name: string): string {
  return /^[A-Za-z0-9_./][\w./ -]*$/.test(name) ? name : `'${name.replaceAll("'", "''")}'`;
}

/** A name like the example that nothing in the file has. */
function freeName(example: string, { root }: Context): string {
  const taken = [...labelsIn(root), ...regionsIn(root)].map((written) => ({ written, fallback: '' }));
  return uniqueNames([...taken, { written: null, fallback: example }]).at(-1) ?? example;
}

function defaultText(field: Field): string | null {
  if (!('default' in field)) return null;
  if (typeof field.default === 'number' && 'min' in field) return formatNumber(field.kind, field.default);
  return String(field.default);
}

const plainValue = (text: string): Value => ({ text, documentation: '', isDefault: false });

/** The scalars that may be offered for a field. */
function valuesOf(field: Field, context: Context): Value[] {
  switch (field.kind) {
    case 'boolean':
      return ['true', 'false'].map(plainValue);
    case 'choice':
      return [
        ...Object.entries(field.choices).map(([text, choice]) => ({ ...plainValue(text), ...choice })),
        ...filesFor(field, context.files).map((name) => plainValue(quotedName(name))),
      ];
    case 'variant':
      return Object.entries(field.variants)
        .filter(([name]) => !needsFigures(field, name))
        .map(([text, { documentation }]) => ({ ...plainValue(text), documentation }));
    case 'file':
      return filesFor(field, context.files).map((name) => plainValue(quotedName(name)));
    case 'map': {
      const inner = field.shorthand === undefined ? undefined : field.fields[field.shorthand];
      return inner ? valuesOf(inner, context) : [];
    }
    case 'shapes':
      return field.shapes.scalar ? valuesOf(field.shapes.scalar, context) : [];
    case 'seed':
    case 'interval':
      return field.examples.map(plainValue);
    case 'repeat':
      return ['true', 'false', ...field.examples].map(plainValue);
    case 'name':
    case 'text':
    case 'list':
    case 'window':
    case 'params':
    case 'algorithms':
    case 'sweep':
    case 'expectations':
      return [];
    case 'write-rate':
    case 'portion':
      return field.examples.map(plainValue);
    default:
      return [...(field.oneOf ?? []).map((value) => formatNumber(field.kind, value)), ...field.examples].map(
        plainValue,
      );
  }
}

/** Each text once; the default, which may be missing among them, is marked. */
function marked(values: readonly Value[], usual: string | null): Value[] {
  const texts = [...new Set([...values.map(({ text }) => text), ...(usual === null ? [] : [usual])])];
  return texts.map((text) => {
    const value = values.find((each) => each.text === text) ?? plainValue(text);
    return { ...value, isDefault: text === usual };
  });
}

function parameterValues(parameter: ScalarParameter): Value[] {
  const words = { boolean: ['true', 'false'], choice: parameter.kind === 'choice' ? parameter.choices : [] };
  if (parameter.kind === 'boolean' || parameter.kind === 'choice')
    return marked(words[parameter.kind].map(plainValue), parameterText(parameter));
  const special = [...(parameter.optional ? ['none'] : []), ...(parameter.auto ? ['auto'] : [])];
  return marked(special.map(plainValue), parameterText(parameter));
}

/** The kind of number that is written at a place. */
function quantityOf(slot: Slot): Parameters<typeof unitsOf>[0] | null {
  const kind = slot.kind === 'field' ? slot.field.kind : slot.kind === 'parameter' ? slot.parameter.kind : null;
  switch (kind) {
    case 'count':
    case 'factor':
    case 'share':
    case 'duration':
    case 'size':
    case 'bit-rate':
    case 'megabits':
    case 'write-rate':
    case 'portion':
      return kind;
    case 'repeat':
      return 'duration';
    default:
      return null;
  }
}

/** The units that fit behind the number at the cursor. */
export function unitOffers(context: Context, slot: Slot, offset: number): Offer[] {
  const kind = quantityOf(slot);
  const word = wordOf(context);
  const number = /^[0-9]+(?:\.[0-9]+)?/.exec(word)?.[0];
  const { start, end } = context.place.word;
  if (kind === null || number === undefined || offset < start + number.length) return [];
  const range = { start: start + number.length, end };
  return unitsOf(kind)
    .filter((unit) => accepts(slot, scalar(`${number}${unit}`), context.text))
    .map((unit) => offer(context, 'unit', unit, [unit], { detail: `${number}${unit}`, range }));
}

/** What the file's host presets are worth, beside the words of the table. */
function sourceOf(text: string, field: Field): string {
  const isPreset = (field.kind === 'choice' || field.kind === 'map') && Object.hasOwn(hostPresets, text);
  return isPreset ? hostPresets[text as keyof typeof hostPresets].source : '';
}

function scalarOffers(context: Context, slot: Slot): Offer[] {
  const [values, usual] =
    slot.kind === 'field'
      ? [valuesOf(slot.field, context), defaultText(slot.field)]
      : slot.kind === 'parameter'
        ? [parameterValues(slot.parameter), null]
        : [[], null];
  const isParameter = slot.kind === 'parameter';
  const known = isParameter ? values : marked(values, values.length === 0 ? null : usual);
  const about = isParameter
    ? describeParameter(slot.parameter)
    : slot.kind === 'field'
      ? describeField(slot.field)
      : '';
  return known
    .filter(({ text }) => accepts(slot, scalar(text.replace(/^'(.*)'$/, '$1')), context.text))
    .map(({ text, documentation, isDefault }) => {
      const source = slot.kind === 'field' ? sourceOf(text, slot.field) : '';
      const words = documentation === '' ? about : [documentation, source].filter((each) => each !== '').join('\n\n');
      const kind = slot.kind === 'field' && slot.field.kind === 'file' ? 'file' : 'value';
      return offer(context, kind, text, [text], { detail: isDefault ? 'default' : '', documentation: words });
    });
}

/** A variant's name with its figures: `{ hotspot: { … } }`. */
function variantOffers(context: Context, field: VariantField): Offer[] {
  return Object.entries(field.variants)
    .filter(([name]) => needsFigures(field, name))
    .map(([name, variant]) =>
      offer(context, 'value', name, ['{ ', `${name}: `, ...variantShape(variant), ' }'], {
        detail: 'with its figures',
        documentation: variant.documentation,
      }),
    );
}

/** What belongs to a variant's name: the value that stands for all of it, or its keys (those that it must have, if there are any). */
export function variantShape({ fields, shorthand }: Variant): readonly Part[] {
  const short = shorthand === undefined ? undefined : fields[shorthand]?.examples[0];
  if (short !== undefined) return inlineExample(short);
  const needed = Object.entries(fields).filter(([, { required }]) => required);
  const pairs = (needed.length > 0 ? needed : Object.entries(fields)).map(
    ([key, { examples }]) => `${key}: ${examples[0] ?? ''}`,
  );
  return inlineExample(`{ ${pairs.join(', ')} }`);
}

/** A list or a map in brackets, as its examples have it. */
function bracketOffers(context: Context, field: Field): Offer[] {
  if (!['map', 'list', 'shapes'].includes(field.kind)) return [];
  return field.examples
    .filter((example) => /^[[{]/.test(example))
    .map((example) =>
      offer(context, 'snippet', example, inlineExample(example), { documentation: describeField(field) }),
    );
}

/** Everything that may be written as a value on this line. */
export function valueOffers(context: Context, slot: Slot, offset: number): Offer[] {
  const units = unitOffers(context, slot, offset);
  const scalars = scalarOffers(context, slot);
  if (slot.kind !== 'field') return [...units, ...scalars];
  const { field } = slot;
  const variants = field.kind === 'variant' ? variantOffers(context, field) : [];
  const windows =
    field.kind === 'window'
      ? field.examples.map((example) =>
          offer(context, 'snippet', example, pairParts(example), { detail: detailOf(field) }),
        )
      : [];
  return [...units, ...scalars, ...variants, ...windows, ...bracketOffers(context, field)];
}

/** `125ms: 16896`: both sides to be filled in. */
function pairParts(example: string): readonly Part[] {
  const [window = '', pages = ''] = example.split(': ');
  return [{ hole: window }, ': ', { hole: pages }];
}

/** The first expectation of a file: about its last algorithm, against its baseline if there is another. */
export function expectationParts(labels: readonly string[]): readonly Part[] {
  const baseline = labels[0] ?? 'xen-precopy';
  const last = labels.at(-1) ?? 'hca';
  if (last === baseline) return [`${last}.downtime < `, { hole: '300ms' }];
  return [`${last}.downtime < `, { hole: '0.8' }, ` * ${baseline}.downtime`];
}

function listParts(context: Context, item: readonly Part[]): readonly Part[] {
  return context.place.inBrackets ? [' [ ', ...item, ' ]'] : [`\n${context.below}- `, ...item];
}

/** What stands behind the colon of a new key. */
export function shapeOf(context: Context, slot: Slot): readonly Part[] {
  if (slot.kind === 'parameter') {
    const { parameter } = slot;
    const usual = parameterText(parameter);
    if (parameter.kind === 'choice')
      return [' ', { oneOf: [usual, ...parameter.choices.filter((each) => each !== usual)] }];
    return [' ', parameter.kind === 'boolean' ? { oneOf: [usual, String(!parameter.default)] } : { hole: usual }];
  }
  if (slot.kind !== 'field') return [' '];
  const { field } = slot;
  const example = field.examples[0] ?? '';
  switch (field.kind) {
    case 'boolean':
      return [' ', { oneOf: ['true', 'false'] }];
    case 'choice':
      return [' ', { oneOf: Object.keys(field.choices) }];
    case 'name':
      return [' ', { hole: freeName(example, context) }];
    case 'file':
      return [' ', { hole: quotedName(filesFor(field, context.files)[0] ?? example) }];
    case 'expectations':
      return listParts(context, expectationParts(labelsIn(context.root)));
    case 'sweep':
    case 'map':
    case 'list':
    case 'algorithms':
      return context.place.inBrackets ? [' ', ...inlineExample(example)] : blockExample(example, context.below);
    default:
      return [' ', ...inlineExample(example)];
  }
}

/** What a key takes, in a few words. */
export function detailOfSlot(slot: Slot): string {
  if (slot.kind === 'parameter') return parameterDetail(slot.parameter);
  return slot.kind === 'field' ? detailOf(slot.field) : '';
}

/** What a key does. */
export function documentationOf(slot: Slot): string {
  if (slot.kind === 'parameter') return describeParameter(slot.parameter);
  return slot.kind === 'field' ? describeField(slot.field) : '';
}
