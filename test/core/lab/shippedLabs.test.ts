// The labs that ship: sound, and for students with different values the closed forms of docs/closed-forms.md get full points from the engine.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { readAnswers, statedStudent } from '../../../src/core/lab/answers';
import { checkLab } from '../../../src/core/lab/check';
import { gradeSubmission } from '../../../src/core/lab/grade';
import { isLabFile, type Lab } from '../../../src/core/lab/lab';
import { runHere } from '../../../src/core/lab/runHere';
import { submissionOf } from '../../../src/core/lab/submission';
import { taskMarkdown } from '../../../src/core/lab/task';
import { starterFiles, variantOf } from '../../../src/core/lab/variant';
import type { DataFiles } from '../../../src/core/scenario/dataFiles';
import { folder } from './support';

const root = 'media/labs';
const run = runHere(() => Promise.reject(new Error('There is no policy here.')));

function shipped(name: string): { readonly lab: Lab; readonly files: DataFiles } {
  const where = path.join(root, name);
  const files = folder(
    Object.fromEntries(readdirSync(where).map((file) => [file, readFileSync(path.join(where, file), 'utf8')])),
  );
  const lab = readdirSync(where).find(isLabFile) ?? '';
  const checked = checkLab(readFileSync(path.join(where, lab), 'utf8'), { files });
  assert.deepEqual(checked.problems, [], name);
  assert.ok(checked.lab);
  return { lab: checked.lab, files };
}

test('the answers that a student begins with can be read, id and all', () => {
  for (const name of readdirSync(root)) {
    const { lab, files } = shipped(name);
    const text = starterFiles(lab, files, 'ada').get('answers.yaml');
    assert.ok(text !== undefined, name);
    const { byKey, problem } = readAnswers({ text });
    assert.equal(problem, null, name);
    assert.equal(byKey.get('student')?.text, 'ada', name);
    assert.doesNotMatch(text, /51\.7|11\.2s/, 'no example is an answer');
  }
});

test('every lab that ships is sound, has a task, and says where each file is used', () => {
  for (const name of readdirSync(root)) {
    const { lab, files } = shipped(name);
    assert.equal(lab.id, name);
    const task = taskMarkdown(lab, variantOf(lab, files, null));
    assert.doesNotMatch(task, /\{[a-z]\w*\}/i, 'a parameter without its value');
    const starter = starterFiles(lab, files, 'Ada #1: "x"');
    const answers = readAnswers({ text: starter.get('answers.yaml') ?? '' });
    assert.deepEqual([answers.problem, statedStudent(answers)], [null, 'Ada #1: "x"'], name);
    const inSteps = new Set(lab.steps.flatMap(({ checks }) => checks));
    for (const { id } of lab.checks) assert.ok(inSteps.has(id), `${name}: no step for ${id}`);
  }
});

/** MiB of each round while the guest runs, then of the stopped one; `next` gives what is dirty after a round of so many seconds. */
function rounds(next: (seconds: number) => number, bandwidth: number): number[] {
  const sent = [256];
  for (;;) {
    const left = next((sent.at(-1) ?? 0) / bandwidth);
    sent.push(left);
    if (left / bandwidth <= 0.3 || sent.length > 30) return sent;
  }
}

/** The least bandwidth on a grid of 0.1 MiB/s with at most 300 ms after at most 30 rounds. */
function least(next: (rate: number) => (seconds: number) => number, rate: number): number {
  for (let tenths = 300; ; tenths++) {
    const bandwidth = tenths / 10;
    if ((rounds(next(rate), bandwidth).at(-1) ?? 0) / bandwidth <= 0.3) return bandwidth;
  }
}

// s31, s40 and s77 have guests whose rounds are 4 with some seeds and 5 with others.
for (const student of ['s1', 's2', 's3', 's4', 's31', 's40', 's77'])
  test(`the closed forms get full points in lab 1 with the values of ${student}`, async () => {
    const { lab, files } = shipped('will-it-ever-end');
    const values = variantOf(lab, files, student);
    const [rate, set] = values.map(({ text }) => Number.parseFloat(text));
    assert.ok(rate !== undefined && set !== undefined);
    const sweep = (d: number) => (t: number) => Math.min(d * t, set);
    const uniform = (d: number) => (t: number) => set * (1 - Math.exp((-d * t) / set));
    const answersOf = (prefix: string, next: typeof sweep): string[] => {
      const sent = rounds(next(rate), 64);
      const [live, last] = [sent.slice(0, -1), sent.at(-1) ?? 0];
      return [
        ...live.slice(0, 4).map((size, index) => `${prefix}Round${index + 1}: ${size}MiB`),
        `${prefix}Rounds: ${live.length}`,
        `${prefix}Total: ${sent.reduce((sum, size) => sum + size, 0) / 64}s`,
        `${prefix}Downtime: ${last / 64}s`,
        `${prefix}Bandwidth: ${least(next, rate)}MiB/s`,
      ];
    };
    const answers = [`student: ${student}`, ...answersOf('sweep', sweep), ...answersOf('uniform', uniform)].join('\n');
    const only = ['L1.2', 'L1.3', 'L1.4', 'L1.5'];
    const report = await gradeSubmission(lab, files, submissionOf('mine', folder({ 'answers.yaml': answers })), {
      run,
      only,
    });
    for (const check of report.checks)
      assert.ok(
        check.points >= 0.97 * check.maxPoints,
        `${check.id} ${check.points} of ${check.maxPoints}: ${check.reason ?? ''}`,
      );
    assert.equal(report.checks[0]?.status, 'passed', 'the sweep is exact');
    const starter = starterFiles(lab, files, student);
    assert.match(starter.get('sweep.migration.yaml') ?? '', new RegExp(`writes: ${rate}MiB/s`));
  });
