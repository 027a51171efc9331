// What a hypervisor costs, and what other traffic takes, on guests that leave nothing to chance: figures are worked out by hand beside each
// test. Random guests: fastAgainstReference.test.ts.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FastMigration } from '../../../src/core/engine/fastMigration';
import type { Migration, SendOptions, Tick } from '../../../src/core/engine/migration';
import { activeSeconds } from '../../../src/core/guest/clocks';
import { PageSet } from '../../../src/core/pageSet';
import type { TraceRepeat } from '../../../src/core/scenario/scenario';
import { textbook } from '../reference/textbook';
import { chooseWith, runFast } from '../support/run';
import { linkOf, scenarioOf, sweep, type ScenarioPlan } from '../support/scenarios';

const tenAtATime: SendOptions = { order: 'linear', batch: 10, skipDirty: false };

function close(actual: number | undefined | null, expected: number): void {
  assert.ok(
    typeof actual === 'number' && Math.abs(actual - expected) < 1e-9,
    `${actual ?? 'nothing'} is not ${expected}`,
  );
}

/** Runs rules on a guest; returns the migration as they left it. */
function run(plan: Omit<ScenarioPlan, 'algorithms'>, rules: (vm: Migration) => Generator<Tick, void>): FastMigration {
  const vm = new FastMigration(scenarioOf({ ...plan, algorithms: [] }), textbook(1), {}, 0);
  const steps = rules(vm);
  while (steps.next().done !== true);
  return vm;
}

/** How many pages a CLEAN finds. */
function dirtyPages(vm: Migration): number {
  const dirty = new PageSet(vm.pages);
  vm.clean(dirty);
  return dirty.count();
}

const stopAndCopy = [chooseWith('precopy', { rounds: 1 })];
/** 10 pages a second, without headers. */
const link = linkOf(10);

describe('a link with a schedule', () => {
  it('carries what other traffic leaves, within a batch too', () => {
    const schedule = [
      { atSeconds: 2, available: 0.5 },
      { atSeconds: 10, available: 1 },
    ];
    // 20 pages in the first 2 s, the other 20 at 5 a second.
    const { rounds } = runFast(scenarioOf({ pages: 40, link: { ...link, schedule }, algorithms: stopAndCopy }));
    close(rounds[0]?.seconds, 6);
  });

  it('carries the device state when its time comes', () => {
    const schedule = [{ atSeconds: 3, available: 0.5 }];
    const plan = { pages: 40, link: { ...link, schedule }, deviceStateBytes: 10 * 4096, algorithms: stopAndCopy };
    // 40 pages: 3 s and 10 at 5 a second: 5 s; then the device state at half speed.
    const result = runFast(scenarioOf(plan));
    close(result.downtime?.deviceSeconds, 2);
    close(result.totalSeconds, 7);
  });

  it("leaves an algorithm's own limit alone while it is the lower one", () => {
    const schedule = [{ atSeconds: 0, available: 0.5 }];
    run({ pages: 10, link: { ...link, schedule } }, function* (vm) {
      vm.limitRate(4096);
      vm.beginRound({ phase: 'precopy', toSend: PageSet.full(10) });
      yield* vm.send(PageSet.full(10), tenAtATime);
      close(vm.now, 10);
    });
  });
});

