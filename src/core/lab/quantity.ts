// A number with its unit, as written: the bounds of a student's parameter, and the values between them.
import { parseQuantity } from './formula';

export interface Quantity {
  readonly number: number;
  /** Behind the number, as written; empty: none. */
  readonly unit: string;
}

/** Reads '24MiB/s'; null: it is no number with a unit that is known. */
export function readQuantity(text: string): Quantity | null {
  const [, digits = '', unit = ''] = /^(\d+(?:\.\d+)?) ?([A-Za-zµμ%]*(?:\/s)?)$/.exec(text.trim()) ?? [];
  if (digits === '' || parseQuantity(`${digits}${unit}`) === null) return null;
  return { number: Number(digits), unit };
}

/** A number that a few steps of adding made, without their rounding errors: 40 + 17 x 0.1 is 41.7. */
export function tidy(value: number): number {
  return Number(value.toPrecision(12));
}
