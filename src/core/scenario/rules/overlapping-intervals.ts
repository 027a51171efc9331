// A region is active or not: its intervals do not overlap.
import type { Checked } from '../checked';
import { readRegions } from '../layout';
import type { Problem } from '../problem';
import { problem } from '../report';
import type { Interval } from '../values';
import type { Rule } from './rule';

function overlaps(intervals: readonly Checked<Interval>[]): Problem[] {
  const sorted = intervals
    .flatMap(({ value, range }) => (value ? [{ ...value, range }] : []))
    .sort((a, b) => a.fromSeconds - b.fromSeconds || a.range.start - b.range.start);
  return sorted.flatMap((interval, i) => {
    const before = sorted[i - 1];
    if (!before || (before.toSeconds ?? Infinity) <= interval.fromSeconds) return [];
    const related = [{ range: before.range, message: 'The other one stands here.' }];
    const message = 'This interval overlaps another one: join the two, or move one.';
    return [problem('overlapping-intervals', interval.range, message, { related })];
  });
}

export const overlappingIntervals: Rule = ({ checked }) =>
  readRegions(checked).flatMap(({ value }) => {
    const during = value?.during.value;
    return during?.shape === 'list' ? overlaps(during.value).slice(0, 1) : [];
  });
