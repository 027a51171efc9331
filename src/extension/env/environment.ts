// What differs between the editor on a computer (Node) and in a browser (Web Worker): how a worker is started, and how many cores there are. Nothing else may.
import {
  type PlainListener,
  type PlainWorker,
  type Timers,
  type WorkerListener,
  watchWorker,
} from '../../core/protocol/watchedWorker';

/** As the editor's surroundings have it. */
export interface PlainEnvironment {
  /** Processor cores. */
  readonly cores: number;
  startWorker(listener: PlainListener): PlainWorker;
}

/** With workers whose messages are checked, and which are ended and replaced where a policy stops one for good. */
export interface Environment {
  /** Processor cores. */
  readonly cores: number;
  startWorker(listener: WorkerListener): PlainWorker;
}

/** The environment with its workers under watch. */
export function watched(plain: PlainEnvironment, timers: Timers): Environment {
  return {
    cores: plain.cores,
    startWorker: (listener) => watchWorker((inner) => plain.startWorker(inner), listener, timers),
  };
}
