// How well the groups of pages that stand for a dirty curve pass through its points: always said, and a warning where it is poor.
import { formatShare } from '../../metrics/format';
import { soundPoints } from '../fits';
import { problem } from '../report';
import { formatNumber } from '../values';
import type { Rule } from './rule';

/** A fit that is off by more than this at a point is poor. */
const poorFit = 0.05;

export const curveFit: Rule = ({ layout, fits }) =>
  (layout?.regions ?? []).flatMap((placed) => {
    const points = soundPoints(placed);
    const fit = fits.get(placed.index);
    if (!points || !fit || !placed.source) return [];
    const errors = fit.errors.map(Math.abs);
    const largest = Math.max(...errors);
    const worst = points[errors.indexOf(largest)] ?? points[0];
    if (!worst) return [];
    const window = formatNumber('duration', worst.seconds);
    if (largest <= poorFit) {
      const message = `The fit passes within ${formatShare(largest)} of each point of the curve (most at ${window}).`;
      return [problem('curve-fit', placed.source.range, message, { severity: 'hint' })];
    }
    // Without a size the curve has to level off at its last point, which a guest that was measured too briefly does not do.
    const advice = placed.region.size.given ? '' : ' A size larger than its last point lets the curve go on growing.';
    const message = `The fit is off by ${formatShare(largest)} at ${window}: the simulated guest dirties that much more or less in such a window.${advice}`;
    return [problem('curve-fit', worst.range, message, { severity: 'warning' })];
  });
