// The page of a cases file as the editor's command makes it, without the editor: files found, missing and outside, tasks run by a function, cancelled ones.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RunResult } from '../../src/core/engine/events';
import { simulate } from '../../src/core/engine/simulate';
import { collectRuns } from '../../src/core/result';
import type { DataFiles } from '../../src/core/scenario/dataFiles';
import type { Task } from '../../src/core/validation/prepare';
import { reportCases, type CasesFolder, type CasesReport } from '../../src/extension/validation/casesReport';

const idle = 'vm: { memory: 64MiB }\nlink: { bandwidth: 1Gbit/s }\nalgorithms: [stop-and-copy]\n';
const withCurve =
  'vm: { memory: 64MiB }\nlink: { bandwidth: 1Gbit/s }\nworkload: [{ name: w, dirtyCurve: w.csv }]\nalgorithms: [stop-and-copy]\n';

function folder(files: Readonly<Record<string, string>>): CasesFolder {
  return {
    text: (name) => Promise.resolve(files[name] ?? null),
    dataFiles: (_, text): Promise<DataFiles> =>
      Promise.resolve(new Map(text.includes('w.csv') ? [['w.csv', { text: files['w.csv'] ?? '' }]] : [])),
  };
}

const casesText = `format: miglab.cases/1
sources:
  - id: mine
    title: Mine
    reference: a stopwatch
    text: [A paragraph.]
    reasons: {}
    tolerance: { share: 0.05 }
    cases:
      - { id: idle, title: 'idle | still', scenario: idle.migration.yaml, label: stop-and-copy, figures: [{ name: total, metric: total, unit: s, published: 0.6 }] }
      - { id: half, title: half a link, scenario: idle.migration.yaml, set: { link.efficiency: 47% }, label: stop-and-copy, figures: [{ name: total, metric: total, unit: s, published: 9 }] }
      - { id: curve, title: a curve, scenario: curve.migration.yaml, label: stop-and-copy, figures: [{ name: total, metric: total, unit: s, published: 0.6 }] }
      - { id: gone, title: gone, scenario: ../elsewhere.migration.yaml, label: stop-and-copy, figures: [{ name: total, metric: total, unit: s, published: 1 }] }
      - { id: wrong, title: wrong, scenario: { vm: { memory: lots } }, label: stop-and-copy, figures: [{ name: total, metric: total, unit: s, published: 1 }] }
`;

const files = { 'idle.migration.yaml': idle, 'curve.migration.yaml': withCurve, 'w.csv': 'seconds,pages\n1,100\n' };

function runAll(tasks: readonly Task[]): Promise<readonly (readonly RunResult[])[]> {
  return Promise.resolve(
    tasks.map(({ scenario, runs }) =>
      collectRuns(runs.flatMap((run) => [...simulate(scenario, run)].filter((event) => event !== undefined))),
    ),
  );
}

function pageOf(report: CasesReport): string {
  assert.ok(report.kind === 'page', report.kind);
  return report.markdown;
}

describe('the report of a cases file', () => {
  it('has measured, simulated and difference of every case, and why one was not run', async () => {
    const page = pageOf(await reportCases('mine.cases.yaml', casesText, folder(files), runAll));
    assert.match(page, /^# Validation of mine\.cases\.yaml\n/);
    assert.match(page, /\| idle \\\| still {2}\| 0\.6000 → 0\.\d+ \([−+]?\d\.\d\s%\) \|/);
    // At half the efficiency it takes twice as long, far from the nine seconds.
    assert.match(page, /\| half a link {2}\| 9 → 1\.\d+ \(−8\d\.\d\s%\) ✗/);
    assert.match(page, /\| a curve {2}\| 0\.6000 → /);
    assert.match(
      page,
      /gone \| not simulated: mine\.cases\.yaml:13: '\.\.\/elsewhere\.migration\.yaml' is not there, or lies outside/,
    );
    assert.match(page, /wrong \| not simulated: mine\.cases\.yaml:14: /);
    assert.match(page, /\| Mine: 5 cases, 2 of them not simulated \| total \| 3 \|/);
  });

  it('says where a scenario is wrong: in the cases file, in its own, or where a value was put in', async () => {
    const wrong = casesText
      .replace('link.efficiency: 47%', 'link.efficiency: lots')
      .replace('memory: lots', 'memory: 1GiB');
    const broken = { ...files, 'curve.migration.yaml': withCurve.replace('64MiB', 'some').replace('\n', '\n\n') };
    const report = await reportCases('mine.cases.yaml', wrong, folder(broken), runAll);
    assert.ok(report.kind === 'page');
    assert.deepEqual(
      report.problems.map(({ file, line, message }) => [file, line, message.slice(0, 15)]),
      [
        [null, 11, "Case 'half': 'l"],
        ['curve.migration.yaml', 1, "Case 'curve': '"],
        [null, 13, "Case 'gone': '."],
        [null, 14, "Case 'wrong': A"],
      ],
    );
    assert.match(report.markdown, /a curve \| not simulated: curve\.migration\.yaml:1: /);
  });

  it('tells nothing wrong of a case that asks for what is not simulated yet', async () => {
    const later = casesText.replace(
      '{ vm: { memory: lots } }',
      '{ vm: { memory: 1GiB }, link: { bandwidth: 1Gbit/s }, algorithms: [operator] }',
    );
    const report = await reportCases('x', later, folder(files), runAll);
    assert.ok(report.kind === 'page');
    assert.deepEqual(
      report.problems.map(({ line }) => line),
      [13],
    );
    assert.match(report.markdown, /wrong \| not simulated: This version/);
  });

  it('runs each scenario once, whatever the number of cases', async () => {
    let count = 0;
    const twice = casesText.replace('set: { link.efficiency: 47% }, ', '');
    await reportCases('x', twice, folder(files), (tasks) => {
      count = tasks.length;
      return runAll(tasks);
    });
    assert.equal(count, 2);
  });

  it('tells what is wrong with the file, and runs nothing', async () => {
    const report = await reportCases('x', 'format: other', folder({}), () => assert.fail());
    assert.ok(report.kind === 'wrong', report.kind);
    assert.ok(report.faults.some((fault) => fault.includes('miglab.cases/1')));
  });

  it('is none if it was cancelled', async () => {
    const report = await reportCases('x', casesText, folder(files), () => Promise.resolve(null));
    assert.equal(report.kind, 'cancelled');
  });

  it('says that recordings are missing', async () => {
    const measured = casesText.replace(
      '    cases:',
      '    data: gone.json\n    measured: [{ run: a, scenario: idle.migration.yaml, label: stop-and-copy }]\n    cases:',
    );
    await assert.rejects(reportCases('x', measured, folder(files), runAll), /recordings 'gone\.json' are not there/);
  });
});
