// Post-copy against closed forms (docs/closed-forms.md), its orders of the push by cases worked out by hand, and its frames.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BubblingPush, FollowingPush } from '../../../src/core/algorithms/pushOrder';
import type { ParameterValues } from '../../../src/core/algorithms/definition';
import type { RunResult } from '../../../src/core/engine/events';
import { pageStates } from '../../../src/core/engine/frames';
import type { PushOrder } from '../../../src/core/engine/migration';
import { simulate } from '../../../src/core/engine/simulate';
import { PageSet } from '../../../src/core/pageSet';
import { faultsInWords, speedLostBehind, postcopyOf } from '../../../src/core/metrics/faultWords';
import { chooseWith, repeat, runFast } from '../support/run';
import { gigabit, linkOf, scenarioOf, sweep, uniform } from '../support/scenarios';
import type { ScenarioPlan } from '../support/scenarios';
import { mean, standardError } from '../support/statistics';

function run(plan: Omit<ScenarioPlan, 'algorithms'>, parameters: ParameterValues = {}, repetition = 0): RunResult {
  return runFast(scenarioOf({ ...plan, algorithms: [chooseWith('postcopy', parameters)] }), repetition);
}

const M = 262_144;

describe('post-copy by closed forms', () => {
  it('pushes every page once: total = state / B + M (P + h) / B, whatever the guest writes; downtime = state / B', () => {
    for (const writesPerSecond of [0, 100, 100_000]) {
      const regions = [{ pages: M / 2, writesPerSecond, pattern: uniform }];
      const { totalSeconds, downtimeSeconds, bytesSent, pagesResent, rounds } = run({
        pages: M,
        regions,
        link: gigabit,
        deviceStateBytes: 2 * 2 ** 20,
      });
      assert.ok(Math.abs((downtimeSeconds ?? NaN) - 0.016777216) < 1e-12);
      assert.ok(Math.abs(totalSeconds - 0.016777216 - 8.606711808) < 1e-6, String(totalSeconds));
      assert.equal(bytesSent, M * 4104);
      assert.equal(pagesResent, 0);
      assert.deepEqual(
        rounds.map(({ phase, pagesSent }) => [phase, pagesSent]),
        [
          ['stop-and-copy', 0],
          ['postcopy', M],
        ],
      );
    }
  });

  // So many processors that those that wait do not slow the guest down.
  const many = { vcpus: 4096, pages: 16_384 };
  const touches = { pages: many.pages, pattern: uniform };

  it('on one link, accesses at a second find F = a M / (2 R) pages missing', () => {
    const R = 20_000 / (4104 / 4096);
    const accesses = 12_000;
    const plan = { ...many, regions: [{ ...touches, writesPerSecond: accesses / 3 }], link: linkOf(20_000) };
    const faults = repeat(20, (repetition) => run(plan, {}, repetition).faults.remote);
    const expected = (accesses * many.pages) / (2 * R);
    assert.ok(
      Math.abs(mean(faults) - expected) < 5 * standardError(faults) + 0.01 * expected,
      `${mean(faults)} of ${expected}`,
    );
  });

  it('with room beside a push of r pages a second, it ends at t = (M / a) ln(1 + a / r), after F = M - r t faults', () => {
    const r = 4000;
    const accesses = 12_000;
    const plan = { ...many, regions: [{ ...touches, writesPerSecond: accesses / 3 }], link: linkOf(400_000) };
    const runs = repeat(20, (repetition) => run(plan, { maxBandwidth: r * 4104 * 8 }, repetition));
    const t = (many.pages / accesses) * Math.log(1 + accesses / r);
    const totals = runs.map(({ totalSeconds }) => totalSeconds);
    const faults = runs.map((one) => one.faults.remote);
    assert.ok(Math.abs(mean(totals) - t) < 5 * standardError(totals) + 0.002 * t, `${mean(totals)} s, not ${t} s`);
    const expected = many.pages - r * t;
    assert.ok(
      Math.abs(mean(faults) - expected) < 5 * standardError(faults) + 0.005 * expected,
      `${mean(faults)} of ${expected}`,
    );
  });

  it('a guest that waits for every page of a sweep waits a round trip and a page each', () => {
    // One processor, no push: 100 pages, each touched 1 ms after the one before came.
    const rtt = 0.004;
    const { faults, rounds, totalSeconds } = run(
      {
        pages: 100,
        regions: [{ pages: 100, writesPerSecond: 1000, pattern: sweep }],
        link: { ...linkOf(500), rttSeconds: rtt },
      },
      { push: false },
    );
    // The reads' pointer is twice as fast as the writes': half a millisecond from page to page.
    const page = 4104 / 4096 / 500;
    assert.equal(faults.remote, 100);
    assert.ok(Math.abs(faults.stallSeconds - 100 * (rtt + page)) < 1e-9, String(faults.stallSeconds));
    assert.ok(Math.abs(totalSeconds - rtt - 100 * (0.0005 + rtt + page)) < 1e-9, String(totalSeconds));
    const behind = postcopyOf(rounds);
    assert.ok(behind && Math.abs(speedLostBehind(behind) - (rtt + page) / (rtt + page + 0.0005)) < 1e-9);
    assert.equal(behind.faults.allStalledSeconds.toFixed(9), faults.stallSeconds.toFixed(9));
    assert.match(
      (faultsInWords(rounds) ?? '').replaceAll(/\s/g, ' '),
      /^100 pages came behind within 650 ms, 100 of them on demand: the guest waited 600 ms for them, 92 % of that time\.$/,
    );
  });

  it('without a channel of their own pages wait behind what lies in the socket', () => {
    const plan = {
      pages: 4000,
      regions: [{ pages: 4000, writesPerSecond: 1000, pattern: uniform }],
      link: linkOf(4000),
      host: { socketBufferBytes: 100 * 4104 },
    };
    const { remote, stallSeconds } = run(plan, { preempt: false }).faults;
    const page = 4104 / 4096 / 4000;
    // A hundred pages ahead, or fewer for one that lies in the socket itself, and half of the page under way.
    assert.ok(
      stallSeconds / remote > 90 * page && stallSeconds / remote < 103 * page,
      `${stallSeconds / remote / page} pages`,
    );
    const own = run(plan, {}).faults;
    assert.ok(own.stallSeconds / own.remote < 2.1 * page);
  });

  it('without push, what is never touched comes at the end, and a time limit ends the waiting', () => {
    const rare = { pages: 100, writesPerSecond: 0.001, pattern: uniform };
    const plan = { pages: 300, regions: [rare], link: linkOf(1000), timeLimitSeconds: 5 };
    const limited = run(plan, { push: false });
    assert.ok(limited.totalSeconds > 5 && limited.totalSeconds < 5.4, String(limited.totalSeconds));
    const idle = run({ ...plan, regions: [] }, { push: false });
    assert.ok(idle.totalSeconds < 0.31);
    assert.equal(idle.faults.remote, 0);
  });
});

