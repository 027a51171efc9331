// The scenario's list of algorithms against the registry: ids, parameters by each algorithm's own table, labels.
// What an entry may look like: docs/scenario-reference.md, 'algorithms'.
import type {
  AlgorithmDefinition,
  ParameterValue,
  ParameterValues,
  ScalarParameter,
  StepsParameter,
} from '../algorithms/definition';
import { stepsText, type Step } from '../algorithms/steps';
import { policyDefinition, policyEnding, policyId, policyLabel } from '../policy/policy';
import type { Checked, CheckedPolicyEntry } from './checked';
import { checkedBy, unknownKey } from './conform';
import { firstLine } from './document';
import type { DocumentNode, Entry, MapNode, ScalarNode } from './document';
import { plannedAlgorithms, policyField } from './fields';
import { uniqueNames } from './labels';
import { nearest } from './nearest';
import type { Fix, Problem, TextRange } from './problem';
import { inList, listOf, outOfList, problem, quoted, replaceBy } from './report';
import { checkBoolean, checkChoice, checkName, checkNumber, exampleOf, notBuilt } from './scalars';
import type { ScalarResult } from './scalars';

/** Of the key `as`. */
export const longestLabel = 64;
export const mostAlgorithms = 100;

/** An entry of the list whose algorithm is known. */
export interface CheckedAlgorithm {
  readonly definition: AlgorithmDefinition;
  /** Unique unless two entries were given the same label, which is a problem. */
  readonly label: string;
  /** The label where the file gives one, else the id, or a policy's file. */
  readonly labelRange: TextRange;
  readonly labelGiven: boolean;
  /** The whole entry. */
  readonly range: TextRange;
  /** Every parameter that is right, defaults filled in; one that is wrong is left out, and has its problem. */
  readonly parameters: ParameterValues;
  /** The parameters that the file gives, where their keys stand. */
  readonly given: ReadonlyMap<string, TextRange>;
  /** Of a policy: its file, and what it is handed; null: the entry is wrong, or no policy's. */
  readonly policy: CheckedPolicy | null;
}

export interface CheckedPolicy {
  readonly file: string;
  readonly range: TextRange;
  readonly params: ParameterValues;
}

export interface CheckedAlgorithms {
  readonly algorithms: readonly CheckedAlgorithm[];
  readonly problems: readonly Problem[];
}

/** An entry before labels are given out. */
interface Draft extends Omit<CheckedAlgorithm, 'label' | 'labelGiven'> {
  readonly written: string | null;
}

interface Context {
  readonly text: string;
  readonly registry: readonly AlgorithmDefinition[];
  readonly problems: Problem[];
  /** Defaults of parameters by their names, in place of the tables'. */
  readonly usual: ParameterValues;
}

/** The entry's algorithm, by its id. */
function findDefinition(context: Context, id: string, range: TextRange): AlgorithmDefinition | null {
  const found = id === policyId ? policyDefinition : context.registry.find((definition) => definition.id === id);
  if (found) return found;
  if (Object.hasOwn(plannedAlgorithms, id)) {
    context.problems.push(notBuilt(range, `the algorithm '${id}'`));
    return null;
  }
  const ids = [...context.registry.map((definition) => definition.id), policyId];
  const meant = nearest(id, ids);
  const advice = meant === undefined ? `choose ${listOf(ids)}.` : `did you mean ${meant}?`;
  const fixes = meant === undefined ? [] : replaceBy(range, [meant]);
  context.problems.push(
    problem('unknown-algorithm', range, `There is no algorithm ${quoted(id)}: ${advice}`, { fixes }),
  );
  return null;
}

/** Reads the value of a parameter that is a single one. */
export function checkParameter(
  node: ScalarNode,
  key: string,
  parameter: ScalarParameter,
): ScalarResult<ParameterValue> {
  switch (parameter.kind) {
    case 'boolean':
      return checkBoolean(node, key);
    case 'choice':
      return checkChoice(node, key, parameter.choices, parameter.standIns);
    default:
      return checkNumber(node, key, parameter);
  }
}

type CheckedStep = Readonly<Record<string, Checked<number | null>>>;

