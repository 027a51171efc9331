// Holds a document against the table: unknown and missing keys, wrong shapes, values that do not read. Gives every value that is right, so that
// the rules beyond the table run on what there is; for one cause it reports one problem.
import type { ParameterValue } from '../algorithms/definition';
import type { AnyCheckedMap, Checked, CheckedScenario } from './checked';
import { firstLine } from './document';
import type { DocumentNode, Entry, MapNode, ScalarNode, ScenarioDocument } from './document';
import { mapsInside, scenarioFields } from './fields';
import type { Field, Fields, ListField, MapField, ParamsField, ShapesField, VariantField } from './fields';
import { meantByContent, straysOf } from './misplaced';
import { separatorFix, separatorIn } from './separator';
import { meantKey } from './synonyms';
import { added } from './addKey';
import type { Fix, Problem, TextRange } from './problem';
import { inList, listOf, outOfList, problem, quoted, replaceBy } from './report';
import type { CurvePoint } from './scenario';
import { checkNumber, checkScalar, isName } from './scalars';
import { nameOf, plainNumber } from './values';

/** Where a value is being checked. */
interface Place {
  readonly text: string;
  readonly problems: Problem[];
  /** Keys that stand where the table does not know them: that they lack elsewhere is said by their own problem. */
  readonly strays: ReadonlySet<string>;
  readonly language: TableLanguage;
}

/** A language whose files are held against a table: the scenario's, and the lab's. */
export interface TableLanguage {
  readonly fields: Fields;
  /** What the top level is called in a sentence: 'A scenario'. */
  readonly topLevel: string;
  /** What a file of the language has, in a sentence: 'scenario'. */
  readonly content: string;
  /** How one begins: "'vm:', 'link:' and 'algorithms:'". */
  readonly beginning: string;
  /** Under which keys of the table each key stands: 'vcpus' under 'vm'. */
  readonly homes: ReadonlyMap<string, string>;
}

/** A value with its key, and where both stand. */
interface Slot {
  readonly key: string;
  readonly keyRange: TextRange;
  readonly node: DocumentNode;
}

interface Outcome {
  readonly value: unknown;
}

/** The longest text among the values that a policy is handed. */
export const longestParam = 1000;

const wrong: Outcome = { value: undefined };

/** What a field wants, in a sentence: 'a map', 'a size'. */
function wanted(field: Field): string {
  switch (field.kind) {
    case 'map':
      return 'a map of keys and values';
    case 'list':
    case 'algorithms':
      return 'a list: begin each item with a dash';
    case 'variant':
      return `one of ${listOf(Object.keys(field.variants))}`;
    case 'text':
    case 'seed':
      return 'a text';
    case 'file':
      return 'the name of a file';
    case 'interval':
      return 'an interval such as 10s..40s';
    case 'window':
      return 'a window and its pages, such as 1s: 120832';
    case 'repeat':
      return 'true, false or a duration';
    case 'shapes':
      return `one of these: ${field.examples.join(' or ')}`;
    case 'name':
      return 'a name';
    case 'boolean':
      return 'true or false';
    case 'choice':
      return `one of ${listOf(Object.keys(field.choices))}`;
    case 'params':
      return 'a map of names to values';
    case 'sweep':
      return 'a map of paths to lists of values';
    case 'expectations':
      return 'a list of comparisons';
    default:
      return nameOf(field.kind);
  }
}

/** The problem of a value whose shape (scalar, list, map) is not the field's. */
function wrongType(place: Place, node: DocumentNode, key: string, want: string, fixes: readonly Fix[] = []): Outcome {
  const found = node.kind === 'scalar' ? (node.empty ? 'nothing' : quoted(node.text)) : `a ${node.kind}`;
  const range = firstLine(place.text, node.range);
  place.problems.push(problem('wrong-type', range, `'${key}' wants ${want}, but here is ${found}.`, { fixes }));
  return wrong;
}

/** Under which keys of the table each key stands: 'vcpus' under 'vm'. */
function homesOf(fields: Fields, path: string, homes: Map<string, string>): Map<string, string> {
  for (const [key, field] of Object.entries(fields)) {
    if (path !== '' && !homes.has(key)) homes.set(key, path);
    if (field.kind === 'variant')
      for (const name of Object.keys(field.variants)) if (!homes.has(name)) homes.set(name, `${path}.${key}`);
    for (const inner of mapsInside(field)) homesOf(inner, path === '' ? key : `${path}.${key}`, homes);
  }
  return homes;
}

