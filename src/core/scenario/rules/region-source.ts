// A region has exactly one source of its writes: `writes` with `pattern`, `trace`, or `dirtyCurve`.
import type { CheckedRegion } from '../checked';
import type { ScenarioDocument } from '../document';
import { readRegions } from '../layout';
import type { Problem, TextRange } from '../problem';
import { problem } from '../report';
import { keyAdded } from './region-key';
import type { Rule } from './rule';

const sources = ['writes', 'trace', 'dirtyCurve'] as const;

/** A trace and a curve say themselves which pages are written. */
function strayPattern({ pattern, ...region }: CheckedRegion, source: 'trace' | 'dirtyCurve'): Problem[] {
  if (!pattern.given) return [];
  const related = [{ range: region[source].keyRange, message: `'${source}' stands here.` }];
  const message = `'pattern' belongs to 'writes', and '${source}' has its own: remove one of the two.`;
  return [problem('region-source', pattern.keyRange, message, { related })];
}

/** Misspelt or wrong sources (value undefined, not null) have their problem already. */
function check(document: ScenarioDocument, region: CheckedRegion, place: TextRange, range: TextRange): Problem[] {
  const [first, second] = sources.filter((key) => region[key].given);
  if (first === undefined) {
    if (sources.some((key) => region[key].value === undefined)) return [];
    const message = "This region lacks what writes to it: add, for example, 'writes: 12k/s'.";
    return [problem('region-source', range, message, { fixes: keyAdded(document, place, 'writes') })];
  }
  if (second === undefined) return first === 'writes' ? [] : strayPattern(region, first);
  const message = `A region has one of 'writes', 'trace' and 'dirtyCurve': remove '${second}' or '${first}'.`;
  const related = [{ range: region[first].keyRange, message: 'The other one stands here.' }];
  return [problem('region-source', region[second].keyRange, message, { related })];
}

export const regionSource: Rule = ({ document, checked }) =>
  readRegions(checked).flatMap(({ value, range, keyRange }) => (value ? check(document, value, range, keyRange) : []));
