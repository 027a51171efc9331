// Run Sweep: every combination of the values under `sweep`, on all cores, with progress; then its table as a document, which can be saved as JSON or CSV.
import * as vscode from 'vscode';
import type { Scenario } from '../../core/scenario/scenario';
import type { SweepHead } from '../../core/sweep/result';
import { cancellationOf } from '../cancellation';
import type { Laboratory } from '../laboratory';
import type { CheckedScenario } from '../language/scenarioDocuments';
import { inBackground } from '../log';
import { runTasks, type SweepTask } from '../runs/sweeps';
import { targetScenario, tellNoScenario } from './target';

/** The address of the sweep's table; undefined if there was nothing to run, or it was cancelled. */
export async function runSweep(lab: Laboratory, given?: unknown): Promise<vscode.Uri | undefined> {
  const target = targetScenario(lab, given);
  if (target === undefined) {
    tellNoScenario();
    return undefined;
  }
  const document = await vscode.workspace.openTextDocument(target);
  const check = await lab.documents.checkAnew(document);
  const points = await pointsOf(check);
  if ('refusal' in points) {
    void vscode.window.showErrorMessage(points.refusal);
    return undefined;
  }
  const file = vscode.workspace.asRelativePath(target, false);
  const { head, tasks } = points;
  const results = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      cancellable: true,
      title: vscode.l10n.t('Sweep of {0}', file),
    },
    (progress, token) => {
      progress.report({ message: vscode.l10n.t('{0} parts', tasks.length) });
      const report = (finished: number): void => {
        const message = vscode.l10n.t('{0} of {1} parts', finished, tasks.length);
        progress.report({ message, increment: 100 / tasks.length });
      };
      return runTasks(lab.workers, lab.cores, tasks, report, cancellationOf(token));
    },
  );
  if (results === null) return undefined;
  const { sweepDocument } = await import('../../core/sweep/result');
  const address = lab.sweeps.keep(
    file,
    sweepDocument({ ...head, scenario: { ...head.scenario, file } }, (unit) => results[unit] ?? []),
  );
  await vscode.window.showTextDocument(address, { viewColumn: vscode.ViewColumn.Beside, preview: true });
  inBackground(lab.log, 'Offering to save the sweep', lab.sweeps.offerToSave(address));
  return address;
}

/** What the sweep of a checked file makes, or why it cannot be made. */
async function pointsOf(
  check: CheckedScenario,
): Promise<{ readonly head: SweepHead; readonly tasks: readonly SweepTask[] } | { readonly refusal: string }> {
  const { scenario, sweep, document, problems: found } = check;
  if (scenario === null)
    return { refusal: vscode.l10n.t('The scenario has errors and was not run: see its problems.') };
  const tooLarge = found.find(({ code }) => code === 'sweep-too-large');
  if (tooLarge !== undefined) return { refusal: tooLarge.message };
  if (sweep === null) return { refusal: vscode.l10n.t('This scenario has no sweep: add the key sweep.') };
  const { checkPoints } = await import('../../core/scenario/check');
  const { sweepHead } = await import('../../core/sweep/result');
  const { runsOf } = await import('../../core/result');
  const points: Scenario[] = [];
  for (const { scenario: resolved, problems } of checkPoints(document, sweep, { files: check.files })) {
    const error = problems.find(({ severity }) => severity === 'error');
    if (resolved === null) return { refusal: error?.message ?? '' };
    points.push(resolved);
  }
  const tasks = points.flatMap((point) =>
    Array.from({ length: point.repetitions }, (_, repetition) => ({
      scenario: point,
      runs: runsOf(point).filter((run) => run.repetition === repetition),
    })),
  );
  return { head: sweepHead(scenario, '', sweep.axes, sweep.file), tasks };
}
