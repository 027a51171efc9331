// A lab as a student goes through it: started into a folder of its own, its public checks in the Test Explorer, and the one file that is handed in.
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { closeEverything, eventually, fileInWorkspace, laboratory } from './lab';

const id = 'write-your-own-policy';

interface Exported {
  readonly format: string;
  readonly student: string | null;
  readonly files: Readonly<Record<string, string>>;
  readonly results: readonly { readonly id: string; readonly points: number; readonly maxPoints: number }[];
}

const textOf = async (file: vscode.Uri): Promise<string> =>
  new TextDecoder().decode(await vscode.workspace.fs.readFile(file));

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

    it('opens the run of a check with its seed, of files of the workspace alone', async () => {
      const { runs } = await laboratory();
      const folder = fileInWorkspace('course');
      await vscode.workspace.fs.createDirectory(folder);
      const lab = await vscode.commands.executeCommand<vscode.Uri | undefined>('migrationLab.startLab', {
        lab: id,
        folder,
        student: 'ada',
      });
      assert.ok(lab);
      const scenario = vscode.Uri.joinPath(lab, '..', 'guests.migration.yaml');
      const open = (uri: vscode.Uri): Thenable<string | undefined> =>
        vscode.commands.executeCommand('migrationLab.openLabRun', {
          scenario: uri.toString(),
          label: 'qemu',
          seed: 'plate',
          repetition: 0,
        });
      const experimentId = await open(scenario);
      assert.ok(experimentId);
      const { scenario: run } = await runs.whenEnded(experimentId);
      assert.equal(run.seed, 'plate');
      assert.equal(await open(vscode.Uri.file('/etc/passwd')), undefined);
    });
  });
}
