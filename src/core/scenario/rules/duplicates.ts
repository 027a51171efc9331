// Shared by the rules about names that are used twice.
import type { Problem, TextRange } from '../problem';
import { problem } from '../report';

/** A problem for each name but the first that was used before, with the place of the first. */
export function duplicates(
  names: readonly { readonly name: string; readonly range: TextRange }[],
  code: string,
  message: (name: string) => string,
): Problem[] {
  const first = new Map<string, TextRange>();
  return names.flatMap(({ name, range }) => {
    const before = first.get(name);
    if (!before) {
      first.set(name, range);
      return [];
    }
    return [problem(code, range, message(name), { related: [{ range: before, message: 'First used here.' }] })];
  });
}
