// The slow engine on its own, with the textbook algorithm: closed forms, identities and proofs that bite. What the fast engine
// is held against must itself be held against something. The contract that both share is tested in engine/contract.test.ts.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AlgorithmDefinition } from '../../../src/core/algorithms/definition';
import type { Migration, Tick } from '../../../src/core/engine/migration';
import { PageSet } from '../../../src/core/pageSet';
import type { Scenario } from '../../../src/core/scenario/scenario';
import { choose, gigabit, gigabitPagesPerSecond, hotspot, linkOf, scenarioOf, sweep } from '../support/scenarios';
import type { ScenarioPlan } from '../support/scenarios';
import { assertFloor } from './proofs';
import { ReferenceMigration } from './referenceMigration';
import { runReference } from './referenceRun';
import type { ReferenceRun } from './referenceRun';
import { permuted, scanOf } from './scan';
import { textbook } from './textbook';

const everything = { order: 'linear', batch: 1024, skipDirty: false } as const;

function run(plan: Omit<ScenarioPlan, 'algorithms'>, definition: AlgorithmDefinition): ReferenceRun {
  const scenario: Scenario = scenarioOf({ ...plan, algorithms: [choose(definition.id, {})] });
  return runReference(scenario, definition, { label: definition.id, repetition: 0 });
}

/** An algorithm made of these rules, with the textbook's wire format. */
function rules(run: (vm: Migration) => Generator<Tick, void>): AlgorithmDefinition {
  return { ...textbook(1), id: 'rules', run };
}

function closeTo(actual: number | undefined, expected: number, tolerance: number): void {
  const text = `${actual ?? 'nothing'} is not within ${tolerance} of ${expected}`;
  assert.ok(actual !== undefined && Math.abs(actual - expected) <= tolerance, text);
}

/** Suspends the guest and sends `owed` and what the log has. */
function* lastCopy(vm: Migration, owed: PageSet): Generator<Tick, void> {
  const dirty = new PageSet(vm.pages);
  vm.suspend('policy');
  vm.clean(dirty);
  if (owed !== dirty) owed.unite(dirty);
  vm.beginRound({ phase: 'stop-and-copy', toSend: owed });
  yield* vm.send(owed, everything);
  vm.endRound();
}

