// The forms of a result agree with each other and with the contract of docs/results.md.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunEvent, RunResult } from '../../src/core/engine/events';
import { miglab } from './miglab';

const words = ['run', 'examples/first.migration.yaml', '--repetitions', '2', '--format'];

interface ResultDocument {
  readonly format: string;
  readonly generator: string;
  readonly scenario: { readonly file: string };
  readonly baseline: string;
  readonly runs: readonly RunResult[];
  readonly summary: readonly {
    readonly label: string;
    readonly runs: number;
    readonly downtimeAgainst: { readonly mean: number } | null;
  }[];
}

/** What the command prints, as the contract says it is; the tests below look at it field by field. */
async function resultDocument(): Promise<ResultDocument> {
  const { status, stdout, stderr } = await miglab([...words, 'json']);
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as ResultDocument;
}

void test('json is the document of the contract, runs by algorithm in file order', async () => {
  const { format, generator, scenario, runs, summary } = await resultDocument();
  assert.equal(format, 'miglab.result/1');
  assert.match(generator, /^miglab \d+\.\d+\.\d+$/);
  assert.equal(scenario.file, 'examples/first.migration.yaml');
  assert.deepEqual(runs.map(({ label, repetition }) => `${label} ${repetition}`).sort(), [
    'hca 0',
    'hca 1',
    'xen-precopy 0',
    'xen-precopy 1',
  ]);
  assert.deepEqual(
    summary.map(({ label, runs: count }) => [label, count]),
    [
      ['xen-precopy', 2],
      ['hca', 2],
    ],
  );
});

void test('the parts of a run add up to it', async () => {
  const { runs } = await resultDocument();
  for (const { downtime, downtimeSeconds, rounds, bytesSent, pagesSent, totalSeconds } of runs) {
    assert.ok(downtime !== null && downtimeSeconds !== null);
    const { suspendSeconds, transferSeconds, deviceSeconds, resumeSeconds } = downtime;
    const parts = suspendSeconds + transferSeconds + deviceSeconds + resumeSeconds;
    assert.ok(Math.abs(parts - downtimeSeconds) < 1e-9);
    assert.equal(rounds.at(-1)?.phase, 'stop-and-copy');
    const pages = rounds.reduce((sum, round) => sum + round.pagesSent, 0);
    assert.equal(pages, pagesSent);
    assert.ok(rounds.reduce((sum, round) => sum + round.bytesSent, 0) <= bytesSent);
    assert.ok(totalSeconds >= (rounds.at(-1)?.startSeconds ?? Infinity));
  }
});

void test('ndjson streams the same runs, event by event, and ends with the summary', async () => {
  const { runs } = await resultDocument();
  const { stdout } = await miglab([...words, 'ndjson']);
  const events = stdout
    .trimEnd()
    .split('\n')
    // The contract's own vocabulary: the panel's events, and a summary.
    .map((line) => JSON.parse(line) as RunEvent | { readonly type: 'summary' });
  assert.equal(events[0]?.type, 'start');
  assert.equal(events.at(-1)?.type, 'summary');
  const count = (type: string): number => events.filter((event) => event.type === type).length;
  assert.equal(count('start'), runs.length);
  assert.equal(count('end'), runs.length);
  assert.equal(
    count('round'),
    runs.reduce((sum, { rounds }) => sum + rounds.length, 0),
  );
});

void test('csv has a header and a row for each run', async () => {
  const { runs } = await resultDocument();
  const { stdout } = await miglab([...words, 'csv']);
  const lines = stdout.trimEnd().split(/\r?\n/);
  assert.equal(lines.length, runs.length + 1);
  const columns = lines.map((line) => line.split(',').length);
  assert.equal(new Set(columns).size, 1, 'all rows have the columns of the header');
  assert.match(lines[0] ?? '', /label.*downtimeSeconds/);
});

