// Shows a page of Markdown in the editor's own preview.
import * as vscode from 'vscode';

const preview = 'markdown.showPreview';
const previewBeside = 'markdown.showPreviewToSide';

/** Beside a text that is being read; in place otherwise. An editor without a Markdown preview shows the text of the page. */
export async function showPage(page: vscode.Uri): Promise<void> {
  const command = vscode.window.activeTextEditor === undefined ? preview : previewBeside;
  try {
    // Tried, not looked up: the list of commands lacks it until the editor's own extension for Markdown is active.
    await vscode.commands.executeCommand(command, page);
  } catch {
    await vscode.window.showTextDocument(page, { viewColumn: vscode.ViewColumn.Beside, preview: true });
  }
}
