// Export Charts: all charts of the active panel as files, the twin of the panel's own menu.
import * as vscode from 'vscode';
import type { ExportMessage } from '../../core/protocol/messages';
import type { Laboratory } from '../laboratory';

interface Choice extends vscode.QuickPickItem {
  readonly wish: Pick<ExportMessage, 'format' | 'forPrint'>;
}

function choices(): readonly Choice[] {
  const print = vscode.l10n.t('light for print');
  const asShown = vscode.l10n.t('in the panel’s colours');
  return [
    { label: vscode.l10n.t('Pictures (PNG)'), description: print, wish: { format: 'png', forPrint: true } },
    { label: vscode.l10n.t('Vector pictures (SVG)'), description: print, wish: { format: 'svg', forPrint: true } },
    { label: vscode.l10n.t('Pictures (PNG)'), description: asShown, wish: { format: 'png', forPrint: false } },
    { label: vscode.l10n.t('Vector pictures (SVG)'), description: asShown, wish: { format: 'svg', forPrint: false } },
    { label: vscode.l10n.t('Figures (CSV)'), wish: { format: 'csv', forPrint: true } },
  ];
}

export async function exportCharts(lab: Laboratory): Promise<void> {
  const panel = lab.panels.active();
  if (panel === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Open the panel of a scenario first: Show Results.'));
    return;
  }
  const placeHolder = vscode.l10n.t('Export all charts of the panel as');
  const chosen = await vscode.window.showQuickPick(choices(), { placeHolder });
  if (chosen !== undefined) panel.exportCharts(chosen.wish);
}
