// A warning at values that the real system does not take, such as a cache of XBZRLE that is no power of two: the run is made, but nobody can make it there.
// What a system refuses is told by the algorithm's definition (`refusals`).
import { problem } from '../report';
import type { Rule } from './rule';

export const refusedParameter: Rule = ({ algorithms, layout }) =>
  algorithms.flatMap(({ definition, parameters, given, labelRange }) => {
    const isWhole = Object.keys(definition.parameters).every((key) => parameters[key] !== undefined);
    if (layout === null || !isWhole) return [];
    return (definition.refusals?.(parameters, layout.pageBytes) ?? []).map(({ parameter, message }) =>
      problem('refused-parameter', given.get(parameter) ?? labelRange, message, { severity: 'warning' }),
    );
  });
