// The points of a sweep: every combination of its axes' values, numbered from 0; the first axis varies slowest.
import type { ScenarioDocument } from '../scenario/document';
import type { SweepAxis, SweptValue } from './axes';
import { locate, type SweptFile } from './paths';

/** As much of an axis as its length. */
interface Axis {
  readonly values: { readonly length: number };
}

/** What a point takes of an axis. */
export interface Choice {
  readonly path: string;
  readonly value: SweptValue;
}

/** How many points the axes span. */
export function pointCount(axes: readonly Axis[]): number {
  return axes.reduce((count, { values }) => count * values.length, 1);
}

/** Which value a point takes of each axis, by its place on the axis. */
export function placesAt(axes: readonly Axis[], point: number): number[] {
  let rest = point;
  const places = axes.toReversed().map(({ values: { length } }) => {
    const place = rest % length;
    rest = Math.floor(rest / length);
    return place;
  });
  return places.toReversed();
}

/** What a point takes of each axis, in the order of the axes. */
export function choicesAt(axes: readonly SweepAxis[], point: number): Choice[] {
  const places = placesAt(axes, point);
  return axes.flatMap(({ path, values }, axis) => {
    const value = values[places[axis] ?? 0];
    return value === undefined ? [] : [{ path, value }];
  });
}

/**
 * The file with a point's values in their places. Each keeps the place in the text where the sweep has it: that is where its problems are shown.
 * Paths that name nothing are passed over.
 */
export function documentAt(document: ScenarioDocument, file: SweptFile, choices: readonly Choice[]): ScenarioDocument {
  let { root } = file;
  for (const { path, value } of choices) {
    const located = locate(path, { ...file, root });
    if ('target' in located) root = located.target.replace(value.node);
  }
  return { ...document, root };
}
