// 'Fix all': every problem that has one likely fix, in one edit; as a quick fix, and as a source action that may run on saving.
import * as vscode from 'vscode';
import { fixesForAll } from '../../core/language/fixAll';
import type { Fix } from '../../core/scenario/problem';
import { diagnosticSource } from './diagnostics';
import { editorRange } from './ranges';
import { type ScenarioDocuments, scenarioSelector } from './scenarioDocuments';

const fixAllKind = vscode.CodeActionKind.SourceFixAll.append('migrationLab');

function actionOf(
  document: vscode.TextDocument,
  fixes: readonly Fix[],
  kind: vscode.CodeActionKind,
): vscode.CodeAction {
  const title = vscode.l10n.t('Fix all {0} problems that have one likely fix', fixes.length);
  const action = new vscode.CodeAction(title, kind);
  action.edit = new vscode.WorkspaceEdit();
  for (const { range, replacement } of fixes)
    action.edit.replace(document.uri, editorRange(document, range), replacement);
  return action;
}

/** Offers to fix all in all scenarios until disposed of. */
export function provideFixAll(documents: ScenarioDocuments): vscode.Disposable {
  const provider: vscode.CodeActionProvider = {
    async provideCodeActions(document, _range, { only, diagnostics }) {
      const isSource = only?.intersects(fixAllKind) ?? false;
      const isQuick = only?.contains(vscode.CodeActionKind.QuickFix) ?? true;
      const isAsked = isSource || (isQuick && diagnostics.some(({ source }) => source === diagnosticSource));
      if (!isAsked) return [];
      const fixes = fixesForAll((await documents.check(document)).problems);
      if (isSource) return fixes.length > 0 ? [actionOf(document, fixes, fixAllKind)] : [];
      return fixes.length > 1 ? [actionOf(document, fixes, vscode.CodeActionKind.QuickFix)] : [];
    },
  };
  return vscode.languages.registerCodeActionsProvider(scenarioSelector, provider, {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, fixAllKind],
  });
}
