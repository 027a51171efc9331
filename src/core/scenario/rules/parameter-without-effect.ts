// A hint at parameters that do nothing beside the others: the algorithm's table says what each depends on (`onlyWhen`).
import type { ParameterValue } from '../../algorithms/definition';
import { listOf, problem } from '../report';
import type { Rule } from './rule';

const written = (value: ParameterValue): string => (value === null ? 'none' : String(value));

export const parameterWithoutEffect: Rule = ({ algorithms }) =>
  algorithms.flatMap(({ definition, parameters, given }) =>
    [...given].flatMap(([key, range]) => {
      const condition = definition.parameters[key]?.onlyWhen;
      const actual = condition && parameters[condition.parameter];
      if (!condition || actual === undefined || condition.is.includes(actual)) return [];
      const needed = `${condition.parameter}: ${listOf(condition.is.map(written))}`;
      const message = `'${key}' has no effect without '${needed}': here '${condition.parameter}' is ${written(actual)}.`;
      return [problem('parameter-without-effect', range, message, { severity: 'hint' })];
    }),
  );
