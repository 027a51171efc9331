// What values come to, behind them: core/language/inlays.ts, unless `migrationLab.inlayHints` says no. They follow the files that a scenario names.
import * as vscode from 'vscode';
import { showsInlayHints } from '../config';
import { type ScenarioDocuments, scenarioSelector } from './scenarioDocuments';

/** Inlay hints of sizes, shares and rates. */
export function provideInlayHints(documents: ScenarioDocuments): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.InlayHintsProvider = {
    onDidChangeInlayHints: changed.event,
    async provideInlayHints(document, shown) {
      if (!showsInlayHints(document.uri)) return [];
      const [{ inlaysOf }, checked] = await Promise.all([
        import('../../core/language/inlays'),
        documents.check(document),
      ]);
      return inlaysOf(checked.document, checked.files).flatMap(({ offset, text, explanation }) => {
        const position = document.positionAt(offset);
        if (!shown.contains(position)) return [];
        const hint = new vscode.InlayHint(position, text);
        hint.paddingLeft = true;
        if (explanation !== null) hint.tooltip = explanation;
        return hint;
      });
    },
  };
  const following = documents.files.changes.on(() => {
    changed.fire();
  });
  return vscode.Disposable.from(
    changed,
    new vscode.Disposable(() => {
      following.dispose();
    }),
    vscode.languages.registerInlayHintsProvider(scenarioSelector, provider),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('migrationLab.inlayHints')) changed.fire();
    }),
  );
}
