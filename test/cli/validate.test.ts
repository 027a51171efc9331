// `miglab validate` on cases of a user: the table, the summary, the exit status, and what it says of wrong files.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { miglab } from './miglab';

/** Figures of a gigabyte that is copied once: about 9.14 s. */
function casesFile(published: number, more = ''): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'miglab-validate-'));
  const file = path.join(folder, 'mine.cases.yaml');
  writeFileSync(
    path.join(folder, 'idle.migration.yaml'),
    'vm: { memory: 1GiB }\nlink: { bandwidth: 1Gbit/s }\nalgorithms: [stop-and-copy]\n',
  );
  writeFileSync(
    file,
    `format: miglab.cases/1
sources:
  - id: mine
    title: Mine
    reference: a stopwatch
    text: []
    reasons: { clock: My clock is wrong. }
    tolerance: { share: 0.05 }
    cases:
      - id: idle
        title: an idle guest
        scenario: idle.migration.yaml
        label: stop-and-copy
        figures: [{ name: total, metric: total, unit: s, published: ${published}${more} }]
      - id: half
        title: half a link
        scenario: idle.migration.yaml
        set: { link.efficiency: 47% }
        label: stop-and-copy
        figures: [{ name: total, metric: total, unit: s, published: 18.3 }]
      - id: later
        title: a later algorithm
        scenario: { vm: { memory: 1GiB }, link: { bandwidth: 1Gbit/s }, algorithms: [operator] }
        label: operator
        figures: [{ name: total, metric: total, unit: s, published: 1 }]
`,
  );
  return file;
}

void test('cases within their tolerance pass; one that cannot be simulated is named with the reason', async () => {
  const { stdout, status } = await miglab(['validate', casesFile(9.2)]);
  assert.equal(status, 0);
  assert.match(stdout, /an idle guest +total +9\.200\s*s +9\.\d+ +[−+]0\.\d/);
  assert.match(stdout, /half a link +total +18\.30/);
  assert.match(stdout, /3 cases, 1 not simulated/);
  assert.match(stdout, /a later algorithm: This version does not simulate/);
  assert.match(stdout, /total +2 .* 2 of 2/);
});

void test('a figure beyond its tolerance fails unless a sentence says why', async () => {
  const beyond = await miglab(['validate', casesFile(12)]);
  assert.equal(beyond.status, 1);
  assert.match(beyond.stdout, /beyond tolerance/);
  assert.match(beyond.stderr, /idle, total: beyond its tolerance/);
  assert.equal((await miglab(['validate', casesFile(12, ', because: clock')])).status, 0);
});

void test('the JSON has every figure and the errors', async () => {
  const { stdout } = await miglab(['validate', '--format', 'json', casesFile(9.2)]);
  const { format, sources } = JSON.parse(stdout) as {
    format: string;
    sources: { cases: { refused?: string; figures: { within: boolean }[] }[]; errors: { judged: number }[] }[];
  };
  assert.equal(format, 'miglab.validation/1');
  assert.deepEqual(
    sources[0]?.cases.map(({ refused, figures }) => refused !== undefined || figures[0]?.within),
    [true, true, true],
  );
  assert.equal(sources[0].errors[0]?.judged, 2);
});

void test('a wrong or missing file is told, with exit status 1', async () => {
  const missing = await miglab(['validate', 'nowhere.cases.yaml']);
  assert.equal(missing.status, 1);
  assert.match(missing.stderr, /nowhere\.cases\.yaml: /);
  const wrong = await miglab(['validate', 'examples/first.migration.yaml']);
  assert.equal(wrong.status, 1);
  assert.match(wrong.stderr, /format: miglab\.cases\/1/);
});

void test('a wrong scenario of a case is told with file and line, fails, and lets the other cases run', async () => {
  const file = casesFile(9.2);
  const change = (from: string, to: string): void => {
    writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
  };
  const lineOf = (text: string): number => readFileSync(file, 'utf8').split(text)[0]?.split('\n').length ?? 0;
  change('scenario: { vm: { memory: 1GiB }', 'scenario: { vm: { memory: 1XiB }');
  change('algorithms: [operator]', 'algorithms: [stop-and-copy]');
  change('link.efficiency: 47%', 'link.eficiency: 47%');
  const { status, stdout, stderr } = await miglab(['validate', file]);
  assert.equal(status, 1);
  assert.match(stdout, /an idle guest +total +9\.200/);
  assert.match(stdout, /3 cases, 2 not simulated/);
  assert.match(stderr, new RegExp(`mine\\.cases\\.yaml:${lineOf('1XiB')}: Case 'later': .*XiB`));
  assert.match(stderr, new RegExp(`mine\\.cases\\.yaml:${lineOf('link.eficiency')}: Case 'half': .*eficiency`));
});

