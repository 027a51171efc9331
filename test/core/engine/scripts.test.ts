// Any use of the contract: random scripts of sends, waits and CLEANs, which look at pages twice in an epoch, stop a pass and go on, count
// writes, in any order. No algorithm of ours does all of it; a later one may. Both engines must show a script the same, in distribution.
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { FastMigration } from '../../../src/core/engine/fastMigration';
import type { Migration, Tick } from '../../../src/core/engine/migration';
import { PageSet } from '../../../src/core/pageSet';
import type { Scenario } from '../../../src/core/scenario/scenario';
import { assertFloor, assertNothingLost } from '../reference/proofs';
import { ReferenceMigration } from '../reference/referenceMigration';
import { textbook } from '../reference/textbook';
import { assertAgree } from '../support/agreement';
import type { Figures } from '../support/agreement';
import { repeat } from '../support/run';
import { hotspot, linkOf, scenarioOf, sweepFromAnywhere, uniform } from '../support/scenarios';

/** Which pages a step sends. */
type Choice = 'all' | 'odd' | 'first half' | 'owed' | 'found dirty';

type Step =
  | { readonly do: 'wait'; readonly seconds: number }
  | { readonly do: 'clean' }
  | { readonly do: 'count' }
  | { readonly do: 'read' }
  | { readonly do: 'clear'; readonly from: number; readonly to: number }
  | { readonly do: 'throttle'; readonly share: number }
  | { readonly do: 'limit'; readonly share: number | null }
  | {
      readonly do: 'send';
      readonly choice: Choice;
      readonly order: 'linear' | 'permuted' | 'downwards';
      readonly batch: number;
      readonly skipDirty: boolean;
      readonly from: number;
      readonly to: number;
      readonly forSeconds: number;
    };

const pages = 1100;
const pagesPerSecond = 1100;

const guest: Omit<Scenario, 'algorithms'> = scenarioOf({
  pages,
  regions: [
    { pages: 300, writesPerSecond: 700, pattern: hotspot(70, 0.8) },
    { pages: 410, writesPerSecond: 300, pattern: uniform },
    { pages: 170, writesPerSecond: 200, pattern: sweepFromAnywhere },
  ],
  link: { ...linkOf(pagesPerSecond), schedule: [{ atSeconds: 1.1, available: 0.7 }] },
  host: {
    setupSeconds: 0.1,
    suspendSeconds: 0.02,
    suspendPages: 20,
    suspendDelaySeconds: 0.011,
    peekDelaySeconds: 0.006,
    clean: { fixedSeconds: 0.01, perPageSeconds: 0 },
    peek: { fixedSeconds: 0.003, perPageSeconds: 0 },
  },
  algorithms: [],
});

const seconds = fc.double({ min: 0.01, max: 0.6, noNaN: true });
const send = fc.record<Step & { do: 'send' }>({
  do: fc.constant('send'),
  choice: fc.constantFrom<Choice[]>('all', 'odd', 'first half', 'owed', 'found dirty'),
  order: fc.constantFrom('linear', 'permuted', 'downwards'),
  batch: fc.integer({ min: 20, max: 400 }),
  skipDirty: fc.boolean(),
  from: fc.constantFrom(0, 0, 333),
  to: fc.constantFrom(Infinity, Infinity, 700),
  forSeconds: fc.oneof(fc.constant(Infinity), seconds),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: send },
  fc.record<Step & { do: 'wait' }>({ do: fc.constant('wait'), seconds }),
  fc.constant<Step>({ do: 'clean' }),
  fc.constant<Step>({ do: 'count' }),
  fc.record<Step & { do: 'limit' }>({ do: fc.constant('limit'), share: fc.constantFrom(null, 0.5, 0.8) }),
);
const scripts = fc.sample(fc.array(step, { minLength: 4, maxLength: 8 }), { seed: 11, numRuns: 12 });

/** As QEMU uses the log: read without clearing, cleared in parts before pages of the part are sent; and a guest that is throttled. */
const partStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: send },
  fc.record<Step & { do: 'wait' }>({ do: fc.constant('wait'), seconds }),
  { weight: 2, arbitrary: fc.constant<Step>({ do: 'read' }) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.integer({ min: 0, max: pages }), fc.integer({ min: 0, max: pages }))
      .map(([one, other]): Step => ({ do: 'clear', from: Math.min(one, other), to: Math.max(one, other) })),
  },
  fc.record<Step & { do: 'throttle' }>({ do: fc.constant('throttle'), share: fc.constantFrom(0, 0.3, 0.9) }),
  fc.constant<Step>({ do: 'clean' }),
);
const partScripts = fc.sample(fc.array(partStep, { minLength: 5, maxLength: 10 }), { seed: 12, numRuns: 12 });

const downwards = Uint32Array.from({ length: pages }, (_, i) => pages - 1 - i);

/** Performs a script in one live round, then the last copy of what is owed; `note` is told all that it sees. */
class Performance {
  private readonly owed = PageSet.full(pages);
  private readonly dirty = new PageSet(pages);
  private readonly writes = new Uint32Array(pages);

