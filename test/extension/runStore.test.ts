// The store of experiments: what it keeps, and what it lets go.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { RunStore, mostExperiments, mostRounds } from '../../src/extension/runs/runStore';
import { endOf, eventsOf, progressOf, request, roundOf, startOf } from './fixtures';

const run = { label: 'first', repetition: 0 };
const finished = { status: 'finished', summary: [], expectations: [], error: null } as const;
const noneShown = (): boolean => false;

it('the newest experiment of a scenario is found, and the newest of all', () => {
  const store = new RunStore(noneShown);
  store.add(request('one', 'file:///a'));
  store.add(request('two', 'file:///b'));
  store.add(request('three', 'file:///a'));
  assert.equal(store.newest('file:///a')?.experimentId, 'three');
  assert.equal(store.newest('file:///b')?.experimentId, 'two');
  assert.equal(store.newest()?.experimentId, 'three');
  assert.equal(store.newest('file:///c'), undefined);
});

it('the oldest ended experiments go first; those that run or are shown stay', () => {
  const store = new RunStore(({ experimentId }) => experimentId === 'shown');
  const removed: string[] = [];
  store.changes.on(({ kind, experiment }) => kind === 'removed' && removed.push(experiment.experimentId));
  store.add(request('runs'));
  store.add(request('shown'));
  store.end('shown', finished);
  for (let i = 0; i < mostExperiments; i++) {
    store.add(request(`${i}`));
    store.end(`${i}`, finished);
  }
  assert.deepEqual(removed, ['0', '1']);
  assert.equal(store.all().length, mostExperiments);
  assert(store.find('runs') && store.find('shown'));
});

it('an ended experiment keeps its events and takes no more', () => {
  const store = new RunStore(noneShown);
  store.add(request('one'));
  store.append('one', eventsOf(run, 2), progressOf(2));
  store.end('one', { status: 'cancelled', summary: null, expectations: null, error: null });
  store.append('one', [roundOf(run, 3)], progressOf(3));
  store.end('one', finished);
  const experiment = store.find('one');
  assert.equal(experiment?.events.length, 4);
  assert.equal(experiment.state.status, 'cancelled');
  assert.equal(experiment.state.progress?.round, 2);
});

it('rounds past the limit of a run are counted, and its end is kept', () => {
  const store = new RunStore(noneShown);
  store.add(request('one'));
  const rounds = Array.from({ length: mostRounds + 5 }, (_, i) => roundOf(run, i + 1));
  store.append('one', [startOf(run), ...rounds, endOf(run)], progressOf(1));
  const other = { label: 'second', repetition: 0 };
  store.append('one', [startOf(other), roundOf(other, 1)], progressOf(1));
  const experiment = store.find('one');
  assert.equal(experiment?.events.length, mostRounds + 4);
  assert.equal(experiment.state.roundsLeftOut, 5);
  assert.equal(experiment.events.at(mostRounds + 1)?.type, 'end');
});

it('an experiment is stale while the text differs from its own, and no longer when it is back', () => {
  const store = new RunStore(noneShown);
  store.add(request('one'));
  let changes = 0;
  store.changes.on(() => changes++);
  store.compareText('file:///a.migration.yaml', 'other');
  assert.equal(store.find('one')?.state.stale, true);
  store.compareText('file:///a.migration.yaml', 'other');
  store.compareText('file:///b.migration.yaml', 'another');
  store.compareText('file:///a.migration.yaml', 'digest');
  assert.equal(store.find('one')?.state.stale, false);
  assert.equal(changes, 2);
});
