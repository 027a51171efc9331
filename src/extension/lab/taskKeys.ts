// Context keys for the buttons of labs: `migrationLab.labFolders`, the folders that have a lab, and `migrationLab.taskInFront`, whether the preview in front is that of
// a task. Of a preview an extension knows no more than its title.
import * as vscode from 'vscode';
import { type Log, inBackground } from '../log';
import { folderOf, labFiles } from './labFolder';
import { taskFile } from '../../core/lab/handOut';

function isTask(tab: vscode.Tab | undefined): boolean {
  return tab?.input instanceof vscode.TabInputWebview && tab.label.endsWith(taskFile);
}

/** Keeps the keys up to date until disposed of. */
export function watchTasks(log: Log): vscode.Disposable {
  const set = (key: string, value: unknown): void => {
    void vscode.commands.executeCommand('setContext', key, value);
  };
  const look = (): void => {
    set('migrationLab.taskInFront', isTask(vscode.window.tabGroups.activeTabGroup.activeTab));
  };
  const list = async (): Promise<void> => {
    const labs = await vscode.workspace.findFiles(labFiles, '**/node_modules/**');
    // Which of the two `resourceDirname` is depends on where the editor's window runs.
    set('migrationLab.labFolders', [...new Set(labs.map(folderOf).flatMap(({ path, fsPath }) => [path, fsPath]))]);
  };
  const listAgain = (): void => {
    inBackground(log, 'Looking for labs', list());
  };
  const watcher = vscode.workspace.createFileSystemWatcher(labFiles, false, true, false);
  look();
  listAgain();
  return vscode.Disposable.from(
    watcher,
    watcher.onDidCreate(listAgain),
    watcher.onDidDelete(listAgain),
    vscode.workspace.onDidChangeWorkspaceFolders(listAgain),
    vscode.window.tabGroups.onDidChangeTabs(look),
    vscode.window.tabGroups.onDidChangeTabGroups(look),
  );
}
