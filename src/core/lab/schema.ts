// The JSON Schema (draft-07) of a lab, made from its table. `miglab schema lab` prints it. It refuses nothing that the check accepts.
import type { JsonSchema } from '../jsonSchema';
import { fieldsSchema } from '../scenario/schema';
import { labFields } from './fields';

/** The schema of a lab. */
export function labSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'HCA Migration Lab: lab',
    description: 'A course lab with checks that are graded by machine (*.migration-lab.yaml).',
    ...fieldsSchema(labFields),
  };
}
