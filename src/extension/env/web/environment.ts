// The environment of the editor in a browser: the extension runs in a worker itself, and starts Web Workers by address.
import type { PlainEnvironment } from '../environment';

/** What is used here of the browser's Worker; TypeScript's `webworker` library clashes with Node's types. */
interface WebWorker {
  onmessage: (event: { readonly data: unknown }) => void;
  onerror: (event: { readonly message?: string }) => void;
  onmessageerror: () => void;
  postMessage(message: unknown): void;
  terminate(): void;
}

// The cast tells TypeScript where this file runs; it cannot know.
const { Worker, navigator } = globalThis as unknown as {
  readonly Worker: new (address: string) => WebWorker;
  readonly navigator: { readonly hardwareConcurrency: number };
};

/** The environment in which the built worker is served from `workerAddress`. */
export function webEnvironment(workerAddress: string): PlainEnvironment {
  return {
    cores: navigator.hardwareConcurrency,
    startWorker: (listener) => {
      const worker = new Worker(workerAddress);
      const fail = (reason: string): void => {
        worker.terminate();
        listener.failure(reason);
      };
      worker.onmessage = ({ data }) => {
        listener.message(data);
      };
      worker.onerror = ({ message }) => {
        fail(message ?? 'the browser gave no reason');
      };
      worker.onmessageerror = () => {
        fail('a message could not be read');
      };
      return {
        post: (message) => {
          worker.postMessage(message);
        },
        terminate: () => {
          worker.terminate();
        },
      };
    },
  };
}
