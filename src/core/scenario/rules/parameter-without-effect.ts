// A hint at parameters that do nothing beside the others: the algorithm's table says what each depends on (`onlyWhen`).
import {
  unmetCondition,
  type AlgorithmDefinition,
  type ParameterValue,
  type ParameterValues,
} from '../../algorithms/definition';
import { listOf, problem } from '../report';
import type { Rule } from './rule';

const written = (value: ParameterValue): string => (value === null ? 'none' : String(value));

/** Why a parameter does nothing; null: it does something. */
function idleness(definition: AlgorithmDefinition, parameters: ParameterValues, key: string): string | null {
  const condition = unmetCondition(definition.parameters, parameters, key);
  if (condition === null) return null;
  const { parameter, is, because } = condition;
  const needed = `${parameter}: ${listOf(is.map(written))}`;
  return because ?? `it needs '${needed}', and here '${parameter}' is ${written(parameters[parameter] ?? null)}.`;
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
