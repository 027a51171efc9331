// Marks experiments whose scenario has changed since: while it is edited, when an edit is thrown away, and when its file, or one that it names, changes
// on disk.
import * as vscode from 'vscode';
import type { WorkspaceFiles } from '../dataFiles/workspaceFiles';
import { isScenarioDocument } from '../language/scenarioDocuments';
import { type Log, inBackground } from '../log';
import { currentText } from './currentText';
import { digestOfScenario } from './digest';
import type { RunStore } from './runStore';

const stillMilliseconds = 150;

/** Compares the scenario's text and its files as they are now with those of its experiments. */
export async function compareText(store: RunStore, files: WorkspaceFiles, scenario: vscode.Uri): Promise<void> {
  const text = await currentText(scenario);
  if (text === undefined) return;
  store.compareText(scenario.toString(), digestOfScenario(text, await files.read(scenario, text)));
}

/** Keeps the marks up to date until disposed of. */
export function watchStaleness(store: RunStore, dataFiles: WorkspaceFiles, log: Log): vscode.Disposable {
  const timers = new Map<string, NodeJS.Timeout>();
  const compareSoon = (scenario: vscode.Uri): void => {
    const address = scenario.toString();
    if (store.newest(address) === undefined) return;
    clearTimeout(timers.get(address));
    const timer = setTimeout(() => {
      timers.delete(address);
      inBackground(log, `Comparing the text of ${scenario.path}`, compareText(store, dataFiles, scenario));
    }, stillMilliseconds);
    timers.set(address, timer);
  };
  const files = vscode.workspace.createFileSystemWatcher('**/*.migration.{yaml,yml}', true, false, true);
  return vscode.Disposable.from(
    files,
    files.onDidChange(compareSoon),
    dataFiles.changes.on((scenarios) => {
      for (const address of scenarios) compareSoon(vscode.Uri.parse(address));
    }),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (isScenarioDocument(document)) compareSoon(document.uri);
    }),
    vscode.workspace.onDidCloseTextDocument((document) => {
      if (isScenarioDocument(document)) compareSoon(document.uri);
    }),
    new vscode.Disposable(() => {
      for (const timer of timers.values()) clearTimeout(timer);
    }),
  );
}
