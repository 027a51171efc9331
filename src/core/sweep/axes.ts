// The value of `sweep`: a map of paths to lists of values. Each path is an axis; every combination of their values is a point.
import { firstLine } from '../scenario/document';
import type { DocumentNode, Entry, MapNode } from '../scenario/document';
import type { Problem, TextRange } from '../scenario/problem';
import { problem, quoted, replaceBy, visible } from '../scenario/report';

/** One of the values that an axis takes. */
export interface SweptValue {
  /** As written, on one line. */
  readonly text: string;
  readonly node: DocumentNode;
}

export interface SweepAxis {
  /** Keys joined by dots (paths.ts). */
  readonly path: string;
  readonly keyRange: TextRange;
  readonly values: readonly SweptValue[];
}

export interface ReadAxes {
  /** The axes whose shape is right, in file order. */
  readonly axes: readonly SweepAxis[];
  readonly problems: readonly Problem[];
}

/** More values on one axis than anybody looks at, and than a check at every keystroke bears. */
export const mostValues = 1000;

/** The source of a value, on one line. */
function textOf(text: string, node: DocumentNode): string {
  return node.kind === 'scalar' ? node.text : text.slice(node.range.start, node.range.end).trim().replace(/\s+/g, ' ');
}

/** `link: { bandwidth: [ … ] }` in place of `link.bandwidth: [ … ]`. */
function nestedPath(text: string, { key, keyRange, value }: Entry, { entries }: MapNode): Problem {
  const [inner, ...others] = entries;
  const path = inner === undefined ? `${key}.…` : `${key}.${inner.key}`;
  const message = `A path is written as one: ${visible(path)}: [ … ], not as maps in maps.`;
  const range = { start: keyRange.start, end: firstLine(text, value.range).end };
  const list = inner === undefined ? '' : text.slice(inner.value.range.start, inner.value.range.end).trimEnd();
  const isPlain = others.length === 0 && list.startsWith('[');
  const fixes = isPlain ? replaceBy({ start: keyRange.start, end: value.range.end }, [`${path}: ${list}`]) : [];
  return problem('wrong-type', firstLine(text, range), message, { fixes });
}

function readAxis(text: string, { key, keyRange, value }: Entry): SweepAxis | Problem {
  const range = firstLine(text, value.range);
  if (value.kind === 'map') return nestedPath(text, { key, keyRange, value }, value);
  if (value.kind !== 'list') {
    const isValue = !value.empty;
    const example = isValue ? visible(value.text) : '…';
    const message = `A sweep wants a list of values for ${quoted(key)}: write [ ${example} ].`;
    return problem('wrong-type', range, message, {
      fixes: isValue ? replaceBy(value.range, [`[ ${text.slice(value.range.start, value.range.end)} ]`]) : [],
    });
  }
  const { items } = value;
  if (items.length === 0 || items.length > mostValues) {
    const count = items.length === 0 ? 'none' : String(items.length);
    return problem(
      'out-of-range',
      range,
      `A sweep takes 1 to ${mostValues} values for ${quoted(key)}, but here are ${count}.`,
    );
  }
  const gap = items.find((item) => item.kind === 'scalar' && item.empty);
  if (gap !== undefined)
    return problem(
      'wrong-type',
      firstLine(text, gap.range),
      `A value of ${quoted(key)} is empty: write it, or remove its dash or comma.`,
    );
  return { path: key, keyRange, values: items.map((node) => ({ text: textOf(text, node), node })) };
}

/** Reads the key `sweep` of a file's text. */
export function readAxes(text: string, entry: Entry): ReadAxes {
  const { value } = entry;
  if (value.kind !== 'map' || value.entries.length === 0) {
    const range = value.kind === 'scalar' && value.empty ? entry.keyRange : firstLine(text, value.range);
    const example = 'link.bandwidth: [ 1Gbit/s, 10Gbit/s ]';
    const message = `'sweep' wants a map of paths to lists of values: write, for example, ${example}.`;
    return { axes: [], problems: [problem('wrong-type', range, message)] };
  }
  const read = value.entries.map((axis) => readAxis(text, axis));
  return {
    axes: read.flatMap((axis) => ('path' in axis ? [axis] : [])),
    problems: read.flatMap((axis) => ('path' in axis ? [] : [axis])),
  };
}
