// What checking a document against the table gives: the document's shape with every value read, beside the range it was read from.
// The types follow from the table, so that a rule or the resolver that names a key which the table lacks does not compile.
import type { ParameterValues } from '../algorithms/definition';
import type { policyField, scenarioFields } from './fields';
import type { TextRange } from './problem';
import type { CurvePoint, TraceRepeat } from './scenario';
import type { Interval, NumberKind, Portion, WriteRate } from './values';

/** A value that was read; undefined: it is wrong, and a problem says so. */
export interface Checked<Value> {
  readonly value: Value | undefined;
  /** Where the value stands; of a default, where its parent stands. */
  readonly range: TextRange;
  /** Where its key stands; as `range` if it has none. */
  readonly keyRange: TextRange;
  /** It stands in the file, and is no default. */
  readonly given: boolean;
}

/** One of a variant field's names, with what belongs to it. */
export type CheckedVariant<Variants> = {
  readonly [Name in keyof Variants]: {
    readonly name: Name;
    readonly fields: Variants[Name] extends { readonly fields: infer Inner } ? CheckedMap<Inner> : never;
  };
}[keyof Variants];

/** One of the shapes that a value may have. */
export type CheckedShape<Shapes> = {
  readonly [Shape in keyof Shapes]: { readonly shape: Shape; readonly value: ValueOf<Shapes[Shape]> };
}[keyof Shapes];

type ValueOf<F> = F extends { readonly kind: NumberKind }
  ? number
  : F extends { readonly kind: 'write-rate' }
    ? WriteRate
    : F extends { readonly kind: 'portion' }
      ? Portion
      : F extends { readonly kind: 'text' | 'name' | 'seed' | 'file' | 'choice' }
        ? string
        : F extends { readonly kind: 'boolean' }
          ? boolean
          : F extends { readonly kind: 'map'; readonly fields: infer Inner }
            ? CheckedMap<Inner>
            : F extends { readonly kind: 'list'; readonly item: infer Item }
              ? readonly Checked<ValueOf<Item>>[]
              : F extends { readonly kind: 'variant'; readonly variants: infer Variants }
                ? CheckedVariant<Variants>
                : F extends { readonly kind: 'shapes'; readonly shapes: infer Shapes }
                  ? CheckedShape<Shapes>
                  : F extends { readonly kind: 'interval' }
                    ? Interval
                    : F extends { readonly kind: 'window' }
                      ? CurvePoint
                      : F extends { readonly kind: 'repeat' }
                        ? TraceRepeat
                        : F extends { readonly kind: 'params' }
                          ? ParameterValues
                          : null;

/** A key that may be absent and has no default gives null. Maps and lists are never absent: theirs is all defaults, or empty. */
type Absent<F> = F extends
  { readonly default: unknown } | { readonly required: true } | { readonly kind: 'map' | 'list' }
  ? never
  : null;

export type CheckedMap<F> = { readonly [Key in keyof F]: Checked<ValueOf<F[Key]> | Absent<F[Key]>> };

export type CheckedScenario = CheckedMap<typeof scenarioFields>;
export type CheckedRegion = NonNullable<NonNullable<CheckedScenario['workload']['value']>[number]['value']>;
export type CheckedHost = NonNullable<CheckedScenario['host']['value']>;
export type CheckedBursts = NonNullable<CheckedRegion['bursts']['value']>;
export type CheckedPattern = NonNullable<CheckedRegion['pattern']['value']>;

export type CheckedPolicyEntry = CheckedMap<(typeof policyField)['fields']>;

/** Any checked map: what conform.ts builds before the table's types are put on it. */
export type AnyCheckedMap = Readonly<Record<string, Checked<unknown>>>;

/** The value of something that has no problem. @throws Error if it has one: a fault of ours, never of the file */
export function sound<Value>({ value }: Checked<Value>): Value {
  if (value === undefined)
    throw new Error('A value without a problem is undefined: a check does not report what it refuses.');
  return value;
}
