// The watch over a simulation worker from outside of it. A policy's sandbox ends what works too long by itself; should it ever stop where nothing can interrupt it,
// its worker says nothing more. That worker is ended then, the policy's run fails with a sentence, and a new worker makes the other runs. Messages are checked here,
// once: whoever listens gets them checked.
import { summarise } from '../compare/summary';
import type { EndEvent, RoundRecord, RunEvent, RunId } from '../engine/events';
import { evaluateExpectations } from '../expect/evaluate';
import { silenceSeconds } from '../policy/limits';
import type { Scenario } from '../scenario/scenario';
import type { Progress } from './messages';
import { isFromWorker } from './workerGuards';
import type { FromWorker, ToWorker } from './workerMessages';

/** A worker as its runtime has it. */
export interface PlainWorker {
  post(message: ToWorker): void;
  /** Ends it at once, whatever it does. */
  terminate(): void;
}

export interface PlainListener {
  /** Something arrived; it is not checked yet. */
  message(message: unknown): void;
  /** The worker broke, and is gone: why. */
  failure(reason: string): void;
}

export interface WorkerListener {
  message(message: FromWorker): void;
  /** The worker broke or said what is no message of ours, and is gone: why. */
  failure(reason: string): void;
}

/** Timers, in milliseconds. */
export interface Timers {
  after(milliseconds: number, action: () => void): { dispose(): void };
}

type RunJob = Extract<ToWorker, { readonly type: 'run' }>;
type PredictJob = Extract<ToWorker, { readonly type: 'predict' }>;
type BesideJob = Extract<ToWorker, { readonly type: 'frames' | 'readPolicy' }>;
type Run = Pick<RunId, 'label' | 'repetition'>;

/** What a run under way has told. */
interface Told {
  readonly floor: EndEvent['floor'];
  readonly bytesSent: number;
  readonly pagesSent: number;
  readonly pagesResent: number;
  readonly liveRounds: number;
}

/** What is known of a job of runs from the messages about it: of one without a policy nothing, it cannot be cut. */
interface Followed {
  readonly job: RunJob;
  /** Of all its runs so far, those that another worker made included. */
  readonly ends: EndEvent[];
  /** Of the run under way. */
  told: Told;
  progress: Progress | null;
}

const nothingTold: Told = {
  floor: { downtimeSeconds: null, rateOnlyDowntimeSeconds: null },
  bytesSent: 0,
  pagesSent: 0,
  pagesResent: 0,
  liveRounds: 0,
};

export const silence = `The policy gave no sign of life for ${silenceSeconds} s and could not be interrupted: its worker was ended.`;
export const strangeMessage = 'a message from the worker did not have the shape of its kind';

/** What is told with one event more. */
function toldWith(told: Told, event: RunEvent): Told {
  switch (event.type) {
    case 'start':
      return { ...nothingTold, floor: event.floor };
    case 'round':
      return withRound(told, event);
    default:
      return told;
  }
}

function withRound(told: Told, { bytesSent, pagesSent, pagesResent, phase }: RoundRecord): Told {
  return {
    floor: told.floor,
    bytesSent: told.bytesSent + bytesSent,
    pagesSent: told.pagesSent + pagesSent,
    pagesResent: told.pagesResent + pagesResent,
    liveRounds: told.liveRounds + (phase === 'precopy' ? 1 : 0),
  };
}

/** The end of a run whose worker was ended, from what it had told. */
function endOf({ scenario }: RunJob, run: Run, told: Told, progress: Progress | null): EndEvent {
  const choice = scenario.algorithms.find(({ label }) => label === run.label);
  const file = choice?.policy?.file ?? '';
  const round = progress?.round ?? 0;
  return {
    type: 'end',
    ...run,
    ...told,
    algorithm: choice?.algorithm ?? '',
    seed: scenario.seed,
    outcome: 'failed',
    stopReason: null,
    totalSeconds: progress?.simulatedSeconds ?? 0,
    downtimeSeconds: null,
    setupSeconds: Math.min(scenario.host.setupSeconds, progress?.simulatedSeconds ?? 0),
    downtime: null,
    zeroPages: 0,
    degradedSeconds: 0,
    faults: { remote: 0, stallSeconds: 0 },
    error: {
      code: 'policy-deadline',
      message: `${file}, ${round === 0 ? 'before round 1' : `round ${round}`}: ${silence}`,
      file,
      round,
    },
  };
}

const hasPolicy = ({ algorithms }: Scenario): boolean => algorithms.some(({ policy }) => policy !== undefined);

class WatchedWorker implements PlainWorker {
  private inner: PlainWorker;
  /** Jobs of runs and predictions, in the order in which they are made. */
  private queue: (Followed | PredictJob)[] = [];
  /** Jobs that are served beside them. */
  private readonly beside = new Map<number, BesideJob>();
  private readonly cut = new Set<number>();
  private patience: { dispose(): void } | null = null;
  private isOver = false;

  constructor(
    private readonly start: (listener: PlainListener) => PlainWorker,
    private readonly listener: WorkerListener,
    private readonly timers: Timers,
    private readonly seconds: number,
  ) {
    this.inner = this.startInner();
  }

  post(message: ToWorker): void {
    if (message.type === 'run') this.queue.push({ job: message, ends: [], told: nothingTold, progress: null });
    else if (message.type === 'predict') this.queue.push(message);
    else if (message.type === 'frames' || message.type === 'readPolicy') this.beside.set(message.jobId, message);
    this.inner.post(message);
    this.listenOn();
  }

  terminate(): void {
    this.isOver = true;
    this.patience?.dispose();
    this.inner.terminate();
  }

