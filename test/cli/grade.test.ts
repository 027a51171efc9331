// `miglab grade` on a folder of honest, weak, broken and hostile submissions, in every format; and `miglab lab` on the labs that ship.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { after, before, test } from 'node:test';
import { miglab } from './miglab';

const folder = mkdtempSync(path.join(tmpdir(), 'miglab-grade-'));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

const labFolder = path.join(folder, 'lab');
const lab = path.join(labFolder, 'small.migration-lab.yaml');
const submissions = path.join(folder, 'submissions');
const secret = path.join(folder, 'secret.yaml');

const scenario = `scenario: Small
vm: { memory: 16MiB }
workload: [ { name: app, size: 8MiB, writes: 3MiB/s, pattern: { sequential: { start: 0% } } } ]
link: { bandwidth: 8MiB/s, efficiency: 100% }
algorithms: [ precopy ]
`;
const policyScenario = scenario.replace('[ precopy ]', '[ xen-precopy, { policy: mine.policy.js } ]');
const policy = readFileSync('media/policy/xen.policy.js', 'utf8');
const labText = `title: Small
id: small
starter: [ answers.yaml, guest.migration.yaml, mine.policy.js ]
files: [ arena.migration.yaml ]
locked: [ { file: guest.migration.yaml, paths: [ vm, workload, algorithms.precopy ] } ]
checks:
  - { id: A, title: Rounds, points: 4, scenario: guest.migration.yaml, kind: { answer: { items: [ { answer: rounds, value: precopy.rounds, exact: true } ] } } }
  - { id: B, title: It ends, points: 3, scenario: guest.migration.yaml, kind: { run: { expect: [ precopy.completed == 1 ] } } }
  - { id: C, title: The policy runs, points: 3, scenario: arena.migration.yaml, kind: { policy: { file: mine.policy.js } } }
`;

/** Files of a submission. */
function submit(name: string, files: Readonly<Record<string, string | Buffer>>): string {
  const where = path.join(submissions, name);
  mkdirSync(where, { recursive: true });
  for (const [file, content] of Object.entries(files)) writeFileSync(path.join(where, file), content);
  return where;
}

function exported(files: Readonly<Record<string, unknown>>, more: object = {}): string {
  return JSON.stringify({
    format: 'miglab.submission/1',
    generator: 'x',
    lab: { id: 'small', version: 1 },
    student: 's',
    files,
    ...more,
  });
}

const policyThat = (does: string): string => `export default async function mine(vm) {\n  ${does}\n}\n`;
const honest = {
  'answers.yaml': 'student: s1\nrounds: ROUNDS\n',
  'guest.migration.yaml': scenario,
  'mine.policy.js': policy,
};