/** Reads steps: each with something to change, in the order of time. */
export function checkSteps(
  text: string,
  entry: Entry,
  { list }: StepsParameter,
): { readonly value: string | null; readonly problems: readonly Problem[] } {
  const { checked, problems } = checkedBy(text, entry, list);
  // checkedBy reads exactly the keys of the table that it is given, all of them numbers.
  const items = (checked.value ?? []) as readonly Checked<CheckedStep>[];
  if (problems.length > 0) return { value: null, problems };
  const steps = items.map(({ value, range }) => ({
    step: stepOf(value ?? {}),
    range,
    at: value?.['at']?.range ?? range,
  }));
  const others = Object.keys(list.item.fields).filter((key) => key !== 'at');
  const empty = steps.filter(({ step }) => Object.keys(step.values).length === 0);
  const late = steps.filter(({ step }, i) => step.atSeconds <= (steps[i - 1]?.step.atSeconds ?? -1));
  return {
    value: stepsText(
      list,
      steps.map(({ step }) => step),
    ),
    problems: [
      ...empty.map(({ range }) =>
        problem('missing-key', firstLine(text, range), `This step changes nothing: give it ${listOf(others)}.`),
      ),
      ...late.map(({ at }) =>
        problem(
          'schedule-order',
          at,
          'This step is not later than the one before: put the steps in the order of time, each time once.',
        ),
      ),
    ],
  };
}

function stepOf({ at, ...others }: CheckedStep): Step {
  const values = Object.entries(others).flatMap(([key, { value }]) =>
    value === undefined || value === null ? [] : [[key, value] as const],
  );
  return { atSeconds: at?.value ?? 0, values: Object.fromEntries(values) };
}

function exampleOfParameter(parameter: ScalarParameter): string {
  if (parameter.kind === 'boolean' || parameter.kind === 'choice') return String(parameter.default);
  return exampleOf(parameter);
}

/** Reads one parameter into `values`, or reports why not. */
function readParameter(
  context: Context,
  definition: AlgorithmDefinition,
  entry: Entry,
  values: Map<string, ParameterValue>,
): void {
  const { key, value } = entry;
  values.delete(key);
  const parameter = Object.hasOwn(definition.parameters, key) ? definition.parameters[key] : undefined;
  const known = Object.keys(definition.parameters);
  if (!parameter) {
    const unbuilt = Object.hasOwn(definition.unbuilt ?? {}, key) ? definition.unbuilt?.[key] : undefined;
    if (unbuilt !== undefined) {
      context.problems.push(notBuilt(entry.keyRange, `'${key}' of '${definition.id}' (${unbuilt})`));
      return;
    }
    const none = `'${definition.id}' has no parameters: remove ${quoted(key)}.`;
    const beside = `'as' is no parameter: it stands beside '${definition.id}', not in it.`;
    context.problems.push(
      key === 'as'
        ? problem('unknown-key', entry.keyRange, beside)
        : known.length === 0
          ? problem('unknown-key', entry.keyRange, none)
          : unknownKey(entry, known, `'${definition.id}'`),
    );
    return;
  }
  if (parameter.kind === 'steps') {
    const steps = checkSteps(context.text, entry, parameter);
    context.problems.push(...steps.problems);
    if (steps.problems.length === 0) values.set(key, steps.value);
    return;
  }
  if (value.kind !== 'scalar' || value.empty) {
    const range = firstLine(context.text, value.range);
    const example = `'${key}: ${exampleOfParameter(parameter)}'`;
    context.problems.push(
      problem('wrong-type', range, `'${key}' wants a single value: write, for example, ${example}.`, {
        fixes: outOfList(context.text, value),
      }),
    );
    return;
  }
  const result = checkParameter(value, key, parameter);
  if ('problem' in result) context.problems.push(result.problem);
  else values.set(key, result.value);
}

function defaults({ parameters }: AlgorithmDefinition, usual: ParameterValues): Map<string, ParameterValue> {
  return new Map(Object.entries(parameters).map(([key, parameter]) => [key, usual[key] ?? parameter.default]));
}

