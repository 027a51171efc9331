// A write changes at most its page.
import { readRegions } from '../layout';
import { problem, replaceBy } from '../report';
import { formatNumber } from '../values';
import type { Rule } from './rule';

export const changeBeyondPage: Rule = ({ checked }) => {
  const pageBytes = checked.vm.value?.pageSize.value;
  if (pageBytes === undefined) return [];
  return readRegions(checked).flatMap(({ value }) => {
    const change = value?.change.value;
    if (!value || !change || 'share' in change || change.bytes <= pageBytes) return [];
    const { range } = value.change;
    const message = `One write changes at most its page of ${formatNumber('size', pageBytes)}: lower 'change'.`;
    return [problem('change-beyond-page', range, message, { fixes: replaceBy(range, ['100%']) })];
  });
};