describe('the reference engine', () => {
  it('gives the page-exact rounds of the geometric model', () => {
    const plan = { pages: 262144, link: gigabit, regions: [{ pages: 262144, writesPerSecond: 10000, pattern: sweep }] };
    const { rounds, totalSeconds } = run(plan, textbook(50));
    const expected = [262144, 85899, 28147, 9223, 3022, 990, 324, 106, 34];
    assert.equal(rounds.length, expected.length);
    // The sweep carries its fraction of a page from round to round, the table rounds each one down: a page apart at most.
    expected.forEach((pages, i) => {
      closeTo(rounds[i]?.pagesSent, pages, 1);
    });
    closeTo(totalSeconds, 12.775882752, expected.length / gigabitPagesPerSecond);
  });

  it('moves an idle guest in one pass and an empty last copy', () => {
    const { rounds, downtime } = run({ pages: 3000, link: gigabit }, textbook(50));
    assert.deepEqual(
      rounds.map((round) => round.pagesSent),
      [3000, 0],
    );
    assert.equal(downtime?.transferSeconds, 0);
  });

  it('logs no write made during setup, and sends its content', () => {
    const plan = {
      pages: 100,
      link: linkOf(1e9),
      regions: [{ pages: 100, writesPerSecond: 10, pattern: sweep }],
      host: { setupSeconds: 1.05 },
    };
    const { rounds, setupSeconds } = run(plan, textbook(50));
    assert.equal(setupSeconds, 1.05);
    assert.equal(rounds[0]?.startSeconds, 1.05);
    assert.equal(rounds[0].pagesDirtied, 0);
  });

  it('stops the guest at the suspend request and adds every part of the downtime', () => {
    const plan = {
      pages: 1000,
      link: { ...linkOf(1000), rttSeconds: 0.25 },
      regions: [{ pages: 1000, writesPerSecond: 100, pattern: sweep }],
      host: { suspendSeconds: 5, resumeSeconds: 0.5 },
      deviceStateBytes: 4096 * 1000,
    };
    const { rounds, downtime, totalSeconds } = run(plan, textbook(1));
    const [live, last] = rounds;
    assert.deepEqual([live?.startSeconds, live?.seconds, live?.pagesSent], [0, 1, 1000]);
    assert.deepEqual([last?.startSeconds, last?.pagesSent], [6, 100]);
    closeTo(last?.seconds, 0.1, 1e-12);
    assert.equal(downtime?.suspendSeconds, 5);
    assert.equal(downtime.deviceSeconds, 1);
    assert.equal(downtime.resumeSeconds, 0.75);
    closeTo(totalSeconds, 7.85, 1e-9);
  });

  it('gives up at the time limit before a batch, keeping the round so far', () => {
    const plan = { pages: 4096, link: linkOf(1024), timeLimitSeconds: 2.5 };
    const { outcome, stopReason, totalSeconds, downtime, rounds } = run(plan, textbook(3));
    assert.deepEqual([outcome, stopReason, totalSeconds, downtime], ['not-converged', 'time-limit', 3, null]);
    assert.deepEqual(
      rounds.map((round) => [round.phase, round.pagesSent, round.seconds]),
      [['precopy', 3072, 3]],
    );
  });

  it('names the page that an algorithm loses, and its last write', () => {
    const algorithm = rules(function* (vm) {
      const toSend = PageSet.full(vm.pages);
      vm.beginRound({ phase: 'precopy', toSend });
      yield* vm.send(toSend, everything);
      vm.clean(toSend);
      vm.endRound();
      vm.beginRound({ phase: 'precopy', toSend });
      yield* vm.wait(1);
      vm.endRound();
      // The pages of the first CLEAN are dropped here: the bug of replacing the owed set.
      yield* lastCopy(vm, new PageSet(vm.pages));
    });
    const regions = [{ pages: 10, writesPerSecond: 1, pattern: sweep }];
    assert.throws(
      () => run({ pages: 10, link: linkOf(2), regions }, algorithm),
      /Page 0 is lost: it was last written at 1 s and was last sent as version 1 of 2/,
    );
    const forgetful = rules((vm) => lastCopy(vm, PageSet.of(vm.pages, [0, 1, 3])));
    assert.throws(() => run({ pages: 4, link: linkOf(2) }, forgetful), /Page 2 is lost: .* was never sent/);
  });

  it('proves the clairvoyant floor: a last copy that is too short is refused', () => {
    // All 100 pages are written in the last 0.1 s and the link carries 100 a second: no run can stop for less than 0.9 s.
    const regions = [{ pages: 100, writesPerSecond: 1000, pattern: sweep }];
    const plan = scenarioOf({ pages: 100, link: linkOf(100), regions, algorithms: [] });
    const vm = new ReferenceMigration(plan, { headerBytesPerPage: 0, bytesPerBatch: 0 }, 0);
    vm.wait(3).next();
    vm.suspend('policy');
    assert.ok(vm.suspension);
    const { suspension } = vm;
    assert.throws(() => {
      assertFloor(vm, suspension, 0.89);
    }, /too short, since 99 pages were written/);
    assertFloor(vm, suspension, 0.91);
  });

  it('refuses rounds that would not add up', () => {
    const sendOutside = rules((vm) => lastCopyWithout(vm));
    assert.throws(() => run({ pages: 4, link: linkOf(2) }, sendOutside), /No round is open/);
    const neverStops = rules(function* (vm) {
      yield* vm.wait(1);
    });
    assert.throws(() => run({ pages: 4, link: linkOf(2) }, neverStops), /without suspending/);
  });
});

/** Sends without a round. */
function* lastCopyWithout(vm: Migration): Generator<Tick, void> {
  vm.suspend('policy');
  yield* vm.send(PageSet.full(vm.pages), everything);
}

describe('the drawn guest', () => {
  it('sends its hot share to the hot pages, scattered or not', () => {
    for (const scatter of [true, false]) {
      const regions = [{ pages: 1000, writesPerSecond: 50_000, pattern: hotspot(100, 0.9, scatter) }];
      let counts: number[] = [];
      const algorithm = rules(function* (vm) {
        const writes = new Uint32Array(vm.pages);
        vm.beginRound({ phase: 'sampling', toSend: PageSet.full(vm.pages) });
        yield* vm.wait(2);
        vm.cleanCounting(new PageSet(vm.pages), writes);
        counts = [...writes];
        vm.endRound();
        yield* lastCopy(vm, PageSet.full(vm.pages));
      });
      run({ pages: 1000, link: gigabit, regions }, algorithm);
      const hot = counts.flatMap((count, page) => (count > 400 ? [page] : []));
      assert.equal(hot.length, 100);
      assert.equal(
        hot.every((page, i) => page === i),
        !scatter,
      );
      const share =
        hot.reduce((sum, page) => sum + (counts[page] ?? 0), 0) / counts.reduce((sum, count) => sum + count);
      assert.ok(Math.abs(share - 0.9) < 0.01);
    }
  });
});

describe('the permuted scan', () => {
  it('is a bijection and begins as Xen 2.0 did', () => {
    assert.deepEqual(
      [0, 1, 2, 127, 128, 129].map((position) => permuted(position, 131072)),
      [0, 1024, 2048, 130048, 1, 1025],
    );
    for (const pages of [1, 1000, 1024, 1025, 100_000])
      assert.equal(new Set(scanOf('permuted', pages)).size, pages, `${pages} pages`);
    assert.deepEqual(scanOf('permuted', 1024), scanOf('linear', 1024));
  });
});
