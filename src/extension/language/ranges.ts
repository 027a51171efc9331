// From offsets, which core speaks, to the editor's positions.
import * as vscode from 'vscode';
import type { TextRange } from '../../core/scenario/problem';

/** The document's range; both count UTF-16 code units. */
export function editorRange(document: vscode.TextDocument, { start, end }: TextRange): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}