void test('a wrong or missing scenario file of a case is told with its own line, or that of the case', async () => {
  const file = casesFile(9.2);
  const own = path.join(path.dirname(file), 'idle.migration.yaml');
  writeFileSync(own, 'vm: { memory: 1GiB }\nlink: { bandwidth: 1Gbit/s }\nwites: 1\nalgorithms: [stop-and-copy]\n');
  const wrong = await miglab(['validate', file]);
  assert.equal(wrong.status, 1);
  assert.match(wrong.stderr, /idle\.migration\.yaml:3: Case 'idle': .*wites/);
  rmSync(own);
  const missing = await miglab(['validate', file]);
  assert.equal(missing.status, 1);
  assert.match(missing.stderr, /mine\.cases\.yaml:12: Case 'idle': idle\.migration\.yaml: there is nothing/);
});

void test('no file but a scenario is opened, and faults of cases have their line', async () => {
  const file = casesFile(9.2, ', round: 99');
  const text = readFileSync(file, 'utf8');
  const secret = path.join(path.dirname(file), 'secret.txt');
  writeFileSync(secret, 'root:x:0:0');
  writeFileSync(file, text.replace('scenario: idle.migration.yaml', 'scenario: ./secret.txt'));
  const { status, stdout, stderr } = await miglab(['validate', file]);
  assert.deepEqual([status, stdout], [1, '']);
  assert.match(stderr, /mine\.cases\.yaml: line 12: sources\[1\]\.cases\[1\]\.scenario names no scenario/);
  assert.match(stderr, /mine\.cases\.yaml: line 14: sources\[1\]\.cases\[1\]\.figures\[1\]\.round has no meaning/);
  assert.doesNotMatch(stderr, /root/);
});

void test('a label that no algorithm has is told with its case and those that there are', async () => {
  const file = casesFile(9.2);
  writeFileSync(file, readFileSync(file, 'utf8').replace('label: stop-and-copy', 'label: nobody'));
  const { stderr, status } = await miglab(['validate', file]);
  assert.equal(status, 1);
  assert.match(stderr, /case 'idle': .* no algorithm labelled 'nobody': it has 'stop-and-copy'\./);
});

void test('a log of a real migration becomes cases that run at once, and are near what was measured', async () => {
  const logs = [
    'test/fixtures/logs/qemu-7.2-uniform',
    'test/fixtures/logs/qemu-7.2-link',
    'examples/logs/node7.query-migrate',
  ];
  for (const log of logs) {
    const { stdout, stderr, status } = await miglab(['validate', '--import', `${log}.jsonl`]);
    assert.equal(status, 0);
    assert.match(stderr, /guessed: the dirty curve/);
    const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'miglab-import-')), 'mine.cases.yaml');
    writeFileSync(file, stdout);
    const { sources } = JSON.parse((await miglab(['validate', '--format', 'json', file])).stdout) as {
      sources: { cases: { figures: { name: string; difference: number | null }[] }[] }[];
    };
    const figures = sources[0]?.cases[0]?.figures ?? [];
    for (const name of ['total', 'sent', 'zero pages']) {
      const { difference } = figures.find((figure) => figure.name === name) ?? {};
      assert.ok(Math.abs(difference ?? 1) < 0.03, `${log}, ${name}: ${difference}`);
    }
  }
});

void test('what is no log of a migration is told, with the line and what to give', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'miglab-import-'));
  const said = async (name: string, bytes: string | Uint8Array): Promise<string> => {
    writeFileSync(path.join(folder, name), bytes);
    const { status, stdout, stderr } = await miglab(['validate', '--import', path.join(folder, name)]);
    assert.deepEqual([status, stdout], [1, '']);
    return stderr;
  };
  assert.match(
    await said('empty.log', ''),
    /empty\.log:1: There is no answer of query-migrate.*give a log of QMP answers/,
  );
  assert.match(
    await said('picture.log', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe])),
    /no text in UTF-8 or UTF-16/,
  );
  assert.match(
    await said('odd.log', '{"status": "bogus"}\n'),
    /odd\.log:1: The status 'bogus' is none of QEMU's: the answer is left out/,
  );
  const negative = '{"status": "active", "total-time": -5, "ram": {"total": 4096, "transferred": 1}}';
  assert.match(await said('negative.log', negative), /negative\.log:1: 'total-time' is -5, which cannot be/);
  assert.match(await said('cut.log', '{"status": "active", "ram": {"tot'), /cut\.log:1: .*damaged or cut off/);
  const missing = await miglab(['validate', '--import', path.join(folder, 'nowhere.log')]);
  assert.match(missing.stderr, /nowhere\.log: The log cannot be read: there is nothing of that name/);
  assert.equal((await miglab(['validate', '--import', 'a.log', 'b.yaml'])).status, 2);
});

