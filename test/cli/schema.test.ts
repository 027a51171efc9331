// `miglab schema`: what it prints is valid draft-07 by ajv, and real results are what the schema of results says, field by field.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { Ajv, type ValidateFunction } from 'ajv';
import { parse } from 'yaml';
import { miglab } from './miglab';

const folder = mkdtempSync(path.join(tmpdir(), 'miglab-schema-'));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function schemaOf(what: string): Promise<ValidateFunction> {
  const { status, stdout, stderr } = await miglab(['schema', what]);
  assert.equal(status, 0, stderr);
  const schema = JSON.parse(stdout) as Readonly<Record<string, unknown>>;
  assert.equal(schema['$schema'], 'http://json-schema.org/draft-07/schema#');
  return new Ajv({ strict: true, strictRequired: false, strictTypes: false, allowUnionTypes: true }).compile(schema);
}

const validate = schemaOf('result');

/** What the command prints as JSON. */
async function json(words: readonly string[]): Promise<unknown> {
  const { status, stdout, stderr } = await miglab([...words, '--format', 'json']);
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

async function assertResult(document: unknown): Promise<void> {
  const isValid = await validate;
  assert.ok(isValid(document), JSON.stringify(isValid.errors?.slice(0, 5)));
}

for (const [file, words] of [
  ['examples/first.migration.yaml', ['--repetitions', '3']],
  ['examples/never-converges.migration.yaml', []],
  ['examples/whole-language.migration.yaml', ['--only', 'hca']],
  ['examples/measured-guest.migration.yaml', ['--only', 'one-round']],
] as const)
  test(`the result of ${file} is what the schema says`, async () => {
    await assertResult(await json(['run', file, ...words]));
  });

const everything = `vm: { memory: 8MiB }
workload:
  - { name: a, size: 1MiB, writes: 10k/s, pattern: { zipf: 1 }, during: { bursts: { every: 2s, on: 1s } } }
  - { name: b, size: 1MiB, writes: 1k/s, pattern: sequential, during: [ 0.1s.. ] }
  - { name: c, size: 1MiB, writes: 1k/s, pattern: { hotspot: { pages: 10%, share: 90% } } }
  - { name: d, dirtyCurve: [ 125ms: 60, 1s: 100 ] }
link: { bandwidth: 100Mbit/s, schedule: [ { at: 1s, available: 50% } ] }
host: xen-hap
expect: [ hca.total > 0s, hca.rounds >= 1 ]
algorithms: [ ALGORITHMS ]
`;

/** A file of all that a result may hold but traces, with these algorithms. */
function written(name: string, algorithms: string, more = ''): string {
  const file = path.join(folder, `${name}.migration.yaml`);
  writeFileSync(file, everything.replace('ALGORITHMS', algorithms) + more);
  return file;
}

test('the result of every algorithm is what the schema says', async () => {
  const all =
    'stop-and-copy, precopy, xen-precopy, xen-precopy-v2, hca, { hca: { counting: oracle }, as: o }, microwiper, time-series';
  await assertResult(await json(['run', written('all', all), '--repetitions', '2']));
});

test('a result with statistics is what the schema says, whatever the number of workers', async () => {
  const words = ['run', written('asked', '{ qemu-precopy: { maxBandwidth: 100Mbit/s } }, hca'), '--repetitions', '2'];
  const one = (await json([...words, '--statistics', '100ms', '--jobs', '1'])) as {
    runs: { statistics?: unknown[] }[];
  };
  await assertResult(one);
  assert.deepEqual(await json([...words, '--statistics', '100ms', '--jobs', '2']), one);
  const counts = one.runs.map(({ statistics }) => (statistics?.length ?? 0) > 1);
  assert.deepEqual(counts, [true, false, true, false]);
});

test('the result of a sweep is what the schema says', async () => {
  const sweep = 'sweep: { link.bandwidth: [ 100Mbit/s, 200Mbit/s ], workload.c.pattern: [ uniform, sequential ] }\n';
  await assertResult(await json(['sweep', written('sweep', 'xen-precopy, hca', sweep), '--repetitions', '2']));
});

test('the results of several files are what the schema says', async () => {
  const file = written('several', 'hca');
  await assertResult(await json(['run', file, file]));
});

test('a field that the schema has not is refused, wherever it stands, and so is one that lacks', async () => {
  const document = (await json(['run', written('strict', 'hca')])) as Record<string, unknown>;
  const isValid = await validate;
  const places = [
    '',
    'scenario',
    'scenario.host',
    'scenario.workload.0.pattern',
    'runs.0',
    'runs.0.rounds.0.tiers.0',
    'summary.0',
  ];
  for (const place of places) {
    const changed = structuredClone(document);
    const keys = place === '' ? [] : place.split('.');
    const inner = keys.reduce<Record<string, unknown>>((map, key) => map[key] as Record<string, unknown>, changed);
    inner['novel'] = 1;
    assert.ok(!isValid(changed), `a new field in '${place}'`);
    delete inner['novel'];
    assert.ok(isValid(changed));
    const [first = ''] = Object.keys(inner);
    Reflect.deleteProperty(inner, first);
    assert.ok(!isValid(changed), `without ${first} in '${place}'`);
  }
});

test('the schema of scenarios takes an example, and refuses it with a slip', async () => {
  const isValid = await schemaOf('scenario');
  const text = readFileSync('examples/first.migration.yaml', 'utf8');
  assert.ok(isValid(parse(text)));
  assert.ok(!isValid(parse(text.replace('memory', 'memroy'))));
});

test('the schema of labs is sound and judges a lab', async () => {
  const isValid = await schemaOf('lab');
  assert.ok(isValid({ title: 'A', id: 'a', checks: [{ id: 'A', title: 'A', points: 1, kind: { structure: {} } }] }));
  assert.ok(!isValid({ title: 'A', id: 'a', checks: [] }));
});

for (const words of [[], ['lesson'], ['scenario', 'result'], ['scenario', '--format', 'json']])
  test(`miglab schema ${words.join(' ')} gives 2 and one line on stderr`, async () => {
    const { status, stdout, stderr } = await miglab(['schema', ...words]);
    assert.equal(status, 2);
    assert.equal(stdout, '');
    assert.match(stderr, /^miglab: .+\n$/);
  });
