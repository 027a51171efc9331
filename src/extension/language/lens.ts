// The lenses above `algorithms` (Run, Compare, Run 20 Times; Cancel while it runs; Preview; Show Results once there are some) and above `sweep`. Each is a command
// of its own as well, because lenses cannot be reached by keyboard.
import * as vscode from 'vscode';
import { findEntry } from '../../core/scenario/document';
import { locateAlgorithms } from '../../core/scenario/locate';
import type { Clock } from '../clock';
import { manyRepetitions } from '../commands/run';
import type { Disposable } from '../emitter';
import type { History } from '../runs/history';
import type { RunStore } from '../runs/runStore';
import { editorRange } from './ranges';
import { type ScenarioDocuments, scenarioSelector } from './scenarioDocuments';

/** Lenses follow the runs with this delay: a run that is over sooner does not make them flicker. */
const calmMilliseconds = 500;

function commandsFor(
  scenario: vscode.Uri,
  algorithms: number,
  isRunning: boolean,
  hasResults: boolean,
): vscode.Command[] {
  const run = { title: vscode.l10n.t('$(play) Run'), command: 'migrationLab.run', arguments: [scenario] };
  const cancel = {
    title: vscode.l10n.t('$(debug-stop) Cancel'),
    command: 'migrationLab.cancel',
    arguments: [scenario],
  };
  const compare = { title: vscode.l10n.t('Compare'), command: 'migrationLab.compare', arguments: [scenario] };
  const many = {
    title: vscode.l10n.t('Run {0} Times', manyRepetitions),
    command: 'migrationLab.runRepeatedly',
    arguments: [scenario],
  };
  const preview = {
    title: vscode.l10n.t('$(open-preview) Preview'),
    command: 'migrationLab.openPreview',
    arguments: [scenario],
  };
  const show = { title: vscode.l10n.t('Show Results'), command: 'migrationLab.showPanel', arguments: [scenario] };
  const start = isRunning ? [cancel] : [run, ...(algorithms > 1 ? [compare] : []), many];
  return [...start, preview, ...(hasResults ? [show] : [])];
}

function sweepCommand(scenario: vscode.Uri): vscode.Command {
  return { title: vscode.l10n.t('$(play) Run the Sweep'), command: 'migrationLab.runSweep', arguments: [scenario] };
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
      const { document: parsed } = await documents.check(document);
      const sweep = findEntry(parsed.root, 'sweep');
      const sweepLenses = sweep
        ? [new vscode.CodeLens(editorRange(document, sweep.keyRange), sweepCommand(document.uri))]
        : [];
      const located = locateAlgorithms(parsed);
      if (located === null) return sweepLenses;
      const place = editorRange(document, located.keyRange);
      const address = document.uri.toString();
      const isRunning = store.newest(address)?.state.status === 'running';
      const hasResults = store.newest(address) !== undefined || history.find(address) !== undefined;
      const commands = commandsFor(document.uri, located.entries.length, isRunning, hasResults);
      return [...commands.map((command) => new vscode.CodeLens(place, command)), ...sweepLenses];
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
