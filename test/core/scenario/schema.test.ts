// The JSON Schema of a scenario, judged by ajv: sound by itself, never stricter than the check, and blind to nothing that lies in one value.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { algorithms } from '../../../src/core/algorithms/registry';
import type { JsonSchema } from '../../../src/core/jsonSchema';
import { checkScenario, hasErrors } from '../../../src/core/scenario/check';
import { scenarioSchema } from '../../../src/core/scenario/schema';
import {
  intervalPattern,
  parseInterval,
  parseNumber,
  parseWriteRate,
  patternOf,
  unitsOf,
} from '../../../src/core/scenario/values';
import { fakeAlgorithms } from './fakeAlgorithms';
import { compiled, schemaJudge } from './schemaOracle';
import { scenarioTexts } from './scenarioTexts';
import { check, exchange, outline, sound } from './support';

const judge = schemaJudge(algorithms);
const judgeFakes = schemaJudge(fakeAlgorithms);

test('the schema is valid by the meta-schema of draft-07, and plain JSON', () => {
  const schema = scenarioSchema(algorithms);
  const ajv = new Ajv({ strict: false });
  assert.ok(ajv.validateSchema(schema, true));
  assert.equal(schema.$schema, 'http://json-schema.org/draft-07/schema#');
  assert.deepEqual(JSON.parse(JSON.stringify(schema)), schema);
});

const folders = ['examples', 'examples/published', 'test/fixtures/scenarios'];
const files = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.migration.yaml'))
    .map((file) => path.join(folder, file)),
);

test('there are files in each folder', () => {
  for (const folder of folders)
    assert.ok(
      files.some((file) => path.dirname(file) === path.normalize(folder)),
      folder,
    );
});

for (const file of files) {
  const text = readFileSync(file, 'utf8');
  // The fixture of the whole language names what this version does not simulate yet.
  const { problems } = checkScenario(text);
  const isOfLater = problems.some(({ code }) => code === 'not-built-yet');
  test(`${file} is ${isOfLater ? 'refused for its algorithms alone' : 'accepted'}`, () => {
    const faults = judge(text);
    if (!isOfLater) assert.deepEqual(faults, []);
    assert.deepEqual(
      faults.filter((fault) => !fault.startsWith('/algorithms/')),
      [],
    );
  });
}

/** Every schema inside a schema, with where it stands. */
function* inside(schema: JsonSchema, place: string): Generator<[string, JsonSchema], void> {
  yield [place, schema];
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'default' || key === 'examples' || key === 'enum') continue;
    if (key === 'properties' || key === 'definitions' || key === 'patternProperties')
      for (const [name, inner] of Object.entries(value as Record<string, JsonSchema>))
        yield* inside(inner, `${place}/${name}`);
    else if (Array.isArray(value))
      for (const [index, inner] of value.entries())
        if (typeof inner === 'object') yield* inside(inner as JsonSchema, `${place}/${key}/${index}`);
        else continue;
    else if (typeof value === 'object') yield* inside(value as JsonSchema, `${place}/${key}`);
  }
}

test('every default and every example is right by its own schema', () => {
  const { definitions } = scenarioSchema(algorithms);
  let count = 0;
  for (const [place, schema] of inside(scenarioSchema(algorithms), '')) {
    const { default: usual, examples = [], ...bare } = schema;
    const values = usual === undefined ? examples : [...examples, usual];
    if (values.length === 0) continue;
    const validate = compiled({ ...bare, definitions });
    for (const value of values) {
      assert.ok(validate(value), `${place}: ${JSON.stringify(value)}`);
      count++;
    }
  }
  assert.ok(count > 100, String(count));
});

