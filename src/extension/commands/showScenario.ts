// Show Scenario: the file behind a panel, in an editor; where it is open already it is shown there.
import * as vscode from 'vscode';

export async function showScenario(scenario: vscode.Uri): Promise<void> {
  const address = scenario.toString();
  const place = vscode.window.tabGroups.all.find(({ tabs }) =>
    tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === address),
  );
  const viewColumn = place?.viewColumn ?? vscode.ViewColumn.One;
  await vscode.window.showTextDocument(scenario, { viewColumn, preview: false });
}