/** The language of a table. */
export function tableLanguage(words: Omit<TableLanguage, 'homes'>): TableLanguage {
  return { ...words, homes: homesOf(words.fields, '', new Map()) };
}

const scenarioLanguage = tableLanguage({
  fields: scenarioFields,
  topLevel: 'A scenario',
  content: 'scenario',
  beginning: "'vm:', 'link:' and 'algorithms:'",
});

/** The problem of a key that its map does not know; `known` are those that it does, `like` the one that its value looks like. */
export function unknownKey(
  entry: Entry,
  known: readonly string[],
  where: string,
  like?: string,
  { fields, topLevel, homes }: TableLanguage = scenarioLanguage,
): Problem {
  const { key, keyRange } = entry;
  const message = `${where} has no key ${quoted(key)}`;
  if (Object.hasOwn(fields, key))
    return problem('unknown-key', keyRange, `${message}: it belongs at the top level, without indentation.`);
  const separator = separatorIn(key, known);
  if (separator !== null) {
    const isPlain = keyRange.end - keyRange.start === key.length;
    return problem('unknown-key', keyRange, `${message}: ${separator.advice}`, {
      fixes: isPlain ? [separatorFix(separator, keyRange)] : [],
    });
  }
  const meant = meantKey(key, known) ?? like;
  if (meant !== undefined)
    return problem('unknown-key', keyRange, `${message}: did you mean '${meant}'?`, {
      fixes: replaceBy(keyRange, [meant]),
    });
  const home = homes.get(key);
  const indented = where === topLevel ? ', indented' : '';
  if (home !== undefined) return problem('unknown-key', keyRange, `${message}: it belongs under '${home}'${indented}.`);
  return problem('unknown-key', keyRange, `${message}: it may have ${listOf(known)}.`);
}

function defaultOf(field: Field, range: TextRange): unknown {
  if (field.kind === 'list') return [];
  if (field.kind === 'variant')
    return field.default === undefined
      ? null
      : { name: field.default, fields: defaultsOf(field.variants[field.default]?.fields ?? {}, range) };
  return 'default' in field ? field.default : null;
}

function defaultSlot(field: Field, range: TextRange): Checked<unknown> {
  const value = field.kind === 'map' ? defaultsOf(field.fields, range) : defaultOf(field, range);
  return { value, range, keyRange: range, given: false };
}

function defaultsOf(fields: Fields, range: TextRange): AnyCheckedMap {
  return Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, defaultSlot(field, range)]));
}

