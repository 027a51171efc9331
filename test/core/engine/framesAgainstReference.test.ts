// Frames against the engine that draws every write: on guests that leave nothing to chance the same state, tier and times sent of every page,
// batch by batch; on others, what holds for whatever the guest writes.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ParameterValues } from '../../../src/core/algorithms/definition';
import { algorithms } from '../../../src/core/algorithms/registry';
import type { FrameEvent, RoundEvent } from '../../../src/core/engine/events';
import { pageStates } from '../../../src/core/engine/frames';
import type { Tick, Tiers } from '../../../src/core/engine/migration';
import { simulate } from '../../../src/core/engine/simulate';
import { PageSet } from '../../../src/core/pageSet';
import type { Scenario } from '../../../src/core/scenario/scenario';
import { ReferenceMigration, TimeLimitPassed } from '../reference/referenceMigration';
import { choiceOf, chooseWith, definitionOf, eventsOf } from '../support/run';
import { hotspot, linkOf, scenarioOf, sweep, uniform } from '../support/scenarios';

/** The slow engine with its books open: what a frame should show, page by page. */
class OpenReference extends ReferenceMigration {
  readonly timesSent: Uint32Array;
  readonly timesDirty: Uint32Array;
  /** Told by a CLEAN and not sent since. */
  private readonly owed: PageSet;
  private tiers: Tiers | null = null;

  constructor(
    scenario: Scenario,
    private readonly ownTiers: boolean,
  ) {
    const { algorithm, parameters } = choiceOf(scenario);
    super(scenario, definitionOf(algorithm).wire(parameters), 0);
    this.timesSent = new Uint32Array(scenario.pages);
    this.timesDirty = new Uint32Array(scenario.pages);
    this.owed = new PageSet(scenario.pages);
    const { book, timesSent, owed } = this;
    const send = book.send.bind(book);
    book.send = (batch, bytes) => {
      for (const page of batch) {
        timesSent[page] = (timesSent[page] ?? 0) + 1;
        owed.delete(page);
      }
      send(batch, bytes);
    };
  }

  override clean(dirty: PageSet): void {
    super.clean(dirty);
    this.count(dirty);
  }

  override cleanCounting(dirty: PageSet, writes: Uint32Array): void {
    super.cleanCounting(dirty, writes);
    this.count(dirty);
  }

  override readLog(dirty: PageSet): void {
    super.readLog(dirty);
    this.count(dirty);
  }

  override reportTiers(tiers: Tiers): void {
    super.reportTiers(tiers);
    this.tiers = tiers;
  }

  tierOf(page: number): number {
    if (this.ownTiers) return this.tiers?.sets.findIndex((members) => members.has(page)) ?? 0;
    const times = this.timesDirty[page] ?? 0;
    if (times < 2) return times;
    return times < 4 ? 2 : 3;
  }

  /** What a person should read of a page's state: whether it was sent, and whether it will have to be sent again. */
  stateOf(page: number): 'unsent' | 'current' | 'outdated' {
    if ((this.timesSent[page] ?? 0) === 0) return 'unsent';
    const isNewest = this.destinationVersions[page] === this.guest.versions[page];
    // Once the guest stands still, bits of the log that nobody clears any more mean nothing.
    const isLogged = this.suspension === null && this.log.peek().has(page);
    return isNewest && !this.owed.has(page) && !isLogged ? 'current' : 'outdated';
  }

  private count(dirty: PageSet): void {
    this.owed.unite(dirty);
    dirty.forEach((page) => {
      this.timesDirty[page] = (this.timesDirty[page] ?? 0) + 1;
    });
  }
}

/** All of memory at one instant. */
interface Shown {
  readonly seconds: number;
  readonly tiers: readonly number[];
  readonly sent: readonly number[];
  readonly states: readonly string[];
}

