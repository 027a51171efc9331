// All likely mends at once: of every problem that has one fix and no other. Figures are a person's to choose, and so is what a hint advises. Fixes that would touch the same text wait for the next time.
import type { Fix, Problem } from '../scenario/problem';

function touches(a: Fix, b: Fix): boolean {
  const isSamePoint = a.range.start === b.range.start;
  return isSamePoint || (a.range.start < b.range.end && b.range.start < a.range.end);
}

/** Problems whose fix takes a figure that nobody wrote: an example, or the nearest bound. */
const takesFigure: ReadonlySet<string> = new Set([
  'missing-key',
  'region-size',
  'region-source',
  'out-of-range',
  'memory-beyond-machine',
  'partial-page',
]);

function isPlain({ code, severity, fixes }: Problem): boolean {
  return fixes.length === 1 && severity !== 'hint' && !takesFigure.has(code);
}

/** The fixes to be made together, in the order of the text. */
export function fixesForAll(problems: readonly Problem[]): Fix[] {
  const only = problems.filter(isPlain).flatMap(({ fixes }) => fixes);
  const sorted = only.sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  return sorted.reduce<Fix[]>((kept, fix) => (kept.some((other) => touches(other, fix)) ? kept : [...kept, fix]), []);
}

/** A text with fixes made that do not touch each other. */
export function applyFixes(text: string, fixes: readonly Fix[]): string {
  return fixes
    .toReversed()
    .reduce((rest, { range, replacement }) => rest.slice(0, range.start) + replacement + rest.slice(range.end), text);
}
