// How long the engine works before its caller has a turn again: workers look for a cancellation then (worker/runJobs.ts), and it takes effect no sooner. Held to a tenth of a second (of the processor: other work on the
// machine is not the engine's) for the phases that post-copy brings, with guests that give them the most to do at once.
import assert from 'node:assert/strict';
import process from 'node:process';
import { describe, it } from 'node:test';
import { simulate } from '../../../src/core/engine/simulate';
import { checkScenario } from '../../../src/core/scenario/check';
import type { Scenario } from '../../../src/core/scenario/scenario';

/** Milliseconds that a cancellation may wait for. */
const MOST = 100;

function guest(memory: string, algorithm: string, more = ''): Scenario {
  const text = [
    `vm: { memory: ${memory}, zeroPages: 25%, vcpus: 2 }`,
    'workload:',
    '  - { size: 50%, writes: 20k/s, pattern: { hotspot: { pages: 10%, share: 90% } } }',
    more,
    'link: { bandwidth: 1Gbit/s }',
    `algorithms: [ ${algorithm} ]`,
  ].join('\n');
  const { scenario, problems } = checkScenario(text);
  assert.ok(scenario, problems.map(({ message }) => message).join());
  return scenario;
}

/** Milliseconds of the processor since this process began. */
function worked(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

interface Slices {
  readonly count: number;
  /** Milliseconds. */
  readonly longest: number;
}

/** Runs at most so many milliseconds of work, and times what lies between two turns of the caller. */
function slicesOf(scenario: Scenario, most: number): Slices {
  const label = scenario.algorithms[0]?.label ?? '';
  const events = simulate(scenario, { label, repetition: 0 });
  // Until its first event the engine makes the guest, whatever the algorithm: each page's rate of a zipf pattern, which is a tenth of a second for a million.
  events.next();
  const start = worked();
  let [count, longest, last] = [0, 0, start];
  while (events.next().done !== true) {
    const now = worked();
    longest = Math.max(longest, now - last);
    count++;
    if (now - start > most) break;
    last = worked();
  }
  return { count, longest };
}

describe('the caller has a turn within a tenth of a second', () => {
  const cases: readonly (readonly [string, Scenario])[] = [
    ['post-copy of 64 GiB', guest('64GiB', 'postcopy')],
    ['post-copy without a channel of its own', guest('16GiB', 'postcopy: { preempt: false, prepaging: follow }')],
    ['post-copy that pushes around faults', guest('16GiB', 'postcopy: { prepaging: bubbling }')],
    ['post-copy without push', guest('4GiB', 'postcopy: { push: false }')],
    ['the switch of a hybrid', guest('16GiB', 'hybrid')],
    ['the switch of a hybrid at a time', guest('16GiB', 'hybrid: { after: 20s }')],
    ['pages of many rates', guest('16GiB', 'postcopy', '  - { size: 20%, writes: 20k/s, pattern: { zipf: 1.1 } }')],
  ];
  for (const [name, scenario] of cases)
    it(name, () => {
      // The second of two is without what the first compiles.
      slicesOf(scenario, 1500);
      const { count, longest } = slicesOf(scenario, 1500);
      assert.ok(count > 20, `${count} turns`);
      assert.ok(longest < MOST, `${longest.toFixed(0)} ms without a turn`);
    });
});
