// Ajv as the judge of a scenario's schema: it knows nothing of this project, reads texts as YAML tools do, and holds their values against the schema.
import { Ajv, type ValidateFunction } from 'ajv';
import { parseDocument } from 'yaml';
import type { AlgorithmDefinition } from '../../../src/core/algorithms/definition';
import { scenarioSchema } from '../../../src/core/scenario/schema';

/** A validator that is strict about the schema: an unknown keyword, or one that does nothing, is an error. YAML's `.inf` is a number to it. */
export function compiled(schema: object): ValidateFunction {
  return new Ajv({
    strict: true,
    strictRequired: false,
    strictTypes: false,
    strictNumbers: false,
    allErrors: true,
  }).compile(schema);
}

/** What the schema of these algorithms has against a text; none: it accepts it. */
export function schemaJudge(algorithms: readonly AlgorithmDefinition[]): (text: string) => readonly string[] {
  const validate = compiled(scenarioSchema(algorithms));
  return (text) => {
    const document = parseDocument(text, { version: '1.2', schema: 'core', logLevel: 'silent' });
    if (validate(document.toJS())) return [];
    return (validate.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath}: ${message}`);
  };
}
