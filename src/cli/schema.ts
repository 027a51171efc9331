// `miglab schema`: prints the JSON Schema of a scenario, of a lab, or of a result.
import { algorithms } from '../core/algorithms/registry';
import { labSchema } from '../core/lab/schema';
import { resultSchema } from '../core/resultSchema';
import { scenarioSchema } from '../core/scenario/schema';
import type { SchemaCommand } from './arguments';
import { writeJson } from './json';
import type { Output } from './output';

/** Prints the schema; the exit status. */
export function schemaCommand({ of }: SchemaCommand, output: Output): number {
  const schemas = { scenario: () => scenarioSchema(algorithms), lab: labSchema, result: resultSchema };
  writeJson(schemas[of](), output);
  return 0;
}
