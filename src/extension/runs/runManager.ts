// Starts and cancels experiments: hands each to a worker, passes what comes back to the store, and sees to it that every
// experiment ends: finished, cancelled, or failed with a sentence.
import type { RunId } from '../../core/engine/events';
import type { FromWorker } from '../../core/protocol/workerMessages';
import type { Scenario } from '../../core/scenario/scenario';
import type { Clock } from '../clock';
import type { Disposable } from '../emitter';
import type { Log } from '../log';
import type { Experiment, ExperimentRequest } from './experiment';
import { type Ending, type RunStore, mostRounds } from './runStore';
import type { HiredWorker, Workers } from './workers';

/**
 * A worker that has not stopped by then is ended by force, so that cancelling takes effect within a tenth of a second. Its slices are shorter
 * (worker/runJobs.ts), but for a CLEAN of a guest of tens of gigabytes.
 */
export const cancelPatienceMilliseconds = 80;

/** What a person reads when an experiment fails; the editor's table of strings makes them. */
export interface FailureSentences {
  /** The simulation threw, or its worker broke. */
  crashed(reason: string): string;
  /** No worker could be started. */
  notStarted(reason: string): string;
}

interface Job {
  readonly experimentId: string;
  readonly jobId: number;
  readonly worker: HiredWorker;
  /** Events still wanted: endless, but for a cancelled experiment that is made again. */
  eventsWanted: number;
  patience: Disposable | null;
}

const cancelled: Ending = { status: 'cancelled', summary: null, expectations: null, error: null };

export class RunManager {
  private readonly jobs = new Map<string, Job>();
  private jobIds = 0;

  constructor(
    private readonly store: RunStore,
    private readonly workers: Workers,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly sentences: FailureSentences,
  ) {}

  /** Runs all algorithms of a scenario with all repetitions. */
  start(request: ExperimentRequest): Experiment {
    return this.begin(request, Infinity);
  }

  /**
   * Makes a cancelled experiment again, up to the event at which it was cancelled: the engine is deterministic, so that these are the
   * same events.
   */
  startCancelled(request: ExperimentRequest, events: number): Experiment {
    return this.begin(request, events);
  }

  /** Asks a running experiment to stop; its rounds so far stay. Nothing if it has ended. */
  cancel(experimentId: string): void {
    const job = this.jobs.get(experimentId);
    if (job?.patience !== null) return;
    job.worker.post({ type: 'cancel', jobId: job.jobId });
    job.patience = this.clock.after(cancelPatienceMilliseconds, () => {
      this.log.warn('The simulation worker did not stop in time and was ended.');
      this.end(job, cancelled, 'discard');
    });
  }

  dispose(): void {
    for (const job of this.jobs.values()) job.patience?.dispose();
    this.jobs.clear();
  }

  private begin(request: ExperimentRequest, eventsWanted: number): Experiment {
    const experiment = this.store.add(request);
    const { experimentId, scenario } = request;
    if (eventsWanted === 0) {
      this.store.end(experimentId, cancelled);
      return experiment;
    }
    try {
      const job: Job = {
        experimentId,
        jobId: this.jobIds++,
        eventsWanted,
        patience: null,
        worker: this.workers.hire({
          message: (message) => {
            this.receive(job, message);
          },
          failure: (reason) => {
            this.end(job, this.failure(this.sentences.crashed(reason)), 'discard');
          },
        }),
      };
      this.jobs.set(experimentId, job);
      job.worker.post({
        type: 'run',
        jobId: job.jobId,
        scenario,
        runs: runsOf(scenario),
        rounds: 'first-repetition',
        mostRounds,
      });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.jobs.delete(experimentId);
      this.store.end(experimentId, this.failure(this.sentences.notStarted(reason)));
    }
    return experiment;
  }

  private receive(job: Job, message: FromWorker): void {
    if (message.jobId !== job.jobId || this.jobs.get(job.experimentId) !== job) return;
    switch (message.type) {
      case 'batch': {
        const events = message.events.slice(0, job.eventsWanted);
        const leftOut = Math.min(message.roundsLeftOut ?? 0, job.eventsWanted - events.length);
        this.store.append(job.experimentId, events, message.progress, leftOut);
        job.eventsWanted -= events.length + leftOut;
        if (job.eventsWanted === 0) this.cancel(job.experimentId);
        return;
      }
      case 'done': {
        const isCancelled = message.cancelled || job.eventsWanted === 0;
        const { summary, expectations } = message;
        this.end(job, isCancelled ? cancelled : { status: 'finished', summary, expectations, error: null }, 'release');
        return;
      }
      case 'crashed':
        this.end(job, this.failure(this.sentences.crashed(message.message)), 'release');
        return;
      case 'frames':
      case 'limits':
      case 'predicted':
      case 'unpredicted':
      case 'predictedAll':
      case 'policyRead':
      // Of frames, predictions and policies, which are no runs: a worker tells them for their own jobs alone.
    }
  }

  private failure(sentence: string): Ending {
    this.log.error(sentence);
    return { status: 'failed', summary: null, expectations: null, error: sentence };
  }

  private end(job: Job, ending: Ending, worker: 'release' | 'discard'): void {
    job.patience?.dispose();
    if (this.jobs.get(job.experimentId) === job) {
      this.jobs.delete(job.experimentId);
      this.store.end(job.experimentId, ending);
    }
    job.worker[worker]();
  }
}

/** All runs of a scenario: every algorithm's first repetition before any second one, so that all lanes fill soon. */
function runsOf(scenario: Scenario): Pick<RunId, 'label' | 'repetition'>[] {
  return Array.from({ length: scenario.repetitions }, (_, repetition) =>
    scenario.algorithms.map(({ label }) => ({ label, repetition })),
  ).flat();
}
