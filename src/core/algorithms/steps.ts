// Parameters that change while the migration runs, `changes: [ { at: 18s, downtimeLimit: 2s } ]`. Among the values of an algorithm, which are scalars, they are one
// text in the language's own words, 'at 18s: downtimeLimit 2s'; several steps stand one behind the other, '; ' between them. Results show it so, too.
import type { NumberField, StepsField } from '../scenario/fields';
import { formatNumber, parseNumber } from '../scenario/values';

/** One step in base units: its time in seconds, and what changes then. */
export interface Step {
  readonly atSeconds: number;
  readonly values: Readonly<Record<string, number>>;
}

type StepFields = StepsField['item']['fields'];

/** A time and values may be equal to those asked about by rounding. */
const ROUNDING_SECONDS = 1e-9;

/** As the language writes it. What takes an exponent, which the language has not, is a time of no length to speak of. */
function writtenAs(fields: StepFields, key: string, value: number): string {
  const { kind } = fieldOf(fields, key);
  const text = formatNumber(kind, value);
  return text.includes('e-') ? formatNumber(kind, 0) : text;
}

function fieldOf(fields: StepFields, key: string): NumberField {
  const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
  if (field === undefined) throw new Error(`A step cannot change ${key}: the table has no such key.`);
  return field;
}

/** The steps as one text; null if there are none. */
export function stepsText({ item }: StepsField, steps: readonly Step[]): string | null {
  if (steps.length === 0) return null;
  const texts = steps.map(({ atSeconds, values }) => {
    // In the table's order, so that the same changes give the same text.
    const changes = Object.keys(item.fields).flatMap((key) => {
      const value = values[key];
      return value === undefined ? [] : [`${key} ${writtenAs(item.fields, key, value)}`];
    });
    return `at ${writtenAs(item.fields, 'at', atSeconds)}: ${changes.join(', ')}`;
  });
  return texts.join('; ');
}

/** The steps of a text that `stepsText` has written. */
export function stepsOf({ item }: StepsField, text: string | null): Step[] {
  if (text === null) return [];
  const read = (key: string, written: string): number => {
    const number = parseNumber(fieldOf(item.fields, key).kind, written);
    if (!number.ok) throw new Error(`'${written}' is no value of ${key}: it was not written by this program.`);
    return number.value;
  };
  return text.split('; ').map((step) => {
    const [at = '', changes = ''] = step.replace(/^at /, '').split(': ');
    const pairs = changes.split(', ').map((change): [string, number] => {
      const [key = '', written = ''] = change.split(' ');
      return [key, read(key, written)];
    });
    return { atSeconds: read('at', at), values: Object.fromEntries(pairs) };
  });
}

/** What a value is at a time: that of the last step so far that changes it; `usual` before. */
export function valueAt<Value>(steps: readonly Step[], key: string, usual: Value, seconds: number): Value | number {
  const last = steps.findLast(({ atSeconds, values }) => atSeconds <= seconds + ROUNDING_SECONDS && key in values);
  return last?.values[key] ?? usual;
}