  private startInner(): PlainWorker {
    const inner: PlainWorker = this.start({
      message: (message) => {
        if (this.inner === inner && !this.isOver) this.receive(message);
      },
      failure: (reason) => {
        if (this.inner === inner) this.broke(reason);
      },
    });
    return inner;
  }

  private receive(message: unknown): void {
    if (isFromWorker(message)) {
      this.listener.message(this.followed(message));
      this.listenOn();
    } else {
      this.inner.terminate();
      this.broke(strangeMessage);
    }
  }

  private broke(reason: string): void {
    if (this.isOver) return;
    this.isOver = true;
    this.patience?.dispose();
    this.listener.failure(reason);
  }

  /** Waits for the next sign of life, if a policy may be under way. */
  private listenOn(): void {
    this.patience?.dispose();
    this.patience = null;
    if (!this.isOver && this.mayRunPolicy())
      this.patience = this.timers.after(this.seconds * 1000, () => {
        this.replace();
      });
  }

  private mayRunPolicy(): boolean {
    const scenarios = this.queue.map((one) => ('job' in one ? one.job.scenario : one.scenario));
    return (
      scenarios.some(hasPolicy) ||
      [...this.beside.values()].some((job) => job.type === 'readPolicy' || hasPolicy(job.scenario))
    );
  }

  /** Takes note of a message; gives it as it is to be passed on. */
  private followed(message: FromWorker): FromWorker {
    const { jobId } = message;
    const isEnd = message.type === 'done' || message.type === 'predictedAll' || message.type === 'crashed';
    const one = this.queue.find((each) => ('job' in each ? each.job.jobId : each.jobId) === jobId);
    if (message.type === 'policyRead' || message.type === 'crashed' || (message.type === 'frames' && message.complete))
      this.beside.delete(jobId);
    if (one !== undefined && isEnd) this.queue = this.queue.filter((each) => each !== one);
    if (message.type === 'predictedAll' && this.cut.delete(jobId)) return { ...message, expectations: null };
    if (one === undefined || !('job' in one) || !hasPolicy(one.job.scenario)) return message;
    if (message.type === 'batch') {
      one.progress = message.progress;
      one.told = message.events.reduce(toldWith, one.told);
      for (const event of message.events) if (event.type === 'end') one.ends.push(event);
      const runsFinished = one.ends.length;
      return { ...message, progress: { ...message.progress, runsFinished, runsTotal: one.job.runs.length } };
    }
    // What the last worker sums up are its own runs alone.
    return message.type === 'done' && !message.cancelled && this.cut.delete(jobId) ? this.doneOf(one) : message;
  }

  private doneOf({ job, ends }: Followed): FromWorker {
    const labels = [...new Set(job.runs.map(({ label }) => label))];
    return {
      type: 'done',
      jobId: job.jobId,
      cancelled: false,
      summary: summarise(labels, ends),
      expectations: evaluateExpectations(job.scenario.expect, labels, ends),
    };
  }

  /** Nothing was heard for too long: a new worker goes on behind the run that was under way. */
  private replace(): void {
    this.inner.terminate();
    const [current, ...waiting] = this.queue;
    for (const { jobId } of this.beside.values()) this.listener.message({ type: 'crashed', jobId, message: silence });
    this.beside.clear();
    const rest =
      current === undefined ? null : 'job' in current ? this.withoutRun(current) : this.withoutLabel(current);
    this.queue = [...(rest === null ? [] : [rest]), ...waiting];
    this.inner = this.startInner();
    for (const one of this.queue) this.inner.post('job' in one ? remaining(one) : one);
    this.listenOn();
  }

  /** Ends the run under way as failed; null: it was the last one, or no policy's, and its job has ended. */
  private withoutRun(followed: Followed): Followed | null {
    const { job, ends, told, progress } = followed;
    const run = job.runs[ends.length];
    const choice = job.scenario.algorithms.find(({ label }) => label === run?.label);
    if (run === undefined || choice?.policy === undefined) {
      this.listener.message({ type: 'crashed', jobId: job.jobId, message: 'its worker gave no sign of life' });
      return null;
    }
    const end = endOf(job, run, told, progress);
    ends.push(end);
    followed.told = nothingTold;
    this.cut.add(job.jobId);
    this.listener.message({
      type: 'batch',
      jobId: job.jobId,
      events: [end],
      progress: {
        ...run,
        runsFinished: ends.length,
        runsTotal: job.runs.length,
        simulatedSeconds: end.totalSeconds,
        round: progress?.round ?? 0,
      },
    });
    if (ends.length < job.runs.length) return followed;
    this.cut.delete(job.jobId);
    this.listener.message(this.doneOf(followed));
    return null;
  }

  /** Gives up predicting policies: which of them it was is not known, and a prediction is worth no second wait. */
  private withoutLabel(job: PredictJob): PredictJob | null {
    const { jobId, scenario } = job;
    for (const { label, policy } of scenario.algorithms)
      if (policy !== undefined)
        this.listener.message({ type: 'unpredicted', jobId, label, simulatedSeconds: 0, round: 0 });
    this.cut.add(jobId);
    const algorithms = scenario.algorithms.filter(({ policy }) => policy === undefined);
    return { ...job, limits: false, scenario: { ...scenario, algorithms } };
  }
}

function remaining({ job, ends }: Followed): RunJob {
  return { ...job, runs: job.runs.slice(ends.length) };
}

/** A worker under watch, made by `start` as often as need be. `seconds`: how long a policy may be silent. */
export function watchWorker(
  start: (listener: PlainListener) => PlainWorker,
  listener: WorkerListener,
  timers: Timers,
  seconds = silenceSeconds,
): PlainWorker {
  return new WatchedWorker(start, listener, timers, seconds);
}
