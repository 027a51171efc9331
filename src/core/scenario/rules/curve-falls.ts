// A longer window holds the pages of a shorter one: counts may fall by what a measurement scatters, and no more.
import { formatCount, formatShare } from '../../metrics/format';
import { fallingPoint, largestFall, misplacedPoint } from '../fits';
import { problem } from '../report';
import { formatNumber } from '../values';
import type { Rule } from './rule';

export const curveFalls: Rule = ({ sources }) =>
  sources.flatMap(({ source }) => {
    const points = source.kind === 'curve' ? source.points : [];
    const index = misplacedPoint(points) < 0 ? fallingPoint(points) : -1;
    const point = points[index];
    if (!point) return [];
    const most = points.slice(0, index).reduce((highest, { pages }) => Math.max(highest, pages), 0);
    const fall = formatShare(1 - point.pages / most);
    const message = `The count falls by ${fall} to ${formatCount(point.pages)} pages in ${formatNumber('duration', point.seconds)}: a longer window cannot have fewer pages (${formatShare(largestFall)} less may be chance).`;
    return [problem('curve-falls', point.range, message)];
  });
