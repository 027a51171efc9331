// A parameter added to an algorithm's own table is checked, completed, explained, documented, coloured and in the schema, with no other file changed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AlgorithmDefinition } from '../../../src/core/algorithms/definition';
import { hca } from '../../../src/core/algorithms/hca';
import { algorithms } from '../../../src/core/algorithms/registry';
import { complete } from '../../../src/core/language/complete';
import { hoverAt } from '../../../src/core/language/hover';
import { semanticTokens } from '../../../src/core/language/tokens';
import { checkScenario } from '../../../src/core/scenario/check';
import { parseScenario } from '../../../src/core/scenario/parse';
import { scenarioReference } from '../../../src/core/scenario/reference';
import { scenarioSchema } from '../../../src/core/scenario/schema';
import { cursor, surroundings } from './atCursor';

const made: AlgorithmDefinition = {
  ...hca,
  parameters: {
    ...hca.parameters,
    patience: {
      kind: 'duration',
      default: 0.25,
      min: 0.1,
      max: 60,
      documentation: 'How long a round waits for luck.',
      source: 'Made up for this test.',
    },
  },
};
const registry = algorithms.map((definition) => (definition.id === 'hca' ? made : definition));

const fileWith = (parameters: string): string =>
  `vm: { memory: 1GiB }\nlink: { bandwidth: 1Gbit/s }\nalgorithms:\n  - hca: { ${parameters} }\n`;

test('a made-up parameter is checked', () => {
  const codesOf = (parameters: string): string[] =>
    checkScenario(fileWith(parameters), { algorithms: registry }).problems.map(({ code }) => code);
  assert.deepEqual(codesOf('patience: 300ms'), []);
  assert.deepEqual(codesOf('patience: 300'), ['missing-unit']);
  assert.deepEqual(codesOf('patience: 2h'), ['out-of-range']);
  assert.deepEqual(codesOf('pateince: 300ms'), ['unknown-key']);
  const { scenario } = checkScenario(fileWith(''), { algorithms: registry });
  assert.equal(scenario?.algorithms[0]?.parameters['patience'], 0.25);
});

test('a made-up parameter may be swept', () => {
  const text = `${fileWith('tiers: 4')}sweep: { algorithms.hca.patience: [ 1s, 2s ] }\n`;
  assert.deepEqual(checkScenario(text, { algorithms: registry }).problems, []);
});

test('a made-up parameter is offered, with its default', () => {
  const { text, offset } = cursor(fileWith('pat|'));
  const offer = complete(text, offset, { ...surroundings, algorithms: registry }).find(
    ({ label }) => label === 'patience',
  );
  assert.ok(offer);
  assert.match(JSON.stringify(offer), /250ms/);
  assert.match(JSON.stringify(offer), /waits for luck/);
});

test('a made-up parameter is explained, with its source', () => {
  const { text, offset } = cursor(fileWith('pat|ience: 1s'));
  assert.match(JSON.stringify(hoverAt(text, offset, registry)), /waits for luck.*Made up for this test/s);
});

test('a made-up parameter is coloured', () => {
  const text = fileWith('patience: 1s');
  const tokens = semanticTokens(parseScenario(text).document, registry);
  const words = tokens.map(({ range, type }) => `${text.slice(range.start, range.end)} ${type}`);
  assert.ok(words.includes('patience parameter'), words.join('\n'));
});

test('a made-up parameter is in the reference and in the schema', () => {
  assert.match(scenarioReference(registry), /`patience` +\| duration, 100ms to 1min +\| `250ms`/);
  assert.match(JSON.stringify(scenarioSchema(registry)), /"patience":\{/);
});