  constructor(
    private readonly vm: Migration,
    private readonly note: (what: string, value: number) => void,
  ) {}

  *run(script: readonly Step[]): Generator<Tick, void> {
    const { vm, owed, dirty } = this;
    vm.beginRound({ phase: 'precopy', toSend: owed });
    for (const [i, step] of script.entries()) yield* this.perform(step, `step ${i + 1} (${step.do})`);
    vm.suspend('policy');
    vm.clean(dirty);
    owed.unite(dirty);
    vm.endRound();
    vm.beginRound({ phase: 'stop-and-copy', toSend: owed });
    yield* vm.send(owed, { order: 'linear', batch: 1024, skipDirty: false });
    vm.endRound();
    this.note('pages of the last copy', owed.count());
    this.note('seconds', vm.now);
  }

  private *perform(step: Step, name: string): Generator<Tick, void> {
    const { vm, note } = this;
    if (step.do === 'send') yield* this.send(step, name);
    else if (step.do === 'wait') yield* vm.wait(step.seconds);
    else if (step.do === 'read') this.read(name);
    else if (step.do === 'clear') this.clear(step);
    else if (step.do === 'throttle') vm.throttle(step.share);
    else if (step.do === 'limit') vm.limitRate(step.share === null ? null : step.share * pagesPerSecond * 4096);
    else this.clean(step.do === 'count', name);
    note(`${name} ends`, vm.now);
  }

  private *send(step: Step & { do: 'send' }, name: string): Generator<Tick, void> {
    const { vm, note, owed } = this;
    const { sent, ...report } = yield* vm.send(this.chosen(step.choice), {
      order: step.order === 'downwards' ? downwards : step.order,
      batch: step.batch,
      skipDirty: step.skipDirty,
      from: step.from,
      to: step.to,
      untilSeconds: vm.now + step.forSeconds,
    });
    owed.subtract(sent);
    note(`${name} sent`, report.pagesSent);
    note(`${name} sent, as a set`, sent.count());
    note(`${name} skipped`, report.pagesSkipped);
    note(`${name} position`, report.position);
    note(`${name} finished`, report.finished ? 1 : 0);
  }

  private read(name: string): void {
    const { vm, note, dirty, owed } = this;
    vm.readLog(dirty);
    owed.unite(dirty);
    note(`${name} found dirty`, dirty.count());
  }

  /** What has been sent since its bit was given would be lost by clearing it: it is owed again. */
  private clear({ from, to }: { readonly from: number; readonly to: number }): void {
    const { vm, owed } = this;
    vm.clearLog(from, to);
    owed.addRange(from, to);
  }

  private clean(counting: boolean, name: string): void {
    const { vm, note, dirty, writes, owed } = this;
    if (counting) vm.cleanCounting(dirty, writes);
    else vm.clean(dirty);
    owed.unite(dirty);
    note(`${name} found dirty`, dirty.count());
    note(
      `${name} writes so far`,
      writes.reduce((sum, count) => sum + count, 0),
    );
    note(
      `${name} squares of writes so far`,
      writes.reduce((sum, count) => sum + count ** 2, 0),
    );
  }

  private chosen(choice: Choice): PageSet {
    if (choice === 'owed') return this.owed.clone();
    if (choice === 'found dirty') return this.dirty.clone();
    const set = new PageSet(pages);
    if (choice === 'odd') for (let page = 1; page < pages; page += 2) set.add(page);
    else set.addRange(0, choice === 'all' ? pages : pages / 2);
    return set;
  }
}

function perform(vm: Migration, script: readonly Step[]): Figures {
  const seen = new Map<string, number>();
  const steps = new Performance(vm, (what, value) => seen.set(what, value)).run(script);
  while (steps.next().done !== true);
  return seen;
}

function onFast(script: readonly Step[], repetition: number): Figures {
  const needsOracle = (): boolean => script.some((step) => step.do === 'count');
  return perform(
    new FastMigration({ ...guest, algorithms: [] }, { ...textbook(1), needsOracle }, {}, repetition),
    script,
  );
}

/** Also proves that nothing is lost and that the floor holds, whatever the script did. */
function onSlow(script: readonly Step[], repetition: number): Figures {
  const vm = new ReferenceMigration({ ...guest, algorithms: [] }, textbook(1).wire({}), repetition);
  const seen = perform(vm, script);
  assertNothingLost(vm);
  if (vm.suspension) assertFloor(vm, vm.suspension, vm.now - vm.suspension.doneSeconds);
  return seen;
}

describe('both engines show a script the same', () => {
  [...scripts, ...partScripts].forEach((script, i, all) => {
    it(`that does ${script.map((step) => step.do).join(', ')} (script ${i + 1})`, () => {
      const fast = repeat(300, (repetition) => onFast(script, repetition));
      const slow = repeat(300, (repetition) => onSlow(script, repetition));
      assertAgree(fast, slow, 2e-7 / all.length);
    });
  });
});
