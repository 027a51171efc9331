// A sweep gives the same bytes in one go, in shards, and after an interruption. What it says when something is missing or does not fit.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { after, test } from 'node:test';
import { miglab, nodes } from './miglab';

const folder = mkdtempSync(path.join(tmpdir(), 'miglab-sweep-'));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

const inFolder = (name: string): string => path.join(folder, name);

function written(name: string, text: string): string {
  writeFileSync(inFolder(name), text);
  return inFolder(name);
}

const scenarioWith = (writes: string, bandwidth: string): string => `scenario: A sweep
seed: sweep
repetitions: 3
vm: { memory: 64MiB }
workload:
  - { name: hot, size: 16MiB, writes: ${writes}, pattern: { hotspot: { pages: 10%, share: 90% } } }
link: { bandwidth: ${bandwidth} }
algorithms: [ xen-precopy, hca ]
`;

const writeRates = ['2k/s', '8k/s', '20k/s'];
const bandwidths = ['500Mbit/s', '1Gbit/s'];
const sweep = `sweep:
  workload.hot.writes: [ ${writeRates.join(', ')} ]
  link.bandwidth: [ ${bandwidths.join(', ')} ]
`;
const file = written('sweep.migration.yaml', scenarioWith('4k/s', '2Gbit/s') + sweep);

interface SweepResult {
  readonly format: string;
  readonly sweep: readonly object[];
  readonly points: readonly { readonly values: object; readonly runs: unknown; readonly summary: unknown }[];
}

async function ok(words: readonly string[], node?: string): Promise<string> {
  const { status, stdout, stderr } = await miglab(words, node);
  assert.equal(status, 0, stderr);
  return stdout;
}

const whole = ok(['sweep', file, '--format', 'json', '--jobs', '1']);

void test('each point has the runs of a file with its values', async () => {
  const result = JSON.parse(await whole) as SweepResult;
  assert.equal(result.format, 'miglab.result/1');
  assert.deepEqual(result.sweep, [
    { path: 'workload.hot.writes', values: writeRates, base: { unit: '/s', numbers: [2000, 8000, 20000] } },
    { path: 'link.bandwidth', values: bandwidths, base: { unit: 'bit/s', numbers: [5e8, 1e9] } },
  ]);
  const combinations = writeRates.flatMap((writes) => bandwidths.map((bandwidth) => ({ writes, bandwidth })));
  assert.equal(result.points.length, combinations.length);
  for (const [index, { writes, bandwidth }] of combinations.entries()) {
    const plain = written(`plain-${index}.migration.yaml`, scenarioWith(writes, bandwidth));
    const { runs, summary } = JSON.parse(await ok(['run', plain, '--format', 'json'])) as SweepResult['points'][0];
    const point = result.points[index];
    assert.deepEqual(point?.values, { 'workload.hot.writes': writes, 'link.bandwidth': bandwidth });
    assert.deepEqual(point.runs, runs);
    assert.deepEqual(point.summary, summary);
  }
});

void test('shards give the bytes of one run, whatever their number, order, workers and Node', async () => {
  const expected = await whole;
  for (const of of [1, 2, 5, 18, 25]) {
    const out = inFolder(`shards-of-${of}`);
    const shards = Array.from({ length: of }, (_, index) => of - index);
    for (const index of shards) {
      const node = nodes()[index % nodes().length];
      assert.equal(await ok(['sweep', file, '--shard', `${index}/${of}`, '--out', out, '--jobs', '2'], node), '');
    }
    assert.ok((await ok(['merge', out, '--format', 'json'])) === expected, `other bytes from ${of} shards`);
  }
});

void test('shards that run at the same time, in folders of their own, are joined from all of them', async () => {
  const outs = [1, 2, 3].map((index) => inFolder(`own-${index}`));
  await Promise.all(outs.map((out, index) => ok(['sweep', file, '--shard', `${index + 1}/3`, '--out', out])));
  assert.ok((await ok(['merge', ...outs, '--format', 'json'])) === (await whole));
});

void test('two processes that make the same sweep into one folder both give its bytes', async () => {
  const words = ['sweep', file, '--format', 'json', '--out', inFolder('twice')];
  for (const bytes of await Promise.all([ok(words), ok(words)])) assert.ok(bytes === (await whole));
});

