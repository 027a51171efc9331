// What can be done with a run of the history: open it, keep it in the workspace, delete it.
import * as vscode from 'vscode';
import type { Laboratory } from '../laboratory';
import type { ArchivedRun } from '../runs/archive';
import { restoreStored } from '../runs/restore';

/** The stored run that a command was given, by the view's item or by its id; undefined if it was given none. */
export async function runOf(lab: Laboratory, given: unknown): Promise<ArchivedRun | undefined> {
  const id: unknown =
    typeof given === 'object' && given !== null && 'experimentId' in given ? given.experimentId : given;
  return typeof id === 'string' ? lab.archive.find(id) : undefined;
}

/** Shows a run in the panel of its scenario; its id. */
export async function openRun(lab: Laboratory, given: unknown): Promise<string | undefined> {
  const run = await runOf(lab, given);
  if (run === undefined || (await restoreStored(lab, run)) === null) {
    tellGone();
    return undefined;
  }
  lab.panels.open(run.scenario);
  return run.head.experimentId;
}

/** Moves a run into `.migration-lab/` of its folder. */
export async function keepRun(lab: Laboratory, given: unknown): Promise<void> {
  const run = await runOf(lab, given);
  if (run === undefined) tellGone();
  else if (run.folder === null) await lab.archive.keepInWorkspace(run);
}

/** Deletes a run; one that a person has kept on purpose after asking. */
export async function deleteRun(lab: Laboratory, given: unknown): Promise<void> {
  const run = await runOf(lab, given);
  if (run === undefined) return;
  if (run.folder !== null) {
    const sure = vscode.l10n.t('Delete');
    const question = vscode.l10n.t('Delete the run of {0} from .migration-lab/?', run.head.file);
    if ((await vscode.window.showWarningMessage(question, { modal: true }, sure)) !== sure) return;
  }
  await lab.archive.delete(run.head.experimentId);
}

function tellGone(): void {
  void vscode.window.showInformationMessage(vscode.l10n.t('This run is no longer stored.'));
}
