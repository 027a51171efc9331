// A burst is over before the next one begins.
import { burstsOf } from '../activity';
import { readRegions } from '../layout';
import { problem, replaceBy } from '../report';
import { formatNumber } from '../values';
import type { Rule } from './rule';

export const burstBeyondCycle: Rule = ({ checked }) =>
  readRegions(checked).flatMap(({ value }) => {
    const { on, every } = (value && burstsOf(value)) ?? {};
    if (on?.value === undefined || every?.value === undefined || on.value <= every.value) return [];
    const cycle = formatNumber('duration', every.value);
    const message = `A burst of ${formatNumber('duration', on.value)} is longer than its cycle of ${cycle}: lower 'on', or raise 'every'.`;
    return [problem('burst-beyond-cycle', on.range, message, { fixes: replaceBy(on.range, [cycle]) })];
  });
