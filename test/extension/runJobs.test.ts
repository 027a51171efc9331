// The simulation worker's loop, with a clock and a message queue of the test's own.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { RunEvent } from '../../src/core/engine/events';
import type { FromWorker, ToWorker } from '../../src/core/protocol/workerMessages';
import { type JobHost, serveJobs } from '../../src/worker/runJobs';
import { FakeClock, eventsOf, runOf, scenario } from './fixtures';

const bothTwice = [0, 1].flatMap((repetition) => ['first', 'second'].map((label) => ({ label, repetition })));

/** A worker whose runs take simulated effort: each step of the generator lets `stepMilliseconds` pass. */
class Rig {
  readonly clock = new FakeClock();
  readonly posted: FromWorker[] = [];
  /** What arrives at the worker at its next pauses, in this order. */
  readonly inbox: ToWorker[] = [];
  readonly receive: (message: unknown) => void;
  private readonly endings = new Map<number, () => void>();

  constructor(
    simulate: JobHost['simulate'],
    stepMilliseconds: number,
    beforePause: (rig: Rig) => void = () => undefined,
  ) {
    const { clock, posted, endings } = this;
    this.receive = serveJobs({
      simulate: function* (given, run, progress, frames, sandbox) {
        for (const event of simulate(given, run, progress, frames, sandbox)) {
          clock.pass(stepMilliseconds);
          if (event?.type === 'round')
            Object.assign(progress, { simulatedSeconds: event.startSeconds, round: event.round });
          yield event;
        }
      },
      makeSandbox: () => Promise.reject(new Error('No run here has a policy.')),
      post: (message) => {
        posted.push(message);
        if (message.type !== 'batch') endings.get(message.jobId)?.();
      },
      now: () => clock.now(),
      pause: () => {
        beforePause(this);
        for (const message of this.inbox.splice(0)) this.receive(message);
        return Promise.resolve();
      },
    });
  }

  /** Sends a job and resolves when it has ended. */
  run(
    jobId: number,
    rounds: 'all' | 'first-repetition' = 'all',
    runs = bothTwice,
    limit: Pick<Extract<ToWorker, { type: 'run' }>, 'mostRounds'> = {},
  ): Promise<void> {
    const ended = new Promise<void>((resolve) => this.endings.set(jobId, resolve));
    this.receive({ type: 'run', jobId, scenario, runs, rounds, ...limit } satisfies ToWorker);
    return ended;
  }

  get events(): RunEvent[] {
    return this.posted.flatMap((message) => (message.type === 'batch' ? message.events : []));
  }

  get batches(): Extract<FromWorker, { type: 'batch' }>[] {
    return this.posted.filter((message) => message.type === 'batch');
  }
}

it('a job passes on every event of its runs, in order, whatever the speed', async () => {
  for (const step of [0, 1, 7, 50]) {
    const rig = new Rig((_, run) => runOf(run, 5), step);
    await rig.run(1);
    assert.deepEqual(
      rig.events,
      bothTwice.flatMap((run) => eventsOf(run, 5)),
    );
    assert.equal(rig.posted.at(-1)?.type, 'done');
  }
});

it('of repetitions after the first, only the ends are passed on if so asked', async () => {
  const rig = new Rig((_, run) => runOf(run, 3), 1);
  await rig.run(1, 'first-repetition');
  assert.deepEqual(rig.events.map(({ type, label, repetition }) => `${type} ${label} ${repetition}`).slice(-3), [
    'end second 0',
    'end first 1',
    'end second 1',
  ]);
  assert.equal(rig.events.length, 12);
});

it('the summary counts the rounds of every repetition, passed on or not', async () => {
  const rig = new Rig((_, run) => runOf(run, run.repetition === 0 ? 3 : 5), 1);
  await rig.run(1, 'first-repetition');
  const done = rig.posted.at(-1);
  assert(done?.type === 'done' && done.summary !== null);
  assert.deepEqual(
    done.summary.map(({ label, runs, rounds }) => [label, runs, rounds?.mean]),
    [
      ['first', 2, 4],
      ['second', 2, 4],
    ],
  );
});

it('the first event is posted at once, further ones at most every 30 ms', async () => {
  const times: number[] = [];
  const rig: Rig = new Rig(
    (_, run) => runOf(run, 200),
    1,
    () => {
      while (times.length < rig.posted.length) times.push(rig.clock.now());
    },
  );
  await rig.run(1, 'all', [{ label: 'first', repetition: 0 }]);
  assert.deepEqual(
    rig.batches[0]?.events.map(({ type }) => type),
    ['start'],
  );
  // 402 steps of 1 ms: no more batches than every 30 ms one, the first and the last.
  assert(rig.batches.length <= 402 / 30 + 2, `${rig.batches.length} batches`);
  assert(rig.batches.length >= 402 / 50, `${rig.batches.length} batches`);
});

