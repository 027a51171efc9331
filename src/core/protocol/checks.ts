// Small type guards that combine: the parts from which guards.ts and workerGuards.ts are made. A guard for an object names every field of its
// type, so that a field added to a message without a check is a compile error. Nothing here throws, whatever it is given.

export type Guard<T> = (value: unknown) => value is T;

type OptionalKeys<T> = { [K in keyof T]-?: Partial<Pick<T, K>> extends Pick<T, K> ? K : never }[keyof T];
type RequiredFields<T> = { readonly [K in Exclude<keyof T, OptionalKeys<T>>]: Guard<T[K]> };
type OptionalFields<T> = { readonly [K in OptionalKeys<T>]-?: Guard<Exclude<T[K], undefined>> };

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A finite number. */
export const isNumber: Guard<number> = (value): value is number => typeof value === 'number' && Number.isFinite(value);

/** A whole number from 0 to 2^53 - 1. */
export const isCount: Guard<number> = (value): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

export const isBoolean: Guard<boolean> = (value): value is boolean => typeof value === 'boolean';

/** Of a mark that is there or is not. */
export const isTrue: Guard<true> = (value): value is true => value === true;

/** A text of at most `longest` UTF-16 code units. */
export const textUpTo =
  (longest: number): Guard<string> =>
  (value): value is string =>
    typeof value === 'string' && value.length <= longest;

export const nullOr =
  <T>(guard: Guard<T>): Guard<T | null> =>
  (value): value is T | null =>
    value === null || guard(value);

/** One of some words. */
export const oneOf =
  <T extends string | number>(...words: readonly T[]): Guard<T> =>
  (value): value is T =>
    words.some((word) => word === value);

/** A list of at most `longest` elements. */
export const listOf =
  <T>(guard: Guard<T>, longest: number): Guard<readonly T[]> =>
  (value): value is readonly T[] =>
    Array.isArray(value) && value.length <= longest && value.every((element) => guard(element));

/** Fields by name, at most `most` of them. */
export const recordOf =
  <T>(guard: Guard<T>, most: number): Guard<Readonly<Record<string, T>>> =>
  (value): value is Readonly<Record<string, T>> =>
    isRecord(value) && Object.keys(value).length <= most && Object.values(value).every((element) => guard(element));

/** An object with every field of `required`, and those of `optional` where they are present. Further fields do no harm. */
export const objectOf = <T extends object>(
  required: RequiredFields<T>,
  ...[optional]: OptionalKeys<T> extends never ? [] : [optional: OptionalFields<T>]
): Guard<T> => {
  const must = Object.entries<Guard<unknown>>(required);
  const may = Object.entries<Guard<unknown>>(optional ?? {});
  return (value): value is T =>
    isRecord(value) &&
    must.every(([name, guard]) => guard(value[name])) &&
    may.every(([name, guard]) => value[name] === undefined || guard(value[name]));
};

/** A closed union whose members are told apart by the word in the field `tag`. */
export const taggedBy = <Tag extends string, Union extends Readonly<Record<Tag, string>>>(
  tag: Tag,
  members: { readonly [Word in Union[Tag]]: Guard<Extract<Union, Readonly<Record<Tag, Word>>>> },
): Guard<Union> => {
  const byWord = new Map<unknown, Guard<unknown>>(Object.entries<Guard<unknown>>(members));
  return (value): value is Union => isRecord(value) && (byWord.get(value[tag])?.(value) ?? false);
};
