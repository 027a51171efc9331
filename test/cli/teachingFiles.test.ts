// The files for Gradescope and Actions in docs/teaching: run as those would run them, as far as one machine can, on a small lab; what they need of the outside is named.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { after, test } from 'node:test';
import { parse } from 'yaml';

const folder = mkdtempSync(path.join(tmpdir(), 'miglab-teaching-'));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

const question = (id: string): string =>
  `  - { id: ${id}, title: Who, points: 2, kind: { choice: { items: [ { answer: who, of: [ a, b ], right: [ a ] } ] } } }\n`;
const labText = `title: Small\nid: small\nstarter: [ answers.yaml ]\nchecks:\n${question('A')}`;

function write(name: string, text: string): void {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** A lab and the program, as both files want them side by side. */
function course(where: string): void {
  write(`${where}/lab/small.migration-lab.yaml`, labText);
  write(`${where}/lab/answers.yaml`, 'who:\n');
  symlinkSync(path.resolve('dist'), path.join(folder, where, 'miglab'));
}

interface Results {
  readonly score: number;
  readonly tests: readonly { readonly max_score: number; readonly visibility: string }[];
}

function autograder(name: string, answer: string, hidden: boolean): Results {
  course(`${name}/source`);
  if (hidden) write(`${name}/source/checks/hidden.migration-lab.yaml`, labText.replace(question('A'), question('H')));
  write(`${name}/submission/answers.yaml`, answer);
  mkdirSync(path.join(folder, name, 'results'));
  const script = path.join(folder, name, 'run_autograder');
  cpSync('docs/teaching/gradescope/run_autograder', script);
  execFileSync(script, { env: { ...process.env, AUTOGRADER: path.join(folder, name) } });
  return JSON.parse(readFileSync(path.join(folder, name, 'results', 'results.json'), 'utf8')) as Results;
}

test('run_autograder leaves what Gradescope reads, with hidden checks where there are some', () => {
  const plain = autograder('plain', 'who: a\n', false);
  assert.deepEqual([plain.score, plain.tests.length, plain.tests[0]?.visibility], [2, 1, 'visible']);
  const hidden = autograder('hidden', 'who: a\n', true);
  assert.deepEqual([hidden.score, hidden.tests.length], [4, 2]);
  const broken = autograder('broken', '', false);
  assert.equal(broken.score, 0, 'lost points are no failure of the grader');
});

test('both scripts are sound, and setup.sh names what the zip must hold and nothing else of ours', () => {
  for (const name of ['setup.sh', 'run_autograder']) {
    const file = path.join('docs/teaching/gradescope', name);
    execFileSync('bash', ['-n', file]);
    const text = readFileSync(file, 'utf8');
    assert.match(text, /^#!\/usr\/bin\/env bash\n[^]*set -euo pipefail/);
    for (const [, needed = ''] of text.matchAll(/source"?\/miglab\/(\S+?)"?[ \n]/g))
      assert.ok(existsSync(path.join('dist', needed)), needed);
  }
});

interface Workflow {
  readonly jobs: Readonly<
    Record<
      string,
      { readonly steps: readonly { readonly name?: string; readonly run?: string; readonly uses?: string }[] }
    >
  >;
}

test('the steps of the Actions workflow run, summarise, and are red where points were lost', () => {
  // Read by the same rules as GitHub reads it; its shape is looked at below.
  const workflow = parse(readFileSync('docs/teaching/actions/grade.yml', 'utf8')) as Workflow;
  const { steps } = workflow.jobs['grade'] ?? assert.fail('there is a job');
  const scripts = steps.flatMap(({ run }) => run ?? []);
  assert.equal(scripts.length, 2);
  const job = (name: string, answer: string): readonly (number | null)[] => {
    course(`${name}/course`);
    write(`${name}/submission/answers.yaml`, answer);
    const summary = path.join(folder, name, 'summary.md');
    const env = { ...process.env, GITHUB_STEP_SUMMARY: summary };
    const run = (script: string): number | null =>
      spawnSync('bash', ['-eo', 'pipefail', '-c', script], { cwd: path.join(folder, name), env }).status;
    const statuses = scripts.map(run);
    assert.match(readFileSync(path.join(folder, name, 'grade.xml'), 'utf8'), /<testsuite /);
    assert.match(readFileSync(summary, 'utf8'), /^```\n[^]*public checks: your course may run more[^]*```\n$/);
    return statuses;
  };
  assert.deepEqual(job('full', 'who: a\n'), [0, 0]);
  assert.deepEqual(job('lost', 'who: b\n'), [0, 1]);
  for (const { uses } of steps) if (uses !== undefined) assert.match(uses, /^actions\/[a-z-]+@v\d+$/);
});
