// Makes the runs of a sweep, in as many workers as there are cores. A unit is one repetition at one point; whatever order they end in, the result is the same.
import type { RunEvent, RunId, RunResult } from '../../core/engine/events';
import { collectRuns } from '../../core/result';
import type { Scenario } from '../../core/scenario/scenario';
import type { HiredWorker, Workers } from './workers';

/** A unit of a sweep. */
export interface SweepTask {
  readonly scenario: Scenario;
  readonly runs: readonly Pick<RunId, 'label' | 'repetition'>[];
}

/** Ends what is under way. */
export interface Cancellation {
  /** Calls `listener` once, when it is cancelled. */
  onCancel(listener: () => void): void;
}

/** The runs of each task, in the order of the tasks; null if it was cancelled. @throws Error if a worker broke */
export async function runTasks(
  workers: Workers,
  cores: number,
  tasks: readonly SweepTask[],
  progress: (finished: number) => void,
  cancellation: Cancellation,
): Promise<readonly (readonly RunResult[])[] | null> {
  const results: (readonly RunResult[])[] = tasks.map(() => []);
  const hired: HiredWorker[] = [];
  let next = 0;
  let finished = 0;

  const serve = (): Promise<void> =>
    new Promise((resolve, reject) => {
      let current = -1;
      let events: RunEvent[] = [];
      const worker = workers.hire({
        message: (message) => {
          if (message.type === 'crashed') reject(new Error(message.message));
          else if (message.type === 'batch') for (const event of message.events) events.push(event);
          else if (message.type === 'done') {
            results[current] = collectRuns(events);
            progress(++finished);
            takeNext();
          }
        },
        failure: (reason) => {
          reject(new Error(reason));
        },
      });
      const takeNext = (): void => {
        const task = tasks[next];
        if (task === undefined) {
          resolve();
          return;
        }
        current = next++;
        events = [];
        worker.post({ type: 'run', jobId: current, scenario: task.scenario, runs: task.runs, rounds: 'all' });
      };
      hired.push(worker);
      takeNext();
    });

  const cancelled = new Promise<null>((resolve) => {
    cancellation.onCancel(() => {
      resolve(null);
    });
  });
  try {
    const all = Promise.all(Array.from({ length: Math.min(cores, tasks.length) }, serve)).then(() => results);
    const outcome = await Promise.race([all, cancelled]);
    if (outcome !== null) for (const worker of hired) worker.release();
    return outcome;
  } finally {
    // Those that were released are not this sweep's any more; the others are ended in the middle of their work.
    if (finished < tasks.length) for (const worker of hired) worker.discard();
  }
}
