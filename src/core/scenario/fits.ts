// The fits of a scenario's dirty curves: groups of pages whose expected working set passes through the measured points. Curves that no guest can
// have are not fitted: the rules say what is wrong with them.
import { fitCurve, type CurveFit } from '../guest/curveFit';
import type { Layout, PlacedRegion } from './layout';
import type { CurvePoint } from './scenario';
import type { PlacedPoint } from './sources';

/** Measured counts scatter: one may lie below the one before by this share of it. */
export const largestFall = 0.05;

/** By the region's number in the file. */
export type CurveFits = ReadonlyMap<number, CurveFit>;

/** The first point whose window is not longer than the one before. */
export function misplacedPoint(points: readonly PlacedPoint[]): number {
  return points.findIndex((point, i) => point.seconds <= (points[i - 1]?.seconds ?? 0));
}

/** The first point whose count lies below that of a shorter window by more than it may. */
export function fallingPoint(points: readonly PlacedPoint[]): number {
  let most = 0;
  return points.findIndex(({ pages }) => {
    const falls = pages < most * (1 - largestFall);
    most = Math.max(most, pages);
    return falls;
  });
}

/** The points that a region of this layout is fitted to; null if it has none, or they are no curve. */
export function soundPoints({ source, pages }: PlacedRegion): readonly PlacedPoint[] | null {
  if (source?.source.kind !== 'curve') return null;
  const { points } = source.source;
  const isSound = misplacedPoint(points) < 0 && fallingPoint(points) < 0;
  const largest = points.reduce((most, point) => Math.max(most, point.pages), 0);
  return isSound && Number.isInteger(pages) && largest <= pages ? points : null;
}

/** Fits take milliseconds, and a scenario is checked at every pause in typing: the last ones are kept, the newest at the end. */
const kept = new Map<string, CurveFit>();
const mostKept = 32;

function fit(points: readonly CurvePoint[], pages: number): CurveFit {
  const key = JSON.stringify([points, pages]);
  const known = kept.get(key) ?? fitCurve(points, pages);
  kept.delete(key);
  kept.set(key, known);
  for (const oldest of kept.keys()) if (kept.size > mostKept) kept.delete(oldest);
  return known;
}

/** Fits the curves of all regions that have a sound one. */
export function fitCurves(layout: Layout): CurveFits {
  return new Map(
    layout.regions.flatMap((placed) => {
      const points = soundPoints(placed);
      const plain = points?.map(({ seconds, pages }) => ({ seconds, pages }));
      return plain ? [[placed.index, fit(plain, placed.pages)] as const] : [];
    }),
  );
}
