// Checks one scalar of the document against its entry in the table (or an algorithm's parameter): reads it, holds it to its bounds, and says
// what to do when it does not fit. One problem at most.
import type {
  BooleanField,
  ChoiceField,
  IntervalField,
  NumberField,
  PortionField,
  RepeatField,
  TextField,
  WriteRateField,
} from './fields';
import type { ScalarNode } from './document';
import type { Problem } from './problem';
import { hiddenCharacter } from './hiddenCharacters';
import { listOf, problem, quoted, replaceBy } from './report';
import { nearest } from './nearest';
import type { TraceRepeat } from './scenario';
import { formatNumber, parseInterval, parseNumber, parsePortion, parseWriteRate } from './values';
import type { Advice, Interval, Parsed } from './values';

/** What a check of a scalar gives: the value, or the problem that it has. */
export type ScalarResult<Value> = { readonly value: Value } | { readonly problem: Problem };

export type ScalarField =
  NumberField | WriteRateField | PortionField | TextField | BooleanField | ChoiceField | IntervalField | RepeatField;

/** The part of a number's entry that a check needs: an algorithm's NumberParameter has it too. */
export type NumberRule = Pick<NumberField, 'kind' | 'min' | 'max' | 'oneOf'> & {
  /** The word `none` switches the limit off. */
  readonly optional?: true;
  /** The word `auto` leaves the value to the algorithm. */
  readonly auto?: true;
  readonly default?: number | null;
  readonly examples?: readonly string[];
};

function fail<Value>(
  node: ScalarNode,
  code: string,
  message: string,
  replacements: readonly string[] = [],
): ScalarResult<Value> {
  return { problem: problem(code, node.range, message, { fixes: replaceBy(node.range, replacements) }) };
}

function fromParsed<Value>(node: ScalarNode, parsed: Parsed<Value>): ScalarResult<Value> {
  if (parsed.ok) return { value: parsed.value };
  const { code, message, replacements } = parsed.fault;
  return fail(node, code, message, replacements);
}

/** The value if it lies within the bounds. */
function within(node: ScalarNode, key: string, rule: NumberRule, value: number): ScalarResult<number> {
  const text = (bound: number): string => formatNumber(rule.kind, bound);
  if (rule.oneOf && !rule.oneOf.includes(value))
    return fail(node, 'out-of-range', `'${key}' is ${listOf(rule.oneOf.map(text))}, not ${quoted(node.text)}.`);
  if (value < rule.min && rule.kind === 'size' && /^[0-9]+$/.test(node.text)) {
    const meant = [`${node.text}GiB`, `${node.text}MiB`];
    const message = `'${key}' is at least ${text(rule.min)}, and a number without a unit is bytes: did you mean ${listOf(meant)}?`;
    return fail(node, 'out-of-range', message, meant);
  }
  if (value < rule.min) {
    const least = rule.min === 0 ? 'cannot be negative' : `is at least ${text(rule.min)}`;
    return fail(node, 'out-of-range', `'${key}' ${least}: raise ${quoted(node.text)}.`, [text(rule.min)]);
  }
  if (value > rule.max)
    return fail(node, 'out-of-range', `'${key}' is at most ${text(rule.max)}: lower ${quoted(node.text)}.`, [
      text(rule.max),
    ]);
  return { value };
}

/** A text that is right for a number: one of its entry's examples, its default, or the word for none. */
export function exampleOf({ kind, min, auto, examples, default: usual }: NumberRule): string {
  if (examples !== undefined && examples.length > 0) return listOf(examples);
  if (usual === null) return auto ? 'auto' : 'none';
  return formatNumber(kind, usual ?? min);
}

/** Nothing, with or without a unit: other systems write it for a limit that is off. */
const noughtText = /^0+(?:\.0*)?\s*[a-z/%]*$/i;

/** Reads a number with its unit; null is the word `none`, or `auto`. */
export function checkNumber(node: ScalarNode, key: string, rule: NumberRule): ScalarResult<number | null> {
  if (rule.optional && node.text === 'none') return { value: null };
  if (rule.auto && node.text === 'auto') return { value: null };
  if (rule.optional && rule.min > 0 && noughtText.test(node.text)) {
    const least = `'${key}' is at least ${formatNumber(rule.kind, rule.min)}`;
    return fail(node, 'out-of-range', `${least}: write 'none' for no limit, not ${quoted(node.text)}.`, ['none']);
  }
  const advice: Advice = { examples: exampleOf(rule), min: rule.min, max: rule.max };
  const parsed = fromParsed(node, parseNumber(rule.kind, node.text, advice));
  if ('problem' in parsed) {
    const word = nearest(node.text, [...(rule.optional ? ['none'] : []), ...(rule.auto ? ['auto'] : [])]);
    return word === undefined ? parsed : fail(node, 'wrong-value', `Did you mean '${word}'?`, [word]);
  }
  return within(node, key, rule, parsed.value);
}

