// Says that an experiment has ended, but only if nobody sees it: its panel is closed or hidden.
import * as vscode from 'vscode';
import type { Disposable } from '../emitter';
import type { Laboratory } from '../laboratory';
import { inBackground } from '../log';
import type { Experiment } from '../runs/experiment';

async function tell({ file, scenarioUri, state }: Experiment): Promise<void> {
  const show = vscode.l10n.t('Show Results');
  const answer =
    state.status === 'failed'
      ? await vscode.window.showErrorMessage(vscode.l10n.t('The run of {0} failed: {1}', file, state.error ?? ''), show)
      : await vscode.window.showInformationMessage(vscode.l10n.t('The run of {0} has finished.', file), show);
  if (answer === show) await vscode.commands.executeCommand('migrationLab.showPanel', vscode.Uri.parse(scenarioUri));
}

export function noticeEnds({ log, store, panels }: Laboratory): Disposable {
  const running = new Set<string>();
  return store.changes.on(({ kind, experiment }) => {
    const { experimentId, scenarioUri, state } = experiment;
    if (kind === 'added') running.add(experimentId);
    if (state.status === 'running' || !running.delete(experimentId) || state.status === 'cancelled') return;
    const controller = panels.find(vscode.Uri.parse(scenarioUri));
    if (controller?.panel.visible !== true) inBackground(log, 'Telling the end of a run', tell(experiment));
  });
}
