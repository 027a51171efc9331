// Makes the runs of a scenario, in this thread or in workers, and hands their events on in the order of the result, whatever order they end in.
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { RunEvent } from '../core/engine/events';
import { simulate } from '../core/engine/simulate';
import type { FromWorker, ToWorker } from '../core/protocol/workerMessages';
import { runsOf } from '../core/result';
import type { Scenario } from '../core/scenario/scenario';

/** Pages times runs from which on starting workers takes less time than it saves. */
const WORTH_WORKERS = 2_000_000;

/** Takes the events of all runs, run after run. */
export type Listener = (event: RunEvent) => void;

/** Runs all that a scenario asks for. `jobs`: workers, or null for one a core if there is work for them. */
export async function runAll(scenario: Scenario, jobs: number | null, listen: Listener): Promise<void> {
  const runs = runsOf(scenario);
  const workers = Math.min(
    jobs ?? (runs.length * scenario.pages < WORTH_WORKERS ? 1 : availableParallelism()),
    runs.length,
  );
  if (workers <= 1) {
    for (const run of runs) for (const event of simulate(scenario, run)) if (event !== undefined) listen(event);
    return;
  }
  await runInWorkers(scenario, workers, new InOrder(listen));
}

/** Lets the events of the first unfinished run through and keeps those of later ones until it is their turn. */
class InOrder {
  private current = 0;
  private readonly waiting = new Map<number, RunEvent[]>();
  private readonly finished = new Set<number>();

  constructor(private readonly listen: Listener) {}

  add(run: number, events: readonly RunEvent[]): void {
    if (run === this.current) {
      events.forEach(this.listen);
      return;
    }
    const kept = this.waiting.get(run);
    if (kept === undefined) this.waiting.set(run, [...events]);
    else for (const event of events) kept.push(event);
  }

  finish(run: number): void {
    this.finished.add(run);
    while (this.finished.has(this.current)) {
      this.current++;
      this.waiting.get(this.current)?.forEach(this.listen);
      this.waiting.delete(this.current);
    }
  }
}

/** Each worker takes the next run when it is done with one. */
async function runInWorkers(given: Scenario, count: number, inOrder: InOrder): Promise<void> {
  const scenario = withSharedTraces(given);
  const runs = runsOf(scenario);
  let next = 0;
  const serve = (worker: Worker): Promise<void> =>
    new Promise((resolve, reject) => {
      const takeNext = (): void => {
        const run = runs[next];
        if (run === undefined) {
          resolve();
          return;
        }
        const job: ToWorker = { type: 'run', jobId: next++, scenario, runs: [run], rounds: 'all' };
        worker.postMessage(job);
      };
      worker.on('message', (message: FromWorker) => {
        if (message.type === 'batch') inOrder.add(message.jobId, message.events);
        else if (message.type === 'crashed') reject(new Error(message.message));
        else {
          inOrder.finish(message.jobId);
          takeNext();
        }
      });
      worker.on('error', reject);
      takeNext();
    });
  const workers = Array.from({ length: count }, () => new Worker(path.join(__dirname, 'worker.js')));
  try {
    await Promise.all(workers.map(serve));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** The scenario with its traces in memory that workers share: they may be long, and each run's message would copy them. */
function withSharedTraces(scenario: Scenario): Scenario {
  const workload = scenario.workload.map((region) => {
    const { pattern } = region;
    if (pattern.kind !== 'trace') return region;
    const { columns } = pattern;
    const shared = {
      ...columns,
      atSeconds: new Float64Array(sharedCopy(columns.atSeconds)),
      firstPage: new Uint32Array(sharedCopy(columns.firstPage)),
      pages: new Uint32Array(sharedCopy(columns.pages)),
      writes: new Uint32Array(sharedCopy(columns.writes)),
    };
    return { ...region, pattern: { ...pattern, columns: shared } };
  });
  return { ...scenario, workload };
}

function sharedCopy(column: Float64Array | Uint32Array): SharedArrayBuffer {
  const shared = new SharedArrayBuffer(column.byteLength);
  new Uint8Array(shared).set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  return shared;
}
