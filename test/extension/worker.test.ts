// The built worker on a thread of its own (dist/worker.js), driven as the extension drives it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';
import type { RunEvent } from '../../src/core/engine/events';
import { simulate } from '../../src/core/engine/simulate';
import { checkScenario } from '../../src/core/scenario/check';
import type { Scenario } from '../../src/core/scenario/scenario';
import { systemClock } from '../../src/extension/clock';
import { nodeEnvironment } from '../../src/extension/env/node/environment';
import type { Experiment } from '../../src/extension/runs/experiment';
import { RunManager } from '../../src/extension/runs/runManager';
import { RunStore } from '../../src/extension/runs/runStore';
import { Workers } from '../../src/extension/runs/workers';
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
    this.workers = new Workers(nodeEnvironment(workerFile));
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

it('a worker that cannot be loaded fails the experiment with a reason', async () => {
  const lab = new Lab(path.resolve('dist/no-such-worker.js'));
  const ended = lab.ended();
  lab.runs.start(request('one'));
  const { state } = await ended;
  assert.equal(state.status, 'failed');
  assert.match(state.error ?? '', /no-such-worker/);
});
