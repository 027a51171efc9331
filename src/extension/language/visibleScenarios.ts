// Keeps what is drawn into the editors of scenarios up to date: decorations follow typing, and whatever else changes them, a moment later.
import * as vscode from 'vscode';
import type { Clock } from '../clock';
import type { Disposable } from '../emitter';
import { type Log, inBackground } from '../log';
import { isScenarioDocument } from './scenarioDocuments';

export interface Drawing extends Disposable {
  /** Draws all visible scenarios anew, soon. */
  refreshSoon(): void;
}

/** Calls `draw` for each visible scenario, now and `calmMilliseconds` after each change; `what` names the work in the log. */
export function drawVisibleScenarios(
  what: string,
  calmMilliseconds: number,
  clock: Clock,
  log: Log,
  draw: (editor: vscode.TextEditor) => Promise<void>,
): Drawing {
  let timer: Disposable | null = null;
  const refreshSoon = (): void => {
    timer ??= clock.after(calmMilliseconds, () => {
      timer = null;
      for (const editor of vscode.window.visibleTextEditors)
        if (isScenarioDocument(editor.document)) inBackground(log, `${what} ${editor.document.uri.path}`, draw(editor));
    });
  };
  refreshSoon();
  const listeners = vscode.Disposable.from(
    vscode.window.onDidChangeVisibleTextEditors(refreshSoon),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (isScenarioDocument(document)) refreshSoon();
    }),
  );
  return {
    refreshSoon,
    dispose: () => {
      timer?.dispose();
      listeners.dispose();
    },
  };
}
