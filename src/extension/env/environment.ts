// What differs between the editor on a computer (Node) and in a browser (Web Worker): how a worker is started, and how many cores there are. Nothing else may.
import type { PlainListener, PlainWorker } from '../../core/protocol/watchedWorker';

/** A running simulation worker. */
export type SimulationWorker = PlainWorker;

export type WorkerListener = PlainListener;

export interface Environment {
  /** Processor cores. */
  readonly cores: number;
  startWorker(listener: WorkerListener): SimulationWorker;
}