/** What the slow engine has after each of its batches, an instant before the batch has left. */
function shownByReference(scenario: Scenario): Shown[] {
  const { algorithm, parameters } = choiceOf(scenario);
  const definition = definitionOf(algorithm);
  const vm = new OpenReference(scenario, definition.ownTiers === true);
  const pages = Array.from({ length: scenario.pages }, (_, page) => page);
  const shown: Shown[] = [];
  for (const steps = definition.run(vm, parameters); goesOn(steps);) {
    shown.push({
      seconds: vm.now - 1e-6,
      tiers: pages.map((page) => vm.tierOf(page)),
      sent: pages.map((page) => Math.min(255, vm.timesSent[page] ?? 0)),
      states: pages.map((page) => vm.stateOf(page)),
    });
  }
  return shown;
}

/** Whether there is a batch more; not if simulated time is up. */
function goesOn(steps: Generator<Tick, void>): boolean {
  try {
    return steps.next().done !== true;
  } catch (reason) {
    if (reason instanceof TimeLimitPassed) return false;
    throw reason;
  }
}

function stateWord(code: number): string {
  const state = pageStates[code] ?? 'current';
  if (state === 'zero' || state === 'unsent') return 'unsent';
  return state === 'current' ? 'current' : 'outdated';
}

function framesOf(scenario: Scenario, atSeconds: readonly number[], cells: number): FrameEvent[] {
  const { label } = choiceOf(scenario);
  return [...simulate(scenario, { label, repetition: 0 }, undefined, { atSeconds, cells })].filter(
    (event) => event?.type === 'frame',
  );
}

const sweeps = [
  { pages: 60, writesPerSecond: 31.7, pattern: sweep },
  { pages: 40, writesPerSecond: 171.3, pattern: sweep },
  { pages: 50, writesPerSecond: 3.1, pattern: sweep },
];

const choices: readonly (readonly [string, ParameterValues])[] = [
  // Post-copy has its own: frames.test.ts.
  ...algorithms.filter(({ isPostcopy }) => isPostcopy !== true).map(({ id }) => [id, {}] as const),
  ['xen-precopy', { batch: 7, maxRounds: 12, minPages: 0, maxFactor: 1000 }],
  ['xen-precopy', { batch: 16, order: 'permuted' }],
  ['xen-precopy', { batch: 16, skip: false }],
  ['qemu-precopy', { clearLog: 'sync', downtimeLimit: 0.6 }],
  ['qemu-precopy', { autoConverge: true, version: '11.0' }],
  ['hca', { batch: 8, minPages: 0, sampling: 'before', hold: 'tier', lastLive: true }],
  ['hca', { batch: 8, minPages: 0, thresholds: 'fixed', order: 'ascending' }],
];

const plainHost = { setupSeconds: 0.01, suspendSeconds: 0.002 };
const costlyHost = {
  ...plainHost,
  dirtyFaultSeconds: 2e-3,
  clean: { fixedSeconds: 0.01, perPageSeconds: 3e-6 },
  peek: { fixedSeconds: 0.001, perPageSeconds: 5e-7 },
};

describe('frames beside the slow engine', () => {
  for (const [algorithm, parameters] of choices) {
    for (const host of [plainHost, costlyHost]) {
      const batch = 'batch' in definitionOf(algorithm).parameters ? { batch: 16 } : {};
      const scenario = scenarioOf({
        pages: 200,
        zeroPages: 30,
        ...(host === costlyHost && { zeroLayout: 'spread' }),
        regions: sweeps,
        link: linkOf(150),
        host,
        timeLimitSeconds: 20,
        algorithms: [chooseWith(algorithm, { ...batch, ...parameters })],
      });
      const between = host === plainHost ? '' : ', between hosts that cost time';
      it(`show the same pages of the same guest: ${algorithm} ${JSON.stringify(parameters)}${between}`, () => {
        const expected = shownByReference(scenario);
        assert(expected.length > 0);
        const times = expected.map(({ seconds }) => seconds);
        const frames = framesOf(scenario, times, scenario.pages);
        assert.equal(frames.length, expected.length);
        frames.forEach((frame, i) => {
          const place = `at ${frame.seconds} s`;
          assert.deepEqual([...frame.sentCells], expected[i]?.sent, `times sent ${place}`);
          assert.deepEqual([...frame.tierCells], expected[i]?.tiers, `tiers ${place}`);
          assert.deepEqual([...frame.cells].map(stateWord), expected[i]?.states, `states ${place}`);
        });
      });
    }
  }
});

