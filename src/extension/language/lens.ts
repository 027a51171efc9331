// The lens above `algorithms`: Run, or Cancel while it runs, and Show Results once there are some. Each is a command of its own as well, because
// lenses cannot be reached by keyboard.
import * as vscode from 'vscode';
import { locateAlgorithms } from '../../core/scenario/locate';
import type { Clock } from '../clock';
import type { Disposable } from '../emitter';
import type { History } from '../runs/history';
import type { RunStore } from '../runs/runStore';
import { editorRange } from './ranges';
import { type ScenarioDocuments, scenarioSelector } from './scenarioDocuments';

/** Lenses follow the runs with this delay: a run that is over sooner does not make them flicker. */
const calmMilliseconds = 500;

function commandsFor(scenario: vscode.Uri, isRunning: boolean, hasResults: boolean): vscode.Command[] {
  const run = { title: vscode.l10n.t('$(play) Run'), command: 'migrationLab.run', arguments: [scenario] };
  const cancel = {
    title: vscode.l10n.t('$(debug-stop) Cancel'),
    command: 'migrationLab.cancel',
    arguments: [scenario],
  };
  const show = { title: vscode.l10n.t('Show Results'), command: 'migrationLab.showPanel', arguments: [scenario] };
  return [isRunning ? cancel : run, ...(hasResults ? [show] : [])];
}

export function provideLenses(
  documents: ScenarioDocuments,
  store: RunStore,
  history: History,
  clock: Clock,
): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    async provideCodeLenses(document) {
      const located = locateAlgorithms((await documents.check(document)).document);
      if (located === null) return [];
      const place = editorRange(document, located.keyRange);
      const address = document.uri.toString();
      const isRunning = store.newest(address)?.state.status === 'running';
      const hasResults = store.newest(address) !== undefined || history.find(address) !== undefined;
      const commands = commandsFor(document.uri, isRunning, hasResults);
      return commands.map((command) => new vscode.CodeLens(place, command));
    },
  };
  let timer: Disposable | null = null;
  const changeSoon = (): void => {
    timer ??= clock.after(calmMilliseconds, () => {
      timer = null;
      changed.fire();
    });
  };
  return vscode.Disposable.from(
    changed,
    new vscode.Disposable(() => timer?.dispose()),
    vscode.languages.registerCodeLensProvider(scenarioSelector, provider),
    store.changes.on(({ kind }) => {
      if (kind !== 'events') changeSoon();
    }),
  );
}
