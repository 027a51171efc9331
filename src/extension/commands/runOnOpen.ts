// Runs a scenario when it is first shown in an editor, if the setting asks for it. After a window reload the panel comes back with its
// experiment: then nothing is run anew.
import * as vscode from 'vscode';
import { runsOnOpen } from '../config';
import type { Laboratory } from '../laboratory';
import { isScenarioDocument } from '../language/scenarioDocuments';
import { inBackground } from '../log';
import { panelViewType } from '../panel/controller';
import { runScenario } from './run';

/** Whether the editor still has to bring a panel back; the tab's type carries a prefix of the editor's own. */
const hasPanelTab = (): boolean =>
  vscode.window.tabGroups.all.some(({ tabs }) =>
    tabs.some(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(panelViewType)),
  );

export function runOnOpen(lab: Laboratory): vscode.Disposable {
  const seen = new Set<string>();
  const look = (editor: vscode.TextEditor | undefined): void => {
    if (editor === undefined || !isScenarioDocument(editor.document)) return;
    const { uri } = editor.document;
    const address = uri.toString();
    if (seen.has(address)) return;
    seen.add(address);
    const comesBack = hasPanelTab() && lab.history.find(address) !== undefined;
    if (!runsOnOpen(uri) || comesBack || lab.store.newest(address) !== undefined) return;
    inBackground(lab.log, `Running ${uri.path} on opening`, runScenario(lab, uri));
  };
  look(vscode.window.activeTextEditor);
  return vscode.window.onDidChangeActiveTextEditor(look);
}
