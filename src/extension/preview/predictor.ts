// The preview's worker: makes one job of predictions at a time, the newest. What an older job still tells is dropped; a worker that has not stopped it in
// time is ended by force, and the newest job starts anew in another one.
import type { FromWorker, ToWorker } from '../../core/protocol/workerMessages';
import type { Clock } from '../clock';
import type { Disposable } from '../emitter';
import type { Log } from '../log';
import type { HiredWorker, Workers } from '../runs/workers';

/** As with runs (runManager.ts): cancelling takes effect within a tenth of a second. */
const cancelPatienceMilliseconds = 80;

export type PredictJob = Omit<Extract<ToWorker, { readonly type: 'predict' }>, 'type' | 'jobId'>;
export type Told = Extract<FromWorker, { readonly type: 'limits' | 'predicted' | 'unpredicted' | 'predictedAll' }>;

/** Messages that are not of predictions. */
type Other = Exclude<FromWorker, Told>['type'];
const ofOthers = { batch: true, done: true, frames: true, policyRead: true, crashed: true } satisfies Record<
  Other,
  true
>;

function isTold(message: FromWorker): message is Told {
  return !Object.hasOwn(ofOthers, message.type);
}

export interface PredictionListener {
  told(message: Told): void;
  /** The prediction broke, or no worker could be started: why. The job is over. */
  failed(reason: string): void;
}

interface Running {
  readonly jobId: number;
  readonly job: PredictJob;
  readonly listener: PredictionListener;
}

export class Predictor {
  private worker: HiredWorker | null = null;
  /** The newest job; null once it has ended or was cancelled. */
  private current: Running | null = null;
  /** Jobs that the worker has not ended yet. */
  private readonly open = new Set<number>();
  private patience: Disposable | null = null;
  private jobIds = 0;

  constructor(
    private readonly workers: Workers,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Starts a job in place of the one under way. */
  start(job: PredictJob, listener: PredictionListener): void {
    this.cancel();
    this.current = { jobId: this.jobIds++, job, listener };
    this.post(this.current);
  }

  /** Ends the job under way; its listener hears nothing more. */
  cancel(): void {
    if (this.current === null) return;
    const { jobId } = this.current;
    this.current = null;
    if (!this.open.has(jobId)) return;
    this.worker?.post({ type: 'cancel', jobId });
    this.patience ??= this.clock.after(cancelPatienceMilliseconds, () => {
      this.patience = null;
      this.replaceWorker();
    });
  }

  /** Ends what is under way and gives the worker back, until the next start. */
  rest(): void {
    this.cancel();
    this.patience?.dispose();
    this.patience = null;
    if (this.open.size > 0) this.worker?.discard();
    else this.worker?.release();
    this.worker = null;
    this.open.clear();
  }

  private post(running: Running): void {
    try {
      this.worker ??= this.hire();
    } catch (error) {
      this.current = null;
      running.listener.failed(error instanceof Error ? error.message : String(error));
      return;
    }
    this.open.add(running.jobId);
    this.worker.post({ type: 'predict', jobId: running.jobId, ...running.job });
  }

  private hire(): HiredWorker {
    const worker: HiredWorker = this.workers.hire({
      message: (message) => {
        if (this.worker === worker) this.receive(message);
      },
      failure: (reason) => {
        if (this.worker === worker) this.broke(reason);
      },
    });
    return worker;
  }

  private receive(message: FromWorker): void {
    const { type, jobId } = message;
    const isEnd = type === 'predictedAll' || type === 'crashed';
    if (isEnd) this.ended(jobId);
    const running = this.current;
    if (running?.jobId !== jobId) return;
    if (isEnd) this.current = null;
    if (type === 'crashed') running.listener.failed(message.message);
    else if (isTold(message)) running.listener.told(message);
  }

  /** The worker has let go of a job: patience is for those that are cancelled. */
  private ended(jobId: number): void {
    this.open.delete(jobId);
    const isCancelledOpen = [...this.open].some((open) => open !== this.current?.jobId);
    if (isCancelledOpen) return;
    this.patience?.dispose();
    this.patience = null;
  }

  private replaceWorker(): void {
    this.log.debug('A prediction did not stop in time; its worker was ended.');
    this.worker?.discard();
    this.worker = null;
    this.open.clear();
    if (this.current !== null) this.post(this.current);
  }

  private broke(reason: string): void {
    const running = this.current;
    this.patience?.dispose();
    this.patience = null;
    this.current = null;
    this.worker?.discard();
    this.worker = null;
    this.open.clear();
    running?.listener.failed(reason);
  }
}