describe('host costs', () => {
  it('let the processor of the sender limit the page rate', () => {
    const vm = run({ pages: 40, link, host: { pageCostSeconds: 0.2 } }, function* (migration) {
      migration.beginRound({ phase: 'precopy', toSend: PageSet.full(40) });
      yield* migration.send(PageSet.full(40), tenAtATime);
    });
    close(vm.pagesPerSecond, 5);
    close(vm.now, 8);
  });

  it('let a sender that sleeps wake up late, and not one that has nothing to sleep', () => {
    const vm = run({ pages: 50, link, host: { wakeUpSeconds: 0.25 } }, function* (migration) {
      yield* migration.wait(2);
      close(migration.now, 2.25);
      yield* migration.wait(0);
    });
    close(vm.now, 2.25);
  });

  it('pause the guest while the log is read and cleared', () => {
    const host = { clean: { fixedSeconds: 0.5, perPageSeconds: 0.01 } };
    const regions = [{ pages: 50, writesPerSecond: 10, pattern: sweep }];
    const vm = run({ pages: 50, link, host, regions }, function* (migration) {
      yield* migration.wait(2);
      assert.equal(dirtyPages(migration), 20);
      close(migration.now, 3);
      yield* migration.wait(1);
      assert.equal(dirtyPages(migration), 10);
    });
    close(vm.degradedSeconds, 2);
  });

  it('charge a peek before each batch that skips, and none else', () => {
    const host = { peek: { fixedSeconds: 0.25, perPageSeconds: 0 } };
    const vm = run({ pages: 40, link, host }, function* (migration) {
      migration.beginRound({ phase: 'precopy', toSend: PageSet.full(40) });
      yield* migration.send(PageSet.full(40), { ...tenAtATime, skipDirty: true });
      close(migration.now, 5);
      yield* migration.send(PageSet.full(40), tenAtATime);
    });
    close(vm.now, 9);
    close(vm.degradedSeconds, 1);
  });

  it('count the last CLEAN as part of the suspension', () => {
    const host = { suspendSeconds: 0.1, clean: { fixedSeconds: 0.02, perPageSeconds: 0 } };
    const result = runFast(scenarioOf({ pages: 40, link, host, algorithms: stopAndCopy }));
    close(result.downtime?.suspendSeconds, 0.12);
    // The CLEAN of the round paused the running guest; the last one found it standing still.
    close(result.degradedSeconds, 0.02);
  });

  it('slow the guest down by its faults, slice by slice', () => {
    const regions = [{ pages: 1000, writesPerSecond: 1001, pattern: sweep }];
    const vm = run({ pages: 1000, link, host: { dirtyFaultSeconds: 0.001 }, regions }, function* (migration) {
      // The first 10 ms at full speed: 10 faults, 1000 a second. So the next 10 ms at half speed: 5 faults.
      yield* migration.wait(0.02);
      assert.equal(dirtyPages(migration), 15);
    });
    close(vm.degradedSeconds, 0.005);
  });

  it('share the time of a fault among the processors', () => {
    const regions = [{ pages: 1000, writesPerSecond: 1000, pattern: sweep }];
    const plan = { pages: 1000, link, vcpus: 4, host: { dirtyFaultSeconds: 0.001 }, regions };
    const vm = run(plan, (migration) => migration.wait(0.02));
    close(vm.degradedSeconds, 0.01 * 0.2);
  });

  it('add the pages that suspending dirties to the last copy, zero pages apart', () => {
    const plan = { pages: 100, zeroPages: 90, link, host: { suspendPages: 7 } };
    run(plan, function* (vm) {
      vm.suspend('policy');
      const dirty = new PageSet(100);
      vm.clean(dirty);
      assert.equal(dirty.count(), 7);
      assert.ok(dirty.toArray().every((page) => page < 10));
      yield;
    });
    const everything = { ...plan, host: { suspendPages: 1000 } };
    run(everything, function* (vm) {
      vm.suspend('policy');
      assert.equal(dirtyPages(vm), 10);
      yield;
    });
  });
});

describe('activity', () => {
  it('is counted from the start of the migration', () => {
    const activity = {
      kind: 'intervals',
      intervals: [
        { fromSeconds: 1, toSeconds: 3 },
        { fromSeconds: 5, toSeconds: null },
      ],
    } as const;
    assert.deepEqual(
      [0.5, 2, 4, 6].map((seconds) => activeSeconds(activity, seconds)),
      [0, 1, 2, 3],
    );
  });

  it('runs at a share of its speed between bursts', () => {
    const activity = { kind: 'bursts', everySeconds: 4, onSeconds: 1, restShare: 0.5 } as const;
    assert.deepEqual(
      [1, 2, 4, 5, 9].map((seconds) => activeSeconds(activity, seconds)),
      [1, 1.5, 2.5, 3.5, 6],
    );
  });

  it('stops and starts the pointer of a sweep', () => {
    const activity = { kind: 'intervals', intervals: [{ fromSeconds: 1, toSeconds: 2 }] } as const;
    const regions = [{ pages: 100, writesPerSecond: 10, pattern: sweep, activity }];
    run({ pages: 100, link, regions }, function* (vm) {
      yield* vm.wait(0.9);
      assert.equal(dirtyPages(vm), 0);
      yield* vm.wait(0.6);
      assert.equal(dirtyPages(vm), 5);
      yield* vm.wait(10);
      assert.equal(dirtyPages(vm), 5);
    });
  });
});

