// A region has a size, unless a trace or a dirty curve says how many pages it has. Of a region that nothing writes to it is not known whether it
// needs one: what it lacks first, region-source.ts says.
import { readRegions } from '../layout';
import { problem } from '../report';
import { keyAdded } from './region-key';
import type { Rule } from './rule';

export const regionSize: Rule = ({ document, checked }) =>
  readRegions(checked).flatMap(({ value: region, range, keyRange }) => {
    if (region?.size.value !== null || region.writes.value === null) return [];
    if (region.trace.given || region.dirtyCurve.given) return [];
    const message = "This region lacks its size: add, for example, 'size: 10%'.";
    return [problem('region-size', keyRange, message, { fixes: keyAdded(document, range, 'size') })];
  });