describe('the order of the push', () => {
  /** Plans, sends the first `kept`, and takes them off. */
  function send(order: PushOrder, unsent: PageSet, planned: number, kept = planned): number[] {
    const into = new Uint32Array(planned);
    const count = order.plan(unsent, into);
    if (kept < count) order.keep(kept);
    const sent = [...into.subarray(0, Math.min(kept, count))];
    for (const page of sent) unsent.delete(page);
    return sent;
  }
  function ask(order: PushOrder, unsent: PageSet, page: number): void {
    unsent.delete(page);
    order.asked(page);
  }

  it('follows the page asked for, and goes round', () => {
    const unsent = PageSet.full(10);
    const order = new FollowingPush();
    assert.deepEqual(send(order, unsent, 8, 2), [0, 1]);
    ask(order, unsent, 6);
    assert.deepEqual(send(order, unsent, 8), [7, 8, 9, 2, 3, 4, 5]);
  });

  it('bubbles around one pivot and skips what has left', () => {
    const unsent = PageSet.full(12);
    const order = new BubblingPush(unsent.clone(), 1, 'both');
    assert.deepEqual(send(order, unsent, 12, 3), [0, 1, 2]);
    ask(order, unsent, 6);
    assert.deepEqual(send(order, unsent, 9, 4), [5, 7, 4, 8]);
    ask(order, unsent, 10);
    // Left of 10: 9, then past the pages that have left to 3.
    assert.deepEqual(send(order, unsent, 9), [9, 11, 3]);
  });

  it('several bubbles take turns, and stop where they meet', () => {
    const unsent = PageSet.full(16);
    const order = new BubblingPush(unsent.clone(), 2, 'both');
    ask(order, unsent, 4);
    ask(order, unsent, 8);
    // The newest first, left before right; 4 and 8 meet at 6.
    assert.deepEqual(send(order, unsent, 16), [7, 9, 3, 5, 6, 10, 2, 11, 1, 12, 0, 13, 14, 15]);
  });

  it('forward alone never stalls: the first page stays a pivot, and skips', () => {
    const unsent = PageSet.full(12);
    const order = new BubblingPush(unsent.clone(), 1, 'forward');
    ask(order, unsent, 9);
    ask(order, unsent, 3);
    assert.deepEqual(send(order, unsent, 12), [4, 0, 5, 1, 6, 2, 7, 8, 10, 11]);
  });

  it('is the same whatever is planned ahead', () => {
    for (const make of [
      (unsent: PageSet): PushOrder => new BubblingPush(unsent.clone(), 3, 'both'),
      (unsent: PageSet): PushOrder => new BubblingPush(unsent.clone(), 1, 'both'),
      (unsent: PageSet): PushOrder => new BubblingPush(unsent.clone(), 4, 'forward'),
      (): PushOrder => new FollowingPush(),
    ]) {
      const [one, ahead] = [PageSet.full(500), PageSet.full(500)];
      const [slow, fast] = [make(one), make(ahead)];
      for (let i = 0; !one.isEmpty(); i++) {
        const singly = Array.from({ length: 7 }, () => send(slow, one, 1)).flat();
        assert.deepEqual(send(fast, ahead, 64, 7), singly);
        const asked = (i * 197) % 500;
        if (!one.has(asked)) continue;
        ask(slow, one, asked);
        ask(fast, ahead, asked);
      }
    }
  });
});