before(async () => {
  mkdirSync(labFolder);
  writeFileSync(lab, labText);
  for (const [name, text] of Object.entries({
    'answers.yaml': 'student:\nrounds:\n',
    'guest.migration.yaml': scenario,
    'arena.migration.yaml': policyScenario,
    'mine.policy.js': policy,
  }))
    writeFileSync(path.join(labFolder, name), text);
  writeFileSync(secret, 'rounds: 1\n');
  const { stdout } = await miglab(['run', path.join(labFolder, 'guest.migration.yaml'), '--format', 'csv']);
  const rounds = stdout.trim().split(',').at(-1) ?? '';
  const answers = honest['answers.yaml'].replace('ROUNDS', rounds);
  submit('a-honest', { ...honest, 'answers.yaml': answers });
  submit('b-weak', { 'answers.yaml': 'student: s2\nrounds: 99\n' });
  submit('c-nothing', {});
  writeFileSync(
    path.join(submissions, 'd-exported.migration-submission.json'),
    exported({ ...honest, 'answers.yaml': answers }, { results: [{ id: 'A', points: 99 }] }),
  );
  writeFileSync(path.join(submissions, 'e-cut-off.migration-submission.json'), exported(honest).slice(0, 200));
  writeFileSync(
    path.join(submissions, 'f-outside.migration-submission.json'),
    exported({ '../../secret.yaml': 'x', 'answers.yaml': answers }),
  );
  const linked = submit('g-link', { 'guest.migration.yaml': scenario });
  symlinkSync(secret, path.join(linked, 'answers.yaml'));
  symlinkSync(labFolder, path.join(submissions, 'h-is-a-link.migration-submission.json'));
  const huge = submit('i-huge', { 'answers.yaml': '', 'guest.migration.yaml': scenario });
  truncateSync(path.join(huge, 'answers.yaml'), 1024 ** 3);
  submit('j-encodings', {
    'answers.yaml': Buffer.from('rounds: 5 \u00e9\n', 'latin1'),
    'guest.migration.yaml': Buffer.from(scenario, 'utf16le'),
    'mine.policy.js': Buffer.from([0xff, 0xfe, 0, 1]),
  });
  submit('k-bomb', {
    'answers.yaml': 'a: &a [1]\nb: *a\n',
    'guest.migration.yaml': '['.repeat(50_000),
    'mine.policy.js': policyThat('while (true) {}'),
  });
  submit('l-clock', { ...honest, 'answers.yaml': answers, 'mine.policy.js': policyThat('return Date.now();') });
  submit('m-files', {
    ...honest,
    'answers.yaml': answers,
    'mine.policy.js': policyThat("const fs = await import('node:fs'); fs.readFileSync('/etc/passwd');"),
  });
  submit('n-globals', {
    ...honest,
    'answers.yaml': answers,
    'mine.policy.js': policyThat('process.exit(0); workerData; require("fs");'),
  });
  submit('o-memory', {
    ...honest,
    'answers.yaml': answers,
    'mine.policy.js': policyThat("const all = []; for (;;) all.push('x'.repeat(1000000) + all.length);"),
  });
  submit('p-cheat', {
    ...honest,
    'answers.yaml': answers,
    'guest.migration.yaml': scenario
      .replace('3MiB/s', '1/s')
      .replace('[ precopy ]', '[ { policy: mine.policy.js, as: precopy } ]'),
  });
  const wide = submit('s-folders', { ...honest, 'answers.yaml': answers });
  for (let each = 0; each < 3000; each++) mkdirSync(path.join(wide, `folder-${each}`));
  const pipe = submit('q-pipe', { 'answers.yaml': answers });
  execFileSync('mkfifo', [path.join(pipe, 'guest.migration.yaml')]);
  submit('r-endless', {
    ...honest,
    'answers.yaml': `student: "=HYPERLINK(1)"\nrounds: ${rounds}\n`,
    'guest.migration.yaml': `repetitions: 10000\ntimeLimit: 1000h\n${scenario.replace('bandwidth: 8MiB/s', 'bandwidth: 1kbit/s')}`,
  });
});

interface Graded {
  readonly submission: string;
  readonly gradable: boolean;
  readonly reason: string | null;
  readonly points: number;
  readonly notes: readonly string[];
  readonly checks: readonly {
    readonly id: string;
    readonly status: string;
    readonly points: number;
    readonly reason: string | null;
  }[];
}

