// Show Results: the panel of a scenario, with its last experiment, made again from its seed if the window has been reloaded since.
import * as vscode from 'vscode';
import type { Laboratory } from '../laboratory';
import { findOrRestore } from '../runs/restore';
import { targetScenario, tellNoScenario } from './target';

export async function showPanel(lab: Laboratory, given?: unknown): Promise<void> {
  const newest = lab.store.newest();
  const target = targetScenario(lab, given) ?? (newest && vscode.Uri.parse(newest.scenarioUri));
  if (target === undefined) {
    tellNoScenario();
    return;
  }
  await findOrRestore(lab, target);
  lab.panels.open(target);
}