/** The values in the order of the algorithm's table, so that the same choices give the same bytes however they are written. */
function inTableOrder(definition: AlgorithmDefinition, values: ReadonlyMap<string, ParameterValue>): ParameterValues {
  const entries = Object.keys(definition.parameters).flatMap((key) => {
    const value = values.get(key);
    return value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(entries);
}

function draft(
  context: Context,
  definition: AlgorithmDefinition,
  node: DocumentNode,
  id: { readonly range: TextRange; readonly parameters: DocumentNode | null },
  as: Entry | undefined,
): Draft {
  const values = defaults(definition, context.usual);
  const { parameters } = id;
  if (parameters?.kind === 'map') {
    for (const entry of parameters.entries) readParameter(context, definition, entry, values);
  } else if (parameters && !(parameters.kind === 'scalar' && parameters.empty)) {
    const range = firstLine(context.text, parameters.range);
    context.problems.push(
      problem(
        'wrong-type',
        range,
        `'${definition.id}' wants its parameters as a map: write '${definition.id}: { key: value }'.`,
      ),
    );
  }
  const label = as ? readLabel(context, as) : null;
  return {
    definition,
    written: label,
    labelRange: label === null || !as ? id.range : as.value.range,
    range: node.range,
    parameters: inTableOrder(definition, values),
    given: new Map(parameters?.kind === 'map' ? parameters.entries.map(({ key, keyRange }) => [key, keyRange]) : []),
    policy: null,
  };
}

/** The entry of a policy: its file, or a map with that and what it is handed. */
function draftPolicy(context: Context, node: DocumentNode, id: Entry, as: Entry | undefined): Draft {
  const { checked, problems } = checkedBy(context.text, id, policyField);
  context.problems.push(...problems);
  const label = as ? readLabel(context, as) : null;
  // checkedBy reads exactly the keys of the table that it is given.
  const entry = checked.value as CheckedPolicyEntry | undefined;
  const file = entry?.file.value;
  // By its name a host knows, before anything is read, what may run only where it is trusted.
  const isNamedSo = file === undefined || file.endsWith(policyEnding);
  if (entry !== undefined && !isNamedSo) {
    const message = `A policy is a file named ….policy.js, for example mine${policyEnding}: rename ${quoted(file)}.`;
    context.problems.push(problem('wrong-type', entry.file.range, message));
  }
  const policy =
    entry === undefined || file === undefined || !isNamedSo || problems.length > 0
      ? null
      : { file, range: entry.file.range, params: entry.params.value ?? {} };
  return {
    definition: policyDefinition,
    written: label,
    labelRange: label === null || !as ? (entry?.file.range ?? id.keyRange) : as.value.range,
    range: node.range,
    parameters: {},
    given: new Map(),
    policy,
  };
}

/** The label that `as` gives; null if it is wrong. */
function readLabel(context: Context, { value }: Entry): string | null {
  if (value.kind !== 'scalar' || value.empty) {
    const range = firstLine(context.text, value.range);
    context.problems.push(
      problem('wrong-type', range, "'as' wants a label: a letter first, then letters, digits, '-' and '_'."),
    );
    return null;
  }
  const result = checkName(value, 'as', longestLabel);
  if ('value' in result) return result.value;
  context.problems.push(result.problem);
  return null;
}

/** A key beside the algorithm's: most often a parameter that lacks its indentation. */
function strayKey(context: Context, entry: Entry, id: Entry, isBelow: boolean): void {
  const parameters = context.registry.find((definition) => definition.id === id.key)?.parameters ?? {};
  const isParameter = Object.hasOwn(parameters, entry.key);
  const message = isParameter
    ? `'${entry.key}' is a parameter of '${id.key}': indent it below '${id.key}:'.`
    : `An entry has one algorithm, and may have 'as': give ${quoted(entry.key)} an entry of its own, or remove it.`;
  const { start } = entry.keyRange;
  const isAlone = context.text.slice(start, entry.value.range.end).split('\n').length === 1;
  const fixes = isBelow && isAlone ? [{ title: 'Indent it', range: { start, end: start }, replacement: '  ' }] : [];
  context.problems.push(problem('unknown-key', entry.keyRange, message, { fixes: isParameter ? fixes : [] }));
}

/** Whether an entry stands on a line of its own below an algorithm that has no parameters yet, but for others that do. */
function standsBelow(text: string, node: MapNode, id: Entry, entry: Entry): boolean {
  const isEmpty = id.value.kind === 'scalar' && id.value.empty;
  const [from, to] = [node.entries.indexOf(id), node.entries.indexOf(entry)];
  const between = node.entries.slice(from + 1, to);
  return isEmpty && text[node.range.start] !== '{' && to > from && between.every(({ key }) => key !== 'as');
}

/** `name: hca`: the id stands by itself. */
function namedById({ registry, problems }: Context, { key, keyRange, value }: Entry): boolean {
  if (!/^(?:name|id|algorithm|type)$/.test(key) || value.kind !== 'scalar') return false;
  const { text: id, range } = value;
  if (!registry.some((definition) => definition.id === id)) return false;
  const message = `An entry begins with the algorithm itself: write '${id}' without '${key}:', with parameters '${id}: { … }'.`;
  const place = { start: keyRange.start, end: range.end };
  problems.push(problem('wrong-type', place, message, { fixes: replaceBy(place, [`${id}:`]) }));
  return true;
}

function readMap(context: Context, node: MapNode): Draft | null {
  const as = node.entries.find(({ key }) => key === 'as');
  const [id, ...others] = node.entries.filter((entry) => entry !== as);
  if (!id) {
    const range = firstLine(context.text, node.range);
    context.problems.push(
      problem('missing-key', range, "This entry lacks its algorithm: write, for example, 'hca: {}'."),
    );
    return null;
  }
  if (namedById(context, id)) return null;
  for (const other of others) strayKey(context, other, id, standsBelow(context.text, node, id, other));
  if (id.key === policyId) return draftPolicy(context, node, id, as);
  const definition = findDefinition(context, id.key, id.keyRange);
  return definition && draft(context, definition, node, { range: id.keyRange, parameters: id.value }, as);
}

function readItem(context: Context, node: DocumentNode): Draft | null {
  if (node.kind === 'map') return readMap(context, node);
  if (node.kind === 'scalar' && node.text === policyId) {
    const message = "A policy lacks its file: write, for example, 'policy: mine.policy.js'.";
    context.problems.push(problem('missing-key', node.range, message));
    return null;
  }
  if (node.kind === 'scalar' && !node.empty) {
    const definition = findDefinition(context, node.text, node.range);
    return definition && draft(context, definition, node, { range: node.range, parameters: null }, undefined);
  }
  const range = firstLine(context.text, node.range);
  context.problems.push(problem('wrong-type', range, 'An entry is the id of an algorithm: write, for example, hca.'));
  return null;
}

function withLabels(drafts: readonly Draft[]): CheckedAlgorithm[] {
  const labels = uniqueNames(
    drafts.map(({ written, definition, policy }) => ({
      written,
      fallback: policy === null ? definition.id : policyLabel(policy.file),
    })),
  );
  return drafts.map(({ written, ...rest }, index) => ({
    ...rest,
    label: labels[index] ?? rest.definition.id,
    labelGiven: written !== null,
  }));
}

/** The fix of a map of algorithms: a dash before each, what belongs to it indented with it. */
function asItems(text: string, { range, entries }: MapNode, registry: readonly AlgorithmDefinition[]): Fix[] {
  const isOfAlgorithms = entries.every(({ key }) => registry.some(({ id }) => id === key));
  if (text[range.start] === '{' || !isOfAlgorithms) return [];
  const starts = new Set(entries.map(({ keyRange }) => keyRange.start));
  const end = range.start + text.slice(range.start, range.end).trimEnd().length;
  let at = text.lastIndexOf('\n', range.start - 1) + 1;
  const start = at;
  const lines = text.slice(start, end).split('\n');
  const replacement = lines.map((line) => {
    const blanks = /^ */.exec(line)?.[0].length ?? 0;
    const isKey = starts.has(at + blanks);
    at += line.length + 1;
    return `${line.slice(0, blanks)}${isKey ? '- ' : line.trim() === '' ? '' : '  '}${line.slice(blanks)}`;
  });
  return [{ title: 'Begin each with a dash', range: { start, end }, replacement: replacement.join('\n') }];
}

/** Checks the value of the key `algorithms`; `usual`: the defaults that the file of the host's preset has for parameters. */
export function checkAlgorithms(
  text: string,
  entry: Entry,
  registry: readonly AlgorithmDefinition[],
  usual: ParameterValues = {},
): CheckedAlgorithms {
  const context: Context = { text, registry, problems: [], usual };
  const { value } = entry;
  if (value.kind !== 'list') {
    const range = firstLine(text, value.range);
    const message = "'algorithms' wants a list: begin each algorithm with a dash.";
    const fixes = value.kind === 'map' ? asItems(text, value, registry) : inList(text, value);
    context.problems.push(problem('wrong-type', range, message, { fixes }));
    return { algorithms: [], problems: context.problems };
  }
  if (value.items.length === 0 || value.items.length > mostAlgorithms) {
    const range = firstLine(text, value.range);
    const message = `'algorithms' has between 1 and ${mostAlgorithms} entries, but here are ${value.items.length}.`;
    context.problems.push(problem('out-of-range', range, message));
    return { algorithms: [], problems: context.problems };
  }
  const drafts = value.items.flatMap((item) => readItem(context, item) ?? []);
  return { algorithms: withLabels(drafts), problems: context.problems };
}
