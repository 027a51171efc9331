// The view 'Migration Runs': every stored run, newest first, with its figures; what can be done with a run is in its menu.
import * as vscode from 'vscode';
import { formatSeconds } from '../../core/metrics/format';
import type { Laboratory } from '../laboratory';
import type { ArchivedRun } from './archive';
import { timeInWords } from './reference';

/** An item of the view; commands are given it. */
interface HistoryItem {
  readonly experimentId: string;
  readonly run: ArchivedRun;
}

const icons: Readonly<Record<ArchivedRun['head']['state']['status'], string>> = {
  running: 'sync',
  finished: 'graph',
  cancelled: 'circle-slash',
  failed: 'error',
};

/** Shows the stored runs; looks at them once the view is. */
export function provideHistory({ archive, pins }: Laboratory): vscode.Disposable {
  const changed = new vscode.EventEmitter<undefined>();
  const provider: vscode.TreeDataProvider<HistoryItem> = {
    onDidChangeTreeData: changed.event,
    getChildren: async (item) =>
      item ? [] : (await archive.all()).map((run) => ({ experimentId: run.head.experimentId, run })),
    getTreeItem: (item) => treeItem(item, pins.isPinned(item.experimentId)),
  };
  const refresh = (): void => {
    changed.fire(undefined);
  };
  return vscode.Disposable.from(
    changed,
    vscode.window.registerTreeDataProvider('migrationLab.history', provider),
    archive.changes.on(refresh),
    pins.changes.on(refresh),
  );
}

function treeItem(item: HistoryItem, isPinned: boolean): vscode.TreeItem {
  const { head, folder } = item.run;
  const { scenario, state, endedAt, file, experimentId } = head;
  const shown = new vscode.TreeItem(scenario.name);
  const marks = [...(isPinned ? [vscode.l10n.t('pinned')] : []), ...(folder ? [vscode.l10n.t('kept')] : [])];
  shown.id = experimentId;
  shown.description = [timeInWords(endedAt), ...marks].join(' · ');
  shown.iconPath = new vscode.ThemeIcon(isPinned ? 'pinned' : icons[state.status]);
  shown.contextValue = ['run', isPinned ? 'pinned' : 'loose', folder ? 'kept' : 'stored'].join('.');
  const figures = (state.summary ?? []).map(({ label, downtimeSeconds, totalSeconds }) =>
    downtimeSeconds && totalSeconds
      ? vscode.l10n.t(
          '{0}: downtime {1}, total {2}',
          label,
          formatSeconds(downtimeSeconds.mean),
          formatSeconds(totalSeconds.mean),
        )
      : vscode.l10n.t('{0}: did not complete', label),
  );
  const standing = state.status === 'finished' ? [] : [statusInWords(state.status)];
  shown.tooltip = [file, new Date(endedAt).toLocaleString(), ...standing, ...figures].join('\n');
  shown.accessibilityInformation = { label: [scenario.name, shown.description, ...standing, ...figures].join(', ') };
  shown.command = {
    command: 'migrationLab.history.open',
    title: vscode.l10n.t('Open Run'),
    arguments: [item],
  };
  return shown;
}

function statusInWords(status: ArchivedRun['head']['state']['status']): string {
  return status === 'failed' ? vscode.l10n.t('failed') : vscode.l10n.t('cancelled');
}
