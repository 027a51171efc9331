// Which scenario a command means: the one it is given, that of the active editor or panel, else the only one in sight.
import * as vscode from 'vscode';
import type { Laboratory } from '../laboratory';
import { isScenarioDocument } from '../language/scenarioDocuments';

/** `given` is what the editor passes: an address from menus and lenses, nothing from the palette. */
export function targetScenario(lab: Laboratory, given: unknown): vscode.Uri | undefined {
  // The title of a panel's tab passes the panel's own address, which names no file.
  if (given instanceof vscode.Uri && given.scheme !== 'webview-panel') return given;
  const panel = lab.panels.active();
  if (panel !== undefined) return panel.scenario;
  const preview = lab.previews.current;
  if (preview?.panel.active === true) return preview.scenario;
  const document = vscode.window.activeTextEditor?.document;
  if (document !== undefined && isScenarioDocument(document)) return document.uri;
  const inSight = vscode.window.visibleTextEditors.map((editor) => editor.document).filter(isScenarioDocument);
  const [only] = new Map(inSight.map(({ uri }) => [uri.toString(), uri])).values();
  return inSight.length === 1 ? only : undefined;
}

export function tellNoScenario(): void {
  void vscode.window.showInformationMessage(
    vscode.l10n.t('Open a scenario first: a file whose name ends in .migration.yaml.'),
  );
}
