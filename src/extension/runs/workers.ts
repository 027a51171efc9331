// Simulation workers for experiments: started on first use, one experiment at a time each. One idle worker is kept warm, so that
// the next run starts at once; a worker that broke or would not stop is ended and never used again.
import type { PlainWorker, WorkerListener } from '../../core/protocol/watchedWorker';
import type { ToWorker } from '../../core/protocol/workerMessages';
import type { Environment } from '../env/environment';

/** A worker that belongs to one experiment until it is released or discarded. */
export interface HiredWorker {
  post(message: ToWorker): void;
  /** The work is done: the worker may serve another experiment. */
  release(): void;
  /** Ends the worker at once. */
  discard(): void;
}

interface Seat {
  readonly worker: PlainWorker;
  listener: WorkerListener | null;
}

export class Workers {
  private idle: Seat | null = null;
  private readonly seats = new Set<Seat>();

  constructor(private readonly environment: Environment) {}

  /** Takes the idle worker or starts one. Throws what the environment throws if none can be started. */
  hire(listener: WorkerListener): HiredWorker {
    const seat = this.idle ?? this.start();
    this.idle = null;
    seat.listener = listener;
    return {
      post: (message) => {
        seat.worker.post(message);
      },
      release: () => {
        this.release(seat);
      },
      discard: () => {
        this.end(seat);
      },
    };
  }

  dispose(): void {
    for (const seat of [...this.seats]) this.end(seat);
  }

  private start(): Seat {
    const seat: Seat = {
      listener: null,
      worker: this.environment.startWorker({
        message: (message) => seat.listener?.message(message),
        failure: (reason) => {
          const { listener } = seat;
          this.end(seat);
          listener?.failure(reason);
        },
      }),
    };
    this.seats.add(seat);
    return seat;
  }

  private release(seat: Seat): void {
    seat.listener = null;
    if (!this.seats.has(seat) || this.idle === seat) return;
    if (this.idle === null) this.idle = seat;
    else this.end(seat);
  }

  private end(seat: Seat): void {
    seat.listener = null;
    this.seats.delete(seat);
    if (this.idle === seat) this.idle = null;
    seat.worker.terminate();
  }
}
