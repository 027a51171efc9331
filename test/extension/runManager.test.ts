// From the request to the end of an experiment: workers, store and history together, with a worker that runs in the test itself.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { FromWorker, ToWorker } from '../../src/core/protocol/workerMessages';
import type { WorkerListener } from '../../src/core/protocol/watchedWorker';
import type { Environment } from '../../src/extension/env/environment';
import { History, mostRecords } from '../../src/extension/runs/history';
import { RunManager, cancelPatienceMilliseconds } from '../../src/extension/runs/runManager';
import { RunStore } from '../../src/extension/runs/runStore';
import { Workers } from '../../src/extension/runs/workers';
import { FakeClock, KeptLog, eventsOf, experimentOf, progressOf, request, scenario } from './fixtures';

/** A worker that does what the test says. */
class FakeWorker {
  readonly received: ToWorker[] = [];
  isTerminated = false;

  constructor(readonly listener: WorkerListener) {}

  get lastJob(): number {
    return this.received.findLast(({ type }) => type === 'run')?.jobId ?? -1;
  }

  say(message: FromWorker): void {
    this.listener.message(structuredClone(message));
  }

  happen(count: number, roundsLeftOut = 0): void {
    const events = eventsOf({ label: 'first', repetition: 0 }, count).slice(0, count);
    this.say({ type: 'batch', jobId: this.lastJob, events, progress: progressOf(count), roundsLeftOut });
  }

  finish(cancelled = false): void {
    const figures = cancelled ? null : [];
    this.say({ type: 'done', jobId: this.lastJob, cancelled, summary: figures, expectations: figures });
  }
}

class Rig {
  readonly clock = new FakeClock();
  readonly log = new KeptLog();
  readonly store = new RunStore(() => false);
  readonly started: FakeWorker[] = [];
  startFails = false;
  readonly workers: Workers;
  readonly runs: RunManager;

  constructor() {
    const environment: Environment = {
      cores: 2,
      startWorker: (listener) => {
        if (this.startFails) throw new Error('no threads left');
        const worker = new FakeWorker(listener);
        this.started.push(worker);
        return {
          post: (message) => worker.received.push(message),
          terminate: () => {
            worker.isTerminated = true;
          },
        };
      },
    };
    this.workers = new Workers(environment);
    this.runs = new RunManager(this.store, this.workers, this.clock, this.log, {
      crashed: (reason) => `It broke: ${reason}.`,
      notStarted: (reason) => `It did not start: ${reason}.`,
    });
  }

  get worker(): FakeWorker {
    const worker = this.started.at(-1);
    assert(worker);
    return worker;
  }

  status(id: string): string | undefined {
    return this.store.find(id)?.state.status;
  }
}

it('an experiment runs every algorithm once before any a second time', () => {
  const rig = new Rig();
  rig.runs.start(request('one'));
  const [job] = rig.worker.received;
  assert(job?.type === 'run');
  assert.deepEqual(
    job.runs.map(({ label, repetition }) => `${label} ${repetition}`),
    ['first 0', 'second 0', 'first 1', 'second 1'],
  );
  assert.equal(job.rounds, 'first-repetition');
  assert.equal(job.scenario, scenario);
});

it('an experiment ends finished, with its events and summary, and its worker serves the next one', () => {
  const rig = new Rig();
  rig.runs.start(request('one'));
  rig.worker.happen(3);
  rig.worker.finish();
  assert.equal(rig.status('one'), 'finished');
  assert.deepEqual(rig.store.find('one')?.state.summary, []);
  assert.equal(rig.store.find('one')?.events.length, 3);
  rig.runs.start(request('two'));
  assert.equal(rig.started.length, 1);
});

it('two experiments at once have a worker each, and one of these is kept', () => {
  const rig = new Rig();
  rig.runs.start(request('one'));
  rig.runs.start(request('two'));
  const [first, second] = rig.started;
  assert(first && second);
  second.finish();
  first.finish();
  assert.deepEqual([rig.status('one'), rig.status('two')], ['finished', 'finished']);
  assert.deepEqual([first.isTerminated, second.isTerminated], [true, false]);
});

it('a cancelled experiment keeps the rounds so far', () => {
  const rig = new Rig();
  rig.runs.start(request('one'));
  rig.worker.happen(3);
  rig.runs.cancel('one');
  rig.runs.cancel('one');
  assert.equal(rig.worker.received.filter(({ type }) => type === 'cancel').length, 1);
  rig.worker.finish(true);
  assert.equal(rig.status('one'), 'cancelled');
  assert.equal(rig.store.find('one')?.events.length, 3);
});

it('a worker that does not stop is ended by force, and the next run gets a new one', () => {
  const rig = new Rig();
  rig.runs.start(request('one'));
  rig.runs.cancel('one');
  rig.clock.pass(cancelPatienceMilliseconds);
  assert.equal(rig.status('one'), 'cancelled');
  assert.equal(rig.worker.isTerminated, true);
  rig.runs.start(request('two'));
  assert.equal(rig.started.length, 2);
  rig.started[0]?.happen(2);
  assert.equal(rig.store.find('two')?.events.length, 0);
});

