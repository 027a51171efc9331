// The built worker on a thread of its own (dist/worker.js), driven as the extension drives it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';
import type { RunEvent } from '../../src/core/engine/events';
import type { Frame, FrameRequest } from '../../src/core/engine/frames';
import { simulate } from '../../src/core/engine/simulate';
import { unpackFrames } from '../../src/core/protocol/packedFrames';
import { collectRuns, runsOf } from '../../src/core/result';
import { checkScenario } from '../../src/core/scenario/check';
import type { Scenario } from '../../src/core/scenario/scenario';
import { systemClock } from '../../src/extension/clock';
import { watched } from '../../src/extension/env/environment';
import { nodeEnvironment } from '../../src/extension/env/node/environment';
import { FrameFeed } from '../../src/extension/panel/frameFeed';
import { framesFor } from '../../src/extension/panel/frameTimes';
import type { Experiment } from '../../src/extension/runs/experiment';
import { RunManager } from '../../src/extension/runs/runManager';
import { RunStore } from '../../src/extension/runs/runStore';
import { Workers } from '../../src/extension/runs/workers';
import { assertInvariants, assertRoundsSoFar } from '../core/support/invariants';
import { KeptLog, request } from './fixtures';

const sentences = { crashed: (reason: string) => reason, notStarted: (reason: string) => reason };

function scenarioOf(text: string): Scenario {
  const { scenario } = checkScenario(text);
  assert(scenario);
  return scenario;
}

/** The same bytes; a difference is shown at its first event, not as two long texts. */
function assertSameEvents(actual: readonly RunEvent[], expected: readonly RunEvent[]): void {
  for (const [index, event] of expected.entries()) assert.deepStrictEqual(actual[index], event, `event ${index}`);
  assert.equal(actual.length, expected.length);
}

/** Runs, store and a real worker; `workerFile` is the built one unless said otherwise. */
class Lab {
  readonly store = new RunStore(() => false);
  readonly log = new KeptLog();
  readonly workers: Workers;
  readonly runs: RunManager;

  constructor(workerFile = path.resolve('dist/worker.js')) {
    this.workers = new Workers(watched(nodeEnvironment(workerFile), systemClock));
    this.runs = new RunManager(this.store, this.workers, systemClock, this.log, sentences);
  }

  /** Resolves at the first change after which the experiment is so. */
  until(isSo: (experiment: Experiment) => boolean): Promise<Experiment> {
    return new Promise((resolve) => {
      const listening = this.store.changes.on(({ experiment }) => {
        if (!isSo(experiment)) return;
        listening.dispose();
        resolve(experiment);
      });
    });
  }

  /** Watches the frames of an experiment as a panel does, until those of every algorithm are there. */
  watch(experimentId: string, cells: number): Promise<Map<string, Frame[]>> {
    const frames = new Map<string, Frame[]>();
    const open = new Set(this.store.find(experimentId)?.scenario.algorithms.map(({ label }) => label));
    return new Promise((resolve) => {
      const feed = new FrameFeed(
        { workers: this.workers, find: (id) => this.store.find(id), log: this.log },
        (message) => {
          const { label, from, batch, complete } = message;
          const kept = from === 0 ? [] : (frames.get(label) ?? []);
          frames.set(label, [...kept, ...unpackFrames(message.frames)]);
          if (complete) open.delete(label);
          queueMicrotask(() => {
            feed.taken(experimentId, batch ?? -1);
          });
          if (open.size > 0) return;
          listening.dispose();
          resolve(frames);
        },
      );
      const listening = this.store.changes.on(({ experiment }) => {
        feed.changed(experiment);
      });
      feed.startWatch(experimentId, cells);
    });
  }

  ended(): Promise<Experiment> {
    return this.until(({ state }) => state.status !== 'running');
  }
}

it('a run in the worker gives the events of a run in place', async () => {
  const scenario = scenarioOf(readFileSync('examples/first.migration.yaml', 'utf8'));
  const lab = new Lab();
  const ended = lab.ended();
  lab.runs.start({ ...request('one'), scenario });
  const { events, state } = await ended;
  lab.workers.dispose();
  assert.equal(state.status, 'finished', state.error ?? '');
  const inPlace = scenario.algorithms
    .flatMap(({ label }) => [...simulate(scenario, { label, repetition: 0 })])
    .filter((event) => event !== undefined);
  assertSameEvents(events, inPlace);
  assert.deepEqual(
    state.summary?.map(({ label, runs }) => [label, runs]),
    scenario.algorithms.map(({ label }) => [label, 1]),
  );
  assert.equal(state.progress?.runsFinished, scenario.algorithms.length);
});

it('a cancelled run made again has the same events', async () => {
  const scenario = scenarioOf(readFileSync('examples/never-converges.migration.yaml', 'utf8'));
  const lab = new Lab();
  const large = { ...scenario, repetitions: 200 };
  const firstEnded = lab.ended();
  lab.runs.start({ ...request('one'), scenario: large });
  await lab.until(({ events }) => events.length >= 5);
  lab.runs.cancel('one');
  const first = await firstEnded;
  const again = lab.ended();
  lab.runs.startCancelled({ ...request('two'), scenario: large }, first.events.length);
  const second = await again;
  lab.workers.dispose();
  assert.equal(first.state.status, 'cancelled');
  assert.equal(second.state.status, 'cancelled');
  assertSameEvents(second.events, first.events);
});

