// Makes the runs of a scenario, in this thread or in workers, and hands their events on in the order of the result, whatever order they end in.
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { RunEvent } from '../core/engine/events';
import { simulate } from '../core/engine/simulate';
import {
  type PlainListener,
  type PlainWorker,
  type Timers,
  type WorkerListener,
  watchWorker,
} from '../core/protocol/watchedWorker';
import type { FromWorker } from '../core/protocol/workerMessages';
import { runsOf } from '../core/result';
import type { Scenario, TraceColumns } from '../core/scenario/scenario';

/** Pages times runs from which on starting workers takes less time than it saves. */
const WORTH_WORKERS = 2_000_000;

/** Takes the events of all runs, run after run. */
export type Listener = (event: RunEvent) => void;

/** Runs that one worker makes, one after the other. */
export interface Task {
  readonly scenario: Scenario;
  readonly runs: readonly { readonly label: string; readonly repetition: number }[];
  /** Ask for statistics that often; null: never. */
  readonly statisticsSeconds?: number | null;
}

/** What becomes of tasks; `index` is a task's place among them. */
interface Tasks {
  readonly count: number;
  readonly taskAt: (index: number) => Task;
  /** Some of a task's events, in their order. */
  readonly add: (index: number, events: readonly RunEvent[]) => void;
  readonly finish: (index: number) => void;
}

/** Workers for so many tasks: as many as asked for, or (null) one a core if there is work for them. */
function workersFor(jobs: number | null, tasks: number, pagesTimesRuns: number): number {
  return Math.min(jobs ?? (pagesTimesRuns < WORTH_WORKERS ? 1 : availableParallelism()), tasks);
}

/** Runs all that a scenario asks for. `jobs`: workers, or null for one a core if there is work for them. */
export async function runAll(
  given: Scenario,
  jobs: number | null,
  listen: Listener,
  statisticsSeconds: number | null = null,
): Promise<void> {
  const runs = runsOf(given);
  const workers = workersFor(jobs, runs.length, runs.length * given.pages);
  const scenario = workers > 1 ? new SharedTraces().of(given) : given;
  const inOrder = new InOrder(listen);
  await runTasks(workers, {
    count: runs.length,
    taskAt: (index) => ({ scenario, runs: runs.slice(index, index + 1), statisticsSeconds }),
    add: (index, events) => {
      inOrder.add(index, events);
    },
    finish: (index) => {
      inOrder.finish(index);
    },
  });
}

/** Makes tasks, each as a whole, in whatever order they end; `done` is told the events of each. `jobs` as for `runAll`. */
export async function runEach(
  count: number,
  taskAt: (index: number) => Task,
  jobs: number | null,
  done: (index: number, events: readonly RunEvent[]) => void,
): Promise<void> {
  if (count === 0) return;
  const { scenario, runs } = taskAt(0);
  const workers = workersFor(jobs, count, count * runs.length * scenario.pages);
  const underWay = new Map<number, RunEvent[]>();
  const shared = new SharedTraces();
  await runTasks(workers, {
    count,
    taskAt: (index) => {
      const task = taskAt(index);
      return workers > 1 ? { ...task, scenario: shared.of(task.scenario) } : task;
    },
    add: (index, events) => {
      const kept = underWay.get(index);
      if (kept === undefined) underWay.set(index, [...events]);
      else for (const event of events) kept.push(event);
    },
    finish: (index) => {
      done(index, underWay.get(index) ?? []);
      underWay.delete(index);
    },
  });
}

async function runTasks(workers: number, tasks: Tasks): Promise<void> {
  if (workers > 1) return runInWorkers(workers, tasks);
  for (let index = 0; index < tasks.count; index++) {
    const { scenario, runs, statisticsSeconds = null } = tasks.taskAt(index);
    // What a policy stops for good has to be ended from outside.
    if (scenario.algorithms.some(({ policy }) => policy !== undefined)) return runInWorkers(1, from(index, tasks));
    for (const run of runs)
      for (const event of simulate(scenario, run, undefined, null, null, statisticsSeconds))
        if (event !== undefined) tasks.add(index, [event]);
    tasks.finish(index);
    // An interruption is heard between two tasks.
    await setImmediate();
  }
}

/** The tasks without those before the first. */
function from(first: number, tasks: Tasks): Tasks {
  return {
    count: tasks.count - first,
    taskAt: (index) => tasks.taskAt(first + index),
    add: (index, events) => {
      tasks.add(first + index, events);
    },
    finish: (index) => {
      tasks.finish(first + index);
    },
  };
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

const timers: Timers = {
  after: (milliseconds, action) => {
    const timer = setTimeout(action, milliseconds);
    return {
      dispose: () => {
        clearTimeout(timer);
      },
    };
  },
};

function startWorker(listener: PlainListener): PlainWorker {
  const worker = new Worker(path.join(__dirname, 'worker.js'));
  worker.on('message', (message: unknown) => {
    listener.message(message);
  });
  worker.on('error', (error) => {
    listener.failure(error instanceof Error ? error.message : String(error));
  });
  return {
    post: (message) => {
      worker.postMessage(message);
    },
    terminate: () => {
      void worker.terminate();
    },
  };
}

/** Each worker takes the next task when it is done with one. */
async function runInWorkers(count: number, tasks: Tasks): Promise<void> {
  let next = 0;
  const workers: PlainWorker[] = [];
  const serve = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const takeNext = (): void => {
        if (next === tasks.count) {
          resolve();
          return;
        }
        const jobId = next++;
        const { scenario, runs, statisticsSeconds } = tasks.taskAt(jobId);
        const asked = typeof statisticsSeconds === 'number' ? { statisticsSeconds } : {};
        worker.post({ type: 'run', jobId, scenario, runs, rounds: 'all', ...asked });
      };
      const receive = (message: FromWorker): void => {
        if (message.type === 'batch') tasks.add(message.jobId, message.events);
        else if (message.type === 'crashed') reject(new Error(message.message));
        else {
          tasks.finish(message.jobId);
          takeNext();
        }
      };
      const listener: WorkerListener = {
        message: receive,
        failure: (reason) => {
          reject(new Error(reason));
        },
      };
      const worker = watchWorker(startWorker, listener, timers);
      workers.push(worker);
      takeNext();
    });
  try {
    await Promise.all(Array.from({ length: count }, serve));
  } finally {
    for (const worker of workers) worker.terminate();
  }
}

/** Traces in memory that workers share: they may be long, and each run's message would copy them. A trace is copied there once. */
class SharedTraces {
  private readonly copies = new Map<TraceColumns, TraceColumns>();

  of(scenario: Scenario): Scenario {
    const workload = scenario.workload.map((region) => {
      const { pattern } = region;
      return pattern.kind === 'trace'
        ? { ...region, pattern: { ...pattern, columns: this.copyOf(pattern.columns) } }
        : region;
    });
    return { ...scenario, workload };
  }

  private copyOf(columns: TraceColumns): TraceColumns {
    const known = this.copies.get(columns);
    if (known !== undefined) return known;
    const shared = {
      ...columns,
      atSeconds: new Float64Array(sharedCopy(columns.atSeconds)),
      firstPage: new Uint32Array(sharedCopy(columns.firstPage)),
      pages: new Uint32Array(sharedCopy(columns.pages)),
      writes: new Uint32Array(sharedCopy(columns.writes)),
    };
    this.copies.set(columns, shared);
    return shared;
  }
}

function sharedCopy(column: Float64Array | Uint32Array): SharedArrayBuffer {
  const shared = new SharedArrayBuffer(column.byteLength);
  new Uint8Array(shared).set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  return shared;
}