test('one bad submission never stops the rest: each has its answer, whatever the number of workers', async () => {
  const words = ['grade', lab, '--submissions', submissions, '--format', 'json'];
  const { status, stdout, stderr } = await miglab([...words, '--jobs', '2']);
  assert.equal(status, 0, stderr);
  const reports = JSON.parse(stdout) as readonly Graded[];
  const of = (letter: string): Graded => {
    const found = reports.find(({ submission }) => submission.startsWith(`${letter}-`));
    assert.ok(found, letter);
    return found;
  };
  const check = (letter: string, id: string): Graded['checks'][number] => {
    const found = of(letter).checks.find((each) => each.id === id);
    assert.ok(found, `${letter} ${id}`);
    return found;
  };
  assert.equal(reports.length, 19);
  assert.equal(of('s').points, 10, 'thousands of folders beside the files');
  assert.equal(of('a').points, 10);
  assert.equal(of('b').points, 0);
  assert.equal(of('b').gradable, true);
  for (const [letter, says] of [
    ['c', /none of the lab's files/],
    ['e', /cut off/],
    ['f', /outside of its folder/],
    ['h', /is a link/],
  ] as const) {
    assert.equal(of(letter).gradable, false, letter);
    assert.match(of(letter).reason ?? '', says);
  }
  assert.equal(of('d').points, 10);
  assert.match(of('d').notes.join(' '), /digest does not fit.*states 99 points/);
  assert.match(of('g').reason ?? '', /answers\.yaml cannot be read: it is a link/);
  assert.equal(check('g', 'A').points, 0);
  assert.equal(check('g', 'B').points, 3);
  assert.match(of('i').reason ?? '', /too large/);
  assert.match(of('j').reason ?? '', /not UTF-8/);
  assert.match(check('j', 'B').reason ?? '', /control character/);
  assert.match(check('j', 'C').reason ?? '', /not UTF-8/);
  assert.match(of('k').reason ?? '', /answers\.yaml, line 1/);
  assert.match(check('k', 'B').reason ?? '', /guest\.migration\.yaml, line 1/);
  assert.match(check('k', 'C').reason ?? '', /mine\.policy\.js, line 2.*steps|mine\.policy\.js, line 2.*work/);
  for (const letter of ['l', 'm', 'n', 'o']) {
    assert.equal(check(letter, 'A').points, 4, letter);
    assert.equal(check(letter, 'C').points, 0, letter);
    assert.match(check(letter, 'C').reason ?? '', /mine\.policy\.js/);
    assert.doesNotMatch(JSON.stringify(of(letter)), /root:|secret/);
  }
  assert.equal(of('p').points, 10, 'the locked algorithm and guest are put back');
  assert.match(check('q', 'B').reason ?? '', /no plain file/);
  assert.equal(check('r', 'A').points, 4);
  assert.equal(check('r', 'B').points, 0);
  assert.equal((await miglab([...words, '--jobs', '1'])).stdout, stdout);
});

test('a submission that no limit on work stops in time is ended from outside, says so, and costs the others nothing', async () => {
  const slow = path.join(folder, 'slow');
  const files = { ...honest, 'answers.yaml': 'student: s\nrounds: 1\n' };
  // To spread an array is one step, however long it is: long before the steps are used up, or even looked at, time is.
  const spreads = policyThat('const many = Array.from({ length: 500_000 }, () => 1); for (;;) [...many];');
  for (const [name, policy] of [
    ['a-slow', spreads],
    ['b-honest', files['mine.policy.js']],
  ] as const) {
    mkdirSync(path.join(slow, name), { recursive: true });
    for (const [file, text] of Object.entries({ ...files, 'mine.policy.js': policy }))
      writeFileSync(path.join(slow, name, file), text);
  }
  const words = ['grade', lab, '--submissions', slow, '--format', 'json', '--jobs', '1', '--patience', '15s'];
  const { status, stdout } = await miglab(words);
  assert.equal(status, 0);
  const [first, second] = JSON.parse(stdout) as readonly Graded[];
  assert.equal(first?.gradable, false);
  assert.match(first.reason ?? '', /more than 15 s on this machine and was ended/);
  assert.equal(second?.gradable, true);
  assert.equal(second.points, 6);
});

test('the table for a course has a row each, empty cells for what is not gradable, and no formulas', async () => {
  const { status, stdout } = await miglab([
    'grade',
    lab,
    '--submissions',
    submissions,
    '--format',
    'csv',
    '--check',
    'A',
  ]);
  assert.equal(status, 0);
  const [head, ...rows] = stdout.trimEnd().split('\n');
  assert.equal(head, 'submission,student,gradable,points,maxPoints,publicPoints,publicMaxPoints,hiddenPoints,A,note');
  assert.equal(rows.length, 19);
  assert.match(rows[0] ?? '', /^a-honest,s1,yes,4,4,4,4,0,4,/);
  assert.match(rows[2] ?? '', /^c-nothing,,no,,10,,10,,,/);
  assert.match(rows.at(-2) ?? '', /^r-endless,'=HYPERLINK\(1\),yes/);
  assert.doesNotMatch(stdout, /(?:^|,)[=+@]/m);
  assert.match(stdout, /The id s1 is stated by d-exported/);
});

test('two exports in one folder are told as that, and a note names three of those with the same id', async () => {
  const many = path.join(folder, 'many');
  for (const name of ['a', 'b', 'c', 'd', 'e'])
    cpSync(path.join(submissions, 'a-honest'), path.join(many, name), { recursive: true });
  mkdirSync(path.join(many, 'two'));
  for (const name of ['old', 'new']) writeFileSync(path.join(many, 'two', `${name}.migration-submission.json`), '{}');
  const { status, stdout } = await miglab(['grade', lab, '--submissions', many, '--format', 'json']);
  assert.equal(status, 0);
  const reports = JSON.parse(stdout) as { submission: string; reason: string | null; notes: readonly string[] }[];
  const of = (name: string): (typeof reports)[number] | undefined =>
    reports.find(({ submission }) => submission === name);
  assert.ok(of('e')?.notes.includes('The id s1 is stated by a, b, c and 1 more too.'), JSON.stringify(of('e')));
  assert.match(of('two')?.reason ?? '', /The folder has 2 submissions \('new.*', 'old.*'\): leave the one that counts/);
});

const good = path.join(submissions, 'a-honest');
const weak = path.join(submissions, 'b-weak');

test('text says each lost point’s reason, and that there may be more checks', async () => {
  const { status, stdout } = await miglab(['grade', lab, '--submission', weak]);
  assert.equal(status, 0);
  assert.match(stdout, /✗ A {2}0\/4 {2}Rounds\n {6}'rounds' is 99, and that is not it\./);
  assert.match(stdout, /public checks: your course may run more/);
  assert.equal((await miglab(['grade', lab, '--submission', weak, '--strict'])).status, 1);
  assert.equal((await miglab(['grade', lab, '--submission', good, '--strict'])).status, 0);
});

test('Gradescope gets scores, reasons and who may see them', async () => {
  const { stdout } = await miglab(['grade', lab, '--submission', weak, '--format', 'gradescope']);
  const results = JSON.parse(stdout) as {
    score: number;
    tests: { score: number; max_score: number; visibility: string; status: string }[];
  };
  assert.equal(results.score, 0);
  assert.deepEqual(
    results.tests.map(({ max_score }) => max_score),
    [4, 3, 3],
  );
  assert.ok(results.tests.every(({ visibility, status }) => visibility === 'visible' && status === 'failed'));
  const broken = await miglab([
    'grade',
    lab,
    '--submission',
    path.join(submissions, 'c-nothing'),
    '--format',
    'gradescope',
  ]);
  assert.match(broken.stdout, /Not gradable, which is not the same as 0 points/);
});

test('Classroom 50 gets whole numbers and its own identity, or a fault of the surroundings', async () => {
  const names = {
    CLASSROOM: 'c',
    ASSIGNMENT: 'a',
    SUBMISSION_TAG: 'submit/1',
    COMMIT_URL: 'https://c',
    RELEASE_URL: 'https://r',
  };
  const nowhere = await miglab(['grade', lab, '--submissions', path.join(folder, 'nowhere')]);
  assert.equal(nowhere.status, 1);
  assert.match(nowhere.stderr, /--submissions .*nowhere: the folder cannot be read: there is nothing of that name/);
  assert.doesNotMatch(nowhere.stderr, /ENOENT|scandir/);
  const without = await miglab(['grade', lab, '--submission', good, '--format', 'classroom50']);
  assert.equal(without.status, 1);
  assert.match(without.stderr, /CLASSROOM, .*, RELEASE_URL are not set\./);
  Object.assign(process.env, names);
  try {
    const { status, stdout } = await miglab(['grade', lab, '--submission', good, '--format', 'classroom50']);
    assert.equal(status, 0);
    const result = JSON.parse(stdout) as Readonly<Record<string, unknown>> & { tests: { score: number }[] };
    assert.equal(result['schema'], 'classroom50/result/v1');
    assert.equal(result['review'], 'https://c');
    assert.equal(result['score'], 10);
    assert.ok(result.tests.every(({ score }) => Number.isInteger(score)));
  } finally {
    for (const name of Object.keys(names)) Reflect.deleteProperty(process.env, name);
  }
});

test('JUnit is one suite a submission, well formed whatever is in it', async () => {
  const { stdout } = await miglab(['grade', lab, '--submissions', submissions, '--format', 'junit', '--check', 'A']);
  assert.equal([...stdout.matchAll(/<testsuite /g)].length, 19);
  assert.equal([...stdout.matchAll(/<\/testsuite>/g)].length, 19);
  assert.match(stdout, /<error message="not gradable">/);
  assert.doesNotMatch(stdout, /&(?!amp;|lt;|gt;|quot;|apos;)/);
});

for (const [words, says] of [
  [['grade'], /takes one lab/],
  [['grade', lab, '--check', 'Z'], /no check Z/],
  [['grade', lab, '--patience', 'long'], /--patience takes a time/],
  [['grade', lab, '--submission', 'a', '--submissions', 'b'], /not both/],
  [['grade', lab, '--submissions', submissions, '--format', 'gradescope'], /one submission/],
  [['grade', path.join(folder, 'none')], /not there/],
  [['grade', lab, '--checks', submissions], /no lab in it/],
  [['lab', 'examine', lab], /check or calibrate/],
  [['lab', 'check', lab], /model solution/],
] as const)
  test(`miglab ${words.slice(0, 1).join(' ')} … gives 2 and says: ${says.source}`, async () => {
    const { status, stderr } = await miglab(words);
    assert.equal(status, 2, stderr);
    assert.match(stderr, says);
  });

for (const name of ['will-it-ever-end', 'hot-pages-cold-pages', 'write-your-own-policy'])
  test(`the lab ${name}: the model gets full points, nothing less than a tenth, wrong answers what they must`, async () => {
    const hidden = name === 'will-it-ever-end' ? [] : ['--checks', `test/labs/${name}/checks`];
    const { status, stdout, stderr } = await miglab([
      'lab',
      'check',
      `media/labs/${name}`,
      '--solutions',
      `test/labs/${name}/solutions`,
      ...hidden,
    ]);
    assert.equal(status, 0, stdout + stderr);
    assert.equal([...stdout.matchAll(/^ok /gm)].length, 6);
  });

test('a lab whose solutions get other points than it says is told which', async () => {
  const solutions = path.join(folder, 'solutions');
  cpSync(good, path.join(solutions, 'model'), { recursive: true });
  cpSync(weak, path.join(solutions, 'weak'), { recursive: true });
  writeFileSync(path.join(solutions, 'weak', 'expected.yaml'), 'why: It guesses.\npoints: 4\nchecks: { A: 4 }\n');
  const { status, stdout } = await miglab(['lab', 'check', lab, '--solutions', solutions]);
  assert.equal(status, 1);
  // The policy is handed out and runs: this lab gives points away.
  assert.match(stdout, /WRONG the files as handed out: 6 of 10 points/);
  assert.match(stdout, /ok {4}model: 10 of 10/);
  assert.match(stdout, /It guesses\.: it must get 4 points, and gets 0/);
});

test('calibrating changes thresholds with a margin alone, and where they stand', async () => {
  const copy = path.join(folder, 'hot');
  cpSync('media/labs/hot-pages-cold-pages', copy, { recursive: true });
  const file = path.join(copy, 'hot-pages-cold-pages.migration-lab.yaml');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace('full: 0.7,', 'full: 0.5,'));
  const words = ['lab', 'calibrate', copy, '--solutions', 'test/labs/hot-pages-cold-pages/solutions'];
  const dry = await miglab([...words, '--dry-run']);
  assert.match(dry.stdout, /^L3\.2: the model reaches 0\.\d{3}, full points at 0\.7 \(was 0\.5\)\n$/);
  assert.match(readFileSync(file, 'utf8'), /full: 0\.5,/);
  assert.equal((await miglab(words)).status, 0);
  assert.equal(readFileSync(file, 'utf8'), text);
});

test('a lab is handed out: a folder for each id, with their values, and what else the author has stays there', async () => {
  const course = path.join(folder, 'course');
  const ids = path.join(folder, 'ids.txt');
  writeFileSync(ids, '\uFEFFada\r\nbob/../..\r\n\r\n');
  const author = path.join(folder, 'author');
  cpSync('media/labs/write-your-own-policy', author, { recursive: true });
  mkdirSync(path.join(author, 'solutions'));
  writeFileSync(path.join(author, 'solutions', 'model.txt'), 'secret');
  const words = ['lab', 'start', author, '--to', course];
  const made = await miglab([...words, '--students', ids]);
  assert.deepEqual([made.status, made.stderr], [0, '']);
  assert.deepEqual(readdirSync(course).sort(), ['ada', 'bob_.._..']);
  const own = readdirSync(path.join(course, 'ada')).sort();
  assert.ok(own.includes('TASK.md') && own.includes('mine.policy.js') && own.includes('migration-policy.d.ts'));
  assert.ok(!own.includes('solutions'));
  assert.match(readFileSync(path.join(course, 'bob_.._..', 'answers.yaml'), 'utf8'), /^student: "bob\/..\/.."/m);
  const graded = await miglab(['grade', author, '--submissions', course, '--format', 'json', '--check', 'L5.1']);
  const reports = JSON.parse(graded.stdout) as { readonly student: string; readonly points: number }[];
  assert.deepEqual(
    reports.map(({ student, points }) => [student, points]),
    [
      ['ada', 5],
      ['bob/../..', 5],
    ],
  );
  const again = await miglab([...words, '--students', ids]);
  assert.equal(again.status, 2);
  assert.match(again.stderr, /TASK\.md is there already: nothing is overwritten/);
  writeFileSync(ids, 'a b\na/b\n');
  assert.match((await miglab([...words, '--students', ids])).stderr, /'a b' and 'a\/b' would have one folder/);
  const values = await miglab([
    'lab',
    'start',
    'media/labs/will-it-ever-end',
    '--to',
    path.join(course, 'x'),
    '--student',
    'ada',
  ]);
  assert.equal(values.status, 0);
  const task = readFileSync(path.join(course, 'x', 'TASK.md'), 'utf8');
  const [, rate = ''] = /\*\*rate\*\*: (\d+) MiB\/s/.exec(task) ?? [];
  assert.match(
    readFileSync(path.join(course, 'x', 'sweep.migration.yaml'), 'utf8'),
    new RegExp(`writes: ${rate}MiB/s`),
  );
});
