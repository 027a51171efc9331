// A worker that a policy has stopped for good is ended from outside: that run fails with a sentence, all other runs are made, by another worker.
import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { Worker } from 'node:worker_threads';
import type { RunEvent } from '../../src/core/engine/events';
import { type PlainListener, type PlainWorker, watchWorker } from '../../src/core/protocol/watchedWorker';
import type { FromWorker, ToWorker } from '../../src/core/protocol/workerMessages';
import { checkScenario } from '../../src/core/scenario/check';
import { nodeEnvironment } from '../../src/extension/env/node/environment';
import { FakeClock, scenario as plain, startOf } from './fixtures';

const simple = `export default async function p({ all, send, suspend, log }) {
  await send(all());
  suspend();
  await send(log.clean());
}`;
const text = `vm: { memory: 4MiB }
link: { bandwidth: 1Gbit/s }
algorithms:
  - stop-and-copy
  - policy: mine.policy.js
    as: stuck
  - policy: mine.policy.js
    as: sound
repetitions: 2
expect: [sound.total < 1h]
`;
const { scenario } = checkScenario(text, { files: new Map([['mine.policy.js', { text: simple }]]) });
assert.ok(scenario);
const runs = [0, 1].flatMap((repetition) => scenario.algorithms.map(({ label }) => ({ label, repetition })));
const job: ToWorker = { type: 'run', jobId: 4, scenario, runs, rounds: 'all' };

/** The simulation worker, but that it stops for good within the run that is labelled 'stuck', of a repetition. */
const stopping = (repetition: number): string => `
const { parentPort } = require('node:worker_threads');
const post = parentPort.postMessage.bind(parentPort);
parentPort.postMessage = (message, transfer) => {
  post(message, transfer);
  const begins = message.type === 'batch' && message.events.some((event) => event.type === 'start' && event.label === 'stuck' && event.repetition === ${repetition});
  if (begins) for (;;);
};
require(${JSON.stringify(path.resolve('dist', 'worker.js'))});
`;

function stoppingWorker(repetition: number, listener: PlainListener): PlainWorker {
  const worker = new Worker(stopping(repetition), { eval: true });
  worker.on('message', (message: unknown) => {
    listener.message(message);
  });
  return {
    post: (message) => {
      worker.postMessage(message);
    },
    terminate: () => {
      void worker.terminate();
    },
  };
}

/**
 * All messages of a job, whose workers are made one after the other as they are needed. Patience ends in the runs that are labelled 'stuck', if it does at all: a
 * busy machine takes long to start a worker.
 */
async function messagesOf(
  start: (number: number, listener: PlainListener) => PlainWorker,
  losesPatience: boolean,
): Promise<{ readonly messages: readonly FromWorker[]; readonly workers: number }> {
  const messages: FromWorker[] = [];
  let workers = 0;
  let due: (() => void) | null = null;
  const timers = {
    after: (_: number, action: () => void) => {
      due = action;
      return { dispose: () => (due = null) };
    },
  };
  await new Promise<void>((resolve, reject) => {
    const worker = watchWorker(
      (listener) => start(++workers, listener),
      {
        message: (message) => {
          messages.push(message);
          const isStuck = eventsOf([message]).some(({ type, label }) => type === 'start' && label === 'stuck');
          if (isStuck && losesPatience) setTimeout(() => due?.(), 50);
          if (!['done', 'crashed'].includes(message.type)) return;
          worker.terminate();
          resolve();
        },
        failure: (reason) => {
          reject(new Error(reason));
        },
      },
      timers,
    );
    worker.post(job);
  });
  return { messages, workers };
}

const eventsOf = (messages: readonly FromWorker[]): RunEvent[] =>
  messages.flatMap((message) => (message.type === 'batch' ? message.events : []));

