// A lab as a student goes through it: started into a folder of its own, its public checks in the Test Explorer, and the one file that is handed in.
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { RunResult } from '../../../src/core/engine/events';
import { checkLab } from '../../../src/core/lab/check';
import { gradeSubmission } from '../../../src/core/lab/grade';
import type { RunLink } from '../../../src/core/lab/report';
import { runHere } from '../../../src/core/lab/runHere';
import { submissionOf } from '../../../src/core/lab/submission';
import { readLab } from '../../../src/extension/lab/labFolder';
import { taskLinks } from '../../../src/extension/lab/taskLinks';
import { closeEverything, eventually, extension, fileInWorkspace, laboratory } from './lab';

const id = 'write-your-own-policy';

interface Exported {
  readonly format: string;
  readonly student: string | null;
  readonly files: Readonly<Record<string, string>>;
  readonly results: readonly { readonly id: string; readonly points: number; readonly maxPoints: number }[];
}

const textOf = async (file: vscode.Uri): Promise<string> =>
  new TextDecoder().decode(await vscode.workspace.fs.readFile(file));

async function write(folder: vscode.Uri, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files))
    await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, name), new TextEncoder().encode(text));
}

const openFiles = (): string[] =>
  vscode.window.tabGroups.all.flatMap(({ tabs }) =>
    tabs.flatMap(({ input }) => (input instanceof vscode.TabInputText ? [input.uri.path.replace(/^.*\//, '')] : [])),
  );

/** The addresses behind Markdown links of the product's own scheme. */
const addressesIn = (markdown: string): string[] =>
  [...markdown.matchAll(/\]\(([a-z-]+:\/\/[^)]*)\)/g)].map(([, address = '']) => address);

const follow = (address: string): Thenable<unknown> =>
  vscode.commands.executeCommand('vscode.open', vscode.Uri.parse(address, true));

export function labsSuite(isTrusted: boolean): void {
  describe('a lab', () => {
    afterEach(async () => {
      await closeEverything();
      await vscode.workspace.fs.delete(fileInWorkspace('course'), { recursive: true });
    });

    it('is started, opens its task, and is exported with what its public checks give', async () => {
      await laboratory();
      const folder = fileInWorkspace('course');
      await vscode.workspace.fs.createDirectory(folder);
      const start = (): Thenable<vscode.Uri | undefined> =>
        vscode.commands.executeCommand('migrationLab.startLab', { lab: id, folder, student: 'ada' });
      const lab = await start();
      assert.ok(lab);
      assert.match(lab.path, /course\/write-your-own-policy\/write-your-own-policy\.migration-lab\.yaml$/);
      const own = vscode.Uri.joinPath(lab, '..');
      const task = await textOf(vscode.Uri.joinPath(own, 'TASK.md'));
      assert.match(task, /^# Write your own policy\n/);
      assert.match(task, /your course may run more/);
      assert.match(task, /\[mine\.policy\.js\]\(mine\.policy\.js\)/);
      assert.doesNotMatch(task, /all tests/i);
      await eventually('the task’s preview', () =>
        vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).find(({ label }) => label.includes('TASK.md')),
      );
      assert.match(await textOf(vscode.Uri.joinPath(own, 'answers.yaml')), /^student: "ada"/m);

      const exported = await vscode.commands.executeCommand<vscode.Uri | undefined>(
        'migrationLab.exportSubmission',
        lab,
      );
      assert.ok(exported);
      const { format, student, files, results } = JSON.parse(await textOf(exported)) as Exported;
      assert.equal(format, 'miglab.submission/1');
      assert.equal(student, 'ada');
      assert.ok(files['mine.policy.js']?.includes('export default async function mine'));
      const first = results.find((result) => result.id === 'L5.1');
      assert.deepEqual([first?.points, first?.maxPoints], isTrusted ? [5, 5] : [0, 5]);

      const second = await start();
      assert.match(second?.path ?? '', /course\/write-your-own-policy-2\//);
    });

    it('whose folder was deleted is none, and does not keep others from being run', async () => {
      const gone = fileInWorkspace('course/gone/gone.migration-lab.yaml');
      await vscode.workspace.fs.createDirectory(fileInWorkspace('course'));
      assert.equal(await readLab(extension().extensionUri, gone), null);
    });

    it('of the workspace makes a folder from what it hands out, and opens the task of one that was started', async () => {
      await laboratory();
      const template = fileInWorkspace('course/template');
      await write(template, {
        'own.migration-lab.yaml':
          'title: My own\nid: my-own\nstarter: [ answers.yaml, mine.policy.js ]\nsteps: [ { title: One, text: Do it., open: answers.yaml } ]\n' +
          'checks: [ { id: A, title: Who, points: 1, kind: { choice: { items: [ { answer: who, of: [ a, b ], right: [ a ] } ] } } } ]\n',
        'answers.yaml': 'student:\nwho:\n',
        'mine.policy.js': '// @ts-check\nexport default async function mine(vm) {}\n',
        'solution.txt': 'a',
      });
      const start = (lab: vscode.Uri): Thenable<vscode.Uri | undefined> =>
        vscode.commands.executeCommand('migrationLab.startLab', {
          lab,
          folder: fileInWorkspace('course'),
          student: 'ada',
        });
      const lab = await start(vscode.Uri.joinPath(template, 'own.migration-lab.yaml'));
      assert.ok(lab);
      assert.match(lab.path, /course\/my-own\/own\.migration-lab\.yaml$/);
      const own = vscode.Uri.joinPath(lab, '..');
      const names = (await vscode.workspace.fs.readDirectory(own)).map(([name]) => name).sort();
      assert.deepEqual(names, [
        'TASK.md',
        'answers.yaml',
        'migration-policy.d.ts',
        'mine.policy.js',
        'own.migration-lab.yaml',
      ]);
      assert.match(await textOf(vscode.Uri.joinPath(own, 'answers.yaml')), /^student: "ada"/m);
      assert.ok(openFiles().includes('answers.yaml'), 'the first step’s file is open beside the task');
      const answers = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(own, 'answers.yaml'));
      const edit = new vscode.WorkspaceEdit();
      edit.insert(answers.uri, answers.lineAt(1).range.end, ' nobody');
      assert.ok(await vscode.workspace.applyEdit(edit));
      const [problem] = await eventually('what is wrong with the answer', () => {
        const found = vscode.languages.getDiagnostics(answers.uri);
        return found.length > 0 ? found : undefined;
      });
      assert.equal(problem?.message, "'nobody' is none of a, b.");
      assert.equal(problem.range.start.line, 1);

      await closeEverything();
      assert.equal((await start(lab))?.toString(), lab.toString());
      await eventually('the task’s preview', () =>
        vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).find(({ label }) => label.includes('TASK.md')),
      );
      assert.equal((await vscode.workspace.fs.readDirectory(fileInWorkspace('course'))).length, 2);
    });

    it('has links that open and run its files, check and make a policy; any other link does nothing', async () => {
      const { runs } = await laboratory();
      const folder = fileInWorkspace('course');
      await vscode.workspace.fs.createDirectory(folder);
      const lab = await vscode.commands.executeCommand<vscode.Uri | undefined>('migrationLab.startLab', {
        lab: id,
        folder,
        student: 'ada',
      });
      assert.ok(lab);
      const task = await textOf(vscode.Uri.joinPath(lab, '..', 'TASK.md'));
      assert.match(task, /\*Migration Lab: Run Public Checks\*/, 'the words say it without a link');
      const base = `${vscode.env.uriScheme}://${extension().id}`;
      const links = taskLinks(vscode.workspace.asRelativePath(lab, false), base);
      const { open, check, end } = links;
      const [run = ''] = addressesIn(open('guests.migration.yaml'));
      const [policy = ''] = addressesIn(open('mine.policy.js'));
      assert.deepEqual(addressesIn(open('answers.yaml')), []);

      await closeEverything();
      const before = runs.all().length;
      await follow(run.replace('/run?', '/open?'));
      await eventually('the opened file', () => openFiles().includes('guests.migration.yaml') || undefined);
      assert.equal(runs.all().length, before);
      await follow(run);
      const scenario = vscode.Uri.joinPath(lab, '..', 'guests.migration.yaml').toString();
      const started = await eventually('the run', () => runs.newest(scenario)?.experimentId);
      await runs.whenEnded(started);

      const wrong = [run.replace('/run?', '/constructor?'), run.replace('guests.migration', '..%2Fguests.migration')];
      for (const address of [...wrong, run.replace('own-policy.migration-lab', 'other.migration-lab')])
        await follow(address);
      assert.equal(runs.all().filter(({ scenarioUri }) => scenarioUri === scenario).length, 1);

      assert.match(addressesIn(check(['L5.1'])).join(), /\/check\?.*L5\.1/);
      const [all = '', exporting = ''] = addressesIn(end());
      assert.match(all, /\/check\?/);
      await follow(exporting);
      const exported = vscode.Uri.joinPath(lab, '..', `${id}.migration-submission.json`);
      await eventually('the submission', async () => textOf(exported).catch(() => undefined));
      assert.match(policy, /\/new-policy\?/);
    });

    it('opens exactly the run that a check looked at: with the case’s values, the seed, and what is locked put back', async () => {
      const { runs, panels } = await laboratory();
      const folder = fileInWorkspace('course');
      const files = {
        'cases.migration-lab.yaml':
          'title: Cases\nid: cases\nstarter: [ guest.migration.yaml ]\nlocked: [ { file: guest.migration.yaml, paths: [ vm ] } ]\n' +
          'checks:\n  - id: A\n    title: Few pages\n    points: 1\n    scenario: guest.migration.yaml\n    seeds: [ plate ]\n' +
          '    credit: { linear: { full: 0.1, zero: 0.2 } }\n    kind:\n      reference:\n        measure: precopy.pages\n        against: stop-and-copy.pages\n        over: 9\n' +
          '        cases: [ { name: fast, set: [ { path: workload.app.writes, value: 15MiB/s }, { path: link.rtt, value: 20ms } ] } ]\n',
        'guest.migration.yaml':
          'scenario: A guest\nvm: { memory: 64MiB }\nworkload: [ { name: app, size: 32MiB, writes: 4MiB/s, pattern: uniform } ]\n' +
          'link: { bandwidth: 16MiB/s }\nalgorithms: [ precopy, stop-and-copy ]\n',
      };
      await write(folder, files);
      const lab = vscode.Uri.joinPath(folder, 'cases.migration-lab.yaml');
      const graded = await gradedHere(files);
      const open = (wanted: vscode.Uri): Thenable<string | undefined> =>
        vscode.commands.executeCommand('migrationLab.openLabRun', {
          lab: wanted.toString(),
          check: 'A',
          run: graded.link,
        });
      const experimentId = await open(lab);
      assert.ok(experimentId);
      const { scenario, events, scenarioUri } = await runs.whenEnded(experimentId);
      assert.equal(scenario.seed, 'plate');
      const ends = events.flatMap((event) => (event.type === 'end' ? [event] : []));
      assert.deepEqual(
        ends.map(({ label, totalSeconds, downtimeSeconds, pagesSent }) => [
          label,
          totalSeconds,
          downtimeSeconds,
          pagesSent,
        ]),
        graded.results.map(({ label, totalSeconds, downtimeSeconds, pagesSent }) => [
          label,
          totalSeconds,
          downtimeSeconds,
          pagesSent,
        ]),
      );
      assert.ok(
        panels.all().some((panel) => panel.scenarioUri === scenarioUri),
        'a panel of its own shows it',
      );
      const shown = vscode.window.activeTextEditor?.document;
      assert.match(shown?.getText() ?? '', /^# What A ran: guest\.migration\.yaml[^]*writes: 15MiB\/s[^]*seed: plate/);
      assert.equal(runs.newest(vscode.Uri.joinPath(folder, 'guest.migration.yaml').toString()), undefined);

      await closeEverything();
      await write(folder, {
        'guest.migration.yaml': files['guest.migration.yaml'].replace('size: 32MiB', 'size: 24MiB'),
      });
      const other = { ...graded.link, scenarioHash: '0'.repeat(64) };
      const lost = await vscode.commands.executeCommand('migrationLab.openLabRun', {
        lab: lab.toString(),
        check: 'A',
        run: other,
      });
      assert.equal(lost, undefined, 'a run that no check looks at any more');
      assert.equal(await open(vscode.Uri.file('/etc/cases.migration-lab.yaml')), undefined);
    });
  });
}

/** A lab's only check, worked out in this thread: the link to the run that it looked at, and what its algorithms came to. */
async function gradedHere(
  texts: Readonly<Record<string, string>>,
): Promise<{ readonly link: RunLink; readonly results: readonly RunResult[] }> {
  const files = new Map(Object.entries(texts).map(([name, text]) => [name, { text }]));
  const { lab } = checkLab(texts['cases.migration-lab.yaml'] ?? '', { files });
  assert.ok(lab);
  const results: RunResult[] = [];
  const here = runHere(() => Promise.reject(new Error('There is no policy here.')));
  const report = await gradeSubmission(lab, files, submissionOf('mine', files), {
    run: async (scenario, run) => {
      const result = await here(scenario, run);
      results.push(result);
      return result;
    },
  });
  const link = report.checks[0]?.run;
  assert.ok(link);
  return { link, results };
}
