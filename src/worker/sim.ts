// The simulation worker on Node (worker_threads): the transport around runJobs.ts, nothing else.
import { parentPort } from 'node:worker_threads';
import { simulate } from '../core/engine/simulate';
import { serveJobs } from './runJobs';
import { makeSandbox } from './sandbox';

if (parentPort === null) throw new Error('This file is a worker: it is started by the extension or by miglab.');
const port = parentPort;

const receive = serveJobs({
  simulate: (scenario, run, progress, sandbox) => simulate(scenario, run, progress, null, sandbox),
  makeSandbox: () => makeSandbox(__dirname),
  post: (message) => {
    port.postMessage(message);
  },
  now: () => performance.now(),
  pause: () => new Promise((resolve) => setImmediate(resolve)),
});
port.on('message', receive);