void test('the file is named as its first shard was given it, in whatever order the folders are named', async () => {
  const other = written('other-name.migration.yaml', readFileSync(file, 'utf8'));
  const [first, second] = [inFolder('named-1'), inFolder('named-2')];
  await ok(['sweep', file, '--shard', '1/2', '--out', first]);
  await ok(['sweep', other, '--shard', '2/2', '--out', second]);
  for (const folders of [
    [first, second],
    [second, first],
  ])
    assert.ok((await ok(['merge', ...folders, '--format', 'json'])) === (await whole));
});

void test('expectations that fail are told beside every form of the result', async () => {
  const failing = written('failing.migration.yaml', `${readFileSync(file, 'utf8')}expect: [ hca.total < 1ms ]\n`);
  for (const format of ['json', 'csv']) {
    const { status, stdout, stderr } = await miglab(['sweep', failing, '--format', format]);
    assert.equal(status, 1);
    assert.ok(stdout.length > 0);
    assert.match(stderr, /6 of 6 expectations fail: the result is complete/);
  }
  const { stdout } = await miglab(['sweep', failing]);
  assert.match(stdout, /hca\.total < 1ms fails at 6 of 6 points:\n {2}at workload\.hot\.writes 2k\/s/);
  assert.match(stdout, /and at 3 more/);
});

void test('the forms of the result are the same from a sweep and from its shards', async () => {
  const out = inFolder('forms');
  await ok(['sweep', file, '--shard', '1/1', '--out', out]);
  for (const format of ['text', 'csv', 'json'])
    assert.equal(await ok(['merge', out, '--format', format]), await ok(['sweep', file, '--format', format]));
  const rows = (await ok(['merge', out, '--format', 'csv'])).trim().split('\n');
  assert.equal(rows.length, 1 + 6 * 2 * 3);
  assert.match(rows[0] ?? '', /^point,workload\.hot\.writes,link\.bandwidth,file,label,/);
  assert.match(rows.at(-1) ?? '', /^5,20k\/s,1Gbit\/s,sweep\.migration\.yaml,hca,hca,2,/);
  const text = await ok(['merge', out]);
  assert.match(text, /6 points · 2 algorithms · 3 repetitions/);
  assert.match(text, /hca: downtime shorter at \d+ points?, longer at \d+, no difference told at \d+/);
});

/** Starts a sweep and kills it once its shard has so many lines. */
async function interrupted(out: string, lines: number, signal: NodeJS.Signals): Promise<string> {
  const words = ['dist/cli.js', 'sweep', file, '--repetitions', '300', '--jobs', '1', '--out', out];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const closed = new Promise((resolve) => child.once('close', resolve));
  while (linesIn(out) < lines) await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill(signal);
  await closed;
  return stderr;
}

function linesIn(out: string): number {
  try {
    return readFileSync(path.join(out, 'shard-1-of-1.ndjson'), 'utf8').split('\n').length - 1;
  } catch {
    return 0;
  }
}

void test('an interrupted sweep goes on where it stopped', async () => {
  const words = ['sweep', file, '--repetitions', '300', '--format', 'csv'];
  const expected = await ok(words);
  const out = inFolder('interrupted');
  await interrupted(out, 4, 'SIGKILL');
  const kept = linesIn(out) - 1;
  assert.ok(kept >= 3 && kept < 1800, String(kept));
  const message = await interrupted(out, kept + 20, 'SIGINT');
  assert.match(message, /of 1\s800 parts done before/);
  assert.match(message, /Interrupted\. What is done is in .*: say the same command again to go on/);
  const { status, stdout, stderr } = await miglab([...words, '--out', out]);
  assert.equal(status, 0, stderr);
  const [, before] = /: (\d+) of 1\s800 parts done before/.exec(stderr) ?? [];
  assert.ok(Number(before) >= kept + 19, stderr);
  assert.ok(stdout === expected);
});

void test('a line that was cut off counts for nothing, and the next one is whole', async () => {
  const out = inFolder('cut-off');
  const words = ['sweep', file, '--format', 'json', '--out', out];
  await ok(words);
  const shard = path.join(out, 'shard-1-of-1.ndjson');
  for (const bytes of [statSync(shard).size - 1000, 60_000, 300, 10, 0]) {
    truncateSync(shard, bytes);
    assert.ok((await ok(words)) === (await whole), `cut off at ${bytes} bytes`);
    assert.ok((await ok(['merge', out, '--format', 'json'])) === (await whole), `cut off at ${bytes} bytes, joined`);
  }
  appendFileSync(shard, '{"unit":0,"events":[]}\n{"unit":1e9,"events":[]}\nnothing\n');
  assert.ok((await ok(['merge', out, '--format', 'json'])) === (await whole));
});

