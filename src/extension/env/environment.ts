// What differs between the editor on a computer (Node) and in a browser (Web Worker): how a worker is started, and how many cores there are. Nothing else may.
import type { ToWorker } from '../../core/protocol/workerMessages';

/** A running simulation worker. */
export interface SimulationWorker {
  post(message: ToWorker): void;
  /** Ends it at once, whatever it does. */
  terminate(): void;
}

export interface WorkerListener {
  /** Something arrived; it is not checked yet. */
  message(message: unknown): void;
  /** The worker broke, and is gone: why, in the words of its runtime. */
  failure(reason: string): void;
}

export interface Environment {
  /** Processor cores. */
  readonly cores: number;
  startWorker(listener: WorkerListener): SimulationWorker;
}
