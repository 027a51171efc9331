// The scalars of a scenario as JSON Schema. A validator sees values as YAML has read them, the language reads their source (scalars.ts): `4096` may
// come as a number or as a text, `true` as a truth value or as a text. What a pattern cannot say (bounds of a text with a unit, whole bytes) is
// left out, so that a schema never refuses what the check accepts.
import { parse } from 'yaml';
import { anyOf, type JsonSchema } from '../jsonSchema';
import type { PortionField, RepeatField, TextField } from './fields';
import { visiblePattern } from './hiddenCharacters';
import { namePattern, type NumberRule } from './scalars';
import { intervalPattern, longestInterval, longestNumber, patternOf, takesBare } from './values';

const bothBooleans = [true, false, 'true', 'false'];

/** A number with its unit; where the language allows it, a number alone. */
export function numberSchema(rule: NumberRule): JsonSchema {
  const words = [...(rule.optional ? ['none'] : []), ...(rule.auto ? ['auto'] : [])];
  return anyOf([
    ...(takesBare(rule.kind) ? [bareNumber(rule)] : []),
    { type: 'string', pattern: patternOf(rule.kind), maxLength: longestNumber },
    ...(words.length > 0 ? [{ enum: words }] : []),
  ]);
}

function bareNumber({ kind, min, max, oneOf }: NumberRule): JsonSchema {
  if (oneOf) return { enum: oneOf };
  const isWhole = kind === 'count' || kind === 'size';
  return { type: isWhole ? 'integer' : 'number', minimum: min, maximum: max };
}

/** `12k/s`, `48MiB/s`. */
export function writeRateSchema(): JsonSchema {
  return { type: 'string', pattern: patternOf('write-rate'), maxLength: longestNumber };
}

/** A share or a size, of which there is some. */
export function portionSchema({ bare }: PortionField): JsonSchema {
  const number: JsonSchema =
    bare === 'share'
      ? { type: 'number', exclusiveMinimum: 0, maximum: 1 }
      : { type: 'integer', exclusiveMinimum: 0, maximum: Number.MAX_SAFE_INTEGER };
  return anyOf([number, { type: 'string', pattern: patternOf('portion'), maxLength: longestNumber }]);
}

/** A label or a name. YAML takes `true` for a truth value; here it is four letters. */
export function nameSchema(maxLength: number): JsonSchema {
  return { type: ['string', 'boolean'], pattern: namePattern.source, maxLength };
}

/** Any text; what YAML takes for a number or a truth value is one too. */
export function textSchema({ kind, maxLength, multiline }: TextField): JsonSchema {
  if (kind === 'name') return nameSchema(maxLength);
  const pattern = visiblePattern(multiline ? 'layout' : 'none');
  return { type: ['string', 'number', 'boolean'], maxLength, pattern, allOf: [{ pattern: '\\S' }] };
}

/** `true` or `false`. */
export function booleanSchema(): JsonSchema {
  return { enum: bothBooleans };
}

/** One of the words; a version, `4.10`, comes as the number that YAML takes it for too. */
export function choiceSchema(choices: readonly string[]): JsonSchema {
  const values = choices.map((choice): unknown => parse(choice));
  return { enum: [...choices, ...values.filter((value) => typeof value === 'number' || typeof value === 'boolean')] };
}

/** `10s..40s`, `10s..`, `..5s`. */
export function intervalSchema(): JsonSchema {
  return { type: 'string', pattern: intervalPattern(), maxLength: longestInterval };
}

/** `true`, `false` or a duration. */
export function repeatSchema({ min, max }: RepeatField): JsonSchema {
  return anyOf([booleanSchema(), numberSchema({ kind: 'duration', min, max })]);
}