void test('--fit says what cases tell of their hosts, and that others tell nothing', async () => {
  const { stdout } = await miglab(['validate', '--import', 'test/fixtures/logs/qemu-7.2-link.jsonl']);
  const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'miglab-fit-')), 'mine.cases.yaml');
  writeFileSync(file, stdout);
  const fitted = await miglab(['validate', '--fit', file]);
  assert.equal(fitted.status, 0, fitted.stderr);
  assert.match(
    fitted.stdout,
    /fitted to 1 case\n[\s\S]*link, 265\.6\sMbit\/s \(1 case\) +26\d[\s\S]*too few cases[\s\S]*host: \{ preset: qemu-kvm/,
  );
  const [record] = JSON.parse((await miglab(['validate', '--fit', '--format', 'json', file])).stdout) as {
    keys: string;
  }[];
  assert.match(record?.keys ?? '', /^link: \{ bandwidth: 26\d/);
  const none = await miglab(['validate', '--fit', casesFile(9.2)]);
  assert.equal(none.status, 1);
  assert.match(none.stderr, /Mine: nothing to fit: no case can be used\. idle: It is no case of qemu-precopy\./);
  assert.equal((await miglab(['validate', '--fit', '--format', 'markdown', file])).status, 2);
});

void test('--save keeps a fit as a host preset, which gives a scenario what the pasted keys give it', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'miglab-save-'));
  const at = (name: string): string => path.join(folder, name);
  const { stdout: cases } = await miglab(['validate', '--import', 'test/fixtures/logs/qemu-7.2-link.jsonl']);
  writeFileSync(at('mine.cases.yaml'), cases);
  const preset = at('rack.migration-host.yaml');
  const fitted = await miglab(['validate', '--fit', at('mine.cases.yaml'), '--save', preset, '--format', 'json']);
  assert.equal(fitted.status, 0, fitted.stderr);
  assert.match(fitted.stderr, /written\. A scenario beside it takes it by 'host: rack\.migration-host\.yaml'/);
  assert.match(readFileSync(preset, 'utf8'), /^link: \{ bandwidth: 26.*# no interval, too few cases for one; 1 case$/m);
  assert.equal((await miglab(['check', preset])).status, 0);
  const [record] = JSON.parse(fitted.stdout) as { keys: string }[];
  const keys = record?.keys ?? '';
  assert.doesNotMatch(keys, /algorithms/);
  const rest = 'vm: { memory: 64MiB, zeroPages: 20% }\nalgorithms: [qemu-precopy]\n';
  writeFileSync(at('pasted.migration.yaml'), `${keys}\n${rest}`);
  writeFileSync(at('named.migration.yaml'), `host: rack.migration-host.yaml\n${rest}`);
  const runs = async (name: string): Promise<unknown> => {
    const { stdout, stderr } = await miglab(['run', at(name), '--format', 'json']);
    assert.equal(stderr, '');
    return (JSON.parse(stdout) as { runs: unknown }).runs;
  };
  assert.deepEqual(await runs('named.migration.yaml'), await runs('pasted.migration.yaml'));
});

void test('--save wants --fit, a name of its own kind, and one pair of hosts', async () => {
  const file = casesFile(9.2);
  for (const [words, message] of [
    [['--save', 'a.migration-host.yaml', file], /--save belongs to --fit/],
    [['--fit', '--save', 'a.yaml', file], /--save takes a file named ….migration-host.yaml/],
  ] as const) {
    const { status, stderr } = await miglab(['validate', ...words]);
    assert.equal(status, 2);
    assert.match(stderr, message);
  }
  const folder = path.dirname(file);
  const { stdout } = await miglab(['validate', '--import', 'test/fixtures/logs/qemu-7.2-link.jsonl']);
  const twice = ['a', 'b'].map((name) => path.join(folder, `${name}.cases.yaml`));
  for (const name of twice) writeFileSync(name, stdout);
  const saved = path.join(folder, 'a.migration-host.yaml');
  const two = await miglab(['validate', '--fit', '--save', saved, ...twice]);
  assert.equal(two.status, 1);
  assert.match(two.stderr, /not written: a preset is one pair of hosts, and there are 2 fits/);
  const nowhere = await miglab([
    'validate',
    '--fit',
    '--save',
    path.join(folder, 'no/a.migration-host.yaml'),
    twice[0] ?? '',
  ]);
  assert.equal(nowhere.status, 1);
  assert.match(nowhere.stderr, /The preset cannot be written/);
});
