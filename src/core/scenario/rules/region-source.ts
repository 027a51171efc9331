// A region has exactly one source of its writes: `writes` with `pattern`, `trace`, or `dirtyCurve`.
import type { CheckedRegion } from '../checked';
import { readRegions } from '../layout';
import type { Problem, TextRange } from '../problem';
import { problem } from '../report';
import type { Rule } from './rule';

const sources = ['writes', 'trace', 'dirtyCurve'] as const;

/** Misspelt or wrong sources (value undefined, not null) have their problem already. */
function check(region: CheckedRegion, range: TextRange): Problem[] {
  const [first, second] = sources.filter((key) => region[key].given);
  if (first === undefined) {
    if (sources.some((key) => region[key].value === undefined)) return [];
    return [problem('region-source', range, "This region lacks what writes to it: add, for example, 'writes: 8k/s'.")];
  }
  if (second === undefined) return [];
  const message = `A region has one of 'writes', 'trace' and 'dirtyCurve': remove '${second}' or '${first}'.`;
  const related = [{ range: region[first].keyRange, message: 'The other one stands here.' }];
  return [problem('region-source', region[second].keyRange, message, { related })];
}

export const regionSource: Rule = ({ checked }) =>
  readRegions(checked).flatMap(({ value, keyRange }) => (value ? check(value, keyRange) : []));