function checkWriteRate(node: ScalarNode, key: string, field: WriteRateField): ScalarResult<unknown> {
  const parsed = fromParsed(node, parseWriteRate(node.text));
  if ('problem' in parsed) return parsed;
  const rate = 'perSecond' in parsed.value ? parsed.value.perSecond : parsed.value.bytesPerSecond;
  if (rate < 0) return fail(node, 'out-of-range', `'${key}' cannot be negative: raise ${quoted(node.text)}.`, ['0/s']);
  if (rate > field.max)
    return fail(node, 'out-of-range', `'${key}' is more than any guest can do: lower ${quoted(node.text)}.`);
  return parsed;
}

function checkPortion(node: ScalarNode, key: string, field: PortionField): ScalarResult<unknown> {
  const parsed = fromParsed(node, parsePortion(node.text, field.bare));
  if ('problem' in parsed) return parsed;
  const amount = 'share' in parsed.value ? parsed.value.share : parsed.value.bytes;
  if (amount <= 0)
    return fail(node, 'out-of-range', `'${key}' is more than nothing: raise ${quoted(node.text)}, or remove it.`);
  if ('share' in parsed.value && amount > 1)
    return fail(node, 'out-of-range', `'${key}' is at most 100%: lower ${quoted(node.text)}.`, ['100%']);
  if (amount > Number.MAX_SAFE_INTEGER)
    return fail(node, 'out-of-range', `'${key}' is too large to count in bytes: lower ${quoted(node.text)}.`);
  return parsed;
}

/** What a label or a name looks like. */
export const namePattern = /^[A-Za-z][A-Za-z0-9_-]*$/;

/** Whether a text can be a label or a name. */
export function isName(text: string): boolean {
  return namePattern.test(text);
}

/** A label or a name made of what can be kept of `text`; empty if nothing can. */
function nameFrom(text: string): string {
  return text.replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^[^A-Za-z]+|-+$/g, '');
}

/** Reads a label or a name. */
export function checkName(node: ScalarNode, key: string, maxLength: number): ScalarResult<string> {
  if (node.text.length > maxLength)
    return fail(node, 'wrong-value', `'${key}' has more than ${maxLength} characters: shorten it.`);
  if (isName(node.text)) return { value: node.text };
  const kept = nameFrom(node.text);
  return fail(
    node,
    'wrong-name',
    `${quoted(node.text)} is no name: use a letter first, then letters, digits, '-' and '_'.`,
    kept === '' ? [] : [kept],
  );
}

function checkText(
  node: ScalarNode,
  key: string,
  field: Pick<TextField, 'kind' | 'maxLength' | 'multiline'>,
): ScalarResult<string> {
  if (field.kind === 'name') return checkName(node, key, field.maxLength);
  if (node.text.length > field.maxLength)
    return fail(node, 'wrong-value', `'${key}' has more than ${field.maxLength} characters: shorten it.`);
  if (node.text.trim() === '')
    return fail(node, 'wrong-value', `'${key}' is empty: write at least one character, or remove it.`);
  const character = hiddenCharacter(node.text, field.multiline ? 'layout' : 'none');
  if (character !== null)
    return fail(
      node,
      'control-character',
      `'${key}' is one line of text: remove the line end, tab or control character (${character}).`,
    );
  return { value: node.text };
}

/** Reads `true` or `false`. */
export function checkBoolean(node: ScalarNode, key: string): ScalarResult<boolean> {
  if (node.text === 'true' || node.text === 'false') return { value: node.text === 'true' };
  const lower = node.text.toLowerCase();
  const meant = ['yes', 'on', '1', 'true'].includes(lower)
    ? ['true']
    : ['no', 'off', '0', 'false'].includes(lower)
      ? ['false']
      : [];
  return fail(node, 'wrong-value', `'${key}' is true or false, not ${quoted(node.text)}.`, meant);
}

