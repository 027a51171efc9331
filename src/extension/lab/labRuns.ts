// Grading in the editor: the public checks of a lab over the student's folder, each run made in a simulation worker. The same code grades on the command line, so that
// the points are the same; here they are the public ones alone.
import * as vscode from 'vscode';
import type { RunEvent, RunResult } from '../../core/engine/events';
import type { MakeRun } from '../../core/lab/grading';
import type { CheckReport, LabReport } from '../../core/lab/report';
import { collectRun } from '../../core/result';
import type { Scenario } from '../../core/scenario/scenario';
import type { Laboratory } from '../laboratory';
import type { HiredWorker, Workers } from '../runs/workers';
import type { LabFolder } from './labFolder';

/** Policies run in a trusted workspace alone; elsewhere their runs fail, and say so. */
function asTrusted(scenario: Scenario): Scenario {
  if (vscode.workspace.isTrusted) return scenario;
  const algorithms = scenario.algorithms.map((choice) =>
    choice.policy === undefined
      ? choice
      : { ...choice, policy: { ...choice.policy, source: '', withheld: true as const } },
  );
  return { ...scenario, algorithms };
}

/** Makes runs in workers, one after the other. */
export class WorkerRuns {
  private jobIds = 0;
  private readonly hired = new Set<HiredWorker>();

  constructor(private readonly workers: Workers) {}

  readonly make: MakeRun = (scenario, run) =>
    new Promise<RunResult>((resolve, reject) => {
      const jobId = this.jobIds++;
      const events: RunEvent[] = [];
      const worker = this.workers.hire({
        message: (message) => {
          if (message.jobId !== jobId) return;
          else if (message.type === 'batch') for (const event of message.events) events.push(event);
          else if (message.type === 'crashed') this.drop(worker, reject, message.message);
          else if (message.type === 'done') {
            this.hired.delete(worker);
            worker.release();
            const result = collectRun(events);
            if (result === null) reject(new Error(vscode.l10n.t('the run was cancelled')));
            else resolve(result);
          }
        },
        failure: (reason) => {
          this.drop(worker, reject, reason);
        },
      });
      this.hired.add(worker);
      worker.post({ type: 'run', jobId, scenario: asTrusted(scenario), runs: [run], rounds: 'all' });
    });

  /** Ends what is under way. */
  cancel(): void {
    for (const worker of this.hired) worker.discard();
    this.hired.clear();
  }

  private drop(worker: HiredWorker, reject: (error: Error) => void, reason: string): void {
    this.hired.delete(worker);
    worker.discard();
    reject(new Error(reason));
  }
}

/** The public checks of a lab. `only`: these alone, and what they need. */
export async function gradeFolder(
  laboratory: Laboratory,
  { lab, folder, files, originals }: LabFolder,
  only: readonly string[] | null,
  token: vscode.CancellationToken,
  onCheck: (report: CheckReport, ran: string | null) => void,
): Promise<LabReport> {
  const { gradeSubmission } = await import('../../core/lab/grade');
  const { submissionOf } = await import('../../core/lab/submission');
  const runs = new WorkerRuns(laboratory.workers);
  const cancelling = token.onCancellationRequested(() => {
    runs.cancel();
  });
  try {
    const name = folder.path.slice(folder.path.lastIndexOf('/') + 1);
    return await gradeSubmission(lab, originals, submissionOf(name, files), {
      run: runs.make,
      only,
      onCheck,
      isCancelled: () => token.isCancellationRequested,
    });
  } finally {
    cancelling.dispose();
  }
}
