// The values of an axis as numbers in their base unit, for whoever draws or fits them.
import type { Parameter } from '../algorithms/definition';
import { type Field, policyValueField } from '../scenario/fields';
import { plainNumber, parseNumber, parsePortion, parseWriteRate } from '../scenario/values';
import type { NumberKind } from '../scenario/values';

export interface BaseValues {
  /** 'B', 's', 'bit/s', 'Mbit/s', '/s' (page writes), 'B/s', or nothing for counts, factors and shares (0 … 1). */
  readonly unit: string;
  /** Value by value. */
  readonly numbers: readonly number[];
}

const units: Readonly<Record<NumberKind, string>> = {
  count: '',
  factor: '',
  share: '',
  duration: 's',
  size: 'B',
  'bit-rate': 'bit/s',
  megabits: 'Mbit/s',
};

interface BaseValue {
  readonly unit: string;
  readonly number: number;
}

function baseValue(field: Field | Parameter, text: string): BaseValue | null {
  if (field === policyValueField) {
    const number = plainNumber(text);
    return number === null ? null : { unit: '', number };
  }
  switch (field.kind) {
    case 'write-rate': {
      const rate = parseWriteRate(text);
      if (!rate.ok) return null;
      return 'perSecond' in rate.value
        ? { unit: '/s', number: rate.value.perSecond }
        : { unit: 'B/s', number: rate.value.bytesPerSecond };
    }
    case 'portion': {
      const portion = parsePortion(text, field.bare);
      if (!portion.ok) return null;
      return 'share' in portion.value
        ? { unit: '', number: portion.value.share }
        : { unit: 'B', number: portion.value.bytes };
    }
    case 'count':
    case 'factor':
    case 'share':
    case 'duration':
    case 'size':
    case 'bit-rate':
    case 'megabits': {
      const number = parseNumber(field.kind, text);
      return number.ok ? { unit: units[field.kind], number: number.value } : null;
    }
    default:
      return null;
  }
}

/** The numbers of values as they are written; null if one of them is no number, or they are counted in different units. */
export function baseValues(field: Field | Parameter, texts: readonly string[]): BaseValues | null {
  const values = texts.flatMap((text) => baseValue(field, text) ?? []);
  const unit = values[0]?.unit;
  if (unit === undefined || values.length < texts.length || values.some((value) => value.unit !== unit)) return null;
  return { unit, numbers: values.map(({ number }) => number) };
}

/** What a value is, however it is written: `1Gbit/s` is `1000 Mbit/s`. */
export function meaningOf(field: Field | Parameter, text: string): string {
  const value = baseValue(field, text);
  return value === null ? text : `${String(value.number)} ${value.unit}`;
}
