// `--host FILE` for run and validate: the constants of a preset in place of the scenario's, and what is said of a file that cannot be used.
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { miglab } from './miglab';

interface Printed {
  readonly scenario: {
    readonly host: { readonly preset: string; readonly suspendSeconds: number; readonly setupSeconds: number };
    readonly link: { readonly bandwidthBitsPerSecond: number };
    readonly algorithms: readonly { readonly parameters: Readonly<Record<string, unknown>> }[];
  };
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'miglab-host-'));

function written(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

const preset = written(
  'rack4.migration-host.yaml',
  'host: { preset: kvm, setup: 12ms }\nlink: { bandwidth: 100Mbit/s }\nclearLog: sync\n',
);
const scenario = (name: string, more: string): string =>
  written(name, `vm: { memory: 16MiB }\nalgorithms: [qemu-precopy]\n${more}`);

async function run(file: string): Promise<Printed> {
  const { stdout, stderr, status } = await miglab(['run', '--format', 'json', '--host', preset, file]);
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as Printed;
}

void test('the preset stands in place of all that a scenario says of its host', async () => {
  const own = scenario(
    'own.migration.yaml',
    'host: { preset: xen-shadow, suspend: 9s }\nlink: { bandwidth: 1Gbit/s }\n',
  );
  const { host, link, algorithms } = (await run(own)).scenario;
  assert.equal(host.preset, 'rack4.migration-host.yaml');
  assert.deepEqual([host.setupSeconds, host.suspendSeconds], [0.012, 0.002]);
  // As with `host: rack4.migration-host.yaml`, what the scenario says of its link wins.
  assert.equal(link.bandwidthBitsPerSecond, 1e9);
  assert.equal(algorithms[0]?.parameters['clearLog'], 'sync');
});

void test('its link is taken where the scenario has none, and the scenario’s own preset is not looked for', async () => {
  const bare = scenario('bare.migration.yaml', 'host: gone.migration-host.yaml\n');
  assert.equal((await run(bare)).scenario.link.bandwidthBitsPerSecond, 1e8);
  const without = await miglab(['run', bare]);
  assert.equal(without.status, 1);
});

void test('a preset that is wrong is told with file and line, and nothing is run', async () => {
  const wrong = written('wrong.migration-host.yaml', 'title: Wrong\nhost:\n  setup: 12 minutes or so\n');
  const file = scenario('fine.migration.yaml', 'link: { bandwidth: 1Gbit/s }\n');
  for (const words of [
    ['run', '--host', wrong, file],
    ['validate', '--host', wrong, 'validation/postcopy.cases.yaml'],
  ]) {
    const { stdout, stderr, status } = await miglab(words);
    assert.equal(status, 1);
    assert.equal(stdout, '');
    assert.ok(stderr.includes(`${wrong}:3:10 error `), stderr);
    assert.match(stderr, /No scenario was run/);
  }
  const gone = await miglab(['run', '--host', path.join(folder, 'no.migration-host.yaml'), file]);
  assert.equal(gone.status, 1);
  assert.match(gone.stderr, /no\.migration-host\.yaml:1:1 error cannot-read There is no such file/);
});

void test('--host wants a preset’s file, and does not go with --fit or --import', async () => {
  const file = scenario('other.migration.yaml', 'link: { bandwidth: 1Gbit/s }\n');
  for (const [words, message] of [
    [['run', '--host', 'kvm', file], /--host takes a file named ….migration-host.yaml/],
    [['validate', '--fit', '--host', preset, 'a.cases.yaml'], /--host is for running cases/],
    [['validate', '--import', 'a.log', '--host', preset], /--import takes one log and nothing else/],
  ] as const) {
    const { status, stderr } = await miglab([...words]);
    assert.equal(status, 2);
    assert.match(stderr, message);
  }
});

void test('cases are run on the preset’s host', async () => {
  written('idle.migration.yaml', 'vm: { memory: 16MiB }\nlink: { bandwidth: 1Gbit/s }\nalgorithms: [stop-and-copy]\n');
  const cases = written(
    'mine.cases.yaml',
    `format: miglab.cases/1
sources:
  - id: mine
    title: Mine
    reference: a stopwatch
    text: []
    reasons: {}
    tolerance: { share: 0.05 }
    cases:
      - id: idle
        title: idle
        scenario: idle.migration.yaml
        label: stop-and-copy
        figures: [{ name: setup, metric: setup, unit: ms, published: 12 }]
`,
  );
  const found = await miglab(['validate', '--host', preset, cases]);
  assert.equal(found.status, 0, found.stderr);
  assert.equal((await miglab(['validate', cases])).status, 1);
});
