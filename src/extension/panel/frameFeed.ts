// The frames of one panel: makes the runs that it watches again in a worker of their own and passes on what states the pages were in. Nothing is kept here: a
// batch that the panel has not taken holds up the run that the next one comes from. Small guests are made again side by side, large ones one by one.
import type { FrameRequest } from '../../core/engine/frames';
import type { FramesMessage } from '../../core/protocol/messages';
import { type PackedFrames, packFrames } from '../../core/protocol/packedFrames';
import type { FromWorker } from '../../core/protocol/workerMessages';
import type { Log } from '../log';
import type { Experiment } from '../runs/experiment';
import type { HiredWorker, Workers } from '../runs/workers';
import { frameAt, framesFor, isGrowing } from './frameTimes';

/** Guests of more pages (8 GiB) are made again one after the other: each takes the memory of a run. */
const mostPagesSideBySide = 2 ** 21;

export interface FrameSource {
  /** Workers for frames alone. */
  readonly workers: Workers;
  /** The experiment, if the panel may see it. */
  readonly find: (experimentId: string) => Experiment | undefined;
  readonly log: Log;
}

/** What the panel wants frames of. */
interface Wish {
  readonly experimentId: string;
  readonly cells: number;
  /** Null: all along the runs; else the exact state at this time, for the answer to this request. */
  readonly exact: { readonly seconds: number; readonly request: number } | null;
  /** Algorithms that have not been begun with, in their order. */
  waiting: string[];
}

/** An algorithm's run that is made again. */
interface Job {
  readonly jobId: number;
  readonly wish: Wish;
  readonly label: string;
  /** Its length was not known when it began. */
  readonly isGrowing: boolean;
  /** Frames passed on so far. */
  passedOn: number;
}

type Batch = Omit<FramesMessage, 'batch'> & { readonly jobId: number | null };

export class FrameFeed {
  /** Of all panels: a worker may have been another one's before. */
  private static jobIds = 0;
  private watch: Wish | null = null;
  private ask: Wish | null = null;
  private readonly jobs = new Map<number, Job>();
  private worker: HiredWorker | null = null;
  /** At most one of each job: a worker waits for the one before to be taken. */
  private readonly outbox: Batch[] = [];
  private batches = 0;
  /** The batch that the panel has not taken yet. */
  private underWay: { readonly batch: number; readonly jobId: number | null } | null = null;

  /** `send` passes a message on at once, or drops it where the panel gets nothing now: then it starts afresh (`reset`). */
  constructor(
    private readonly source: FrameSource,
    private readonly send: (message: FramesMessage) => void,
  ) {}

  /** The panel wants frames all along the runs, instead of what it watched before. */
  startWatch(experimentId: string, cells: number): void {
    this.endWatch();
    this.watch = this.wishFor(experimentId, cells, null);
    this.fill();
  }

  /** The panel wants no more frames. */
  unwatch(): void {
    this.endWatch();
    this.rest();
  }

  /** The panel wants the exact state at a time, instead of what it asked for before. */
  askFor(experimentId: string, seconds: number, cells: number, request: number): void {
    this.drop(this.ask);
    this.ask = this.wishFor(experimentId, cells, { seconds, request });
    this.fill();
  }

  /** The panel keeps the frames of a batch. */
  taken(experimentId: string, batch: number): void {
    const { underWay } = this;
    if (underWay?.batch !== batch || this.watch?.experimentId !== experimentId) return;
    this.underWay = null;
    if (underWay.jobId !== null && this.jobs.has(underWay.jobId)) {
      this.worker?.post({ type: 'framesTaken', jobId: underWay.jobId });
    }
    this.flush();
  }

  /** Something happened in an experiment: runs that come to their turn are begun with, those that were broken off are ended. */
  changed({ experimentId, state }: Experiment): void {
    if (this.watch?.experimentId !== experimentId) return;
    if (state.status !== 'running') this.endGrowing(this.watch);
    this.fill();
  }

  /** The panel starts afresh, or does not look: it gets nothing until it asks again. */
  reset(): void {
    this.endWatch();
    this.drop(this.ask);
    this.ask = null;
    this.rest();
  }

  private endWatch(): void {
    this.drop(this.watch);
    this.watch = null;
    this.outbox.length = 0;
    this.underWay = null;
  }

  private wishFor(experimentId: string, cells: number, exact: Wish['exact']): Wish | null {
    const experiment = this.source.find(experimentId);
    if (experiment === undefined) return null;
    return { experimentId, cells, exact, waiting: experiment.scenario.algorithms.map(({ label }) => label) };
  }

  /** Begins with what waits, as far as there is room. */
  private fill(): void {
    for (const wish of [this.ask, this.watch]) {
      const experiment = wish && this.source.find(wish.experimentId);
      if (wish && experiment) this.fillFor(wish, experiment);
    }
    this.rest();
  }

