// A region is active in intervals or in bursts, not both.
import { readRegions } from '../layout';
import { problem } from '../report';
import type { Rule } from './rule';

export const regionActivity: Rule = ({ checked }) =>
  readRegions(checked).flatMap(({ value }) => {
    if (!value?.during.given || !value.bursts.given) return [];
    const related = [{ range: value.during.keyRange, message: 'The other one stands here.' }];
    const message = "A region has 'during' or 'bursts', not both: remove one of the two.";
    return [problem('region-activity', value.bursts.keyRange, message, { related })];
  });
