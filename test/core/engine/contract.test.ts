// The contract of src/core/engine/migration.ts, rule by rule, on guests that leave nothing to chance: both engines must keep it to
// the page and the second. Figures are worked out by hand beside each test.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SendOptions } from '../../../src/core/engine/migration';
import { PageSet } from '../../../src/core/pageSet';
import { engines } from '../support/engines';
import type { Outcome, Rules } from '../support/engines';
import { linkOf, scenarioOf, sweep, uniform } from '../support/scenarios';
import type { ScenarioPlan } from '../support/scenarios';

const everything: SendOptions = { order: 'linear', batch: 1024, skipDirty: false };
const tenAtATime: SendOptions = { order: 'linear', batch: 10, skipDirty: false };

function close(actual: number | undefined, expected: number): void {
  assert.ok(actual !== undefined && Math.abs(actual - expected) < 1e-12, `${actual ?? 'nothing'} is not ${expected}`);
}

for (const [name, engine] of Object.entries(engines)) {
  const run = (plan: Omit<ScenarioPlan, 'algorithms'>, rules: Rules): Outcome =>
    engine(scenarioOf({ ...plan, algorithms: [] }), rules);

  describe(name, () => {
    it('skips by one peek a batch and counts a skipped page once', () => {
      // Ten pages a batch of a second. The sweep makes write k at k / 10 seconds, from page 5 on.
      const regions = [{ pages: 40, writesPerSecond: 10, pattern: { kind: 'sequential', startPage: 5 } as const }];
      const { rounds } = run({ pages: 40, link: linkOf(10), regions }, function* (vm) {
        const toSend = PageSet.full(vm.pages);
        const dirty = new PageSet(vm.pages);
        vm.beginRound({ phase: 'precopy', toSend });
        const report = yield* vm.send(toSend, { ...tenAtATime, skipDirty: true });
        // Batch 1: 0-9, nothing is dirty yet. Batch 2 at 1 s: 5-14 are dirty, 10-14 skipped, 15-24 sent. Batch 3 at 2 s: 5-24 are
        // dirty, 25-34 sent. Batch 4 at 3 s: 5-34 are dirty, 35-39 sent in half a second.
        assert.deepEqual([report.pagesSkipped, report.pagesSent, report.finished, vm.now], [5, 35, true, 3.5]);
        assert.deepEqual(
          report.sent.toArray(),
          Array.from({ length: 40 }, (_, page) => page).filter((page) => page < 10 || page >= 15),
        );
        vm.suspend('policy');
        vm.clean(dirty);
        vm.endRound();
      });
      assert.equal(rounds[0]?.pagesDirtied, 35);
      assert.equal(rounds[0].pagesSkipped, 5);
    });

    it('starts no batch at or after the time that a pass is given, and goes on from its position', () => {
      run({ pages: 35, link: linkOf(10) }, function* (vm) {
        const toSend = PageSet.full(vm.pages);
        vm.beginRound({ phase: 'precopy', toSend });
        const first = yield* vm.send(toSend, { ...tenAtATime, untilSeconds: 2 });
        assert.deepEqual([first.position, first.pagesSent, first.finished, vm.now], [20, 20, false, 2]);
        const none = yield* vm.send(toSend, { ...tenAtATime, from: first.position, untilSeconds: 2 });
        assert.deepEqual([none.position, none.pagesSent, none.finished, vm.now], [20, 0, false, 2]);
        const rest = yield* vm.send(toSend, { ...tenAtATime, from: first.position });
        assert.deepEqual([rest.position, rest.pagesSent, rest.finished, vm.now], [35, 15, true, 3.5]);
        vm.endRound();
      });
    });

    it('scans the pages of a list in its order and no others', () => {
      run({ pages: 100, link: linkOf(10) }, function* (vm) {
        const toSend = PageSet.of(vm.pages, [3, 50, 99]);
        vm.beginRound({ phase: 'precopy', toSend });
        const order = Uint32Array.from([99, 7, 50]);
        const { sent, position, finished } = yield* vm.send(toSend, { ...everything, order });
        assert.deepEqual([sent.toArray(), position, finished], [[50, 99], 3, true]);
        vm.endRound();
      });
    });

    it('obeys a rate limit until it is lifted, and never sends faster than the link', () => {
      const { rounds } = run({ pages: 20, link: linkOf(10) }, function* (vm) {
        const toSend = PageSet.full(vm.pages);
        vm.beginRound({ phase: 'precopy', toSend });
        for (const [limit, end] of [
          [5 * 4096, 4],
          [null, 6],
          [1e9, 8],
        ] as const) {
          vm.limitRate(limit);
          yield* vm.send(toSend, everything);
          assert.equal(vm.now, end);
        }
        vm.endRound();
      });
      assert.equal(rounds[0]?.pagesResent, 40);
    });

    it('gives up before a batch at or after the time limit, and not once the guest is suspended', () => {
      const plan = { pages: 40, link: linkOf(10), timeLimitSeconds: 2 };
      const { rounds, nowSeconds, gaveUp } = run(plan, function* (vm) {
        const toSend = PageSet.full(vm.pages);
        vm.beginRound({ phase: 'precopy', toSend });
        yield* vm.send(toSend, tenAtATime);
      });
      assert.deepEqual([nowSeconds, gaveUp, rounds[0]?.pagesSent, rounds[0]?.seconds], [2, true, 20, 2]);
      const suspended = run(plan, function* (vm) {
        vm.suspend('immediate');
        vm.beginRound({ phase: 'stop-and-copy', toSend: PageSet.full(vm.pages) });
        yield* vm.send(PageSet.full(vm.pages), tenAtATime);
        yield* vm.wait(1);
        vm.endRound();
      });
      assert.deepEqual([suspended.nowSeconds, suspended.gaveUp], [5, false]);
    });

    it('gives up at exactly the time limit while an algorithm waits', () => {
      const { rounds, nowSeconds, gaveUp } = run(
        { pages: 10, link: linkOf(10), timeLimitSeconds: 2.5 },
        function* (vm) {
          vm.beginRound({ phase: 'sampling', toSend: PageSet.full(vm.pages) });
          yield* vm.wait(100);
        },
      );
      assert.deepEqual([nowSeconds, gaveUp], [2.5, true]);
      assert.deepEqual([rounds[0]?.round, rounds[0]?.phase, rounds[0]?.seconds], [0, 'sampling', 2.5]);
    });

    it('ends the live round at the suspend request and begins the next one when the guest stands still', () => {
      const regions = [{ pages: 10, writesPerSecond: 10, pattern: sweep }];
      for (const suspendSeconds of [0, 5]) {
        const plan = { pages: 10, link: linkOf(10), regions, host: { suspendSeconds } };
        const { rounds } = run(plan, function* (vm) {
          const [toSend, dirty] = [PageSet.full(vm.pages), new PageSet(vm.pages)];
          vm.beginRound({ phase: 'precopy', toSend });
          yield* vm.wait(0.55);
          vm.suspend('policy');
          vm.clean(dirty);
          assert.equal(dirty.count(), 5);
          vm.clean(dirty);
          assert.equal(dirty.count(), 0);
          vm.endRound();
          vm.beginRound({ phase: 'stop-and-copy', toSend });
          yield* vm.send(toSend, everything);
          vm.endRound();
        });
        close(rounds[0]?.seconds, 0.55);
        close(rounds[1]?.startSeconds, 0.55 + suspendSeconds);
        close(rounds[1]?.seconds, 1);
      }
    });

    it('puts pages into classes by how often they were found dirty before the round', () => {
      // A hundred pages are written so often that every CLEAN finds each of them.
      const regions = [{ pages: 100, writesPerSecond: 1e6, pattern: uniform }];
      const { rounds } = run({ pages: 2000, link: linkOf(20_000), regions }, function* (vm) {
        const toSend = PageSet.full(vm.pages);
        for (let round = 1; round <= 6; round++) {
          vm.beginRound({ phase: 'precopy', toSend });
          yield* vm.send(toSend, everything);
          vm.clean(toSend);
          vm.endRound();
        }
      });
      assert.deepEqual(
        rounds.map((round) => round.tiers.map((tier) => tier.pages)),
        [
          [2000, 0, 0, 0],
          [1900, 100, 0, 0],
          [1900, 0, 100, 0],
          [1900, 0, 100, 0],
          [1900, 0, 0, 100],
          [1900, 0, 0, 100],
        ],
      );
      assert.deepEqual(rounds[1]?.tiers[1], { tier: 1, pages: 100, dirty: 100, sent: 100, deferred: 0 });
    });

    it('reports the pages that are held back', () => {
      const { rounds } = run({ pages: 10, link: linkOf(10) }, function* (vm) {
        for (const held of [[1, 2, 3], []]) {
          vm.beginRound({ phase: 'precopy', toSend: PageSet.full(vm.pages) });
          if (held.length > 0) vm.reportHeld(PageSet.of(vm.pages, held));
          yield* vm.wait(1);
          vm.endRound();
        }
      });
      assert.deepEqual(
        rounds.map((round) => round.pagesHeld),
        [3, 0],
      );
    });
  });
}

describe('the oracle', () => {
  for (const name of ['the fast engine', 'the slow engine']) {
    it(`of ${name} hands out exact numbers of writes and adds them up`, () => {
      const regions = [{ pages: 10, writesPerSecond: 10, pattern: sweep }];
      const scenario = scenarioOf({ pages: 10, link: linkOf(10), regions, algorithms: [] });
      engines[name]?.(scenario, function* (vm) {
        const [dirty, writes] = [new PageSet(vm.pages), new Uint32Array(vm.pages)];
        vm.beginRound({ phase: 'sampling', toSend: dirty });
        yield* vm.wait(2.55);
        vm.cleanCounting(dirty, writes);
        assert.deepEqual([...writes], [3, 3, 3, 3, 3, 2, 2, 2, 2, 2]);
        yield* vm.wait(0.5);
        vm.cleanCounting(dirty, writes);
        assert.deepEqual(dirty.toArray(), [5, 6, 7, 8, 9]);
        assert.deepEqual([...writes], [3, 3, 3, 3, 3, 3, 3, 3, 3, 3]);
        vm.endRound();
      });
    });
  }
});