void test('what is missing or does not fit is said', async () => {
  const out = inFolder('missing');
  await ok(['sweep', file, '--shard', '2/3', '--out', out]);
  const kept = readFileSync(path.join(out, 'shard-2-of-3.ndjson'), 'utf8');
  const plain = written('plain.migration.yaml', scenarioWith('1k/s', '1Gbit/s'));
  const misfit = written(
    'misfit.migration.yaml',
    `${scenarioWith('1k/s', '1Gbit/s')}sweep: { workload.hot.size: [ 1MiB, 60MiB ], vm.memory: [ 64MiB, 32MiB ] }\n`,
  );
  const elsewhere = inFolder('elsewhere');
  writeFileSync(elsewhere, 'a file');
  const cases: (readonly [words: readonly string[], status: number, says: RegExp])[] = [
    [['merge', out], 1, /12 of 18 parts of the sweep are missing, the first at point 0, repetition 0/],
    [['merge', inFolder('nowhere')], 1, /There is no folder/],
    [['merge', folder], 1, /There is no shard in/],
    [['merge'], 2, /needs at least one folder/],
    [['sweep', file, '--seed', 'x', '--out', out], 1, /holds a sweep of another scenario, other options/],
    [['sweep', file, '--out', elsewhere], 1, /Results cannot be kept in .*: there is a file of that name/],
    [['merge', path.join(out, 'shard-2-of-3.ndjson')], 1, /is no folder: name the folder/],
    [['sweep', plain], 1, /has no sweep: add the key 'sweep', or say miglab run/],
    [['sweep', misfit], 1, /error regions-beyond-memory With workload\.hot\.size 60MiB, vm\.memory 32MiB: /],
    [['sweep', file, '--shard', '1/2'], 2, /say where by --out DIR/],
    [['sweep', file, '--shard', '3/2', '--out', out], 2, /--shard takes I\/N/],
    [['sweep', file, '--shard', '0/2', '--out', out], 2, /--shard takes I\/N/],
    [['sweep', file, '--shard', '1/2', '--out', out, '--format', 'csv'], 2, /leave --format to miglab merge/],
    [['sweep', file, file], 2, /takes one file/],
    [['sweep', file, '--repetitions', '5000'], 2, /makes 60\s000 runs: a sweep has at most 10\s000/],
    [['sweep', file, '--only', 'nobody'], 2, /has no algorithm labelled nobody/],
  ];
  if (process.platform === 'linux')
    cases.push([['sweep', file, '--out', '/proc/nowhere'], 1, /Results cannot be kept in \/proc\/nowhere/]);
  for (const [words, status, says] of cases) {
    const finished = await miglab(words);
    assert.match(finished.stderr, says);
    assert.equal(finished.status, status, words.join(' '));
    assert.equal(finished.stdout, '');
  }
  assert.deepEqual(readdirSync(out), ['shard-2-of-3.ndjson']);
  assert.equal(readFileSync(path.join(out, 'shard-2-of-3.ndjson'), 'utf8'), kept);
});

test('a sweep too large is not made, and keeps nobody from running the scenario', async () => {
  const values = Array.from({ length: 100 }, (_, index) => `${index + 1}k/s`).join(', ');
  const many = Array.from({ length: 40 }, (_, index) => `${index + 1}00Mbit/s`).join(', ');
  const large = written(
    'large.migration.yaml',
    `${scenarioWith('4k/s', '2Gbit/s')}sweep:\n  workload.hot.writes: [ ${values} ]\n  link.bandwidth: [ ${many} ]\n`,
  );
  const told = /large\.migration\.yaml:9:1 warning sweep-too-large This sweep makes 24\u202f000 runs/;
  const made = await miglab(['sweep', large]);
  assert.equal(made.status, 1);
  assert.equal(made.stdout, '');
  assert.match(made.stderr, told);
  assert.doesNotMatch(made.stderr, /has no sweep/);
  const run = await miglab(['run', large, '--repetitions', '1']);
  assert.equal(run.status, 0, run.stderr);
  assert.match(run.stdout, /hca/);
  assert.match(run.stderr, told);
});