it('a crash of the simulation is a failed experiment with a sentence', () => {
  const rig = new Rig();
  rig.runs.start(request('one'));
  rig.worker.say({ type: 'crashed', jobId: rig.worker.lastJob, message: 'division by zero' });
  assert.equal(rig.status('one'), 'failed');
  assert.equal(rig.store.find('one')?.state.error, 'It broke: division by zero.');
  assert.deepEqual(rig.log.lines, ['error It broke: division by zero.']);
});

it('a worker that breaks fails its experiment and is not used again', () => {
  const rig = new Rig();
  rig.runs.start(request('one'));
  rig.worker.listener.failure('out of memory');
  assert.equal(rig.status('one'), 'failed');
  assert.equal(rig.worker.isTerminated, true);
  rig.runs.start(request('two'));
  assert.equal(rig.started.length, 2);
});

it('a worker that breaks while it is idle is replaced at the next run', () => {
  const rig = new Rig();
  rig.runs.start(request('one'));
  rig.worker.finish();
  rig.worker.listener.failure('exit code 1');
  assert.equal(rig.status('one'), 'finished');
  rig.runs.start(request('two'));
  assert.equal(rig.started.length, 2);
});

it('a worker that cannot be started is a failed experiment, not an exception', () => {
  const rig = new Rig();
  rig.startFails = true;
  rig.runs.start(request('one'));
  assert.equal(rig.store.find('one')?.state.error, 'It did not start: no threads left.');
});

it('a cancelled experiment made again stops at the event at which it was cancelled', () => {
  const rig = new Rig();
  rig.runs.startCancelled(request('one'), 5);
  rig.worker.happen(3);
  assert.equal(rig.status('one'), 'running');
  rig.worker.happen(3);
  assert.equal(rig.worker.received.at(-1)?.type, 'cancel');
  rig.worker.finish(true);
  assert.equal(rig.status('one'), 'cancelled');
  assert.equal(rig.store.find('one')?.events.length, 5);
});

it('rounds that the worker did not pass on are told, and count where a cancelled experiment is made again', () => {
  const rig = new Rig();
  rig.runs.start(request('one'));
  rig.worker.happen(3, 40);
  rig.worker.happen(0, 5);
  assert.equal(rig.store.find('one')?.state.roundsLeftOut, 45);
  rig.runs.startCancelled(request('two'), 43);
  rig.worker.happen(3, 30);
  assert.equal(rig.status('two'), 'running');
  rig.worker.happen(0, 30);
  assert.equal(rig.worker.received.at(-1)?.type, 'cancel');
  assert.equal(rig.store.find('two')?.state.roundsLeftOut, 40);
});

it('a cancelled experiment without events is cancelled again without a worker', () => {
  const rig = new Rig();
  rig.runs.startCancelled(request('one'), 0);
  assert.equal(rig.status('one'), 'cancelled');
  assert.equal(rig.started.length, 0);
});

/** The editor's memory, as JSON on a disk. */
function memory(initial?: unknown): { get: () => unknown; update: (key: string, value: unknown) => Promise<void> } {
  let text = JSON.stringify(initial);
  return {
    get: () => (typeof text === 'string' ? (JSON.parse(text) as unknown) : undefined),
    update: (_key, value) => {
      text = JSON.stringify(value);
      return Promise.resolve();
    },
  };
}

it('the last experiment of each scenario is remembered, bounded in number, without its results', async () => {
  const history = new History(memory());
  for (let i = 0; i < mostRecords + 3; i++) {
    await history.remember({ ...experimentOf([], `${i}`), scenarioUri: `file:///${i}` });
  }
  const experiment = experimentOf(eventsOf({ label: 'first', repetition: 0 }, 4), 'again');
  await history.remember({
    ...experiment,
    scenarioUri: 'file:///20',
    state: { ...experiment.state, status: 'cancelled' },
  });
  assert.equal(history.find('file:///2'), undefined);
  assert.equal(history.find('file:///3')?.experimentId, '3');
  const record = history.find('file:///20');
  assert.deepEqual(
    [record?.experimentId, record?.status, record?.events, record?.digest],
    ['again', 'cancelled', 6, 'digest'],
  );
  assert.deepEqual(record?.scenario, scenario);
});

it('a memory of another version is passed over', () => {
  const history = new History(memory([{ schema: 0, scenarioUri: 'file:///a' }, 'nonsense', null]));
  assert.equal(history.find('file:///a'), undefined);
  assert.equal(new History(memory('nonsense')).find('file:///a'), undefined);
});

it('a scenario too large to remember is forgotten, not remembered in part', async () => {
  const history = new History(memory());
  const experiment = experimentOf([], 'one');
  await history.remember(experiment);
  const large = { ...scenario, description: 'x'.repeat(300_000) };
  await history.remember({ ...experiment, runnable: large });
  assert.equal(history.find(experiment.scenarioUri), undefined);
});
