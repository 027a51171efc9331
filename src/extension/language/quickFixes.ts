// Quick fixes: the changes that a problem itself proposes.
import * as vscode from 'vscode';
import type { Fix, Problem } from '../../core/scenario/problem';
import { diagnosticSource } from './diagnostics';
import { editorRange } from './ranges';
import { type ScenarioDocuments, scenarioSelector } from './scenarioDocuments';

function actionOf(document: vscode.TextDocument, diagnostic: vscode.Diagnostic, fix: Fix): vscode.CodeAction {
  const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
  action.edit = new vscode.WorkspaceEdit();
  action.edit.replace(document.uri, editorRange(document, fix.range), fix.replacement);
  action.diagnostics = [diagnostic];
  return action;
}

/** The fixes of those problems of ours that the editor asks about. */
export function fixesFor(
  document: vscode.TextDocument,
  diagnostics: readonly vscode.Diagnostic[],
  problems: readonly Problem[],
): vscode.CodeAction[] {
  const ours = diagnostics.filter(({ source }) => source === diagnosticSource);
  return ours.flatMap((diagnostic) => actionsFor(document, diagnostic, problems));
}

/** The fixes of one problem; a single one is what 'Fix' means. */
function actionsFor(
  document: vscode.TextDocument,
  diagnostic: vscode.Diagnostic,
  problems: readonly Problem[],
): vscode.CodeAction[] {
  const fixes = problems
    .filter((problem) => problem.code === diagnostic.code)
    .filter((problem) => editorRange(document, problem.range).isEqual(diagnostic.range))
    .flatMap((problem) => problem.fixes);
  const actions = fixes.map((fix) => actionOf(document, diagnostic, fix));
  const [only] = actions;
  if (only !== undefined && actions.length === 1) only.isPreferred = true;
  return actions;
}

export function provideQuickFixes(documents: ScenarioDocuments): vscode.Disposable {
  const provider: vscode.CodeActionProvider = {
    async provideCodeActions(document, _range, { diagnostics }) {
      if (!diagnostics.some(({ source }) => source === diagnosticSource)) return [];
      const { problems } = await documents.check(document);
      return fixesFor(document, diagnostics, problems);
    },
  };
  return vscode.languages.registerCodeActionsProvider(scenarioSelector, provider, {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
  });
}
