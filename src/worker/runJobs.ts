// The simulation worker, without its transport: takes jobs, runs them one after the other in slices, and posts what happened in batches.
// Between slices it lets messages in, so that a cancellation takes effect within one slice. The same on worker_threads and in a Web Worker.
import { summarise } from '../core/compare/summary';
import type { RunEvent, RunId, RunTotals } from '../core/engine/events';
import type { FrameRequest } from '../core/engine/frames';
import type { RunProgress } from '../core/engine/simulate';
import type { Tick } from '../core/engine/migration';
import { evaluateExpectations } from '../core/expect/evaluate';
import { isToWorker } from '../core/protocol/workerGuards';
import type { FromWorker, ToWorker } from '../core/protocol/workerMessages';
import { isPolicy } from '../core/policy/policy';
import type { PolicySandbox, SandboxMaker } from '../core/policy/sandbox';
import type { Scenario } from '../core/scenario/scenario';
import { Gate, type FrameJob, runFrames } from './frameJobs';
import { runPredictions } from './predictJobs';

type Job = Extract<ToWorker, { readonly type: 'run' }>;
type QueuedJob = Extract<ToWorker, { readonly type: 'run' | 'predict' }>;
type Run = Pick<RunId, 'label' | 'repetition'>;

/** What a worker needs of its surroundings. */
export interface JobHost {
  readonly simulate: (
    scenario: Scenario,
    run: Run,
    progress: RunProgress,
    frames: FrameRequest | null,
    sandbox: PolicySandbox | null,
    statisticsSeconds?: number | null,
  ) => Generator<RunEvent | Tick, void>;
  /** A new sandbox: each run of a policy has its own. */
  readonly makeSandbox: SandboxMaker;
  /** Posts a message; the buffers in `transfer` are moved, not copied. */
  readonly post: (message: FromWorker, transfer?: ArrayBuffer[]) => void;
  /** A clock in milliseconds. */
  readonly now: () => number;
  /** Resolves after the messages that are waiting have been received. */
  readonly pause: () => Promise<void>;
}

/** Longest time between two looks at the messages: the engine's own batches are far shorter. */
const sliceMilliseconds = 12;
/** Shortest time between two batches: about two frames of a screen. */
const batchMilliseconds = 30;

/**
 * Collects the events of a job and posts them, with how far the run under way is: at once, then at most every `batchMilliseconds`. Rounds past the
 * number that is wanted of a run are counted: with very short rounds there are more than anybody could receive, and they would hold up the rest.
 */
class Batch {
  private events: RunEvent[] = [];
  private postedAt = -Infinity;
  private runsFinished = 0;
  /** Of the run under way. */
  private roundsPassedOn = 0;
  private roundsLeftOut = 0;

  constructor(
    private readonly host: JobHost,
    private readonly job: Job,
  ) {}

  add(event: RunEvent, run: Run, progress: RunProgress): void {
    const isEnd = event.type === 'end';
    const isWanted = this.job.rounds === 'all' || event.repetition === 0 || isEnd;
    if (isWanted && event.type === 'round' && this.roundsPassedOn >= (this.job.mostRounds ?? Infinity)) {
      this.roundsLeftOut++;
      return;
    }
    if (isWanted) {
      // What was left out comes after the events of its batch.
      if (this.roundsLeftOut > 0) this.post(run, progress);
      this.events.push(event);
      if (event.type === 'start') this.roundsPassedOn = 0;
      if (event.type === 'round') this.roundsPassedOn++;
    }
    if (isEnd) this.runsFinished++;
  }

  postIfDue(run: Run, progress: RunProgress): void {
    if (this.host.now() - this.postedAt >= batchMilliseconds) this.post(run, progress);
  }

  post({ label, repetition }: Run, { simulatedSeconds, round }: RunProgress): void {
    const { runsFinished, events, job, roundsLeftOut } = this;
    const progress = { runsFinished, runsTotal: job.runs.length, label, repetition, simulatedSeconds, round };
    this.host.post({ type: 'batch', jobId: job.jobId, events, progress, ...(roundsLeftOut > 0 && { roundsLeftOut }) });
    this.events = [];
    this.roundsLeftOut = 0;
    this.postedAt = this.host.now();
  }
}