describe('frames of post-copy', () => {
  const framesOf = (plan: Omit<ScenarioPlan, 'algorithms'>, atSeconds: readonly number[]): number[][] => {
    const scenario = scenarioOf({ ...plan, algorithms: [chooseWith('postcopy')] });
    const frames = [];
    for (const event of simulate(scenario, { label: 'postcopy', repetition: 0 }, undefined, {
      atSeconds,
      cells: plan.pages,
    }))
      if (event?.type === 'frame')
        frames.push(pageStates.map((_, code) => event.cells.filter((cell) => cell === code).length));
    return frames;
  };

  it('show pages at the destination as the link brings them, in the midst of a batch too', () => {
    const link = { ...linkOf(1000 * (4104 / 4096)), rttSeconds: 0 };
    const times = [0.0105, 0.3337, 0.5, 0.9999];
    const current = pageStates.indexOf('current');
    assert.deepEqual(
      framesOf({ pages: 1000, link }, times).map((counts) => counts[current]),
      [10, 333, 500, 999],
    );
  });

  it('tell pages fetched on demand apart: as many as the guest asked for', () => {
    const plan = {
      pages: 2000,
      regions: [{ pages: 1500, writesPerSecond: 300, pattern: uniform }],
      link: { ...linkOf(2000), rttSeconds: 0.001 },
    };
    const counts = framesOf(plan, [10])[0] ?? [];
    const { remote } = run(plan).faults;
    assert.ok(remote > 50);
    assert.equal(counts[pageStates.indexOf('faulted')], remote);
    assert.equal(counts[pageStates.indexOf('current')], 2000 - remote);
  });

  it('change nothing', () => {
    const plan = {
      pages: 2000,
      regions: [{ pages: 1500, writesPerSecond: 300, pattern: uniform }],
      link: linkOf(2000),
    };
    const scenario = scenarioOf({ ...plan, algorithms: [chooseWith('postcopy')] });
    const events = [
      ...simulate(scenario, { label: 'postcopy', repetition: 0 }, undefined, {
        everySeconds: 0.01,
        most: 50,
        cells: 40,
      }),
    ];
    const end = events.findLast((event) => event?.type === 'end');
    assert.ok(end && 'totalSeconds' in end);
    const plainRun = run(plan);
    assert.deepEqual([end.totalSeconds, end.faults], [plainRun.totalSeconds, plainRun.faults]);
  });
});
