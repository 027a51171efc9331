// Migration v2 by cases worked out by hand: which passes are made, what is in them, and where the two versions part ways.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ParameterValues } from '../../../src/core/algorithms/definition';
import { checkScenario } from '../../../src/core/scenario/check';
import { everySecond, runScripted } from './scripted';
import type { ScriptedRun, Writes } from './scripted';

const pages = 10;
const always = everySecond(1, 200);

function run(writes: Writes, parameters: ParameterValues): ScriptedRun {
  return runScripted(pages, writes, 'xen-precopy-v2', { minPages: 3, ...parameters });
}

/** Pages sent in each round, the last copy included. */
function sent({ rounds }: ScriptedRun): number[][] {
  return rounds.map((round) => round.sent);
}

const all = everySecond(0, pages - 1);

for (const version of ['4.6', '4.10'])
  describe(`Xen pre-copy v2, version ${version}`, () => {
    it('sends an idle guest once, and nothing with the guest suspended', () => {
      const idle = run({}, { version });
      assert.deepEqual(sent(idle), [all, []]);
      assert.equal(idle.stopReason, 'few-dirty-pages');
    });

    it('makes five live passes over a busy guest, each with the whole set, and suspends it after the fifth', () => {
      const busy = run({ 1: always, 4: always, 5: always, 9: always }, { version });
      const hot = [1, 4, 5, 9];
      assert.deepEqual(sent(busy), [all, hot, hot, hot, hot, hot]);
      assert.deepEqual(
        busy.rounds.map((round) => round.phase),
        [...new Array<string>(5).fill('precopy'), 'stop-and-copy'],
      );
      assert.equal(busy.stopReason, 'max-rounds');
      assert.ok(busy.rounds.every((round) => round.skipped.length === 0));
    });

    it('makes as many passes as maxRounds says', () => {
      const busy = run({ 1: always, 4: always, 5: always, 9: always }, { version, maxRounds: 1 });
      assert.deepEqual(sent(busy), [all, [1, 4, 5, 9]]);
    });
  });

describe('few dirty pages in Xen pre-copy v2', () => {
  // Pass 1 takes 10 s; pages 2 and 7 are dirtied in it, page 3 in the 2 s of pass 2, page 7 right after.
  const writes = { 2: [4], 3: [11.5], 7: [5, 12.5] };

  it('4.6 looks at the set just sent: two pages after pass 1 are sent live, and what that pass dirtied is the final set', () => {
    const few = run(writes, { version: '4.6' });
    assert.deepEqual(sent(few), [all, [2, 7], [3]]);
    assert.equal(few.stopReason, 'few-dirty-pages');
  });

  it('4.10 is told the next set, says stop, and sends it live all the same', () => {
    const few = run(writes, { version: '4.10' });
    assert.deepEqual(sent(few), [all, [2, 7], [3]]);
    assert.equal(few.stopReason, 'few-dirty-pages');
  });

  it('stops at minPages and below in 4.6, below minPages alone in 4.10', () => {
    // Three pages dirtied in pass 1, one in pass 2, none after.
    const three = { 2: [4], 3: [4, 11.5], 7: [5] };
    assert.deepEqual(sent(run(three, { version: '4.6' })), [all, [2, 3, 7], [3]]);
    // 4.10 goes on after the three, CLEANs, finds one page, and sends it live before it stops.
    assert.deepEqual(sent(run(three, { version: '4.10' })), [all, [2, 3, 7], [3], []]);
  });

  it('ends without a pass when a CLEAN gives nothing, whatever minPages is', () => {
    for (const version of ['4.6', '4.10']) {
      const quiet = run({ 2: [4], 3: [4], 7: [5] }, { version, minPages: 0 });
      assert.deepEqual(sent(quiet), [all, [2, 3, 7], []]);
      assert.equal(quiet.stopReason, 'few-dirty-pages');
    }
  });

  it('a guest with no more than minPages pages gets one pass', () => {
    assert.deepEqual(sent(run({ 1: [3] }, { version: '4.6', minPages: 10 })), [all, [1]]);
    assert.deepEqual(sent(run({ 1: [3] }, { version: '4.10', minPages: 11 })), [all, [1]]);
  });
});

describe('the version of xen-precopy-v2 in a scenario', () => {
  const versionOf = (written: string): unknown => {
    const text = `scenario: x\nvm: { memory: 1GiB }\nworkload: [ { size: 10%, writes: 1k/s } ]\nlink: { bandwidth: 1Gbit/s }\nalgorithms:\n  - xen-precopy-v2: { version: ${written} }\n`;
    const { scenario, problems } = checkScenario(text);
    return scenario?.algorithms[0]?.parameters['version'] ?? problems.map(({ message }) => message);
  };

  it('is a text: 4.10 is not 4.1', () => {
    assert.equal(versionOf('4.10'), '4.10');
    assert.equal(versionOf('"4.10"'), '4.10');
    assert.equal(versionOf('4.6'), '4.6');
    // Another release, and none of those simulated.
    assert.deepEqual(versionOf('4.1'), ["'version' cannot be '4.1': choose 4.10 or 4.6."]);
  });
});
