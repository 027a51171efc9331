// A hint at parameters that do nothing beside the others: the algorithm's table says what each depends on (`onlyWhen`).
import type { AlgorithmDefinition, ParameterValue, ParameterValues } from '../../algorithms/definition';
import { listOf, problem } from '../report';
import type { Rule } from './rule';

const written = (value: ParameterValue): string => (value === null ? 'none' : String(value));

/** Why a parameter does nothing; null: it does something. What depends on one that does nothing does nothing either. */
function idleness(definition: AlgorithmDefinition, parameters: ParameterValues, key: string): string | null {
  const condition = definition.parameters[key]?.onlyWhen;
  const actual = condition && parameters[condition.parameter];
  if (!condition || actual === undefined) return null;
  if (condition.is.includes(actual)) return idleness(definition, parameters, condition.parameter);
  const needed = `${condition.parameter}: ${listOf(condition.is.map(written))}`;
  return condition.because ?? `it needs '${needed}', and here '${condition.parameter}' is ${written(actual)}.`;
}

export const parameterWithoutEffect: Rule = ({ algorithms }) =>
  algorithms.flatMap(({ definition, parameters, given }) =>
    [...given].flatMap(([key, range]) => {
      const why = idleness(definition, parameters, key);
      if (why === null) return [];
      const message = `'${key}' has no effect: ${why}`;
      return [problem('parameter-without-effect', range, message, { severity: 'hint' })];
    }),
  );
