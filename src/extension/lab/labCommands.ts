// Export Submission: one file with what is handed in. Open This Run: the run that a check looked at.
import * as vscode from 'vscode';
import { isLabFile } from '../../core/lab/lab';
import type { RunLink } from '../../core/lab/report';
import { isPlainName } from '../../core/lab/submission';
import { runScenario } from '../commands/run';
import type { Laboratory } from '../laboratory';
import { inBackground } from '../log';
import { folderOf, labFiles, nameOf, readLab } from './labFolder';
import { gradeFolder } from './labRuns';
import { ranAddress } from './ranScenarios';
import { wordOf } from './startLab';

/** The lab that a command means: the given one, that of the given or the active file's folder, the only one, or one that is chosen under the command's title. */
export async function labAtHand(given: unknown, title: string): Promise<vscode.Uri | undefined> {
  const isGiven = given instanceof vscode.Uri && vscode.workspace.getWorkspaceFolder(given) !== undefined;
  if (isGiven && isLabFile(nameOf(given))) return given;
  const labs = await vscode.workspace.findFiles(labFiles, '**/node_modules/**');
  const active = isGiven ? given : vscode.window.activeTextEditor?.document.uri;
  const beside = labs.find((lab) => active?.path.startsWith(`${folderOf(lab).path}/`));
  if (beside !== undefined || labs.length === 1) return beside ?? labs[0];
  if (labs.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no lab in this workspace: start one first.'));
    return undefined;
  }
  const items = labs.map((lab) => ({ label: vscode.workspace.asRelativePath(lab), lab }));
  return (await vscode.window.showQuickPick(items, { title }))?.lab;
}

/** Writes what is handed in, with what the public checks give now; the address of the file. */
export async function exportSubmission(
  laboratory: Laboratory,
  extension: vscode.Uri,
  given: unknown,
): Promise<vscode.Uri | undefined> {
  const uri = await labAtHand(given, vscode.l10n.t('Export Submission'));
  const read = uri && (await readLab(extension, uri));
  if (uri === undefined) return undefined;
  if (read === null || read === undefined)
    throw new Error(vscode.l10n.t('{0} has errors: see its problems', nameOf(uri)));
  const { lab, files, folder } = read;
  const { writeSubmission, submissionEnding } = await import('../../core/lab/submission');
  const report = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      cancellable: true,
      title: vscode.l10n.t('Public checks of {0}', lab.title),
    },
    (_, token) => gradeFolder(laboratory, read, null, token, () => undefined),
  );
  if (report.checks.length < lab.checks.length) return undefined;
  const handedIn = new Map(
    lab.starter.flatMap((name): [string, string][] => {
      const content = files.get(name);
      return content !== undefined && 'text' in content ? [[name, content.text]] : [];
    }),
  );
  const target = vscode.Uri.joinPath(folder, `${lab.id}${submissionEnding}`);
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(writeSubmission(lab, handedIn, report.checks)));
  const message = vscode.l10n.t(
    '{0} of {1} points in public checks. {2} holds your {3} files: hand it in. Your course works the points out again, and may run more checks.',
    report.points,
    report.maxPoints,
    vscode.workspace.asRelativePath(target),
    handedIn.size,
  );
  const show = vscode.l10n.t('Show the File');
  const telling = vscode.window.showInformationMessage(message, show).then(async (choice) => {
    if (choice === show) await vscode.commands.executeCommand('revealInExplorer', target);
  });
  inBackground(laboratory.log, 'Showing the submission', telling);
  return target;
}

/** What a check's link says; undefined: it is none of ours. */
function checkedRun(
  given: unknown,
): { readonly lab: vscode.Uri; readonly check: string; readonly run: RunLink } | undefined {
  const [lab, check, run] = ['lab', 'check', 'run'].map((key) => wordOf(given, key));
  const [scenario, label, seed, hash] = ['scenario', 'label', 'seed', 'scenarioHash'].map((key) => wordOf(run, key));
  const repetition = wordOf(run, 'repetition');
  if (typeof lab !== 'string' || typeof check !== 'string' || typeof scenario !== 'string') return undefined;
  if (typeof label !== 'string' || typeof seed !== 'string' || typeof hash !== 'string') return undefined;
  if (typeof repetition !== 'number' || !isPlainName(scenario)) return undefined;
  return {
    lab: vscode.Uri.parse(lab, true),
    check,
    run: { scenario, label, seed, repetition, scenarioHash: hash },
  };
}

/** Shows the scenario that a check ran, with its case's values and its seed, and runs it as the check did; the experiment's id. */
export async function openLabRun(
  laboratory: Laboratory,
  extension: vscode.Uri,
  given: unknown,
): Promise<string | undefined> {
  const wanted = checkedRun(given);
  // A link may come from anywhere: it opens what is in the workspace alone.
  if (wanted === undefined || vscode.workspace.getWorkspaceFolder(wanted.lab) === undefined) return undefined;
  const { lab, check, run } = wanted;
  const address = ranAddress(folderOf(lab), check, run);
  if (!laboratory.ran.has(address)) await runCheckAgain(laboratory, extension, lab, check);
  const isKept = laboratory.ran.has(address);
  const document = isKept ? await vscode.workspace.openTextDocument(address) : null;
  const { hashOf } = await import('../../core/lab/grading');
  const scenario = document && (await laboratory.documents.checkAnew(document)).scenario;
  if (document === null || scenario === null || hashOf(scenario) !== run.scenarioHash) {
    const message = vscode.l10n.t('The lab’s files have changed since {0} was checked: run the checks again.', check);
    void vscode.window.showWarningMessage(message);
    return undefined;
  }
  await vscode.window.showTextDocument(document, { preview: true, viewColumn: vscode.ViewColumn.One });
  return runScenario(laboratory, address, { repetitions: run.repetition + 1 });
}

/** Works a check out for what it runs: after a reload of the window that is no longer at hand. */
async function runCheckAgain(
  laboratory: Laboratory,
  extension: vscode.Uri,
  lab: vscode.Uri,
  check: string,
): Promise<void> {
  const read = await readLab(extension, lab);
  if (read === null) return;
  const title = vscode.l10n.t('Looking for the run of {0}', check);
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, cancellable: true, title },
    (_, token) =>
      gradeFolder(laboratory, read, [check], token, (report, ran) => {
        if (report.run !== null && ran !== null) laboratory.ran.keep(read.folder, report.id, report.run, ran);
      }),
  );
}