void test('json is an array whenever several files were named, however many of them run', async () => {
  const [first, wrong] = ['examples/first.migration.yaml', 'test/fixtures/wrong/misspelt-key.migration.yaml'];
  const lengths = [
    [[first, first], 2],
    [[first, wrong], 1],
    [[wrong, wrong], 0],
  ] as const;
  for (const [files, length] of lengths) {
    const { stdout } = await miglab(['run', ...files, '--only', 'hca', '--format', 'json']);
    const documents = JSON.parse(stdout) as unknown;
    assert.ok(Array.isArray(documents));
    assert.equal(documents.length, length);
  }
  assert.equal((await miglab(['run', wrong, '--format', 'json'])).stdout, '');
  assert.equal((await miglab(['run', wrong, '--format', 'csv'])).stdout, '');
});

void test('--explain says in a line for each round why it had its size, with text alone', async () => {
  const run = ['run', 'examples/first.migration.yaml', '--only', 'xen-precopy'];
  const plain = await miglab(run);
  const explained = await miglab([...run, '--explain']);
  assert.equal(explained.status, 0, explained.stderr);
  const lines = (text: string): string[] => text.split('\n').filter((line) => /^(Round \d|The last copy)/.test(line));
  assert.equal(lines(plain.stdout).length, 0);
  assert.equal(lines(explained.stdout).length, 30);
  assert.match(
    lines(explained.stdout)[1] ?? '',
    /^Round 2 had [\d\u202f]+ pages to send: all that the guest dirtied in the /,
  );
  const { status, stderr } = await miglab([...run, '--explain', '--format', 'json']);
  assert.equal(status, 2);
  assert.match(stderr, /--explain belongs to --format text/);
});

void test('--statistics wants a format of data, and a time that can be', async () => {
  for (const [words, said] of [
    [['--statistics', '100ms'], /--statistics belongs to --format json or ndjson/],
    [['--statistics', '1us', '--format', 'json'], /--statistics takes a time between polls/],
    [['--statistics', 'often', '--format', 'json'], /--statistics takes a time between polls/],
  ] as const) {
    const { status, stderr } = await miglab(['run', 'examples/first.migration.yaml', ...words]);
    assert.equal(status, 2);
    assert.match(stderr, said);
  }
});

void test('--statistics says which algorithms have none', async () => {
  const run = ['run', 'examples/first.migration.yaml', '--format', 'json'];
  const { stderr, status } = await miglab([...run, '--statistics', '100ms']);
  assert.equal(status, 0);
  assert.match(
    stderr,
    /first\.migration\.yaml: no statistics of xen-precopy, hca: qemu-precopy alone keeps QEMU's counters\./,
  );
  assert.doesNotMatch((await miglab(run)).stderr, /statistics/);
});

void test('--baseline compares with another algorithm than the first, and the document says with which', async () => {
  const document = await resultDocument();
  assert.equal(document.baseline, 'xen-precopy');
  const turned = await miglab([...words, 'json', '--baseline', 'hca']);
  const other = JSON.parse(turned.stdout) as ResultDocument;
  assert.equal(other.baseline, 'hca');
  assert.deepEqual(other.runs, document.runs);
  const differences = (one: ResultDocument): readonly (number | undefined)[] =>
    one.summary.map(({ downtimeAgainst }) => downtimeAgainst?.mean);
  const [none, shorter] = differences(document);
  assert.equal(none, undefined);
  assert.deepEqual(differences(other), [-(shorter ?? NaN), undefined]);
  const text = await miglab(['run', 'examples/first.migration.yaml', '--baseline', 'hca']);
  assert.match(text.stdout, /Comparison with hca\n.*\n +xen-precopy +[\d.]+\u202fms +\+\d+\u202f%/);
  const unknown = await miglab([...words, 'json', '--baseline', 'nobody']);
  assert.equal(unknown.status, 2);
  assert.match(unknown.stderr, /has no algorithm labelled nobody: it has xen-precopy, hca/);
  const left = await miglab([...words, 'json', '--only', 'hca', '--baseline', 'xen-precopy']);
  assert.equal(left.status, 2);
});
