// What a run says in QEMU's terms: its dirty syncs.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { ParameterValues } from '../../../src/core/algorithms/definition';
import type { RunResult } from '../../../src/core/engine/events';
import { syncsOf } from '../../../src/core/validation/compare';
import { chooseWith, runFast } from '../support/run';
import { linkOf, scenarioOf, uniform } from '../support/scenarios';

/** Two seconds a pass over memory. */
const run = (algorithm: string, parameters: ParameterValues = {}, timeLimitSeconds = 60): RunResult =>
  runFast(
    scenarioOf({
      pages: 20_000,
      regions: [{ pages: 8000, writesPerSecond: 3000, pattern: uniform }],
      link: linkOf(10_000),
      timeLimitSeconds,
      algorithms: [chooseWith(algorithm, parameters)],
    }),
  );

it('counts one sync in setup, one for each live round and one for the stopped guest', () => {
  const precopy = run('qemu-precopy', { maxBandwidth: null });
  assert.equal(precopy.outcome, 'completed');
  assert.equal(syncsOf(precopy), precopy.rounds.filter(({ phase }) => phase === 'precopy').length + 2);
  assert.equal(syncsOf(run('hybrid', { rounds: 1, prepaging: 'follow' })), 3);
  assert.equal(syncsOf(run('postcopy', { prepaging: 'follow' })), 2);
});

it('counts the sync of a switch to post-copy as the end of the round that it cuts short', () => {
  const cut = run('hybrid', { after: 1, prepaging: 'follow' });
  assert.equal(cut.rounds.filter(({ phase }) => phase === 'precopy').length, 1);
  assert.equal(syncsOf(cut), 2);
});

it('counts none for the end of the round in which a migration is given up', () => {
  const given = run('qemu-precopy', { maxBandwidth: null }, 1.5);
  assert.equal(given.outcome, 'not-converged');
  assert.equal(syncsOf(given), given.rounds.filter(({ phase }) => phase === 'precopy').length);
});
