// Algorithms that lose pages, each by a mistake that is easy to make. Wherever the slow engine, which knows every version, finds a page lost,
// the fast one has to find one too. It goes by the log alone, so it may accuse a page whose last write came before its copy: no
// algorithm could have known.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { AlgorithmDefinition } from '../../../src/core/algorithms/definition';
import { algorithms } from '../../../src/core/algorithms/registry';
import { FastMigration } from '../../../src/core/engine/fastMigration';
import type { Migration, SendOptions, Tick } from '../../../src/core/engine/migration';
import { PageSet } from '../../../src/core/pageSet';
import type { Scenario } from '../../../src/core/scenario/scenario';
import { runReference } from '../reference/referenceRun';
import { textbook } from '../reference/textbook';
import { scenariosOf } from '../support/arbitraries';
import { runFast } from '../support/run';
import { choose, linkOf, scenarioOf } from '../support/scenarios';

/** Rules that lose pages if the guest writes at the wrong time. */
type Rules = (vm: Migration) => Generator<Tick, void>;

const pass: SendOptions = { order: 'linear', batch: 16, skipDirty: false };

function* liveRound(vm: Migration, toSend: PageSet, options: SendOptions = pass): Generator<Tick, void> {
  vm.beginRound({ phase: 'precopy', toSend });
  yield* vm.send(toSend, options);
  vm.endRound();
}

function* lastCopy(vm: Migration, toSend: PageSet): Generator<Tick, void> {
  vm.beginRound({ phase: 'stop-and-copy', toSend });
  yield* vm.send(toSend, pass);
  vm.endRound();
}

const mistakes: Readonly<Record<string, Rules>> = {
  *'replaces what is owed by the next CLEAN'(vm) {
    const dirty = new PageSet(vm.pages);
    yield* liveRound(vm, PageSet.full(vm.pages));
    vm.clean(dirty);
    yield* liveRound(vm, new PageSet(vm.pages));
    vm.suspend('policy');
    vm.clean(dirty);
    yield* lastCopy(vm, dirty);
  },
  *'cleans before it suspends'(vm) {
    const dirty = new PageSet(vm.pages);
    yield* liveRound(vm, PageSet.full(vm.pages));
    vm.clean(dirty);
    vm.beginRound({ phase: 'precopy', toSend: dirty });
    yield* vm.wait(0.05);
    vm.suspend('policy');
    vm.endRound();
    yield* lastCopy(vm, dirty);
  },
  *'forgets the pages that it skipped'(vm) {
    const owed = PageSet.full(vm.pages);
    vm.beginRound({ phase: 'precopy', toSend: owed });
    const { sent } = yield* vm.send(owed, { ...pass, skipDirty: true });
    owed.set(sent);
    vm.endRound();
    const dirty = new PageSet(vm.pages);
    vm.suspend('policy');
    vm.clean(dirty);
    yield* lastCopy(vm, dirty.intersect(owed));
  },
  *'takes what it sent before the CLEAN for clean'(vm) {
    const dirty = new PageSet(vm.pages);
    vm.beginRound({ phase: 'precopy', toSend: PageSet.full(vm.pages) });
    const { sent } = yield* vm.send(PageSet.full(vm.pages), pass);
    vm.suspend('policy');
    vm.clean(dirty);
    dirty.subtract(sent);
    vm.endRound();
    yield* lastCopy(vm, dirty);
  },
};

/** The first page that the slow engine finds lost; null: none. */
function lostPageOf(scenario: Scenario, definition: AlgorithmDefinition): number | null {
  try {
    runReference(scenario, definition, { label: 'mistaken', repetition: 0 });
    return null;
  } catch (reason) {
    const page = reason instanceof Error ? /^Page (\d+) is lost/.exec(reason.message)?.[1] : undefined;
    if (page === undefined) throw reason;
    return Number(page);
  }
}

const guests = fc.record({
  pages: fc.integer({ min: 1, max: 200 }),
  writesPerSecond: fc.double({ min: 1, max: 3000, noNaN: true }),
  startPage: fc.nat(),
  pagesPerSecond: fc.double({ min: 20, max: 3000, noNaN: true }),
});

for (const [mistake, rules] of Object.entries(mistakes)) {
  describe(`an algorithm that ${mistake}`, () => {
    it('is told that it loses a page whenever it does', () => {
      let lost = 0;
      const property = fc.property(guests, ({ pages, writesPerSecond, startPage, pagesPerSecond }) => {
        const definition = { ...textbook(1), id: 'mistaken', run: rules };
        const scenario = scenarioOf({
          pages,
          // A fixed start leaves nothing to chance: both engines have the same guest.
          regions: [{ pages, writesPerSecond, pattern: { kind: 'sequential', startPage: startPage % pages } }],
          link: linkOf(pagesPerSecond),
          algorithms: [choose('mistaken', {})],
        });
        const fast = new FastMigration(scenario, definition, {}, 0);
        const steps = definition.run(fast);
        while (steps.next().done !== true);
        const firstLost = lostPageOf(scenario, definition);
        if (firstLost === null) return;
        lost += 1;
        assert.ok(fast.loss !== null && fast.loss.page <= firstLost, `page ${firstLost} is lost unnoticed`);
      });
      fc.assert(property, { seed: 5, numRuns: 300 });
      assert.ok(lost > 50, `only ${lost} of 300 runs lost a page: the guests are too tame`);
    });
  });
}

describe('the algorithms of the registry', () => {
  it('are never said to lose a page', () => {
    for (const definition of algorithms) {
      const property = fc.property(scenariosOf(definition), (scenario) => {
        assert.notEqual(runFast(scenario).outcome, 'failed');
      });
      fc.assert(property, { seed: 6, numRuns: 100 });
    }
  });
});