/** Makes one run, and tells its end; null if it was cancelled. */
async function makeRun(
  host: JobHost,
  job: Job,
  run: Run,
  progress: RunProgress,
  batch: Batch,
  isCancelled: () => boolean,
): Promise<RunTotals | null> {
  const sandbox = isPolicy(job.scenario, run.label) ? await host.makeSandbox() : null;
  const events = host.simulate(job.scenario, run, progress, null, sandbox, job.statisticsSeconds ?? null);
  let end: RunTotals | null = null;
  let sliceStart = host.now();
  for (const event of events) {
    if (event !== undefined) {
      batch.add(event, run, progress);
      if (event.type === 'end') end = event;
      // Before a policy's code is entered it is told that its run has begun: should it never come back, that is what is known of it.
      if (sandbox !== null && event.type === 'start') batch.post(run, progress);
      else batch.postIfDue(run, progress);
    }
    if (host.now() - sliceStart < sliceMilliseconds) continue;
    batch.postIfDue(run, progress);
    await host.pause();
    if (isCancelled()) return null;
    sliceStart = host.now();
  }
  if (end === null) throw new Error(`The run of ${run.label} ended without a result.`);
  return end;
}

async function runJob(host: JobHost, job: Job, isCancelled: () => boolean): Promise<FromWorker> {
  const batch = new Batch(host, job);
  const ends: RunTotals[] = [];
  let last = job.runs[0] ?? { label: '', repetition: 0 };
  let progress: RunProgress = { simulatedSeconds: 0, round: 0 };
  for (const run of job.runs) {
    await host.pause();
    if (isCancelled()) break;
    last = run;
    progress = { simulatedSeconds: 0, round: 0 };
    const end = await makeRun(host, job, run, progress, batch, isCancelled);
    if (end === null) break;
    ends.push(end);
  }
  batch.post(last, progress);
  const cancelled = ends.length < job.runs.length;
  const labels = [...new Set(job.runs.map((run) => run.label))];
  return {
    type: 'done',
    jobId: job.jobId,
    cancelled,
    summary: cancelled ? null : summarise(labels, ends),
    expectations: cancelled ? null : evaluateExpectations(job.scenario.expect, labels, ends),
  };
}

/**
 * The receiving end of a worker: give it each message that arrives. Jobs run in the order in which they came, but for those of frames, which run beside them; one
 * that is cancelled while it waits ends without a run. A job that throws ends as `crashed`, and the next one starts.
 */
export function serveJobs(host: JobHost): (message: unknown) => void {
  const open = new Set<number>();
  const gates = new Map<number, Gate>();
  let queue = Promise.resolve();

  const serve = async (job: QueuedJob): Promise<void> => {
    const isCancelled = (): boolean => !open.has(job.jobId);
    let last: FromWorker;
    try {
      last = await (job.type === 'run' ? runJob(host, job, isCancelled) : runPredictions(host, job, isCancelled));
    } catch (error) {
      last = crashed(job.jobId, error);
    }
    open.delete(job.jobId);
    host.post(last);
  };

  const serveFrames = async (job: FrameJob): Promise<void> => {
    const gate = new Gate();
    gates.set(job.jobId, gate);
    try {
      await runFrames(host, job, gate, () => !open.has(job.jobId));
    } catch (error) {
      host.post(crashed(job.jobId, error));
    }
    gates.delete(job.jobId);
    open.delete(job.jobId);
  };

  const readPolicy = async ({ jobId, source }: Extract<ToWorker, { readonly type: 'readPolicy' }>): Promise<void> => {
    try {
      const sandbox = await host.makeSandbox();
      host.post({ type: 'policyRead', jobId, flaw: sandbox.read(source) });
    } catch (error) {
      host.post(crashed(jobId, error));
    }
  };

  return (message) => {
    // Whoever started this worker is of the same build: anything else is a fault worth a loud end.
    if (!isToWorker(message))
      throw new TypeError('The simulation worker received a message that is not one of its own.');
    switch (message.type) {
      case 'cancel':
        open.delete(message.jobId);
        gates.get(message.jobId)?.open();
        return;
      case 'framesTaken':
        gates.get(message.jobId)?.open();
        return;
      case 'frames':
        open.add(message.jobId);
        void serveFrames(message);
        return;
      case 'readPolicy':
        void readPolicy(message);
        return;
      default:
        open.add(message.jobId);
        queue = queue.then(() => serve(message));
    }
  };
}

function crashed(jobId: number, error: unknown): FromWorker {
  const message = error instanceof Error ? error.message : String(error);
  return { type: 'crashed', jobId, message: message.slice(0, 10_000) };
}
