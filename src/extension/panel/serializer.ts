// Brings panels back after a window reload: by identity, not by content. The experiment that a panel showed is made again from its seed.
import * as vscode from 'vscode';
import { isPanelMemory } from '../../core/protocol/guards';
import type { Laboratory } from '../laboratory';
import { findOrRestore } from '../runs/restore';
import { panelViewType } from './controller';

export function restorePanels(lab: Laboratory): vscode.Disposable {
  return vscode.window.registerWebviewPanelSerializer(panelViewType, {
    async deserializeWebviewPanel(panel, state: unknown) {
      if (!isPanelMemory(state)) {
        lab.log.warn('A panel of another version was closed: what it remembered cannot be read.');
        panel.dispose();
        return;
      }
      const scenario = vscode.Uri.parse(state.scenarioUri);
      await findOrRestore(lab, scenario);
      lab.panels.adopt(panel, scenario);
    },
  });
}