  private fillFor(wish: Wish, experiment: Experiment): void {
    const sideBySide = experiment.scenario.pages <= mostPagesSideBySide;
    const isBusy = (): boolean => !sideBySide && [...this.jobs.values()].some((job) => job.wish === wish);
    wish.waiting = wish.waiting.filter((label) => {
      if (isBusy()) return true;
      const request = requestFor(wish, experiment, label);
      if (request === 'later') return true;
      if (request === null) this.pass(wish, label, null, 0, packFrames([]), true);
      else this.begin(wish, experiment, label, request);
      return false;
    });
  }

  private begin(wish: Wish, experiment: Experiment, label: string, frames: FrameRequest): void {
    const { runnable: scenario } = experiment;
    if (scenario === null) {
      this.pass(wish, label, null, 0, packFrames([]), true);
      return;
    }
    const job: Job = {
      jobId: FrameFeed.jobIds++,
      wish,
      label,
      isGrowing: wish.exact === null && isGrowing(experiment, label),
      passedOn: 0,
    };
    try {
      this.worker ??= this.hire();
    } catch (error) {
      this.source.log.error(`No worker for frames: ${error instanceof Error ? error.message : String(error)}`);
      this.pass(wish, label, null, 0, packFrames([]), true);
      return;
    }
    this.jobs.set(job.jobId, job);
    this.worker.post({ type: 'frames', jobId: job.jobId, scenario, run: { label, repetition: 0 }, frames });
  }

  private hire(): HiredWorker {
    return this.source.workers.hire({
      message: (message) => {
        this.receive(message);
      },
      failure: (reason) => {
        this.source.log.error(`The worker for frames broke: ${reason}`);
        this.worker = null;
        const jobs = [...this.jobs.values()];
        this.jobs.clear();
        for (const job of jobs) this.finish(job);
      },
    });
  }

  private receive(message: FromWorker): void {
    // A job that was cancelled may still have something to say.
    const job = this.jobs.get(message.jobId);
    if (job === undefined) return;
    if (message.type === 'frames') {
      const { frames, complete } = message;
      if (complete) this.jobs.delete(job.jobId);
      this.pass(job.wish, job.label, job.jobId, job.passedOn, frames, complete);
      job.passedOn += frames.heads.length;
    } else if (message.type === 'crashed') {
      this.source.log.error(`The frames of ${job.label} could not be made: ${message.message}`);
      this.jobs.delete(job.jobId);
      this.finish(job);
    }
    this.fill();
  }

  /** No more frames of this job will come. */
  private finish({ wish, label, jobId, passedOn }: Job): void {
    this.pass(wish, label, jobId, passedOn, packFrames([]), true);
  }

  private pass(
    { experimentId, exact }: Wish,
    label: string,
    jobId: number | null,
    from: number,
    frames: PackedFrames,
    complete: boolean,
  ): void {
    const message = { type: 'frames', experimentId, label, from, frames, complete } as const;
    if (exact !== null) {
      this.send({ ...message, batch: null, request: exact.request });
      return;
    }
    this.outbox.push({ ...message, jobId });
    this.flush();
  }

  private flush(): void {
    if (this.underWay !== null) return;
    const next = this.outbox.shift();
    if (next === undefined) return;
    const { jobId, ...message } = next;
    const batch = this.batches++;
    this.underWay = { batch, jobId };
    this.send({ ...message, batch });
  }

  /** Ends the jobs that would go on beyond what an experiment that was broken off has come to, and begins them again with that as their end. */
  private endGrowing(watch: Wish): void {
    const experiment = this.source.find(watch.experimentId);
    const broken = experiment?.state.status === 'cancelled' || experiment?.state.status === 'failed';
    if (experiment === undefined || !broken) return;
    for (const job of [...this.jobs.values()]) {
      if (job.wish !== watch || !job.isGrowing || hasEnded(experiment, job.label)) continue;
      this.cancel(job);
      watch.waiting.unshift(job.label);
    }
  }

  private drop(wish: Wish | null): void {
    for (const job of [...this.jobs.values()]) if (job.wish === wish) this.cancel(job);
  }

  private cancel({ jobId }: Job): void {
    this.jobs.delete(jobId);
    this.worker?.post({ type: 'cancel', jobId });
    const inOutbox = this.outbox.findIndex((batch) => batch.jobId === jobId);
    if (inOutbox >= 0) this.outbox.splice(inOutbox, 1);
  }

  /** Lets the worker go when it has nothing to do. */
  private rest(): void {
    if (this.jobs.size > 0 || this.worker === null) return;
    this.worker.release();
    this.worker = null;
  }
}

function requestFor(wish: Wish, experiment: Experiment, label: string): FrameRequest | 'later' | null {
  const { exact, cells } = wish;
  return exact === null ? framesFor(experiment, label, cells) : frameAt(experiment, label, exact.seconds, cells);
}

function hasEnded({ events }: Experiment, label: string): boolean {
  return events.some((event) => event.type === 'end' && event.label === label && event.repetition === 0);
}
