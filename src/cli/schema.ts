// `miglab schema`: prints the JSON Schema of a scenario, of a lab, of a host preset, or of a result.
import { algorithms } from '../core/algorithms/registry';
import { labSchema } from '../core/lab/schema';
import { resultSchema } from '../core/resultSchema';
import { hostFileSchema, scenarioSchema } from '../core/scenario/schema';
import type { SchemaCommand } from './arguments';
import { writeJson } from './json';
import type { Output } from './output';

/** Prints the schema; the exit status. */
export function schemaCommand({ of }: SchemaCommand, output: Output): number {
  const schemas = {
    scenario: () => scenarioSchema(algorithms),
    lab: labSchema,
    host: hostFileSchema,
    result: resultSchema,
  };
  writeJson(schemas[of](), output);
  return 0;
}
