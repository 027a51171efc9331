// Cloud Hypervisor by cases worked out by hand: a link of one page a second, so that estimates are counts of pages; and its ranges, byte by byte.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ParameterValues } from '../../../src/core/algorithms/definition';
import { chooseWith, runFast, runSlow } from '../support/run';
import { linkOf, scenarioOf, sweep } from '../support/scenarios';
import { everySecond, runScripted } from './scripted';
import type { ScriptedRun, Writes } from './scripted';

const pages = 10;
const all = everySecond(0, pages - 1);
const always = everySecond(1, 200);

function run(writes: Writes, parameters: ParameterValues): ScriptedRun {
  return runScripted(pages, writes, 'cloud-hypervisor', parameters);
}

function sent({ rounds }: ScriptedRun): number[][] {
  return rounds.map((round) => round.sent);
}

describe('Cloud Hypervisor 53', () => {
  // Pass 1 takes 10 s. Pages 1, 4, 5 are written in it, 4 and 5 in the 3 s of pass 2, 5 in the 2 s of pass 3.
  const writes = { 1: [2], 4: [3, 11], 5: [4, 12, 14.5] };

  it('sends live what would take too long, and the first table that fits with the guest stopped', () => {
    assert.deepEqual(sent(run(writes, { downtime: 2 })), [all, [1, 4, 5], [4, 5]]);
    assert.deepEqual(sent(run(writes, { downtime: 3 })), [all, [1, 4, 5]]);
    assert.equal(run(writes, { downtime: 3 }).stopReason, 'downtime-limit');
  });

  it('with no downtime allowed waits for an empty table', () => {
    assert.deepEqual(sent(run(writes, { downtime: 0 })), [all, [1, 4, 5], [4, 5], [5], []]);
  });

  it('is cancelled where a pass would begin after the timeout', () => {
    const busy = { 1: always, 4: always, 5: always };
    assert.throws(() => run(busy, { downtime: 1, timeout: 16 }));
    assert.doesNotThrow(() => run(writes, { downtime: 1, timeout: 16 }));
  });

  it('a cancelled run ends when the pass before has, the guest at the source, on both engines', () => {
    const scenario = scenarioOf({
      pages: 1000,
      regions: [{ pages: 500, writesPerSecond: 5000, pattern: sweep }],
      link: linkOf(1000),
      algorithms: [chooseWith('cloud-hypervisor', { downtime: 0.1, timeout: 1.2 })],
    });
    // Pass 1 takes 1 s, pass 2 (500 pages) 0.5 s; then 1.2 s are over. Two ranges of 16 bytes are all that is added.
    for (const { outcome, stopReason, totalSeconds, rounds } of [runFast(scenario), runSlow(scenario)]) {
      assert.equal(outcome, 'not-converged');
      assert.equal(stopReason, 'time-limit');
      assert.equal(rounds.length, 2);
      assert.ok(Math.abs(totalSeconds - 1.5 - 32 / 4096 / 1000) < 1e-9, String(totalSeconds));
    }
  });
});

describe('Cloud Hypervisor 35', () => {
  it('makes a full pass and five over dirty tables, whatever is left', () => {
    const busy = run({ 1: always, 4: always }, { version: '35' });
    assert.deepEqual(sent(busy), [all, ...new Array<number[]>(6).fill([1, 4])]);
    assert.equal(busy.stopReason, 'max-rounds');
  });

  it('stops early at an empty table', () => {
    const quiet = run({ 3: [4, 10.5] }, { version: '35' });
    assert.deepEqual(sent(quiet), [all, [3], [3], []]);
    assert.equal(quiet.stopReason, 'few-dirty-pages');
  });
});

it('a range costs 16 bytes, whatever its length and across batches', () => {
  // 5000 pages in a row are one range in five batches; then every page of a sweep that has come by pages 100 … 199 and 300 … 399.
  const regions = [
    { pages: 100, writesPerSecond: 0, pattern: sweep },
    { pages: 100, writesPerSecond: 1000, pattern: sweep },
    { pages: 100, writesPerSecond: 0, pattern: sweep },
    { pages: 100, writesPerSecond: 1000, pattern: sweep },
  ];
  const scenario = scenarioOf({
    pages: 5000,
    regions,
    link: linkOf(5000),
    algorithms: [chooseWith('cloud-hypervisor', { downtime: 10 })],
  });
  for (const { rounds } of [runFast(scenario), runSlow(scenario)])
    assert.deepEqual(
      rounds.map(({ bytesSent }) => bytesSent),
      [5000 * 4096 + 16, 200 * 4096 + 2 * 16],
    );
});
