// Problems of the scenarios that cases have, as the last validation found them: in the Problems view, from where one jumps to their lines.
import * as vscode from 'vscode';
import { diagnosticSource } from '../language/diagnostics';
import type { CaseProblem } from './casesReport';

export class CasesProblems implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('migrationLab.cases');
  // A text that is being mended is not as the validation saw it.
  private readonly changes = vscode.workspace.onDidChangeTextDocument(({ document }) => {
    this.collection.delete(document.uri);
  });

  /** In place of what the validation before has found; `find`: where a scenario's file is, from the cases file. */
  show(cases: vscode.Uri, find: (name: string) => vscode.Uri | null, problems: readonly CaseProblem[]): void {
    this.collection.clear();
    for (const { file, line, message } of problems) {
      const uri = (file === null ? null : find(file)) ?? cases;
      this.collection.set(uri, [...(this.collection.get(uri) ?? []), diagnosticAt(line, message)]);
    }
    if (problems.length > 0) void offer(problems.length);
  }

  dispose(): void {
    this.changes.dispose();
    this.collection.dispose();
  }
}

function diagnosticAt(line: number, message: string): vscode.Diagnostic {
  // To the end of the line, wherever that is.
  const range = new vscode.Range(line - 1, 0, line - 1, 1000);
  const diagnostic = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Error);
  diagnostic.source = diagnosticSource;
  return diagnostic;
}

/** Tells that there are some, and the way to them. */
async function offer(count: number): Promise<void> {
  const show = vscode.l10n.t('Show Problems');
  const chosen = await vscode.window.showWarningMessage(
    count === 1
      ? vscode.l10n.t('The scenario of a case is wrong: it was not simulated.')
      : vscode.l10n.t('The scenarios of {0} cases are wrong: they were not simulated.', count),
    show,
  );
  if (chosen === show) await vscode.commands.executeCommand('workbench.actions.view.problems');
}