describe('a worker under watch', () => {
  const environment = nodeEnvironment(path.resolve('dist', 'worker.js'));

  it('that nothing stops is as it is without a watch', async () => {
    const { messages, workers } = await messagesOf((_, listener) => environment.startWorker(listener), false);
    assert.equal(workers, 1);
    assert.deepEqual(
      eventsOf(messages).flatMap((event) => (event.type === 'end' ? [event.outcome] : [])),
      runs.map(() => 'completed'),
    );
    assert.equal(messages.at(-1)?.type, 'done');
  });

  it('is ended where a policy stopped it for good; its run fails, and all others are made', async () => {
    const { messages, workers } = await messagesOf(
      (number, listener) => (number <= 2 ? stoppingWorker(number - 1, listener) : environment.startWorker(listener)),
      true,
    );
    assert.equal(workers, 3);
    const ends = eventsOf(messages).flatMap((event) => (event.type === 'end' ? [event] : []));
    assert.deepEqual(
      ends.map(({ label, repetition, outcome }) => [label, repetition, outcome]),
      runs.map(({ label, repetition }) => [label, repetition, label === 'stuck' ? 'failed' : 'completed']),
    );
    const [failed] = ends.filter(({ outcome }) => outcome === 'failed');
    assert.equal(failed?.error?.code, 'policy-deadline');
    assert.equal(
      failed.error.message,
      'mine.policy.js, before round 1: The policy gave no sign of life for 150 s and could not be interrupted: its worker was ended.',
    );
    const starts = eventsOf(messages).filter(({ type }) => type === 'start');
    assert.equal(starts.length, runs.length, 'no run was begun twice');
    const last = messages.at(-1);
    assert.ok(last?.type === 'done' && last.summary !== null);
    assert.deepEqual(
      last.summary.map(({ label, runs: all, completed }) => [label, all, completed]),
      [
        ['stop-and-copy', 2, 2],
        ['stuck', 2, 0],
        ['sound', 2, 2],
      ],
    );
    assert.deepEqual(
      last.expectations?.map(({ passed }) => passed),
      [true],
    );
    const batches = messages.filter((message) => message.type === 'batch');
    assert.ok(batches.every(({ progress }) => progress.runsTotal === runs.length));
  });

  it('is ended where it says what is no message of ours, and nothing is heard of it any more', () => {
    const inner: PlainListener[] = [];
    let ended = 0;
    const heard: unknown[] = [];
    const worker = watchWorker(
      (listener) => {
        inner.push(listener);
        return { post: () => undefined, terminate: () => ended++ };
      },
      {
        message: (message) => heard.push(message),
        failure: (reason) => heard.push(reason),
      },
      new FakeClock(),
    );
    worker.post(job);
    const say = (message: unknown): void => inner[0]?.message(message);
    const fine = { type: 'crashed', jobId: 4, message: 'no memory' };
    say(fine);
    say({ type: 'batch', jobId: 4, events: [{ type: 'nonsense' }] });
    say(fine);
    assert.deepEqual(heard, [fine, 'a message from the worker did not have the shape of its kind']);
    assert.equal(ended, 1);
  });

  it('is waited for as long as no policy is under way, and from each message anew', () => {
    const clock = new FakeClock();
    let inner: PlainListener | null = null;
    let started = 0;
    const worker = watchWorker(
      (listener) => {
        inner = listener;
        started++;
        return { post: () => undefined, terminate: () => undefined };
      },
      { message: () => undefined, failure: () => undefined },
      clock,
      150,
    );
    worker.post({ ...job, scenario: plain, runs: [{ label: 'first', repetition: 0 }] });
    clock.pass(1_000_000);
    assert.equal(started, 1);
    worker.post({ ...job, jobId: 5 });
    clock.pass(149_000);
    const run = { label: 'first', repetition: 0 };
    const progress = { ...run, runsFinished: 0, runsTotal: 1, simulatedSeconds: 0, round: 0 };
    const sign: FromWorker = { type: 'batch', jobId: 4, events: [startOf(run)], progress };
    (inner as PlainListener | null)?.message(sign);
    clock.pass(149_000);
    assert.equal(started, 1);
    clock.pass(2000);
    assert.equal(started, 2);
    worker.terminate();
  });
});
