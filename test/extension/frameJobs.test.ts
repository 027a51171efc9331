// Frames in the worker: the frames of the run in place, held back until they are taken, beside other jobs, and over when they are cancelled.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Frame, FrameRequest } from '../../src/core/engine/frames';
import { simulate } from '../../src/core/engine/simulate';
import { unpackFrames } from '../../src/core/protocol/packedFrames';
import { isFromWorker, isToWorker } from '../../src/core/protocol/workerGuards';
import type { FromWorker, ToWorker } from '../../src/core/protocol/workerMessages';
import type { Scenario } from '../../src/core/scenario/scenario';
import { fullBatchBytes } from '../../src/worker/frameJobs';
import { serveJobs } from '../../src/worker/runJobs';
import { chooseWith } from '../core/support/run';
import { FakeClock, scenario as plain } from './fixtures';

const scenario: Scenario = { ...plain, algorithms: [chooseWith('hca'), chooseWith('xen-precopy')] };
const until = (seconds: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => (seconds * i) / (count - 1));

type Batch = Extract<FromWorker, { type: 'frames' }>;

/** A worker whose messages a test sends, and whose clock goes on by a step of the engine. */
class Rig {
  readonly clock = new FakeClock();
  readonly posted: FromWorker[] = [];
  readonly moved: ArrayBuffer[] = [];
  steps = 0;
  private readonly deliver: (message: unknown) => void;

  constructor() {
    const { clock } = this;
    this.deliver = serveJobs({
      simulate: (given, run, progress, frames) => this.counted(simulate(given, run, progress, frames)),
      makeSandbox: () => Promise.reject(new Error('No scenario here has a policy.')),
      post: (message, transfer = []) => {
        assert(isFromWorker(message), JSON.stringify(message).slice(0, 500));
        this.posted.push(message);
        this.moved.push(...transfer);
      },
      now: () => clock.now(),
      pause: () => new Promise((resolve) => setImmediate(resolve)),
    });
  }

  send(message: ToWorker): void {
    assert(isToWorker(message));
    this.deliver(message);
  }

  watch(jobId: number, frames: FrameRequest, label = 'hca'): void {
    this.send({ type: 'frames', jobId, scenario, run: { label, repetition: 0 }, frames });
  }

  /** Lets the worker go on until it has nothing to do. */
  async settle(): Promise<void> {
    for (let before = -1; before !== this.steps;) {
      before = this.steps;
      for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
    }
  }

  batches(jobId: number): Batch[] {
    return this.posted.filter((message): message is Batch => message.type === 'frames' && message.jobId === jobId);
  }

  frames(jobId: number): Frame[] {
    return this.batches(jobId).flatMap(({ frames }) => unpackFrames(frames));
  }

  private *counted<T>(events: Iterable<T>): Generator<T, void> {
    for (const event of events) {
      this.steps++;
      this.clock.pass(5);
      yield event;
    }
  }
}

function framesInPlace(label: string, request: FrameRequest): Frame[] {
  const events = [...simulate(scenario, { label, repetition: 0 }, undefined, request)];
  return events.flatMap((event): Frame[] => {
    if (event?.type !== 'frame') return [];
    const { seconds, round, phase, cursor, pagesPerCell, cells, tierCells, sentCells } = event;
    return [{ seconds, round, phase, cursor, pagesPerCell, cells, tierCells, sentCells }];
  });
}

it('the frames of a job are those of the run in place, whoever takes them how quickly', async () => {
  for (const request of [
    { atSeconds: until(0.2, 30), cells: 100 },
    { everySeconds: 0.001, most: 16, cells: 100 },
  ]) {
    const rig = new Rig();
    rig.watch(1, request);
    let taken = 0;
    await rig.settle();
    while (rig.batches(1).at(-1)?.complete !== true) {
      assert.equal(rig.batches(1).length, ++taken, 'one batch until it is taken');
      rig.send({ type: 'framesTaken', jobId: 1 });
      await rig.settle();
    }
    assert.deepEqual(rig.frames(1), framesInPlace('hca', request));
  }
});

it('a batch that is not taken holds up the run, and what waits for it is bounded', async () => {
  const rig = new Rig();
  const cells = 1024;
  const perBatch = Math.ceil(fullBatchBytes / (3 * cells));
  rig.watch(1, { atSeconds: until(0.3, 8 * perBatch), cells });
  await rig.settle();
  const before = rig.steps;
  await rig.settle();
  assert.equal(rig.steps, before, 'the run stands still');
  assert.equal(rig.batches(1).length, 1);
  rig.send({ type: 'framesTaken', jobId: 1 });
  await rig.settle();
  assert(rig.steps > before);
  const second = rig.batches(1)[1];
  assert.equal(second?.frames.heads.length, perBatch);
  assert.equal(rig.moved.at(-1), second.frames.bytes, 'bytes are moved, not copied');
});

it('a job ends with the last frame that was asked for, not with the run', async () => {
  const rig = new Rig();
  rig.watch(1, { atSeconds: [0.01], cells: 64 });
  await rig.settle();
  assert.deepEqual(rig.frames(1), framesInPlace('hca', { atSeconds: [0.01], cells: 64 }));
  assert.equal(rig.batches(1).at(-1)?.complete, true);
  const whole = [...simulate(scenario, { label: 'hca', repetition: 0 })].length;
  assert(rig.steps < whole, `${rig.steps} steps of ${whole}`);
});

it('a job that is cancelled while it waits says nothing any more, and others go on', async () => {
  const rig = new Rig();
  const request = { atSeconds: until(0.3, 600), cells: 1024 };
  rig.watch(1, request);
  rig.watch(2, request, 'xen-precopy');
  await rig.settle();
  assert.deepEqual([rig.batches(1).length, rig.batches(2).length], [1, 1], 'jobs run side by side');
  rig.send({ type: 'cancel', jobId: 1 });
  rig.send({ type: 'framesTaken', jobId: 1 });
  rig.send({ type: 'framesTaken', jobId: 2 });
  await rig.settle();
  assert.deepEqual([rig.batches(1).length, rig.batches(2).length], [1, 2]);
});

it('frames come while a run is made, which they do not hold up', async () => {
  const rig = new Rig();
  rig.watch(1, { atSeconds: until(0.3, 600), cells: 1024 });
  rig.send({ type: 'run', jobId: 2, scenario, runs: [{ label: 'hca', repetition: 0 }], rounds: 'all' });
  await rig.settle();
  assert(rig.posted.some(({ type }) => type === 'done'));
  assert.equal(rig.batches(1).length, 1);
});

it('a job that throws ends as crashed', async () => {
  const rig = new Rig();
  rig.watch(1, { atSeconds: [0], cells: 64 }, 'no such algorithm');
  await rig.settle();
  assert.deepEqual(
    rig.posted.map(({ type, jobId }) => [type, jobId]),
    [['crashed', 1]],
  );
});
