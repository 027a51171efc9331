// The simulation worker on Node (worker_threads): the transport around runJobs.ts, nothing else.
import { parentPort } from 'node:worker_threads';
import { simulate } from '../core/engine/simulate';
import { serveJobs } from './runJobs';
import { makeSandbox } from './sandbox';

if (parentPort === null) throw new Error('This file is a worker: it is started by the extension or by miglab.');
const port = parentPort;

const receive = serveJobs({
  simulate,
  makeSandbox: () => makeSandbox(__dirname),
  post: (message, transfer) => {
    port.postMessage(message, transfer);
  },
  now: () => performance.now(),
  pause: () => new Promise((resolve) => setImmediate(resolve)),
});
port.on('message', receive);
