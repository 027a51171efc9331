// Exit statuses and streams: 0 fine, 1 the file is wrong or a run failed, 2 the command line is wrong; results on stdout alone. Rules: docs/results.md.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { miglab, miglabInto } from './miglab';

const first = 'examples/first.migration.yaml';
const wrong = 'test/fixtures/wrong/misspelt-algorithm.migration.yaml';

void test('a scenario that runs gives 0, its result on stdout and nothing on stderr', async () => {
  const { status, stdout, stderr } = await miglab(['run', first]);
  assert.equal(status, 0);
  assert.match(stdout, /xen-precopy[^]*hca/);
  assert.equal(stderr, '');
});

void test('a guest that never converges is a result, not an error', async () => {
  const { status, stdout } = await miglab(['run', 'examples/never-converges.migration.yaml', '--format', 'json']);
  assert.equal(status, 0);
  // The test of the format is elsewhere; here the shape is known.
  const { runs } = JSON.parse(stdout) as { runs: { outcome: string }[] };
  assert.ok(runs.every(({ outcome }) => outcome === 'completed' || outcome === 'not-converged'));
});

void test('a wrong file gives 1 and its problems as FILE:LINE:COL severity CODE message', async () => {
  for (const verb of ['run', 'check']) {
    const { status, stdout, stderr } = await miglab([verb, wrong]);
    assert.equal(status, 1);
    const place = verb === 'check' ? stdout : stderr;
    assert.match(
      place,
      /^test\/fixtures\/wrong\/misspelt-algorithm\.migration\.yaml:\d+:\d+ error unknown-algorithm \S.*\n/,
    );
    if (verb === 'run') assert.equal(stdout, '');
  }
});

void test('policies are checked by themselves and in the scenarios that name them, and nothing of them runs', async () => {
  const policy = 'test/fixtures/policies/slip.policy.js';
  const alone = await miglab(['check', policy, 'examples/worthwhile.policy.js']);
  assert.equal(alone.status, 1);
  assert.equal(
    alone.stdout,
    `${policy}:3:21 error policy-syntax JavaScript does not read like this: unexpected token in expression: ';'.\n`,
  );
  const scenario = 'test/fixtures/policies/slip.migration.yaml';
  const named = await miglab(['check', scenario]);
  assert.equal(named.status, 0);
  assert.match(named.stdout, /:7:13 warning malformed-file 'slip\.policy\.js', line 3: JavaScript does not read/);
  const { status, stderr } = await miglab(['check', 'no-such.policy.js']);
  assert.equal(status, 1);
  assert.equal(stderr, '1 file checked: 1 problem.\n');
});

void test('a policy that fails ends its run alone: status 1, and the other algorithms have their results', async () => {
  const { status, stdout } = await miglab(['run', 'test/fixtures/policies/slip.migration.yaml', '--format', 'json']);
  assert.equal(status, 1);
  const { runs } = JSON.parse(stdout) as { runs: { outcome: string; error?: { code: string; line: number } }[] };
  assert.deepEqual(
    runs.map(({ outcome, error }) => [outcome, error?.code, error?.line]),
    [
      ['failed', 'policy-syntax', 3],
      ['completed', undefined, undefined],
    ],
  );
});

void test('a file that is not there gives 1 and says so', async () => {
  const { status, stderr } = await miglab(['run', 'no-such.migration.yaml']);
  assert.equal(status, 1);
  assert.match(stderr, /^no-such\.migration\.yaml:1:1 error cannot-read /);
});

void test('one wrong file among several gives 1, and the others are run', async () => {
  const { status, stdout } = await miglab(['run', wrong, first]);
  assert.equal(status, 1);
  assert.match(stdout, /hca/);
});