/** Reads one of `choices`; `standIns` says which of them stands for one that is not there. */
export function checkChoice(
  node: ScalarNode,
  key: string,
  choices: readonly string[],
  standIns?: string,
): ScalarResult<string> {
  if (choices.includes(node.text)) return { value: node.text };
  if (standIns !== undefined)
    return fail(node, 'unknown-choice', `'${key}' cannot be ${quoted(node.text)}: ${standIns}.`, choices);
  // No release is a slip of another one.
  const areNumbers = choices.every((choice) => /^[0-9.]+$/.test(choice));
  const meant = areNumbers ? undefined : nearest(node.text, choices);
  const advice = meant === undefined ? `choose ${listOf(choices)}` : `did you mean ${meant}?`;
  const end = meant === undefined ? '.' : '';
  return fail(
    node,
    'unknown-choice',
    `'${key}' cannot be ${quoted(node.text)}: ${advice}${end}`,
    meant === undefined ? [] : [meant],
  );
}

/** Reads `10s..40s` and its kin. */
function checkInterval(node: ScalarNode, key: string, { max }: IntervalField): ScalarResult<Interval> {
  const parsed = fromParsed(node, parseInterval(node.text));
  if ('problem' in parsed) return parsed;
  const { fromSeconds, toSeconds } = parsed.value;
  if (fromSeconds < 0 || (toSeconds ?? 0) < 0)
    return fail(node, 'out-of-range', `An interval of '${key}' cannot begin or end before the migration does.`);
  if (Math.max(fromSeconds, toSeconds ?? 0) > max)
    return fail(node, 'out-of-range', `The times of '${key}' are at most ${formatNumber('duration', max)}.`);
  if (toSeconds === null || fromSeconds < toSeconds) return parsed;
  const turned = [formatNumber('duration', toSeconds), formatNumber('duration', fromSeconds)].join('..');
  const message = `The interval ${quoted(node.text)} ends before it begins: write the earlier time first.`;
  return fail(node, 'wrong-value', message, fromSeconds > toSeconds ? [turned] : []);
}

/** Reads `true`, `false` or a duration. */
function checkRepeat(node: ScalarNode, key: string, field: RepeatField): ScalarResult<TraceRepeat> {
  if (!/^[0-9.+-]/.test(node.text) || node.text === '0' || node.text === '1') {
    const result = checkBoolean(node, key);
    return 'problem' in result ? result : { value: result.value ? 'all' : 'none' };
  }
  const parsed = fromParsed(node, parseNumber('duration', node.text));
  return 'problem' in parsed ? parsed : within(node, key, { ...field, kind: 'duration' }, parsed.value);
}

/** The problem of something that the language has and this version has not. */
export function notBuilt(range: Problem['range'], what: string): Problem {
  return problem('not-built-yet', range, `This version does not simulate ${what} yet: remove it for now.`);
}

/** The name of a file in place of a word. */
const fileName = { kind: 'file', maxLength: 1000 } as const;

/** Reads a word, or the name of a file where the field takes one. */
function checkChoiceOrFile(node: ScalarNode, key: string, field: ChoiceField): ScalarResult<string> {
  const { choices, fileEndings = [] } = field;
  if (fileEndings.some((ending) => node.text.endsWith(ending))) return checkText(node, key, fileName);
  const [usual] = fileEndings;
  if (usual === undefined || !/\.\w+$/.test(node.text)) return checkChoice(node, key, Object.keys(choices));
  const message = `'${key}' takes a file named …${usual}, not ${quoted(node.text)}: check the name, or choose ${listOf(Object.keys(choices))}.`;
  return fail(node, 'unknown-choice', message);
}

/** Checks one scalar against its entry. */
export function checkScalar(node: ScalarNode, key: string, field: ScalarField): ScalarResult<unknown> {
  switch (field.kind) {
    case 'text':
    case 'name':
    case 'seed':
    case 'file':
      return checkText(node, key, field);
    case 'boolean':
      return checkBoolean(node, key);
    case 'choice':
      return checkChoiceOrFile(node, key, field);
    case 'write-rate':
      return checkWriteRate(node, key, field);
    case 'portion':
      return checkPortion(node, key, field);
    case 'interval':
      return checkInterval(node, key, field);
    case 'repeat':
      return checkRepeat(node, key, field);
    default:
      return checkNumber(node, key, field);
  }
}