describe('frames of a random guest', () => {
  const scenarioWith = (algorithm: string): Scenario =>
    scenarioOf({
      pages: 3000,
      regions: [
        { pages: 1000, writesPerSecond: 900, pattern: uniform },
        { pages: 1500, writesPerSecond: 3500, pattern: hotspot(200, 0.8) },
      ],
      link: linkOf(3000),
      algorithms: [chooseWith(algorithm)],
    });
  const sumOf = (counts: Uint8Array): number => counts.reduce((sum, count) => sum + count, 0);

  for (const { id } of algorithms) {
    it(`agree with the rounds' records: ${id}`, () => {
      const scenario = scenarioWith(id);
      const events = eventsOf(scenario, id, 0);
      const rounds = events.filter((event): event is RoundEvent => event.type === 'round');
      // Just before a round's end; just after it where nothing is sent, and where a page counts as sent once it has arrived.
      const times = rounds.map(({ startSeconds, seconds, phase }) =>
        seconds === 0 || phase === 'postcopy' ? startSeconds + seconds + 1e-9 : startSeconds + seconds - 1e-9,
      );
      const frames = framesOf(scenario, times, scenario.pages);
      let pagesSent = 0;
      rounds.forEach((round, i) => {
        const frame = frames[i];
        assert(frame);
        pagesSent += round.pagesSent;
        assert.equal(sumOf(frame.sentCells), pagesSent, `sent until the end of round ${round.round}`);
        // The round in which an algorithm gets its own tiers has them at its end alone.
        const ownTiersSince = frame.tierCells.some((tier) => tier > 0);
        if (round.tierKind !== 'times-found-dirty' && !ownTiersSince) return;
        const members = round.tiers.map(({ tier }) => frame.tierCells.filter((own) => own === tier).length);
        assert.deepEqual(
          members,
          round.tiers.map(({ pages }) => pages),
          `tiers of round ${round.round}`,
        );
      });
    });
  }

  it('count at most 255 times sent', () => {
    const scenario = scenarioOf({
      pages: 8,
      regions: [{ pages: 4, writesPerSecond: 4000, pattern: uniform }],
      link: linkOf(100),
      algorithms: [chooseWith('xen-precopy', { maxRounds: 400, maxFactor: 1000, minPages: 0, skip: false })],
    });
    const [frame] = framesOf(scenario, [1e6], 8);
    assert.deepEqual([...(frame?.sentCells ?? [])], [255, 255, 255, 255, 1, 1, 1, 1]);
  });

  it('give a cell what most of its pages have, and every cell has pages', () => {
    const scenario = scenarioWith('hca');
    const times = [0.3, 0.9, 1.4];
    const pages = framesOf(scenario, times, scenario.pages);
    for (const cells of [1, 7, 45, 299, 1499]) {
      framesOf(scenario, times, cells).forEach((frame, i) => {
        const { pagesPerCell } = frame;
        assert(frame.cells.length <= cells + 1);
        assert.equal(frame.cells.length, Math.ceil(scenario.pages / pagesPerCell));
        if (pagesPerCell > 64) return;
        for (const of of ['cells', 'tierCells', 'sentCells'] as const) {
          const expected = Array.from(frame[of], (_, cell) =>
            mostFrequent(pages[i]?.[of].subarray(cell * pagesPerCell, (cell + 1) * pagesPerCell) ?? new Uint8Array()),
          );
          assert.deepEqual([...frame[of]], expected, `${of} of ${cells} cells`);
        }
      });
    }
  });
});

/** The most frequent value, where tied the largest. */
function mostFrequent(values: Uint8Array): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0;
}
