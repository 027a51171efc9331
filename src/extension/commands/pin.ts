// Pin Results: keeps the results of a scenario to compare the next ones with. Unpin Results: compares with nothing any more.
import * as vscode from 'vscode';
import type { Laboratory } from '../laboratory';
import { findOrRestore } from '../runs/restore';
import { runOf } from './history';
import { targetScenario, tellNoScenario } from './target';

/** The id of the experiment that is pinned. */
export async function pinResults(lab: Laboratory, given?: unknown): Promise<string | undefined> {
  const run = await runOf(lab, given);
  const target = run?.scenario ?? targetScenario(lab, given);
  if (target === undefined) {
    tellNoScenario();
    return undefined;
  }
  const experiment = run ? null : await findOrRestore(lab, target);
  const experimentId = run?.head.experimentId ?? experiment?.experimentId;
  if (experimentId === undefined || experiment?.state.status === 'running') {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('There are no results to pin yet: run the scenario, and pin when the run has ended.'),
    );
    return undefined;
  }
  await lab.pins.pin(target.toString(), { kind: 'run', experimentId });
  await findOrRestore(lab, target);
  lab.panels.open(target);
  return experimentId;
}

export async function unpinResults(lab: Laboratory, given?: unknown): Promise<void> {
  const target = (await runOf(lab, given))?.scenario ?? targetScenario(lab, given);
  if (target === undefined) tellNoScenario();
  else await lab.pins.pin(target.toString(), null);
}
