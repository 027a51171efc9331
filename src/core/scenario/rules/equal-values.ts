// An axis of a sweep has each value once: the points of equal ones would be the same runs again.
import { meaningOf } from '../../sweep/baseValues';
import type { SweepAxis, SweptValue } from '../../sweep/axes';
import { locate, type SweptFile } from '../../sweep/paths';
import type { DocumentNode } from '../document';
import type { Fix, Problem } from '../problem';
import { problem, quoted } from '../report';
import type { SweepRule } from './rule';

function meaningAt({ text, node }: SweptValue, { path }: SweepAxis, file: SweptFile): string {
  const located = locate(path, file);
  if (node.kind !== 'scalar' || 'lost' in located) return JSON.stringify(writtenIn(node));
  return meaningOf(located.target.field, text);
}

function writtenIn(node: DocumentNode): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.text;
    case 'list':
      return node.items.map(writtenIn);
    case 'map':
      return node.entries.map(({ key, value }) => [key, writtenIn(value)]);
  }
}

/** Takes a value out of its list in brackets, with the comma before it. */
function withoutIt(text: string, before: SweptValue | undefined, { node }: SweptValue): Fix[] {
  if (before === undefined) return [];
  const range = { start: before.node.range.end, end: node.range.end };
  const between = text.slice(range.start, node.range.start);
  return /^[ \t]*,[ \t]*$/.test(between) ? [{ title: 'Remove the value', range, replacement: '' }] : [];
}

function equalOn(axis: SweepAxis, file: SweptFile, text: string): Problem[] {
  const seen = new Map<string, SweptValue>();
  return axis.values.flatMap((value, index) => {
    const meaning = meaningAt(value, axis, file);
    const first = seen.get(meaning);
    if (first === undefined) {
      seen.set(meaning, value);
      return [];
    }
    const as = first.text === value.text ? '' : `, as ${quoted(first.text)}`;
    const message = `${quoted(value.text)} is on this axis already${as}: its points are the same runs again, so remove one of the two.`;
    return problem('equal-values', value.node.range, message, {
      severity: 'hint',
      fixes: withoutIt(text, axis.values[index - 1], value),
      related: [{ range: first.node.range, message: 'First used here.' }],
    });
  });
}

export const equalValues: SweepRule = ({ text, axes, file }) => axes.flatMap((axis) => equalOn(axis, file, text));
