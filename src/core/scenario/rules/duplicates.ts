// Shared by the rules about names that are used twice.
import type { Problem, TextRange } from '../problem';
import { uniqueNames } from '../labels';
import { problem, replaceBy } from '../report';

/** A problem for each name but the first that was used before, with the place of the first, and a name that is free. */
export function duplicates(
  names: readonly { readonly name: string; readonly range: TextRange }[],
  code: string,
  message: (name: string) => string,
): Problem[] {
  const first = new Map<string, TextRange>();
  const taken = names.map(({ name }) => ({ written: name, fallback: name }));
  const freeName = (name: string): string => uniqueNames([...taken, { written: null, fallback: name }]).at(-1) ?? name;
  return names.flatMap(({ name, range }) => {
    const before = first.get(name);
    if (!before) {
      first.set(name, range);
      return [];
    }
    const related = [{ range: before, message: 'First used here.' }];
    return [problem(code, range, message(name), { related, fixes: replaceBy(range, [freeName(name)]) })];
  });
}
