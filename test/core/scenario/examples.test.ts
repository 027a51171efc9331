// The examples that ship check clean, with the real algorithms, and say what the documentation says of them.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { checkScenario } from '../../../src/core/scenario/check';
import { referencedNames } from '../../../src/core/scenario/referencedFiles';
import type { Scenario } from '../../../src/core/scenario/scenario';
import { outline } from './support';

const files = readdirSync('examples').filter((file) => file.endsWith('.migration.yaml'));

/** An example with the files beside it. Hints are allowed: a guest that cannot be moved without a pause is a lesson. */
function read(file: string): Scenario {
  const text = readFileSync(path.join('examples', file), 'utf8');
  const files = new Map(
    referencedNames(text).map((name) => [name, { text: readFileSync(path.join('examples', name), 'utf8') }]),
  );
  const { scenario, problems } = checkScenario(text, { files });
  assert.deepEqual(outline(problems.filter(({ severity }) => severity !== 'hint')), []);
  assert.ok(scenario);
  return scenario;
}

test('there are examples', () => {
  assert.ok(files.length >= 6);
});

for (const file of files)
  test(`${file} has no error and no warning`, () => {
    read(file);
  });

test('the first example compares xen-precopy with hca in ten lines, and the README shows it as it is', () => {
  const text = readFileSync('examples/first.migration.yaml', 'utf8');
  assert.equal(text.trimEnd().split('\n').length, 10);
  assert.ok(readFileSync('README.md', 'utf8').includes(`\`\`\`yaml\n${text}\`\`\``));
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

test('the whole language is in one example: each kind of region, zero pages, processors, a schedule and costs', () => {
  const { workload, zeroPages, vcpus, link, host } = read('whole-language.migration.yaml');
  assert.deepEqual(
    workload.map(({ pattern }) => pattern.kind),
    ['uniform', 'hotspot', 'sequential', 'zipf', 'uniform', 'trace', 'dirty-curve'],
  );
  assert.deepEqual([...new Set(workload.map(({ activity }) => activity.kind))], ['always', 'intervals', 'bursts']);
  assert.deepEqual([zeroPages, vcpus, link.schedule.length], [262_144, 2, 2]);
  assert.equal(host.preset, 'xen-hap');
  assert.equal(host.suspendPages, 150);
});

test('the sample trace has the length and the pages that its script gives it', () => {
  const { workload } = read('whole-language.migration.yaml');
  const recorded = workload.find(({ name }) => name === 'recorded');
  assert.ok(recorded?.pattern.kind === 'trace');
  assert.equal(recorded.pages, 2048);
  assert.equal(recorded.pattern.columns.seconds, 30);
});

test('the measured guest fits its curve to within 1 %', () => {
  const [specweb] = read('measured-guest.migration.yaml').workload;
  assert.ok(specweb?.pattern.kind === 'dirty-curve');
  assert.equal(specweb.pages, 131_072);
  assert.ok(Math.max(...specweb.pattern.errors.map(Math.abs)) < 0.01);
});
