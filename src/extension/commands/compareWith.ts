// Compare with…: holds a scenario's results against a run of the history, another scenario, or a saved result.
import * as vscode from 'vscode';
import type { Laboratory } from '../laboratory';
import type { ArchivedRun } from '../runs/archive';
import { whenEnded } from '../runs/ended';
import type { PinnedThing } from '../runs/pins';
import { fileReference, timeInWords } from '../runs/reference';
import { findOrRestore, restoreStored } from '../runs/restore';
import { runOf } from './history';
import { runScenario } from './run';
import { targetScenario, tellNoScenario } from './target';

interface Choice extends vscode.QuickPickItem {
  /** What is chosen, made when it is: null if the person thinks better of it. */
  readonly take?: () => Promise<PinnedThing | null>;
}

const mostRuns = 50;
const mostScenarios = 200;

/** Whether the person chose something. */
export async function compareWith(lab: Laboratory, given?: unknown): Promise<boolean> {
  const run = await runOf(lab, given);
  const target = run?.scenario ?? targetScenario(lab, given);
  if (target === undefined) {
    tellNoScenario();
    return false;
  }
  const chosen = await vscode.window.showQuickPick(choicesFor(lab, target, run), {
    title: vscode.l10n.t('Compare {0} with', vscode.workspace.asRelativePath(target, false)),
    placeHolder: vscode.l10n.t('A run of the history, another scenario, or a saved result'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  const pinned = (await chosen?.take?.()) ?? null;
  if (pinned === null) return false;
  if (run) await restoreStored(lab, run);
  else if ((await findOrRestore(lab, target)) === null && (await runScenario(lab, target)) === undefined) return false;
  await lab.pins.pin(target.toString(), pinned);
  lab.panels.open(target);
  return true;
}

async function choicesFor(lab: Laboratory, target: vscode.Uri, run: ArchivedRun | undefined): Promise<Choice[]> {
  const current = run?.head.experimentId ?? lab.store.newest(target.toString())?.experimentId;
  const runs = (await lab.archive.all()).filter(({ head }) => head.experimentId !== current).slice(0, mostRuns);
  const scenarios = await vscode.workspace.findFiles('**/*.migration.{yaml,yml}', undefined, mostScenarios);
  const others = scenarios
    .filter((scenario) => scenario.toString() !== target.toString())
    .sort((a, b) => a.path.localeCompare(b.path));
  const separator = (label: string): Choice => ({ label, kind: vscode.QuickPickItemKind.Separator });
  return [
    ...(runs.length > 0 ? [separator(vscode.l10n.t('runs')), ...runs.map(runChoice)] : []),
    separator(vscode.l10n.t('files')),
    { label: vscode.l10n.t('$(folder-opened) A saved result …'), take: () => savedResult() },
    ...others.map((scenario) => scenarioChoice(lab, scenario)),
  ];
}

function runChoice({ head }: ArchivedRun): Choice {
  const { experimentId, scenario, file, endedAt } = head;
  return {
    label: `$(graph) ${scenario.name}`,
    description: timeInWords(endedAt),
    detail: file,
    take: () => Promise.resolve({ kind: 'run', experimentId }),
  };
}

function scenarioChoice(lab: Laboratory, scenario: vscode.Uri): Choice {
  return {
    label: `$(file) ${vscode.workspace.asRelativePath(scenario)}`,
    take: async () => {
      const experimentId = await resultsOf(lab, scenario);
      return experimentId === undefined ? null : { kind: 'run', experimentId };
    },
  };
}

/** The experiment of another scenario as it is: the one at hand, else it is run. */
async function resultsOf(lab: Laboratory, scenario: vscode.Uri): Promise<string | undefined> {
  const known = await findOrRestore(lab, scenario);
  if (known?.state.status === 'finished' && !known.state.stale) return known.experimentId;
  const experimentId = await runScenario(lab, scenario, { panel: 'as-it-is' });
  if (experimentId === undefined) return undefined;
  const running = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Running {0}', scenario.path),
  };
  const { state } = await vscode.window.withProgress(running, () => whenEnded(lab.store, experimentId));
  return state.status === 'finished' ? experimentId : undefined;
}

async function savedResult(): Promise<PinnedThing | null> {
  const [file] =
    (await vscode.window.showOpenDialog({ filters: { [vscode.l10n.t('Results')]: ['json', 'ndjson'] } })) ?? [];
  if (file === undefined) return null;
  const read = await fileReference(file);
  if ('reference' in read) return { kind: 'file', uri: file.toString() };
  void vscode.window.showErrorMessage(read.fault);
  return null;
}
