// Saves what a panel has made of its charts: one file at a place that the person chooses, several in a folder. Works wherever the editor has a file
// system, in the browser too.
import * as vscode from 'vscode';
import type { SavedFile } from '../../core/protocol/savedFiles';

/** Asks where to, and saves; nothing happens if the person thinks better of it. `scenario` is where the dialogs begin. */
export async function saveFiles(files: readonly SavedFile[], scenario: vscode.Uri): Promise<void> {
  const [first] = files;
  if (first === undefined) return;
  const folder = folderNear(scenario);
  if (files.length === 1) await saveOne(first, folder);
  else await saveInFolder(files, folder);
}

/** The scenario's own folder; of a text that is no file yet, the workspace's. */
function folderNear(scenario: vscode.Uri): vscode.Uri | undefined {
  return scenario.scheme === 'untitled'
    ? vscode.workspace.workspaceFolders?.[0]?.uri
    : vscode.Uri.joinPath(scenario, '..');
}

async function saveOne(file: SavedFile, folder: vscode.Uri | undefined): Promise<void> {
  const ending = file.name.slice(file.name.lastIndexOf('.') + 1);
  const target = await vscode.window.showSaveDialog({
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, file.name) }),
    filters: { [ending.toUpperCase()]: [ending] },
    title: vscode.l10n.t('Export a Chart'),
  });
  if (target === undefined) return;
  await vscode.workspace.fs.writeFile(target, bytesOf(file));
  const open = vscode.l10n.t('Open');
  const name = target.path.slice(target.path.lastIndexOf('/') + 1);
  const chosen = await vscode.window.showInformationMessage(vscode.l10n.t('Saved {0}.', name), open);
  if (chosen === open) await vscode.commands.executeCommand('vscode.open', target);
}

async function saveInFolder(files: readonly SavedFile[], near: vscode.Uri | undefined): Promise<void> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      ...(near && { defaultUri: near }),
      canSelectFiles: false,
      canSelectFolders: true,
      canSelectMany: false,
      openLabel: vscode.l10n.t('Save {0} Charts Here', files.length),
      title: vscode.l10n.t('Export All Charts'),
    })) ?? [];
  if (folder === undefined || !(await mayReplace(files, folder))) return;
  for (const file of files) await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, file.name), bytesOf(file));
  const message = vscode.l10n.t('Saved {0} charts in {1}.', files.length, vscode.workspace.asRelativePath(folder));
  void vscode.window.showInformationMessage(message);
}

/** Asks before anything is written over. */
async function mayReplace(files: readonly SavedFile[], folder: vscode.Uri): Promise<boolean> {
  const there = new Set((await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name));
  const replaced = files.filter(({ name }) => there.has(name)).length;
  if (replaced === 0) return true;
  const replace = vscode.l10n.t('Replace');
  const question = vscode.l10n.t('{0} of {1} files are there already.', replaced, files.length);
  return (await vscode.window.showWarningMessage(question, { modal: true }, replace)) === replace;
}

function bytesOf({ content }: SavedFile): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content);
}
