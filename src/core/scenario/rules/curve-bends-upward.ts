// A guest whose habits do not change dirties fewer new pages the longer the window is already. A curve that bends upward is of a guest whose habits
// changed while it was measured: the fit smooths that over.
import { formatShare } from '../../metrics/format';
import { soundPoints } from '../fits';
import { problem } from '../report';
import type { CurvePoint } from '../scenario';
import type { PlacedPoint } from '../sources';
import { formatNumber } from '../values';
import type { Rule } from './rule';

/** Bends below this share of the count are taken for the scatter of a measurement. */
const scatter = 0.03;

const slope = (a: CurvePoint, b: CurvePoint): number => (b.pages - a.pages) / (b.seconds - a.seconds);

/** By what share of its count the point lies below the line between its neighbours; negative: above. */
function sag(before: CurvePoint, point: CurvePoint, after: CurvePoint): number {
  return (before.pages + slope(before, after) * (point.seconds - before.seconds)) / point.pages - 1;
}

/** The point that lies furthest below the line between its neighbours. */
function lowestPoint(points: readonly PlacedPoint[]): { readonly point: PlacedPoint; readonly share: number } | null {
  const origin: CurvePoint = { seconds: 0, pages: 0 };
  return points.slice(0, -1).reduce<{ point: PlacedPoint; share: number } | null>((lowest, point, i) => {
    const after = points[i + 1];
    const share = after ? sag(points[i - 1] ?? origin, point, after) : 0;
    return share > (lowest?.share ?? scatter) ? { point, share } : lowest;
  }, null);
}

export const curveBendsUpward: Rule = ({ layout }) =>
  (layout?.regions ?? []).flatMap((placed) => {
    const points = soundPoints(placed);
    const lowest = points && lowestPoint(points);
    if (!lowest) return [];
    const { point, share } = lowest;
    const message = `The curve bends upward at ${formatNumber('duration', point.seconds)}: the count lies ${formatShare(share)} below the line between its neighbours. No mixture of write rates does so; the guest has changed meanwhile.`;
    return [problem('curve-bends-upward', point.range, message, { severity: 'warning' })];
  });
