// Time-series pre-copy by cases worked out by hand: six pages on a link of one page a second.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { everySecond, runScripted } from './scripted';
import type { ScriptedRun, Writes } from './scripted';

const all = everySecond(0, 5);

function run(writes: Writes): ScriptedRun {
  return runScripted(6, writes, 'time-series', { history: 3, high: 2, minPages: 1, skip: false });
}

describe('time-series pre-copy', () => {
  it('holds a page that was dirty in two of the last three rounds, and sends it in the last copy', () => {
    // Dirty in round 1 (6 s): 0, 1; in round 2 (2 s): 0, 2; in round 3 (1 s): 0, 1.
    const { rounds, stopReason } = run({ 0: everySecond(1, 9), 1: [5, 8.5], 2: [7] });
    assert.deepEqual(
      rounds.map(({ sent }) => sent),
      [all, [0, 1], [2], [], [0, 1]],
    );
    assert.deepEqual(
      rounds.map(({ held }) => held),
      [[], [], [0], [0, 1], []],
    );
    assert.equal(stopReason, 'few-dirty-pages');
  });

  it('sends a held page again once the rounds that spoke against it are out of the history', () => {
    // Page 3 is dirty in rounds 1 and 2, and never after: it is high in rounds 3 and 4. Pages 4 and 5 keep the rounds going.
    const { rounds } = run({ 3: [2, 6.5], 4: [6.5], 5: [7.5] });
    assert.deepEqual(
      rounds.map(({ sent }) => sent),
      [all, [3], [4], [5], [3], [], []],
    );
    assert.deepEqual(
      rounds.map(({ held }) => held),
      [[], [], [3], [3], [], [], []],
    );
  });
});
