// The environment of the editor on a computer, remote or local: workers are threads of the extension's process.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { PlainEnvironment } from '../environment';

/** The environment in which the built worker lies at the path `workerFile`. */
export function nodeEnvironment(workerFile: string): PlainEnvironment {
  return {
    cores: availableParallelism(),
    startWorker: (listener) => {
      const worker = new Worker(workerFile);
      let isOver = false;
      const fail = (reason: string): void => {
        if (isOver) return;
        isOver = true;
        listener.failure(reason);
      };
      worker.on('message', (message: unknown) => {
        listener.message(message);
      });
      worker.on('error', (error) => {
        fail(error instanceof Error ? error.message : String(error));
      });
      worker.on('exit', (code) => {
        fail(`exit code ${code}`);
      });
      return {
        post: (message) => {
          worker.postMessage(message);
        },
        terminate: () => {
          isOver = true;
          void worker.terminate();
        },
      };
    },
  };
}
