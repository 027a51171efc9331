// The windows of a dirty curve grow from point to point.
import { misplacedPoint } from '../fits';
import { problem } from '../report';
import { formatNumber } from '../values';
import type { Rule } from './rule';

export const curveOrder: Rule = ({ sources }) =>
  sources.flatMap(({ source }) => {
    const points = source.kind === 'curve' ? source.points : [];
    const index = misplacedPoint(points);
    const [before, point] = [points[index - 1], points[index]];
    if (!before || !point) return [];
    const [window, earlier] = [point, before].map(({ seconds }) => formatNumber('duration', seconds));
    const message = `The window of ${window ?? ''} stands after that of ${earlier ?? ''}: order the points by their windows, each once.`;
    return [problem('curve-order', point.range, message)];
  });
