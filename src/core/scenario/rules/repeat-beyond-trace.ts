// A trace can repeat no more of its end than it has.
import { problem, replaceBy } from '../report';
import { formatNumber } from '../values';
import type { Rule } from './rule';

export const repeatBeyondTrace: Rule = ({ sources }) =>
  sources.flatMap(({ region, source, range }) => {
    if (source.kind !== 'trace') return [];
    const { header, columns } = source.trace;
    const { value, given, range: place } = region.repeat;
    const repeat = given ? value : header.loop;
    if (typeof repeat !== 'number' || repeat <= columns.seconds) return [];
    const length = formatNumber('duration', columns.seconds);
    const asked = `The trace lasts ${length} and cannot repeat its last ${formatNumber('duration', repeat)}`;
    return given
      ? [problem('repeat-beyond-trace', place, `${asked}: write true.`, { fixes: replaceBy(place, ['true']) })]
      : [problem('repeat-beyond-trace', range, `${asked} ('#loop' in the file): add 'repeat: true'.`)];
  });
