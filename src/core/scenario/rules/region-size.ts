// A region has a size, unless a trace or a dirty curve says how many pages it has. Of a region that nothing writes to it is not known whether it
// needs one: what it lacks first, region-source.ts says.
import { readRegions } from '../layout';
import { problem } from '../report';
import type { Rule } from './rule';

export const regionSize: Rule = ({ checked }) =>
  readRegions(checked).flatMap(({ value: region, keyRange }) => {
    if (region?.size.value !== null || region.writes.value === null) return [];
    if (region.trace.given || region.dirtyCurve.given) return [];
    return [problem('region-size', keyRange, "This region lacks its size: add, for example, 'size: 10%'.")];
  });
