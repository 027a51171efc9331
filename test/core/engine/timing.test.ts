// What takes time, and when the guest writes meanwhile: the costs of a host, a link that others use, regions that rest. Guests that leave
// nothing to chance; figures worked out by hand beside each test; both engines must keep to them.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Migration, SendOptions, Tick } from '../../../src/core/engine/migration';
import { PageSet } from '../../../src/core/pageSet';
import type { Activity, Link } from '../../../src/core/scenario/scenario';
import { engines } from '../support/engines';
import type { Outcome, Rules } from '../support/engines';
import { linkOf, scenarioOf, sweep } from '../support/scenarios';
import type { RegionPlan, ScenarioPlan } from '../support/scenarios';

const everything: SendOptions = { order: 'linear', batch: 1024, skipDirty: false };
const tenAtATime: SendOptions = { order: 'linear', batch: 10, skipDirty: false };

function close(actual: number | undefined, expected: number, tolerance = 1e-9): void {
  const text = `${actual ?? 'nothing'} is not ${expected}`;
  assert.ok(actual !== undefined && Math.abs(actual - expected) <= tolerance, text);
}

/** A link of ten pages a second of which others take their share. */
function sharedLink(schedule: Link['schedule']): Link {
  return { ...linkOf(10), schedule };
}

/** Ten pages a second, one after the other from page 0. */
function sweeping(pages: number, activity: Activity = { kind: 'always' }): RegionPlan[] {
  return [{ pages, writesPerSecond: 10, pattern: sweep, activity }];
}

/** How many pages a CLEAN finds. */
function found(vm: Migration): number {
  const dirty = new PageSet(vm.pages);
  vm.clean(dirty);
  return dirty.count();
}

/** Waits until `seconds` and CLEANs: how many pages were written since the CLEAN before. */
function* foundAt(vm: Migration, seconds: number): Generator<Tick, number> {
  yield* vm.wait(seconds - vm.now);
  return found(vm);
}

