// Microwiper by a case worked out by hand: eight pages in four stripes on a link of one page a second.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ParameterValues } from '../../../src/core/algorithms/definition';
import { everySecond, runScripted } from './scripted';
import type { ScriptedRun } from './scripted';

const all = everySecond(0, 7);

/**
 * Stripes {0, 1}, {2, 3}, {4, 5}, {6, 7}. Round 1 takes 8 s and dirties 2 and 5: an eighth of a page a second in stripes 1 and 2. Round 2 takes 2 s and
 * dirties 0, 1, 4, 6, 7: rates 1, 0, 1/2, 1. Round 3 takes 3 s and dirties 3 alone.
 */
const writes = { 0: [9], 1: [9.5], 2: [3], 3: [12], 4: [10], 5: [1], 6: [8.5], 7: [10] };

function run(parameters: ParameterValues): ScriptedRun {
  return runScripted(8, writes, 'microwiper', { stripes: 4, minPages: 1, skip: false, ...parameters });
}

describe('Microwiper', () => {
  it('sends stripe by stripe, the slowest rewritten first, until those sent are rewritten faster than the link carries', () => {
    const { rounds, stopReason } = run({});
    assert.deepEqual(
      rounds.map(({ sent }) => sent),
      // Round 3: stripe 2 (1/2), stripe 0 (1): together more than 1, so stripe 3 waits. Round 4: it has not been dirtied since, so it goes first.
      [all, [2, 5], [4, 0, 1], [6, 7, 3], [], []],
    );
    assert.deepEqual(
      rounds.map(({ held }) => held),
      [[], [], [6, 7], [], [], []],
    );
    assert.equal(stopReason, 'few-dirty-pages');
  });

  it('sends what it left dirty in the last copy', () => {
    const { rounds, stopReason } = run({ maxRounds: 3 });
    assert.deepEqual(rounds.at(-1)?.sent, [3, 6, 7]);
    assert.equal(stopReason, 'max-rounds');
  });

  it('ends a round that the stripes sent have not filled by the rule of few pages, which counts those stripes alone', () => {
    const { rounds, stopReason } = run({ minPages: 4 });
    assert.deepEqual(
      rounds.map(({ sent }) => sent),
      [all, [2, 5], [0, 1, 4, 6, 7]],
    );
    assert.equal(stopReason, 'few-dirty-pages');
  });

  it('has at most one stripe a page', () => {
    const { rounds } = runScripted(3, { 1: [2] }, 'microwiper', { stripes: 1024, minPages: 1 });
    assert.deepEqual(
      rounds.map(({ sent }) => sent),
      [[0, 1, 2], [1], [], []],
    );
  });
});
