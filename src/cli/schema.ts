// `miglab schema`: prints the JSON Schema of a scenario, or of a result.
import { algorithms } from '../core/algorithms/registry';
import { resultSchema } from '../core/resultSchema';
import { scenarioSchema } from '../core/scenario/schema';
import type { SchemaCommand } from './arguments';
import { writeJson } from './json';
import type { Output } from './output';

/** Prints the schema; the exit status. */
export function schemaCommand({ of }: SchemaCommand, output: Output): number {
  writeJson(of === 'scenario' ? scenarioSchema(algorithms) : resultSchema(), output);
  return 0;
}