for (const [name, engine] of Object.entries(engines)) {
  const run = (plan: Omit<ScenarioPlan, 'algorithms'>, rules: Rules): Outcome =>
    engine(scenarioOf({ ...plan, algorithms: [] }), rules);
  /** Runs rules inside one live round. */
  const live = (plan: Omit<ScenarioPlan, 'algorithms'>, rules: Rules): Outcome =>
    run(plan, function* (vm) {
      vm.beginRound({ phase: 'precopy', toSend: PageSet.full(vm.pages) });
      yield* rules(vm);
      vm.endRound();
    });

  describe(`${name}, on the link`, () => {
    it('stops a pass before a position of the scan, in any order', () => {
      live({ pages: 40, link: linkOf(10) }, function* (vm) {
        const all = PageSet.full(vm.pages);
        const first = yield* vm.send(all, { ...tenAtATime, to: 15 });
        // Two batches: ten pages and five.
        assert.deepEqual([first.pagesSent, first.position, first.finished, vm.now], [15, 15, true, 1.5]);
        const second = yield* vm.send(all, { ...tenAtATime, from: 15, to: 30, untilSeconds: 2 });
        assert.deepEqual([second.pagesSent, second.position, second.finished], [10, 25, false]);
        assert.deepEqual(
          second.sent.toArray(),
          Array.from({ length: 10 }, (_, i) => 15 + i),
        );
        const order = Uint32Array.from([9, 8, 7, 6, 5, 4]);
        const listed = yield* vm.send(all, { ...tenAtATime, order, from: 1, to: 4 });
        assert.deepEqual([listed.sent.toArray(), listed.position, listed.finished], [[6, 7, 8], 4, true]);
        const beyond = yield* vm.send(all, { ...tenAtATime, from: 30, to: 99 });
        assert.deepEqual([beyond.pagesSent, beyond.position, beyond.finished], [10, 40, true]);
      });
    });

    it('carries what the schedule leaves, also when it changes within a batch', () => {
      // 10 pages in the first second, 10 in the two seconds at half the rate, nothing for a second, then 10 a second again.
      const schedule = [
        { atSeconds: 1, available: 0.5 },
        { atSeconds: 3, available: 0 },
        { atSeconds: 4, available: 1 },
      ];
      live({ pages: 40, link: sharedLink(schedule) }, function* (vm) {
        const all = PageSet.full(vm.pages);
        yield* vm.send(all, { ...everything, to: 15 });
        close(vm.now, 2);
        yield* vm.send(all, { ...everything, from: 15, to: 22 });
        // Five pages until the third second, two after the fourth.
        close(vm.now, 4.2);
        yield* vm.send(all, { ...everything, from: 22, to: 30 });
        close(vm.now, 5);
      });
    });

    it('hands over at once what has no bytes, even while others have all of the link', () => {
      const plan = {
        pages: 5,
        link: sharedLink([
          { atSeconds: 0, available: 0 },
          { atSeconds: 9, available: 1 },
        ]),
      };
      live({ ...plan, host: { resumeSeconds: 0.25 } }, function* (vm) {
        vm.suspend('immediate');
        vm.handOver();
        close(vm.now, 0.25);
        yield* vm.wait(0);
      });
    });

    it('counts the schedule from the start of the migration, setup included', () => {
      const plan = { pages: 10, link: sharedLink([{ atSeconds: 2, available: 0.1 }]), host: { setupSeconds: 1.5 } };
      live(plan, function* (vm) {
        yield* vm.send(PageSet.full(vm.pages), everything);
        // Five pages by 2 s, five at one a second.
        close(vm.now, 7);
      });
    });

    it('sends at the smaller of what the schedule leaves and an algorithm allows', () => {
      live({ pages: 30, link: sharedLink([{ atSeconds: 2, available: 0.2 }]) }, function* (vm) {
        vm.limitRate(5 * 4096);
        yield* vm.send(PageSet.full(vm.pages), { ...everything, to: 14 });
        // Ten pages at five a second, four at two.
        close(vm.now, 4);
      });
    });

    it('sends no faster than the sender can handle pages', () => {
      for (const [pageCostSeconds, seconds, pagesPerSecond] of [
        [0.2, 4, 5],
        [0.05, 2, 10],
      ] as const) {
        live({ pages: 20, link: linkOf(10), host: { pageCostSeconds } }, function* (vm) {
          close(vm.pagesPerSecond, pagesPerSecond);
          yield* vm.send(PageSet.full(vm.pages), tenAtATime);
          close(vm.now, seconds);
        });
      }
    });
  });

  describe(`${name}, on the dirty log`, () => {
    const costs = {
      clean: { fixedSeconds: 0.1, perPageSeconds: 0.005 },
      peek: { fixedSeconds: 0, perPageSeconds: 0.01 },
    };

    it('pauses the guest for a CLEAN, and reads the log when it is done', () => {
      // 40 pages: 0.3 s a CLEAN.
      const { rounds } = live({ pages: 40, link: linkOf(10), regions: sweeping(40), host: costs }, function* (vm) {
        yield* vm.wait(0.55);
        assert.equal(found(vm), 5);
        close(vm.now, 0.85);
        // The guest's own time is 0.65: the write at 0.6.
        yield* vm.wait(0.1);
        assert.equal(found(vm), 1);
        close(vm.now, 1.25);
      });
      close(rounds[0]?.seconds, 1.25);
      assert.equal(rounds[0]?.pagesDirtied, 6);
    });

    it('pauses the guest for a PEEK before each batch of a pass that skips, and no other', () => {
      // A little more than ten a second, so that no write falls on the start of a batch.
      const regions = [{ pages: 40, writesPerSecond: 10.01, pattern: { kind: 'sequential', startPage: 5 } as const }];
      live({ pages: 40, link: linkOf(10), regions, host: costs }, function* (vm) {
        const all = PageSet.full(vm.pages);
        const report = yield* vm.send(all, { ...tenAtATime, skipDirty: true });
        // The batches of contract.test.ts: 0-9, 15-24, 25-34 and 35-39. Pauses of 0.4 s make four of them later, and not dirtier.
        assert.deepEqual([report.pagesSkipped, report.pagesSent], [5, 35]);
        close(vm.now, 3.5 + 4 * 0.4);
        assert.equal(found(vm), 35);
        const before = vm.now;
        yield* vm.send(all, tenAtATime);
        close(vm.now, before + 4);
      });
    });

    it('adds the final CLEAN to the suspension', () => {
      const plan = { pages: 40, link: linkOf(10), regions: sweeping(40), host: { ...costs, suspendSeconds: 0.02 } };
      const { rounds } = run(plan, function* (vm) {
        const all = PageSet.full(vm.pages);
        vm.beginRound({ phase: 'precopy', toSend: all });
        yield* vm.wait(1.05);
        vm.suspend('policy');
        close(vm.now, 1.07);
        assert.equal(found(vm), 10);
        vm.endRound();
        vm.beginRound({ phase: 'stop-and-copy', toSend: all });
        yield* vm.send(all, everything);
        vm.endRound();
      });
      close(rounds[0]?.seconds, 1.05);
      close(rounds[1]?.startSeconds, 1.05 + 0.02 + 0.3);
      close(rounds[1]?.seconds, 4);
    });

    it('lets the guest write on until it stands still, and counts that to the live round', () => {
      const host = { suspendSeconds: 0.02, suspendDelaySeconds: 0.3 };
      const { rounds } = live({ pages: 40, link: linkOf(10), regions: sweeping(40), host }, function* (vm) {
        yield* vm.wait(1.05);
        assert.equal(found(vm), 10);
        vm.suspend('policy');
        close(vm.now, 1.05 + 0.3 + 0.02);
        // The writes at 1.1, 1.2 and 1.3 s, and none in the 20 ms after.
        assert.equal(found(vm), 3);
      });
      close(rounds[0]?.seconds, 1.35);
    });

    it('counts the delay of a suspension outside of all rounds to none', () => {
      const host = { setupSeconds: 0.5, suspendSeconds: 0.02, suspendDelaySeconds: 0.3 };
      const { rounds } = run({ pages: 40, link: linkOf(10), regions: sweeping(40), host }, function* (vm) {
        vm.suspend('immediate');
        vm.beginRound({ phase: 'stop-and-copy', toSend: PageSet.full(vm.pages) });
        yield* vm.send(PageSet.full(vm.pages), everything);
        vm.endRound();
      });
      close(rounds[0]?.startSeconds, 0.5 + 0.3 + 0.02);
      assert.equal(rounds.length, 1);
    });

    it('peeks late once an epoch, the link carrying on, and skips what was written meanwhile', () => {
      // Pages 5, 6, … are written at 0.0999 s, 0.1998 s and so on; ten pages a batch, ten a second.
      const regions = [{ pages: 40, writesPerSecond: 10.01, pattern: { kind: 'sequential', startPage: 5 } as const }];
      const plan = { pages: 40, link: linkOf(10), regions, host: { peekDelaySeconds: 0.35 } };
      live(plan, function* (vm) {
        const all = PageSet.full(vm.pages);
        const skipping = { ...tenAtATime, skipDirty: true };
        const first = yield* vm.send(all, { ...skipping, to: 10 });
        // 5, 6 and 7 are dirty by 0.35 s; the other seven have had the link since the start.
        assert.deepEqual([first.pagesSkipped, first.pagesSent], [3, 7]);
        close(vm.now, 0.7);
        const second = yield* vm.send(all, { ...skipping, from: 20, to: 30 });
        // No CLEAN since: the PEEK is in time.
        assert.deepEqual([second.pagesSkipped, second.pagesSent], [0, 10]);
        close(vm.now, 1.7);
        found(vm);
        // A pass without a PEEK has none to wait for.
        yield* vm.send(all, { ...tenAtATime, to: 5 });
        close(vm.now, 2.2);
        // One page takes the link 0.1 s: the batch ends with its PEEK.
        yield* vm.send(all, { ...skipping, to: 1 });
        close(vm.now, 2.55);
      });
    });

    it('pauses the guest for a late PEEK as for any other, after the delay', () => {
      const host = { peekDelaySeconds: 0.35, peek: { fixedSeconds: 0.2, perPageSeconds: 0 } };
      const regions = [{ pages: 20, writesPerSecond: 10.01, pattern: sweep }];
      live({ pages: 40, link: linkOf(10), regions, host }, function* (vm) {
        const half = { ...tenAtATime, skipDirty: true, from: 20, to: 30 };
        yield* vm.send(PageSet.full(vm.pages), half);
        close(vm.now, 1.2);
        // A second of the guest's own.
        assert.equal(found(vm), 10);
      });
    });

    it('charges nothing for what the log shows when time is up', () => {
      const plan = { pages: 40, link: linkOf(10), regions: sweeping(40), host: costs, timeLimitSeconds: 1.05 };
      const { rounds, nowSeconds, gaveUp } = run(plan, function* (vm) {
        vm.beginRound({ phase: 'precopy', toSend: PageSet.full(vm.pages) });
        yield* vm.wait(2);
      });
      assert.deepEqual([nowSeconds, gaveUp, rounds[0]?.pagesDirtied], [1.05, true, 10]);
    });

    it('finds the pages that the suspension dirties, none of them a zero page and none twice', () => {
      for (const [suspendPages, expected] of [
        [4, 4],
        [70, 70],
        [1000, 70],
      ] as const) {
        live({ pages: 100, zeroPages: 30, link: linkOf(10), host: { suspendPages } }, function* (vm) {
          const dirty = new PageSet(vm.pages);
          yield* vm.wait(1);
          assert.equal(found(vm), 0);
          vm.suspend('policy');
          vm.clean(dirty);
          assert.equal(dirty.count(), expected);
          assert.ok(dirty.toArray().every((page) => page < 70));
          assert.equal(found(vm), 0);
        });
      }
    });
  });

  describe(`${name}, in the guest's own time`, () => {
    it('writes only during the intervals of a region', () => {
      const activity: Activity = {
        kind: 'intervals',
        intervals: [
          { fromSeconds: 1, toSeconds: 2 },
          { fromSeconds: 3, toSeconds: null },
        ],
      };
      live({ pages: 100, link: linkOf(10), regions: sweeping(100, activity) }, function* (vm) {
        assert.equal(yield* foundAt(vm, 0.97), 0);
        assert.equal(yield* foundAt(vm, 1.55), 5);
        assert.equal(yield* foundAt(vm, 2.5), 5);
        assert.equal(yield* foundAt(vm, 2.9), 0);
        assert.equal(yield* foundAt(vm, 3.35), 3);
      });
    });

    it('counts intervals from the start of the migration, setup included, and lets them pass while the guest is paused', () => {
      const activity: Activity = { kind: 'intervals', intervals: [{ fromSeconds: 0, toSeconds: 1 }] };
      const host = { setupSeconds: 0.25, clean: { fixedSeconds: 0.5, perPageSeconds: 0 } };
      live({ pages: 100, link: linkOf(10), regions: sweeping(100, activity), host }, function* (vm) {
        // Two writes in setup, which is not logged; one at 0.3 s.
        assert.equal(yield* foundAt(vm, 0.35), 1);
        // Paused until 0.85 s with 0.35 s on the clock: 0.15 s are left until the interval ends.
        assert.equal(yield* foundAt(vm, 3), 2);
      });
    });

    it('writes in bursts, and at a share of the speed between them', () => {
      // 0.6 s on the region's clock for each second: half a second at full speed, half at a fifth.
      const activity: Activity = { kind: 'bursts', everySeconds: 1, onSeconds: 0.5, restShare: 0.2 };
      live({ pages: 100, link: linkOf(10), regions: sweeping(100, activity) }, function* (vm) {
        assert.equal(yield* foundAt(vm, 0.26), 2);
        // Own time 0.55: writes at 0.3, 0.4 and 0.5.
        assert.equal(yield* foundAt(vm, 0.75), 3);
        // Own time 0.86: writes at 0.6, 0.7 and 0.8.
        assert.equal(yield* foundAt(vm, 1.26), 3);
        // Own time 6 + 0.26: 62 writes in all.
        assert.equal(yield* foundAt(vm, 10.26), 54);
      });
    });

    it('rests entirely between bursts with a share of nothing', () => {
      const activity: Activity = { kind: 'bursts', everySeconds: 2, onSeconds: 0.5, restShare: 0 };
      live({ pages: 100, link: linkOf(10), regions: sweeping(100, activity) }, function* (vm) {
        assert.equal(yield* foundAt(vm, 0.75), 5);
        assert.equal(yield* foundAt(vm, 1.97), 0);
        assert.equal(yield* foundAt(vm, 2.26), 2);
      });
    });
  });

  describe(`${name}, with faults at first writes`, () => {
    it('slows the guest in each slice by the faults of the slice before', () => {
      // Each write is a first one: 300 000 faults a second of the guest's own time, of 10 us each, shared by three processors.
      const regions = [{ pages: 60_000, writesPerSecond: 300_000, pattern: sweep }];
      const host = { dirtyFaultSeconds: 1e-5 };
      live({ pages: 60_000, vcpus: 3, link: linkOf(1e6), regions, host }, function* (vm) {
        // Ten slices: one at full speed, nine at half.
        yield* vm.wait(0.0999);
        close(found(vm), 300_000 * 0.00999 * 5.5, 30);
        // The slice before sets the speed of the next one, also after a CLEAN.
        yield* vm.wait(0.02);
        close(found(vm), 300_000 * 0.01, 20);
        yield* vm.send(PageSet.full(vm.pages), everything);
        close(found(vm), 300_000 * 0.03, 30);
      });
    });

    it('cuts each stretch of time into equal slices of at most 10 ms', () => {
      const regions = [{ pages: 60_000, writesPerSecond: 300_000, pattern: sweep }];
      const host = { dirtyFaultSeconds: 1e-5 };
      live({ pages: 60_000, vcpus: 3, link: linkOf(1e6), regions, host }, function* (vm) {
        // Two slices of 7.5 ms: the second one at half speed.
        yield* vm.wait(0.015);
        close(found(vm), 300_000 * 0.0075 * 1.5, 20);
      });
    });

    it('sees a fault only at the first write to a page after a CLEAN', () => {
      // Ten thousand pages are written in the first slice and again and again later; the other region shows the guest's own time.
      const regions = [
        { pages: 10_000, writesPerSecond: 2e6, pattern: sweep },
        { pages: 5000, writesPerSecond: 1000, pattern: sweep },
      ];
      const host = { dirtyFaultSeconds: 1e-5, clean: { fixedSeconds: 0.005, perPageSeconds: 0 } };
      live({ pages: 15_000, link: linkOf(1e6), regions, host }, function* (vm) {
        // Five slices: at full speed; at 1 / (1 + 10) after ten thousand faults; three at 1 / (1 + 0.01).
        yield* vm.wait(0.0499);
        close(found(vm), 10_000 + 1000 * 0.00998 * (1 + 1 / 11 + 3 / 1.01), 1.5);
        close(vm.now, 0.0549);
        // The CLEAN has made every first write a fault again.
        yield* vm.wait(0.0499);
        close(found(vm), 10_000 + 1000 * 0.00998 * (1 / 1.01 + 1 / 11 + 3 / 1.01), 1.5);
      });
    });

    it('neither slows the guest in setup nor lets a fault of setup slow it later', () => {
      const regions = [{ pages: 60_000, writesPerSecond: 300_000, pattern: sweep }];
      const host = { dirtyFaultSeconds: 1e-5, setupSeconds: 0.05 };
      live({ pages: 60_000, link: linkOf(1e6), regions, host }, function* (vm) {
        yield* vm.wait(0.0099);
        close(found(vm), 300_000 * 0.0099, 2);
      });
    });
  });
}