describe('a pass', () => {
  it('stops before a position of the scan', () => {
    run({ pages: 40, link }, function* (vm) {
      vm.beginRound({ phase: 'precopy', toSend: PageSet.full(40) });
      const first = yield* vm.send(PageSet.full(40), { ...tenAtATime, to: 15 });
      assert.deepEqual([first.position, first.pagesSent, first.finished], [15, 15, true]);
      const list = Uint32Array.of(30, 20, 39, 25);
      const second = yield* vm.send(PageSet.full(40), { ...tenAtATime, order: list, from: 1, to: 3 });
      assert.deepEqual(second.sent.toArray(), [20, 39]);
      const permuted = yield* vm.send(PageSet.full(40), { ...tenAtATime, order: 'permuted', from: 20, to: 26 });
      assert.equal(permuted.pagesSent, 6);
    });
  });
});

describe('the limits of a run', () => {
  const regions = [{ pages: 3000, writesPerSecond: 30_000, pattern: { kind: 'uniform' } as const }];
  const plan = { pages: 4000, link: linkOf(4000), regions, algorithms: [chooseWith('precopy', { rounds: 5 })] };
  const stationary = runFast(scenarioOf(plan)).floor;

  it('are the same by the numeric way as by the analytic one', () => {
    // A schedule that says nothing new once the guest runs makes no difference; half the link from the start is half the link.
    const half = { ...linkOf(8000), schedule: [{ atSeconds: 0, available: 0.5 }] };
    const { floor } = runFast(scenarioOf({ ...plan, link: half }));
    assert.equal(floor.rateOnlyDowntimeSeconds, null);
    assert.ok(stationary.downtimeSeconds !== null && floor.downtimeSeconds !== null);
    assert.ok(Math.abs(floor.downtimeSeconds / stationary.downtimeSeconds - 1) < 1e-6);
  });

  it('are lower for a guest that is slowed down, by what it is slowed', () => {
    // Peeks of 1 ms before batches of 0.25 s cost next to nothing.
    const hardly = runFast(scenarioOf({ ...plan, host: { peek: { fixedSeconds: 1e-9, perPageSeconds: 0 } } })).floor;
    close(hardly.downtimeSeconds, stationary.downtimeSeconds ?? NaN);
    const slowed = runFast(scenarioOf({ ...plan, host: { dirtyFaultSeconds: 1e-4 } }));
    assert.ok((slowed.floor.downtimeSeconds ?? Infinity) < (stationary.downtimeSeconds ?? 0));
    assert.ok((slowed.floor.rateOnlyDowntimeSeconds ?? Infinity) < (stationary.rateOnlyDowntimeSeconds ?? 0));
    assert.ok((slowed.downtimeSeconds ?? 0) > (slowed.floor.downtimeSeconds ?? 0));
  });

  it('know that a guest fell silent before it was suspended', () => {
    const quiet = { kind: 'intervals', intervals: [{ fromSeconds: 0, toSeconds: 2 }] } as const;
    const silent = [
      { ...regions[0], pages: 3000, writesPerSecond: 30_000, pattern: { kind: 'uniform' } as const, activity: quiet },
    ];
    const { floor } = runFast(scenarioOf({ ...plan, regions: silent }));
    close(floor.downtimeSeconds, 0);
    assert.equal(floor.rateOnlyDowntimeSeconds, null);
  });

  it("count a trace's pages by their last writes", () => {
    const burst = { atSeconds: Float64Array.of(0), firstPage: Uint32Array.of(0), pages: Uint32Array.of(3000) };
    const columns = { ...burst, intervalSeconds: 0.5, seconds: 0.5, writes: Uint32Array.of(6000) };
    const floorOfTrace = (repeat: TraceRepeat): number | null => {
      const pattern = { kind: 'trace', file: 'burst.lmtrace', repeat, columns } as const;
      return runFast(scenarioOf({ ...plan, regions: [{ pages: 3000, writesPerSecond: 12_000, pattern }] })).floor
        .downtimeSeconds;
    };
    close(floorOfTrace('none'), 0);
    // Every page is written every quarter of a second, at random phases: max over w of 3000 min(1, w / 0.25) / 4000 - w.
    assert.ok(Math.abs((floorOfTrace('all') ?? 0) - 0.5) < 0.02);
  });

  it('count the pages that suspending dirties', () => {
    const idle = runFast(scenarioOf({ ...plan, regions: [], host: { suspendPages: 100 } })).floor;
    close(idle.downtimeSeconds, 100 / 4000);
    close(idle.rateOnlyDowntimeSeconds, 100 / 4000);
  });
});