/** The keys that must be there and are not: one cause, one problem. */
function missingKeys(
  place: Place,
  map: MapNode,
  keys: readonly string[],
  fields: Fields,
  where: string,
  range: TextRange,
): void {
  const lines = keys.map((key) => {
    const example = fields[key]?.examples[0] ?? '';
    return /^[[{]/.test(example) ? `'${key}:'` : `'${key}: ${example}'`;
  });
  const names = keys.map((key) => `'${key}'`).join(' and ');
  const fixes = added(
    place.text,
    map,
    keys.flatMap((key) => (fields[key] ? [[key, fields[key]] as const] : [])),
  );
  place.problems.push(problem('missing-key', range, `${where} lacks ${names}: add ${lines.join(' and ')}.`, { fixes }));
}

/** Where it is said what a map lacks: at its head, or on its first line if something else is wrong with the head. */
function unsaidPlace({ text, problems }: Place, map: MapNode, head: TextRange): TextRange {
  const isTaken = problems.some(({ range }) => range.start === head.start && range.end === head.end);
  return isTaken ? firstLine(text, map.range) : head;
}

/** The keys that a person can still add: those that are not there. */
function freeKeys(fields: Fields, map: MapNode): string[] {
  const present = new Set(map.entries.map(({ key }) => key));
  return Object.keys(fields).filter((key) => !present.has(key));
}

/**
 * `{ memory: 1,5GiB }` is read as two entries, `memory: 1` and `5GiB`: both of them, the first with the range of the number, the second (which is
 * no entry) without one.
 */
function fractionsOf(text: string, { entries }: MapNode): ReadonlyMap<Entry, TextRange | undefined> {
  const found = new Map<Entry, TextRange | undefined>();
  entries.forEach((entry, index) => {
    const before = entries[index - 1];
    const isRest = entry.value.kind === 'scalar' && entry.value.empty && /^[0-9]+[A-Za-z%/]*$/.test(entry.key);
    if (!before || !isRest || before.value.kind !== 'scalar' || !/^[0-9]+$/.test(before.value.text)) return;
    if (text.slice(before.value.range.end, entry.keyRange.start) !== ',') return;
    found.set(before, { start: before.value.range.start, end: entry.keyRange.end });
    found.set(entry, undefined);
  });
  return found;
}

function decimalComma(text: string, range: TextRange): Problem {
  const written = text.slice(range.start, range.end);
  const meant = written.replace(',', '.');
  return problem('wrong-value', range, `A fraction has a point, not a comma: write ${meant}.`, {
    fixes: replaceBy(range, [meant]),
  });
}

/** Checks the entries of a map. `head` is where a problem of the map as a whole is shown: its key, if it has one. */
function checkEntries(place: Place, map: MapNode, fields: Fields, where: string, head: TextRange): AnyCheckedMap {
  const free = freeKeys(fields, map);
  const misspelt = new Set<string>();
  const checked: Record<string, Checked<unknown>> = {};
  const fractions = fractionsOf(place.text, map);
  for (const entry of map.entries) {
    if (fractions.has(entry)) {
      checked[entry.key] = { value: undefined, range: entry.value.range, keyRange: entry.keyRange, given: true };
      const range = fractions.get(entry);
      if (range !== undefined) place.problems.push(decimalComma(place.text, range));
      continue;
    }
    const field = Object.hasOwn(fields, entry.key) ? fields[entry.key] : undefined;
    if (field) {
      checked[entry.key] = checkField(place, { key: entry.key, keyRange: entry.keyRange, node: entry.value }, field);
    } else {
      const like = meantByContent(entry, free, fields);
      misspelt.add(separatorIn(entry.key, free)?.key ?? meantKey(entry.key, free) ?? like ?? '');
      place.problems.push(unknownKey(entry, free.length > 0 ? free : Object.keys(fields), where, like, place.language));
    }
  }
  const missing = free.filter((key) => fields[key]?.required);
  // A misspelt or misplaced key has its problem already; that it is missing too is the same cause.
  const unsaid = missing.filter((key) => !misspelt.has(key) && !place.strays.has(key));
  if (unsaid.length > 0) missingKeys(place, map, unsaid, fields, where, unsaidPlace(place, map, head));
  for (const key of free) {
    const field = fields[key];
    if (!field) continue;
    const unread = misspelt.has(key) || field.required;
    checked[key] = unread ? { value: undefined, range: head, keyRange: head, given: false } : defaultSlot(field, head);
  }
  return checked;
}

function checkMap(place: Place, slot: Slot, field: MapField): Outcome {
  const { node, key } = slot;
  if (node.kind === 'map') return { value: checkEntries(place, node, field.fields, `'${key}'`, slot.keyRange) };
  if (node.kind === 'scalar' && !node.empty && field.shorthand !== undefined)
    return { value: checkShorthand(place, node, field.fields, field.shorthand) };
  const isEmptied =
    node.kind === 'scalar' && node.empty && Object.keys(field.fields).some((inner) => place.strays.has(inner));
  if (isEmptied) return wrong;
  const separator = node.kind === 'scalar' && !node.quoted ? separatorIn(node.text, Object.keys(field.fields)) : null;
  if (separator !== null) {
    const message = `'${key}' wants ${wanted(field)}: ${separator.advice}`;
    const fixes = [separatorFix(separator, node.range)];
    place.problems.push(problem('wrong-type', firstLine(place.text, node.range), message, { fixes }));
    return wrong;
  }
  return wrongType(place, node, key, wanted(field), asValueOf(place, slot, field));
}

/** The fix of a scalar in place of a map that must have one key, and takes it there: `link: 1Gbit/s`. */
function asValueOf(place: Place, { node }: Slot, { fields }: MapField): Fix[] {
  const [needed, ...others] = Object.entries(fields).filter(([, { required }]) => required);
  if (needed === undefined || others.length > 0 || node.kind !== 'scalar' || node.empty) return [];
  const [key, field] = needed;
  if (problemsUnder(place.text, key, field, node).length > 0) return [];
  return replaceBy(node.range, [`{ ${key}: ${place.text.slice(node.range.start, node.range.end)} }`]);
}

/** A scalar in place of a map: the value of its key `key`. */
function checkShorthand(place: Place, node: ScalarNode, fields: Fields, key: string): AnyCheckedMap {
  const inner = fields[key];
  const rest = defaultsOf(fields, node.range);
  return inner ? { ...rest, [key]: checkField(place, { key, keyRange: node.range, node }, inner) } : rest;
}

/** The fix of what would be an item of the list. */
function asItem(place: Place, node: DocumentNode, { item }: ListField): Fix[] {
  return (item.kind === 'map' || item.kind === 'window' ? 'map' : 'scalar') === node.kind
    ? inList(place.text, node)
    : [];
}

function checkList(place: Place, slot: Slot, field: ListField): Outcome {
  const { node, key } = slot;
  if (node.kind === 'scalar' && (node.empty || node.text === 'none')) return { value: [] };
  if (node.kind !== 'list') return wrongType(place, node, key, wanted(field), asItem(place, node, field));
  if (node.items.length < (field.minItems ?? 0)) {
    const message = `'${key}' is empty: write, for example, ${field.examples[0] ?? ''}, or remove it.`;
    place.problems.push(problem('out-of-range', firstLine(place.text, node.range), message));
    return wrong;
  }
  if (node.items.length > field.maxItems) {
    const range = firstLine(place.text, node.range);
    place.problems.push(problem('out-of-range', range, `'${key}' has more than ${field.maxItems} items: remove some.`));
    return wrong;
  }
  return {
    value: node.items.map((item, index) => {
      const head = firstLine(place.text, item.range);
      return checkField(place, { key: `${key}[${index + 1}]`, keyRange: head, node: item }, field.item);
    }),
  };
}

/** The bounds of a point of a dirty curve. */
export const windowLimits = { kind: 'duration', min: 1e-9, max: 3_600_000 } as const;
export const pageLimits = { kind: 'factor', min: 1, max: 1e12 } as const;

/** Reads `125ms: 16896`. */
function checkWindow(place: Place, { node, key }: Slot, field: Field): Outcome {
  const entry = node.kind === 'map' && node.entries.length === 1 ? node.entries[0] : undefined;
  if (entry?.value.kind !== 'scalar' || entry.value.empty) return wrongType(place, node, key, wanted(field));
  const window: ScalarNode = { kind: 'scalar', text: entry.key, quoted: false, empty: false, range: entry.keyRange };
  const seconds = checkNumber(window, 'window', windowLimits);
  const pages = checkNumber(entry.value, 'pages', pageLimits);
  for (const result of [seconds, pages]) if ('problem' in result) place.problems.push(result.problem);
  if ('problem' in seconds || 'problem' in pages || seconds.value === null || pages.value === null) return wrong;
  const value: CurvePoint = { seconds: seconds.value, pages: pages.value };
  return { value };
}

/** Reads a value by the shape in which it is written. */
function checkShapes(place: Place, slot: Slot, field: ShapesField): Outcome {
  const shape = slot.node.kind;
  const inner = field.shapes[shape];
  if (!inner || (slot.node.kind === 'scalar' && slot.node.empty)) {
    const { list } = field.shapes;
    return wrongType(place, slot.node, slot.key, wanted(field), list ? asItem(place, slot.node, list) : []);
  }
  const { value } = checkKind(place, slot, inner);
  return value === undefined ? wrong : { value: { shape, value } };
}

/** The name and the map of a variant: `uniform`, or `{ hotspot: … }`. */
function readVariant(node: DocumentNode): { readonly name: ScalarNode; readonly entry: Entry | null } | null {
  if (node.kind === 'scalar') return node.empty ? null : { name: node, entry: null };
  if (node.kind !== 'map' || node.entries.length !== 1) return null;
  const entry = node.entries[0];
  if (!entry) return null;
  return { name: { kind: 'scalar', text: entry.key, quoted: false, empty: false, range: entry.keyRange }, entry };
}

/** The figures of a variant beside its name, where they lack their indentation: one problem for all of them. */
function besideTheirName(text: string, { entries, range }: MapNode, field: VariantField): Problem | null {
  const [name, first, ...others] = entries;
  const fields = name && Object.hasOwn(field.variants, name.key) ? field.variants[name.key]?.fields : undefined;
  const isNamed = name?.value.kind === 'scalar' && name.value.empty;
  if (!name || !first || !fields || !isNamed || text[range.start] === '{') return null;
  if (![first, ...others].every(({ key }) => Object.hasOwn(fields, key))) return null;
  const start = text.lastIndexOf('\n', first.keyRange.start) + 1;
  const end = start + text.slice(start, range.end).trimEnd().length;
  const replacement = text.slice(start, end).replace(/^(?=[^\r\n])/gm, '  ');
  const message = `'${first.key}' belongs to '${name.key}': indent it below '${name.key}:'.`;
  const fixes = [{ title: 'Indent it', range: { start, end }, replacement }];
  return problem('unknown-key', first.keyRange, message, { fixes });
}

function checkVariant(place: Place, { node, key }: Slot, field: VariantField): Outcome {
  const read = readVariant(node);
  if (!read) {
    const beside = node.kind === 'map' ? besideTheirName(place.text, node, field) : null;
    if (beside === null) return wrongType(place, node, key, wanted(field));
    place.problems.push(beside);
    return wrong;
  }
  const { name, entry } = read;
  const variant = Object.hasOwn(field.variants, name.text) ? field.variants[name.text] : undefined;
  if (!variant) {
    const names = Object.keys(field.variants);
    const meant = meantKey(name.text, names);
    const advice = meant === undefined ? `choose ${listOf(names)}.` : `did you mean ${meant}?`;
    place.problems.push(
      problem('unknown-choice', name.range, `'${key}' cannot be ${quoted(name.text)}: ${advice}`, {
        fixes: meant === undefined ? [] : replaceBy(name.range, [meant]),
      }),
    );
    return wrong;
  }
  const value = entry?.value ?? name;
  if (value.kind === 'map')
    return {
      value: { name: name.text, fields: checkEntries(place, value, variant.fields, `'${name.text}'`, name.range) },
    };
  const isEmpty = value.kind === 'scalar' && value.empty;
  if (entry && value.kind === 'scalar' && !isEmpty && variant.shorthand !== undefined)
    return { value: { name: name.text, fields: checkShorthand(place, value, variant.fields, variant.shorthand) } };
  if (entry && !isEmpty) return wrongType(place, value, name.text, 'a map of keys and values');
  const lacking = Object.entries(variant.fields).filter(([, inner]) => inner.required);
  if (lacking.length > 0) {
    const example = lacking.map(([inner, { examples }]) => `${inner}: ${examples[0] ?? ''}`).join(', ');
    const short = variant.shorthand === undefined ? undefined : variant.fields[variant.shorthand]?.examples[0];
    const replacement = `{ ${name.text}: ${short ?? `{ ${example} }`} }`;
    place.problems.push(
      problem('missing-key', name.range, `'${name.text}' lacks its figures: write, for example, ${replacement}.`, {
        fixes: entry ? [] : replaceBy(name.range, [replacement]),
      }),
    );
    return wrong;
  }
  return { value: { name: name.text, fields: defaultsOf(variant.fields, name.range) } };
}

/** A number, a truth value, `none`, or a text, by how it is written. */
function plainValue({ text, quoted: isQuoted, empty }: ScalarNode): ParameterValue {
  if (isQuoted) return text;
  if (empty || text === 'none') return null;
  if (text === 'true' || text === 'false') return text === 'true';
  return plainNumber(text) ?? text;
}

/** Reads names and the values that they hand on. */
function checkParams(place: Place, { node, key }: Slot, field: ParamsField): Outcome {
  if (node.kind === 'scalar' && node.empty) return { value: null };
  if (node.kind !== 'map') return wrongType(place, node, key, wanted(field));
  if (node.entries.length > field.maxItems) {
    const range = firstLine(place.text, node.range);
    place.problems.push(problem('out-of-range', range, `'${key}' has more than ${field.maxItems} names: remove some.`));
    return wrong;
  }
  const problems = node.entries.flatMap(({ key: name, keyRange, value }) => {
    if (!isName(name)) {
      const message = `${quoted(name)} is no name: use a letter first, then letters, digits, '-' and '_'.`;
      return [problem('wrong-name', keyRange, message)];
    }
    if (value.kind === 'scalar' && value.text.length <= longestParam) return [];
    const range = firstLine(place.text, value.range);
    const message = `'${name}' wants a number, true, false or a text of at most ${longestParam} characters.`;
    return [problem('wrong-type', range, message)];
  });
  place.problems.push(...problems);
  if (problems.length > 0) return wrong;
  const values = node.entries.map(({ key: name, value }) => [name, plainValue(value as ScalarNode)] as const);
  return { value: Object.fromEntries(values) };
}

function checkKind(place: Place, slot: Slot, field: Field): Outcome {
  const { node, key } = slot;
  switch (field.kind) {
    case 'map':
      return checkMap(place, slot, field);
    case 'list':
      return checkList(place, slot, field);
    case 'variant':
      return checkVariant(place, slot, field);
    case 'shapes':
      return checkShapes(place, slot, field);
    case 'window':
      return checkWindow(place, slot, field);
    case 'params':
      return checkParams(place, slot, field);
    case 'algorithms':
    case 'sweep':
    case 'expectations':
      return { value: null };
    default: {
      if (node.kind !== 'scalar' || node.empty)
        return wrongType(place, node, key, wanted(field), outOfList(place.text, node));
      const result = checkScalar(node, key, field);
      if ('value' in result) return result;
      place.problems.push(result.problem);
      return wrong;
    }
  }
}

function checkField(place: Place, slot: Slot, field: Field): Checked<unknown> {
  const { value } = checkKind(place, slot, field);
  return { value, range: slot.node.range, keyRange: slot.keyRange, given: true };
}

/** A value checked by a field of the table that stands for itself, with its problems. */
export function checkedBy(
  text: string,
  { key, keyRange, value }: Entry,
  field: Field,
): { readonly checked: Checked<unknown>; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const place: Place = { text, problems, strays: new Set(), language: scenarioLanguage };
  const checked = checkField(place, { key, keyRange, node: value }, field);
  return { checked, problems };
}

/** The problems that a value would have under a key: for whoever offers keys or values. */
export function problemsUnder(text: string, key: string, field: Field, node: DocumentNode): readonly Problem[] {
  const problems: Problem[] = [];
  const place: Place = { text, problems, strays: new Set(), language: scenarioLanguage };
  checkField(place, { key, keyRange: node.range, node }, field);
  return problems;
}

export interface Conformed {
  /** Null: not even the top level is a map. */
  readonly checked: CheckedScenario | null;
  readonly problems: readonly Problem[];
}

/** Holds a document against a language's table. Null: not even the top level is a map. */
export function conformTo(
  document: ScenarioDocument,
  language: TableLanguage,
): { readonly checked: AnyCheckedMap | null; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const { root } = document;
  const { fields, topLevel, content, beginning } = language;
  const place: Place = { text: document.text, problems, strays: straysOf(root, fields), language };
  if (!root || (root.kind === 'scalar' && root.empty)) {
    const range = { start: 0, end: Math.min(1, document.text.length) };
    const message = `The file has no ${content}: begin with ${beginning}.`;
    return { checked: null, problems: [problem('empty-file', range, message)] };
  }
  if (root.kind !== 'map') {
    const range = firstLine(document.text, root.range);
    const message = `${topLevel} is made of keys and values: begin with ${beginning}.`;
    return { checked: null, problems: [problem('wrong-type', range, message)] };
  }
  const head = root.entries[0]?.keyRange ?? root.range;
  return { checked: checkEntries(place, root, fields, topLevel, head), problems };
}

/** Holds a document against the scenario's table. The list of algorithms is algorithmList.ts's. */
export function conform(document: ScenarioDocument): Conformed {
  const { checked, problems } = conformTo(document, scenarioLanguage);
  // checkEntries reads exactly the keys of the table it is given, each by its kind: what CheckedMap says of that table.
  return { checked: checked as unknown as CheckedScenario | null, problems };
}
