// A document as the preview's session reads it: its check, its first problem, and its line.
import * as vscode from 'vscode';
import type { PreviewProblems } from '../../core/protocol/previewMessages';
import type { Problem } from '../../core/scenario/problem';
import type { ScenarioDocuments } from '../language/scenarioDocuments';
import type { PreviewText } from './session';

/** The errors of a text; null if it has none. */
function problemsOf(document: vscode.TextDocument, problems: readonly Problem[]): PreviewProblems | null {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first === undefined) return null;
  const line = document.positionAt(first.range.start).line + 1;
  return { errors: errors.length, first: { message: first.message, line } };
}

/** The text of a document, whatever it is when it is read. */
export function previewText(documents: ScenarioDocuments, document: vscode.TextDocument): PreviewText {
  return {
    scenarioUri: document.uri.toString(),
    file: vscode.workspace.asRelativePath(document.uri, false),
    check: async () => {
      const { scenario, problems, sweep } = await documents.check(document);
      return { scenario, problems: problemsOf(document, problems), hasSweep: sweep !== null };
    },
  };
}

/** Shows the first error of a document in its editor. */
export async function showFirstProblem(documents: ScenarioDocuments, document: vscode.TextDocument): Promise<void> {
  const { problems } = await documents.check(document);
  const first = problems.find(({ severity }) => severity === 'error');
  if (first === undefined) return;
  const place = new vscode.Range(document.positionAt(first.range.start), document.positionAt(first.range.end));
  const address = document.uri.toString();
  const open = vscode.window.visibleTextEditors.find((editor) => editor.document.uri.toString() === address);
  const viewColumn = open?.viewColumn ?? vscode.ViewColumn.One;
  await vscode.window.showTextDocument(document, { viewColumn, selection: place });
}
