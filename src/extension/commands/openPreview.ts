// Open Preview to the Side: the live preview of a scenario, beside its text.
import * as vscode from 'vscode';
import type { Laboratory } from '../laboratory';
import { targetScenario, tellNoScenario } from './target';

export async function openPreview(lab: Laboratory, given?: unknown): Promise<void> {
  const target = targetScenario(lab, given);
  if (target === undefined) {
    tellNoScenario();
    return;
  }
  lab.previews.show(await vscode.workspace.openTextDocument(target));
}