void test('an expectation that fails gives 1, and both figures', async () => {
  const file = 'test/fixtures/scenarios/expectations.migration.yaml';
  const { status, stdout, stderr } = await miglab(['run', file]);
  assert.equal(status, 1);
  assert.equal(stderr, '');
  assert.match(stdout, /Expectations: 2 of 4 fail/);
  assert.match(stdout, /holds +hca\.downtime < 2s +[\d.]+\sm?s against 2\.00\ss/);
  assert.match(stdout, /FAILS +hca\.total < 1ms +[\d.]+\sm?s against 1\.00\sms/);
  assert.match(stdout, /FAILS +precopy\.downtime < 1s +precopy did not converge/);
  const json = await miglab(['run', file, '--format', 'json', '--only', 'hca']);
  const { expectations } = JSON.parse(json.stdout) as { expectations: { text: string; passed: boolean }[] };
  assert.deepEqual(
    expectations.map(({ text, passed }) => [text, passed]),
    [
      ['hca.downtime < 2s', true],
      ['hca.total < 1ms', false],
    ],
  );
  assert.equal((await miglab(['run', file, '--only', 'precopy'])).status, 1);
});

for (const words of [
  ['run'],
  ['fly', first],
  ['run', first, '--format', 'xml'],
  ['run', first, '--repetitions', '0'],
  ['run', first, '--jobs', 'many'],
  ['run', first, '--jobs', '-1'],
  ['run', first, '--jobs', '--format', 'json'],
  ['run', first, '--seed'],
  ['run', first, '--seed', ''],
  ['run', first, '--seed', 'x'.repeat(201)],
  ['run', first, 'examples/mmuncher.migration.yaml', '--only', 'hca', '--format', 'csv'],
  ['run', first, '--only', 'nobody'],
  ['run', first, '--no-such-option'],
  ['check'],
  ['schema'],
  ['schema', 'lesson'],
]) {
  const shown = words.map((word) => (word.length > 60 ? `${word.slice(0, 9)}…` : word)).join(' ');
  void test(`miglab ${shown} gives 2, runs nothing and points to the help`, async () => {
    const { status, stdout, stderr } = await miglab(words);
    assert.equal(status, 2);
    assert.equal(stdout, '');
    assert.match(stderr, /^miglab: .*See miglab --help\.\n$/);
  });
}

void test('a value may begin with a dash', async () => {
  const { stdout, status } = await miglab(['run', first, '--only', 'hca', '--seed', '-7', '--format', 'csv']);
  assert.equal(status, 0);
  assert.match(stdout, /,hca,hca,0,-7,/);
});

const noDevice = (device: string): string | false => (existsSync(device) ? false : `there is no ${device} here`);

void test('a result that cannot be written gives 1 and one line', { skip: noDevice('/dev/full') }, async () => {
  for (const format of ['text', 'json', 'ndjson', 'csv']) {
    const { status, stderr } = await miglabInto('/dev/full', ['run', first, '--format', format]);
    assert.equal(status, 1);
    assert.equal(stderr, 'miglab: The result cannot be written (ENOSPC).\n');
  }
});

void test(
  'a file that never ends is read no further than a scenario goes',
  { skip: noDevice('/dev/zero') },
  async () => {
    const { status, stdout } = await miglab(['check', '/dev/zero']);
    assert.equal(status, 1);
    assert.match(stdout, /^\/dev\/zero:1:1 error file-too-large /);
  },
);

void test('the help and the version are results', async () => {
  const help = await miglab(['--help']);
  assert.equal(help.status, 0);
  assert.match(help.stdout, /miglab run FILE/);
  const version = await miglab(['--version']);
  assert.equal(version.status, 0);
  assert.match(version.stdout, /^miglab \d+\.\d+\.\d+\n$/);
});

void test('no example has an error or a warning', async () => {
  const files = ['first', 'never-converges', 'hot-and-cold', 'mmuncher', 'whole-language', 'measured-guest'].map(
    (name) => `examples/${name}.migration.yaml`,
  );
  const { status, stdout } = await miglab(['check', ...files]);
  assert.equal(status, 0);
  const severities = [...stdout.matchAll(/^examples\/\S+:\d+:\d+ (\w+) /gm)].map(([, severity]) => severity);
  assert.equal(severities.length, stdout.trimEnd().split('\n').length);
  assert.deepEqual([...new Set(severities)], ['hint']);
});
