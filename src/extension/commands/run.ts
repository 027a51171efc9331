// Run Scenario: checks the scenario as it stands in the editor, starts its experiment and shows the panel beside it.
import * as vscode from 'vscode';
import type { Scenario } from '../../core/scenario/scenario';
import { randomHex } from '../ids';
import { placeOf } from '../lab/ranScenarios';
import type { Laboratory } from '../laboratory';
import { inBackground } from '../log';
import { digestOfScenario } from '../runs/digest';
import { targetScenario, tellNoScenario } from './target';

/** Repetitions of `Run 20 Times`: enough for intervals that mean something. */
export const manyRepetitions = 20;

/** How to run, other than as the file says. */
export interface RunOptions {
  /** In place of the file's. */
  readonly repetitions?: number;
  readonly seed?: string;
  /** Default: it is opened, or brought to the front. */
  readonly panel?: 'as-it-is';
}

/** The id of the experiment that was started; undefined if there is nothing to run, or it has errors. */
export async function runScenario(
  lab: Laboratory,
  given?: unknown,
  options: RunOptions = {},
): Promise<string | undefined> {
  const target = targetScenario(lab, given);
  if (target === undefined) {
    tellNoScenario();
    return undefined;
  }
  const document = await vscode.workspace.openTextDocument(target);
  const text = document.getText();
  const { scenario, problems, files } = await lab.documents.checkAnew(document);
  if (scenario === null) {
    const errors = problems.filter(({ severity }) => severity === 'error').length;
    inBackground(lab.log, 'Telling the errors', tellErrors(document, errors));
    return undefined;
  }
  const { repetitions = scenario.repetitions, seed = scenario.seed } = options;
  const experimentId = start(lab, document, { ...scenario, repetitions, seed }, digestOfScenario(text, files));
  if (options.panel !== 'as-it-is') lab.panels.open(document.uri, true);
  return experimentId;
}

function start(lab: Laboratory, document: vscode.TextDocument, scenario: Scenario, digest: string): string {
  const scenarioUri = document.uri.toString();
  const earlier = lab.store.newest(scenarioUri);
  if (earlier?.state.status === 'running') lab.runs.cancel(earlier.experimentId);
  const { experimentId } = lab.runs.start({
    experimentId: randomHex(8),
    scenarioUri,
    file: vscode.workspace.asRelativePath(placeOf(document.uri), false),
    scenario,
    digest,
  });
  return experimentId;
}

async function tellErrors(document: vscode.TextDocument, errors: number): Promise<void> {
  const file = vscode.workspace.asRelativePath(document.uri, false);
  const message =
    errors === 1
      ? vscode.l10n.t('{0} has an error and was not run. Mend it, then run again.', file)
      : vscode.l10n.t('{0} has {1} errors and was not run. Mend them, then run again.', file, errors);
  const showProblems = vscode.l10n.t('Show Problems');
  if ((await vscode.window.showErrorMessage(message, showProblems)) !== showProblems) return;
  await vscode.window.showTextDocument(document, { preview: false });
  await vscode.commands.executeCommand('workbench.actions.view.problems');
}
