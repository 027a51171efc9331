// A scenario's text as it stands: in the editor if it is open there, else in its file.
import * as vscode from 'vscode';

/** Undefined if the file cannot be read (any more). */
export async function currentText(scenario: vscode.Uri): Promise<string | undefined> {
  const address = scenario.toString();
  const open = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === address);
  if (open !== undefined) return open.getText();
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(scenario));
  } catch {
    return undefined;
  }
}
