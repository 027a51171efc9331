// One item in the status bar while something runs: how far it is; a click shows its panel.
import * as vscode from 'vscode';
import type { Clock } from '../clock';
import type { Disposable } from '../emitter';
import type { Experiment } from '../runs/experiment';
import type { RunStore } from '../runs/runStore';

/** Figures that change faster cannot be read. */
const updateMilliseconds = 250;

function describe({ file, state }: Experiment): { readonly text: string; readonly tooltip: string } {
  const { progress } = state;
  if (progress === null) {
    return { text: vscode.l10n.t('Migration Lab: starting'), tooltip: vscode.l10n.t('{0} is about to run.', file) };
  }
  const run = Math.min(progress.runsFinished + 1, progress.runsTotal);
  return {
    text: vscode.l10n.t('Migration Lab: run {0} of {1}', run, progress.runsTotal),
    tooltip: vscode.l10n.t('{0}: {1}, round {2}. Click to show the results.', file, progress.label, progress.round),
  };
}

export function showStatus(store: RunStore, clock: Clock): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('migrationLab.progress', vscode.StatusBarAlignment.Left);
  item.name = vscode.l10n.t('Migration Lab Progress');
  let timer: Disposable | null = null;

  const update = (): void => {
    timer = null;
    const running = store.all().findLast(({ state }) => state.status === 'running');
    if (running === undefined) {
      item.hide();
      return;
    }
    const { text, tooltip } = describe(running);
    item.text = `$(sync~spin) ${text}`;
    item.tooltip = tooltip;
    item.accessibilityInformation = { label: text, role: 'status' };
    item.command = {
      command: 'migrationLab.showPanel',
      title: vscode.l10n.t('Show Results'),
      arguments: [vscode.Uri.parse(running.scenarioUri)],
    };
    item.show();
  };
  return vscode.Disposable.from(
    item,
    store.changes.on(({ kind }) => {
      if (kind === 'events') {
        timer ??= clock.after(updateMilliseconds, update);
      } else {
        timer?.dispose();
        update();
      }
    }),
    new vscode.Disposable(() => timer?.dispose()),
  );
}