it('a cancellation takes effect within a slice, and what happened until then is posted', async () => {
  let steps = 0;
  let stepsAtCancel = Infinity;
  const endless: JobHost['simulate'] = function* (_, run) {
    for (const event of runOf(run, 1_000_000)) {
      steps++;
      yield event;
    }
  };
  const rig = new Rig(endless, 1, (self) => {
    if (self.clock.now() < 500 || stepsAtCancel < Infinity) return;
    stepsAtCancel = steps;
    self.inbox.push({ type: 'cancel', jobId: 1 });
  });
  await rig.run(1);
  assert(steps - stepsAtCancel < 100, `${steps - stepsAtCancel} ms after the cancellation`);
  assert.deepEqual(rig.posted.at(-1), { type: 'done', jobId: 1, cancelled: true, summary: null, expectations: null });
  assert.equal(rig.events.length, 1 + Math.floor((steps - 1) / 2));
});

it('rounds past the number that is wanted are counted, and progress goes on', async () => {
  for (const step of [0, 1, 7, 50]) {
    const rig = new Rig((_, run) => runOf(run, 40), step);
    await rig.run(1, 'first-repetition', bothTwice, { mostRounds: 5 });
    const rounds = rig.events.filter(({ type }) => type === 'round');
    assert.deepEqual(
      rounds.map((event) => `${event.label} ${event.repetition} ${event.type === 'round' ? event.round : ''}`),
      ['first', 'second'].flatMap((label) => [1, 2, 3, 4, 5].map((round) => `${label} 0 ${round}`)),
    );
    const leftOut = rig.batches.map(({ roundsLeftOut = 0 }) => roundsLeftOut);
    assert.equal(
      leftOut.reduce((sum, count) => sum + count, 0),
      2 * 35,
    );
    // Left-out rounds come last in their batch: whoever counts events to a certain one knows where it stands.
    for (const { events, roundsLeftOut } of rig.batches)
      if (roundsLeftOut !== undefined) assert.notEqual(events.at(-1)?.type, 'end');
    if (step === 50) {
      const simulated = rig.batches
        .filter(({ progress }) => progress.label === 'first')
        .map(({ progress }) => progress.round);
      assert.ok(new Set(simulated).size > 30, `progress stood at ${[...new Set(simulated)].join(' ')}`);
    }
    const done = rig.posted.at(-1);
    assert.ok(done?.type === 'done');
    assert.equal(done.summary?.[0]?.rounds?.mean, 40);
  }
});

it('a job that is cancelled while it waits ends without a run', async () => {
  const rig = new Rig((_, run) => runOf(run, 3), 1);
  const first = rig.run(1);
  const second = rig.run(2);
  rig.receive({ type: 'cancel', jobId: 2 });
  await Promise.all([first, second]);
  assert.deepEqual(rig.posted.at(-1), { type: 'done', jobId: 2, cancelled: true, summary: null, expectations: null });
  assert.equal(rig.batches.filter(({ jobId }) => jobId === 2).flatMap(({ events }) => events).length, 0);
});

it('a simulation that throws ends its job with the reason, and the next job runs', async () => {
  const rig = new Rig(function* (_, run) {
    yield* runOf(run, 1);
    if (run.label === 'second') throw new Error('The link is gone.');
  }, 1);
  await rig.run(1);
  assert.deepEqual(rig.posted.at(-1), { type: 'crashed', jobId: 1, message: 'The link is gone.' });
  await rig.run(2, 'all', [{ label: 'first', repetition: 0 }]);
  assert.equal(rig.posted.at(-1)?.type, 'done');
});

it('a run that ends without a result is a crash', async () => {
  const rig = new Rig(function* (_, run) {
    for (const event of runOf(run, 2)) if (event?.type !== 'end') yield event;
  }, 1);
  await rig.run(1);
  assert.equal(rig.posted.at(-1)?.type, 'crashed');
});

it('progress tells the run under way and the runs that have ended', async () => {
  const rig = new Rig((_, run) => runOf(run, 4), 40);
  await rig.run(1);
  for (const { progress } of rig.batches) assert.equal(progress.runsTotal, 4);
  const last = rig.batches.at(-1)?.progress;
  assert.deepEqual([last?.runsFinished, last?.label, last?.repetition], [4, 'second', 1]);
  const middle = rig.batches.find(({ progress }) => progress.runsFinished === 1 && progress.round === 3)?.progress;
  assert.deepEqual([middle?.label, middle?.simulatedSeconds], ['second', 2]);
});

it('a message that is not ours is a loud fault', () => {
  const rig = new Rig((_, run) => runOf(run, 1), 1);
  assert.throws(() => {
    rig.receive({ type: 'run', jobId: 1 });
  }, TypeError);
});