test('every key has a description', () => {
  for (const [place, { properties = {}, additionalProperties }] of inside(scenarioSchema(algorithms), '')) {
    if (additionalProperties !== false) continue;
    for (const [key, { description = '' }] of Object.entries(properties))
      assert.match(description, /^[A-Z`][^]*\.$/, `${place}/${key}`);
  }
});

test('the schema is never stricter than the check, with the algorithms that there are', () => {
  let accepted = 0;
  fc.assert(
    fc.property(scenarioTexts(algorithms), (text) => {
      if (hasErrors(checkScenario(text).problems)) return;
      accepted++;
      assert.deepEqual(judge(text), []);
    }),
    { seed: 11, numRuns: 1500 },
  );
  assert.ok(accepted > 200, `only ${accepted} were right`);
});

test('the schema is never stricter than the check, with every kind of parameter', () => {
  let accepted = 0;
  fc.assert(
    fc.property(scenarioTexts(fakeAlgorithms), (text) => {
      if (hasErrors(check(text).problems)) return;
      accepted++;
      assert.deepEqual(judgeFakes(text), []);
    }),
    { seed: 12, numRuns: 1500 },
  );
  assert.ok(accepted > 200, `only ${accepted} were right`);
});

const kinds = ['count', 'factor', 'share', 'duration', 'size', 'bit-rate', 'megabits', 'write-rate'] as const;

const start = fc.constantFrom('', '1', ' 20', '\n3', '-0.5', '+.25', '4.');

/** Pieces of values, in any order. */
const scribble = fc.array(
  fc.constantFrom('1', '0', '25', '.', '..', '-', '+', ' ', '\t', '\n', 'e3', 'x', ...new Set(kinds.flatMap(unitsOf))),
  { maxLength: 3 },
);

for (const kind of kinds)
  test(`the pattern of ${kind} is what is read, but for what no pattern can say`, () => {
    const pattern = new RegExp(patternOf(kind), 'u');
    const parse = kind === 'write-rate' ? parseWriteRate : (text: string) => parseNumber(kind, text);
    let read = 0;
    fc.assert(
      fc.property(start, scribble, fc.constantFrom('', ...unitsOf(kind)), (begin, parts, unit) => {
        const text = begin + parts.join('') + unit;
        const parsed = parse(text);
        const isInexact = !parsed.ok && parsed.fault.message.includes('is not a whole number of');
        if (parsed.ok) read++;
        assert.equal(pattern.test(text), parsed.ok || isInexact, JSON.stringify(text));
      }),
      { seed: 13, numRuns: 3000 },
    );
    assert.ok(read > 50, `only ${read} were right`);
  });

test('the pattern of intervals is what is read', () => {
  const pattern = new RegExp(intervalPattern(), 'u');
  const end = fc.constantFrom('', '1s', '5.s', '.5s', '+.5s', '10ms', '1', 's', '-1min', ' ');
  let read = 0;
  fc.assert(
    fc.property(
      end,
      fc.constantFrom('', ' ', '\t'),
      fc.constantFrom('..', '...', '.', ''),
      end,
      (from, blank, dots, to) => {
        const text = `${from}${blank}${dots}${to}`;
        const { ok } = parseInterval(text);
        if (ok) read++;
        assert.equal(pattern.test(text), ok, JSON.stringify(text));
      },
    ),
    { seed: 14, numRuns: 3000 },
  );
  assert.ok(read > 200, `only ${read} were right`);
});

test('an interval with more behind it is none, however far behind', () => {
  const text = exchange('pattern: sequential', `during: [ "10s..40s${' '.repeat(150)}x" ]`);
  assert.deepEqual(
    check(text).problems.map(({ code }) => code),
    ['wrong-value'],
  );
});

test('versions, names and seeds may be numbers', () => {
  for (const value of ['4.10', '11', 'true', "'4.10'"])
    for (const key of ['scenario', 'seed', 'description'])
      assert.deepEqual(judgeFakes(sound.replace('scenario: A test', `${key}: ${value}`)), []);
});

test('expectations are a list of texts', () => {
  assert.deepEqual(judgeFakes(`${sound}expect: [ alpha.downtime < 1s ]\n`), []);
  assert.notDeepEqual(judgeFakes(`${sound}expect: alpha.downtime < 1s\n`), []);
  assert.deepEqual(
    outline(check(`${sound}expect: [ alpha.downtime < 1s ]\n`).problems.filter(({ severity }) => severity === 'error')),
    [],
  );
});
