// The settings, read at the moment of use: they are the editor's, and nothing here keeps a copy.
import * as vscode from 'vscode';

/** Whether a scenario is run when it is first shown in an editor. */
export function runsOnOpen(scenario: vscode.Uri): boolean {
  return vscode.workspace.getConfiguration('migrationLab.run', scenario).get('onOpen', false);
}

/** Whether values have what they come to shown behind them. */
export function showsInlayHints(scenario: vscode.Uri): boolean {
  return vscode.workspace.getConfiguration('migrationLab', scenario).get('inlayHints', true);
}
