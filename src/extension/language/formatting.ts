// Formatting of a scenario, or of a part of it. Which blanks are right is the language's own (core/language/format.ts): the editor's tab size plays no part.
import * as vscode from 'vscode';
import type { TextEdit } from '../../core/language/rename';
import { editorRange } from './ranges';
import { scenarioSelector } from './scenarioDocuments';

const form = () => import('../../core/language/format');

function editorEdits(document: vscode.TextDocument, edits: readonly TextEdit[]): vscode.TextEdit[] {
  return edits.map(({ range, replacement }) => vscode.TextEdit.replace(editorRange(document, range), replacement));
}

/** Formatting of whole documents and of ranges. */
export function provideFormatting(): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerDocumentFormattingEditProvider(scenarioSelector, {
      async provideDocumentFormattingEdits(document) {
        const { formatEdits } = await form();
        return editorEdits(document, formatEdits(document.getText()));
      },
    }),
    vscode.languages.registerDocumentRangeFormattingEditProvider(scenarioSelector, {
      async provideDocumentRangeFormattingEdits(document, { start, end }) {
        const { formatRangeEdits } = await form();
        const range = { start: document.offsetAt(start), end: document.offsetAt(end) };
        return editorEdits(document, formatRangeEdits(document.getText(), range));
      },
    }),
  );
}
