// Exported submissions: what is written is read, and what was forged, cut off or hostile is told and does no harm.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { gradeSubmission } from '../../../src/core/lab/grade';
import { runHere } from '../../../src/core/lab/runHere';
import { sha256 } from '../../../src/core/lab/sha256';
import { readSubmission, writeSubmission, type Submission } from '../../../src/core/lab/submission';
import { readAnswers } from '../../../src/core/lab/answers';
import { starterFiles, variantOf } from '../../../src/core/lab/variant';
import { taskMarkdown } from '../../../src/core/lab/task';
import { checked, folder, labFolder, labText } from './support';

const lab = checked(labText).lab;
if (lab === null) throw new Error('The lab of these tests has problems.');

const files = new Map([
  ['answers.yaml', 'student: s1\nwho: uniform\n'],
  ['sweep.migration.yaml', 'ümlaut'],
]);
const exported = writeSubmission(lab, files, [{ id: 'A.1', status: 'failed', points: 0, maxPoints: 6 }]);

function read(text: string): Submission | string {
  const found = readSubmission('s1', text);
  return 'submission' in found ? found.submission : found.reason;
}

/** Why it is unreadable; empty if it is not. */
function reasonOf(text: string): string {
  const found = readSubmission('s1', text);
  return 'reason' in found ? found.reason : '';
}

for (const text of ['', 'abc', 'ü€😀', 'a'.repeat(55), 'a'.repeat(56), 'a'.repeat(64), 'x'.repeat(10_000)])
  test(`SHA-256 of ${text.length} characters is Node's`, () => {
    assert.equal(sha256(text), createHash('sha256').update(text, 'utf8').digest('hex'));
  });

test('what is exported is read, with its student and a digest that fits', () => {
  const submission = read(exported);
  assert.ok(typeof submission !== 'string');
  assert.equal(submission.student, 's1');
  assert.deepEqual(
    [...submission.files].map(([name]) => name),
    ['answers.yaml', 'sweep.migration.yaml'],
  );
  assert.deepEqual(submission.stated?.isDigestRight, true);
  assert.deepEqual(submission.stated.lab, { id: 'a-lab', version: 1 });
});

test('a forged result, a changed source and another version are noted, and count nothing', async () => {
  const forged = exported
    .replace('"points": 0', '"points": 100')
    .replace('who: uniform', 'who: sweep')
    .replace('"version": 1', '"version": 7');
  const submission = read(forged);
  assert.ok(typeof submission !== 'string');
  const report = await gradeSubmission(lab, labFolder, submission, {
    run: runHere(() => Promise.reject(new Error('none'))),
  });
  assert.equal(report.points, 0);
  assert.equal(report.notes.length, 3);
  assert.match(report.notes.join(' '), /digest.*version 7.*states 100/);
});

test('a submission of another lab is not gradable', async () => {
  const submission = read(exported.replace('"a-lab"', '"b-lab"'));
  assert.ok(typeof submission !== 'string');
  const report = await gradeSubmission(lab, labFolder, submission, {
    run: runHere(() => Promise.reject(new Error('none'))),
  });
  assert.equal(report.gradable, false);
  assert.match(report.reason ?? '', /of the lab 'b-lab'/);
});

const withName = (name: string): string => exported.replace('"sweep.migration.yaml":', `${JSON.stringify(name)}:`);

for (const name of [
  '../../etc/passwd',
  '/etc/passwd',
  'C:\\x',
  'a/../../b',
  'a\\..\\b',
  'a\u0000b',
  '',
  'x'.repeat(300),
])
  test(`a file called ${JSON.stringify(name).slice(0, 30)} makes a submission unreadable`, () => {
    assert.match(reasonOf(withName(name)), /outside of its folder/);
  });

test('names that mean something to JavaScript are just names', () => {
  const submission = read(withName('__proto__'));
  assert.ok(typeof submission !== 'string');
  assert.equal(submission.files.size, 2);
  assert.ok(submission.files.has('__proto__'));
  assert.equal(({} as Readonly<Record<string, unknown>>)['sweep'], undefined);
});

for (const [what, text, says] of [
  ['an empty file', '', /not JSON/],
  ['half of one', exported.slice(0, 100), /cut off/],
  ['a picture', '\u0089PNG\r\n', /not JSON/],
  ['null', 'null', /format/],
  ['another format', '{"format":"x"}', /format/],
  ['no files', '{"format":"miglab.submission/1","lab":{"id":"a-lab"}}', /lacks/],
  ['deep nesting', '['.repeat(100_000), /not JSON/],
  ['more than it may have', `"${'x'.repeat(17 * 1024 * 1024)}"`, /too large/],
] as const)
  test(`${what} is told: ${says.source}`, () => {
    assert.match(reasonOf(text), says);
  });

test('a file that is no text is that file’s fault alone', () => {
  const submission = read(exported.replace('"ümlaut"', '{"toString": 1}'));
  assert.ok(typeof submission !== 'string');
  assert.deepEqual(submission.files.get('sweep.migration.yaml'), {
    fault: { kind: 'unreadable', reason: 'it is no text' },
  });
});

test('starter files have the student’s values and id, and nothing else is changed', () => {
  const values = variantOf(lab, labFolder, 'anna');
  const starter = starterFiles(lab, labFolder, 'anna');
  const original = labFolder.get('sweep.migration.yaml');
  assert.ok(original && 'text' in original);
  assert.equal(starter.get('sweep.migration.yaml'), original.text.replace('12MiB/s', values[0]?.text ?? ''));
  assert.match(starter.get('answers.yaml') ?? '', /^student: "anna"$/m);
  // A comment behind the key stays one: YAML wants a blank before it.
  const commented = folder({
    'answers.yaml': 'student: # your id\ntotal: 1s\n',
    'sweep.migration.yaml': original.text,
  });
  const answers = starterFiles(lab, commented, 'anna').get('answers.yaml') ?? '';
  assert.equal(answers, 'student: "anna" # your id\ntotal: 1s\n');
  assert.equal(readAnswers({ text: answers }).byKey.get('student')?.text, 'anna');
  assert.equal(starterFiles(lab, labFolder, null).get('sweep.migration.yaml'), original.text);
});

test('the task is one text with the student’s values, the steps and the public checks', () => {
  const values = variantOf(lab, labFolder, 'anna');
  const task = taskMarkdown(lab, values, {
    open: (file) => `[Open ${file}](x)`,
    check: (ids) => `[Run ${ids.join()}](y)`,
    end: () => 'The end.',
  });
  assert.match(task, /^# A lab\n/);
  assert.ok(task.includes(`You write ${(values[0]?.text ?? '?').replace('MiB', ' MiB')}.`));
  assert.match(
    task,
    /## 1\. Predict\n\nWork it out\.\n\n\[Open answers\.yaml\]\(x\)\n\n\*Checked by A\.1\.\* \[Run A\.1\]\(y\)\n/,
  );
  assert.match(task, /\nThe end\.\n$/);
  assert.match(taskMarkdown(lab, values), /\n\*Checked by A\.1\.\*\n/);
  assert.match(task, /\| A\.2 \| Who ends \| 4 \|/);
  assert.match(task, /public checks; your course may run more/);
});