/** The events of a run in place, as many as are asked for: a large guest is not run to its end. */
function firstInPlace(scenario: Scenario, count: number): RunEvent[] {
  const found: RunEvent[] = [];
  for (const { label, repetition } of runsOf(scenario))
    for (const event of simulate(scenario, { label, repetition })) {
      if (event !== undefined) found.push(event);
      if (found.length >= count) return found;
    }
  return found;
}

/** A guest of 256 GiB whose pages are on their way for most of an hour. */
function largeGuest(algorithm: string): Scenario {
  return scenarioOf(
    [
      'vm: { memory: 256GiB, vcpus: 4 }',
      'workload: [{ name: w, size: 60%, writes: 200k/s, pattern: { hotspot: { pages: 10%, share: 90% } } }]',
      'link: { bandwidth: 1Gbit/s }',
      'repetitions: 50',
      `algorithms: [${algorithm}]`,
    ].join('\n'),
  );
}

for (const [algorithm, rounds] of [
  ['postcopy', 1],
  ['hybrid: { rounds: 2 }', 3],
] as const)
  it(`${algorithm} of a large guest is cancelled while its pages come behind, and leaves a sound result`, async () => {
    const scenario = largeGuest(algorithm);
    const lab = new Lab();
    const ended = lab.ended();
    lab.runs.start({ ...request('one'), scenario });
    // Its live rounds and the stopped copy have been told: what is under way is post-copy.
    await lab.until(({ events }) => events.filter(({ type }) => type === 'round').length >= rounds);
    lab.runs.cancel('one');
    const { state, events } = await ended;
    const kept = lab.store.find('one')?.events.length;
    lab.workers.dispose();
    assert.equal(state.status, 'cancelled');
    assert.deepEqual([state.summary, state.expectations, state.error], [null, null, null]);
    assertSameEvents(events, firstInPlace(scenario, events.length));
    // Nothing comes after the end.
    assert.equal(kept, events.length);
    const runs = collectRuns(events);
    assert.equal(runs.length, events.filter(({ type }) => type === 'end').length);
    for (const run of runs) assertInvariants(scenario, run);
    const last = events.findLastIndex(({ type }) => type === 'end');
    assertRoundsSoFar(
      scenario,
      events.slice(last + 1).filter((event) => event.type === 'round'),
    );
  });

/** The frames of a run in place. */
function framesInPlace(scenario: Scenario, label: string, request: FrameRequest): Frame[] {
  return [...simulate(scenario, { label, repetition: 0 }, undefined, request)].flatMap((event): Frame[] => {
    if (event?.type !== 'frame') return [];
    const { seconds, round, phase, cursor, pagesPerCell, cells, tierCells, sentCells } = event;
    return [{ seconds, round, phase, cursor, pagesPerCell, cells, tierCells, sentCells }];
  });
}

it('the frames that a panel watches are those of the runs, whether they have ended, run or are cancelled', async () => {
  const scenario = scenarioOf(readFileSync('examples/first.migration.yaml', 'utf8'));
  const cells = 500;
  const lab = new Lab();
  const ended = lab.ended();
  lab.runs.start({ ...request('one'), scenario });
  const whileItRan = await lab.watch('one', cells);
  const experiment = await ended;
  const afterwards = await lab.watch('one', cells);
  for (const { label } of scenario.algorithms) {
    const asked = framesFor(experiment, label, cells);
    assert(asked !== null && asked !== 'later');
    assert.deepEqual(afterwards.get(label), framesInPlace(scenario, label, asked));
    const early = whileItRan.get(label) ?? [];
    assert(early.length > 10);
    const times = early.map(({ seconds }) => seconds);
    assert.deepEqual(early.slice(0, -1), framesInPlace(scenario, label, { atSeconds: times.slice(0, -1), cells }));
  }
  lab.workers.dispose();
});

it('a panel that watches a run when it is cancelled has frames up to there', async () => {
  const plain = scenarioOf(readFileSync('examples/never-converges.migration.yaml', 'utf8'));
  const scenario = { ...plain, repetitions: 200 };
  const lab = new Lab();
  const ended = lab.ended();
  lab.runs.start({ ...request('one'), scenario });
  await lab.until(({ events }) => events.some(({ type }) => type === 'round'));
  const watched = lab.watch('one', 100);
  lab.runs.cancel('one');
  const [{ events }, frames] = await Promise.all([ended, watched]);
  lab.workers.dispose();
  for (const { label } of scenario.algorithms) {
    const own = events.filter((event) => event.label === label && event.repetition === 0);
    const rounds = own.filter((event) => event.type === 'round');
    const last = rounds.at(-1);
    const lastSeconds = frames.get(label)?.at(-1)?.seconds ?? 0;
    const until = last === undefined ? 0 : last.startSeconds + last.seconds;
    // A run that had ended has device state and resume after its last round.
    const end = own.find((event) => event.type === 'end')?.totalSeconds ?? until;
    assert(lastSeconds >= until && lastSeconds <= end, `${label}: ${lastSeconds} s, not ${until} s to ${end} s`);
  }
});

it('a worker that cannot be loaded fails the experiment with a reason', async () => {
  const lab = new Lab(path.resolve('dist/no-such-worker.js'));
  const ended = lab.ended();
  lab.runs.start(request('one'));
  const { state } = await ended;
  assert.equal(state.status, 'failed');
  assert.match(state.error ?? '', /no-such-worker/);
});
