// The simulation worker in a browser (Web Worker): the transport around runJobs.ts, nothing else.
import { simulate } from '../core/engine/simulate';
import { serveJobs } from './runJobs';

/** What is used here of a browser's worker; TypeScript's `webworker` library clashes with Node's types. */
interface WorkerScope {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  readonly MessageChannel: new () => {
    readonly port1: { onmessage: () => void };
    readonly port2: { postMessage(message: null): void };
  };
}

// The cast tells TypeScript where this file runs; it cannot know.
const scope = globalThis as unknown as WorkerScope;

// A message to ourselves, not a timer: browsers hold nested timers back by 4 ms.
const channel = new scope.MessageChannel();
const waiting: (() => void)[] = [];
channel.port1.onmessage = () => waiting.shift()?.();

const receive = serveJobs({
  simulate,
  post: (message) => {
    scope.postMessage(message);
  },
  now: () => performance.now(),
  pause: () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      channel.port2.postMessage(null);
    }),
});
scope.addEventListener('message', ({ data }) => {
  receive(data);
});
