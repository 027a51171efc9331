// The examples that ship check clean, with the real algorithms, and say what the documentation says of them.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { checkScenario } from '../../../src/core/scenario/check';
import type { Scenario } from '../../../src/core/scenario/scenario';
import { outline } from './support';

const files = readdirSync('examples').filter((file) => file.endsWith('.migration.yaml'));

function read(file: string): Scenario {
  const { scenario, problems } = checkScenario(readFileSync(path.join('examples', file), 'utf8'));
  assert.deepEqual(outline(problems), []);
  assert.ok(scenario);
  return scenario;
}

test('there are examples', () => {
  assert.ok(files.length >= 4);
});

for (const file of files)
  test(`${file} has no problem`, () => {
    read(file);
  });

test('the first example compares xen-precopy with hca in about ten lines', () => {
  const text = readFileSync('examples/first.migration.yaml', 'utf8');
  assert.ok(text.trimEnd().split('\n').length <= 13);
  assert.deepEqual(
    read('first.migration.yaml').algorithms.map(({ label }) => label),
    ['xen-precopy', 'hca'],
  );
});

test('MMuncher has the setting of the paper', () => {
  const { memoryBytes, workload, link, algorithms } = read('mmuncher.migration.yaml');
  assert.equal(memoryBytes, 512 * 2 ** 20);
  const [muncher] = workload;
  assert.ok(muncher);
  assert.equal(muncher.pages, 65_536);
  assert.equal(muncher.writesPerSecond, 32_000);
  assert.equal(muncher.pattern.kind, 'sequential');
  assert.equal(link.bandwidthBitsPerSecond, 525e6);
  assert.equal(link.efficiency, 1);
  assert.equal(algorithms[0]?.parameters['rateLimit'], 'adaptive');
  assert.equal(algorithms[0].parameters['order'], 'permuted');
});
