// Why a round had its size: held against the pages themselves, which a spy between each algorithm and the engine looks at; the sentences, on known figures.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { algorithms } from '../../../src/core/algorithms/registry';
import type { AlgorithmDefinition } from '../../../src/core/algorithms/definition';
import type { RoundRecord } from '../../../src/core/engine/events';
import { FastMigration, TimeLimitReached } from '../../../src/core/engine/fastMigration';
import type {
  Migration,
  PostcopyPlan,
  RoundPlan,
  SendOptions,
  SendReport,
  Tick,
  Tiers,
} from '../../../src/core/engine/migration';
import { thinSpace } from '../../../src/core/metrics/format';
import { roundSize, roundSizeInWords } from '../../../src/core/metrics/roundSize';
import { PageSet } from '../../../src/core/pageSet';
import type { Scenario } from '../../../src/core/scenario/scenario';
import { scenariosOf } from '../support/arbitraries';
import { choiceOf } from '../support/run';

const spaced = (text: string): string => text.replaceAll(thinSpace, ' ');

/** The pages of one round. */
interface Seen {
  readonly toSend: PageSet;
  readonly dirty: PageSet;
  readonly sent: PageSet;
}

/** Passes everything on to the engine and remembers which pages each round was about. */
class Spy implements Migration {
  readonly seen: Seen[] = [];

  constructor(private readonly vm: FastMigration) {}

  get pages(): number {
    return this.vm.pages;
  }

  get pageBytes(): number {
    return this.vm.pageBytes;
  }

  get pagesPerSecond(): number {
    return this.vm.pagesPerSecond;
  }

  get now(): number {
    return this.vm.now;
  }

  limitRate(bytesPerSecond: number | null): void {
    this.vm.limitRate(bytesPerSecond);
  }

  beginRound(plan: RoundPlan): void {
    const { pages } = this.vm;
    this.seen.push({ toSend: plan.toSend.clone(), dirty: new PageSet(pages), sent: new PageSet(pages) });
    this.vm.beginRound(plan);
  }

  reportTiers(tiers: Tiers): void {
    this.vm.reportTiers(tiers);
  }

  reportHeld(held: PageSet): void {
    this.vm.reportHeld(held);
  }

  endRound(): void {
    this.vm.endRound();
  }

  peek(dirty: PageSet): void {
    this.vm.peek(dirty);
  }

  *send(pages: PageSet, options: SendOptions): Generator<Tick, SendReport> {
    const report = yield* this.vm.send(pages, options);
    this.seen.at(-1)?.sent.unite(report.sent);
    return report;
  }

  *sendMarks(bytes: number): Generator<Tick, void> {
    yield* this.vm.sendMarks(bytes);
  }

  *wait(seconds: number): Generator<Tick, void> {
    yield* this.vm.wait(seconds);
  }

  clean(dirty: PageSet): void {
    this.vm.clean(dirty);
    this.seen.at(-1)?.dirty.unite(dirty);
  }

  cleanCounting(dirty: PageSet, writes: Uint32Array): void {
    this.vm.cleanCounting(dirty, writes);
    this.seen.at(-1)?.dirty.unite(dirty);
  }

  setLog(): void {
    this.vm.setLog();
  }

  readLog(dirty: PageSet): void {
    this.vm.readLog(dirty);
    this.seen.at(-1)?.dirty.unite(dirty);
  }

  clearLog(from: number, to: number): void {
    this.vm.clearLog(from, to);
  }

  throttle(share: number): void {
    this.vm.throttle(share);
  }

  handOver(): void {
    this.vm.handOver();
  }

  *sendBehind(missing: PageSet, plan: PostcopyPlan): Generator<Tick, void> {
    this.seen.at(-1)?.sent.unite(missing);
    yield* this.vm.sendBehind(missing, plan);
  }

  abandon(): never {
    return this.vm.abandon();
  }

  suspend(...[reason]: Parameters<Migration['suspend']>): void {
    this.vm.suspend(reason);
  }
}

interface Watched {
  readonly rounds: readonly RoundRecord[];
  readonly seen: readonly Seen[];
}

function watch(scenario: Scenario, definition: AlgorithmDefinition): Watched {
  const { parameters } = choiceOf(scenario);
  const vm = new FastMigration(scenario, definition, parameters, 0);
  const spy = new Spy(vm);
  const steps = definition.run(spy, parameters);
  try {
    while (steps.next().done !== true);
  } catch (error) {
    if (!(error instanceof TimeLimitReached)) throw error;
    vm.giveUp();
  }
  return { rounds: vm.outbox, seen: spy.seen };
}

function without(pages: PageSet, others: PageSet): PageSet {
  return pages.clone().subtract(others);
}

/** The figures of a sentence's parts, each before the word 'that'. */
function partsOf(sentence: string, pages: number): number {
  if (/: (all|the one) that /.test(sentence)) return pages;
  const plus = [...sentence.matchAll(/([\d ]+) that /g)].map(([, figure]) => Number(figure?.replaceAll(' ', '')));
  const less = /, less ([\d ]+) sent there/.exec(sentence)?.[1] ?? '0';
  return plus.reduce((sum, part) => sum + part, 0) - Number(less.replaceAll(' ', ''));
}

describe('where the pages of a round came from', () => {
  for (const definition of algorithms) {
    it(`adds up to what ${definition.id} had to send, page by page`, () => {
      let explained = 0;
      fc.assert(
        fc.property(scenariosOf(definition), (scenario) => {
          const { rounds, seen } = watch(scenario, definition);
          rounds.forEach((round, index) => {
            // Between the copy before and what follows the guest lies its move, without pages.
            const from = round.phase === 'postcopy' ? index - 2 : index - 1;
            const [pages, before, last] = [seen[index], rounds[from], seen[from]];
            const size = roundSize(rounds, index);
            assert.ok(pages && size);
            const sentence = spaced(roundSizeInWords(rounds, index, scenario.pages));
            assert.equal(size.pages, pages.toSend.count());
            assert.match(sentence, /^(Round \d|The last copy|The measurement) ?.*\.$/);
            assert.doesNotMatch(sentence, /NaN|undefined|Infinity|-\d/);
            if (size.source !== 'before' || !before || !last) {
              if (size.source === 'moving') assert.equal(rounds[index + 1]?.phase, 'postcopy');
              else assert.ok(size.source === 'measuring' || size.pages === scenario.pages);
              return;
            }
            explained++;
            const unsent = without(last.toSend, last.sent);
            const found = last.dirty;
            assert.equal(size.dirtied + size.suspending + size.owed - size.sentAlready, size.pages);
            assert.equal(size.owed, without(pages.toSend, found).count(), 'owed and not found dirty');
            assert.equal(size.sentAlready, without(found, pages.toSend).count(), 'sent after they were found dirty');
            assert.equal(without(without(pages.toSend, found), unsent).count(), 0, 'nothing comes from elsewhere');
            const waiting = unsent.clone().intersect(found).count();
            assert.equal(size.skipped + size.waited, waiting, 'dirty pages that had not been sent');
            assert.ok(size.skipped <= size.dirtied, 'a skipped page is a dirty one');
            assert.equal(partsOf(sentence, size.pages), size.pages, sentence);
          });
        }),
        { numRuns: 60 },
      );
      assert.ok(explained > 0 || definition.id === 'stop-and-copy' || definition.id === 'postcopy');
    });
  }
});

function round(number: number, values: Partial<RoundRecord> = {}): RoundRecord {
  return {
    round: number,
    phase: 'precopy',
    startSeconds: number,
    seconds: 0.41,
    pagesToSend: 1000,
    pagesSent: 1000,
    pagesSkipped: 0,
    pagesHeld: 0,
    pagesResent: 0,
    pagesDirtied: 0,
    pagesDirtiedSuspending: 0,
    bytesSent: 0,
    throttle: 0,
    tierKind: 'times-found-dirty',
    tiers: [],
    ...values,
  };
}

describe('why a round had its size, in words', () => {
  const said = (before: Partial<RoundRecord>, now: Partial<RoundRecord>): string =>
    spaced(roundSizeInWords([round(4, before), round(5, now)], 1, 262_144));

  it('names the pages that the guest dirtied, at which rate, and which had been skipped', () => {
    assert.equal(
      said(
        { pagesToSend: 12_800, pagesSent: 12_400, pagesSkipped: 400, pagesDirtied: 12_300 },
        { pagesToSend: 12_300 },
      ),
      'Round 5 had 12 300 pages to send: all that the guest dirtied in the 410 ms of round 4 (30 000 pages/s). Of the dirtied, round 4 had skipped 400 (dirty again when their turn came).',
    );
  });

  it('adds what was held back and not dirtied, and what only the suspension dirtied', () => {
    const before = {
      pagesToSend: 6000,
      pagesSent: 4270,
      pagesHeld: 1730,
      pagesDirtied: 4150,
      pagesDirtiedSuspending: 150,
    };
    assert.equal(
      said(before, { phase: 'stop-and-copy', pagesToSend: 4900 }),
      'The last copy had 4 900 pages to send: 4 000 that the guest dirtied in the 410 ms of round 4 (9 760 pages/s), 150 that suspending the guest dirtied, and 750 that round 4 held back and the guest did not dirty there. Of the dirtied, round 4 had held back 980.',
    );
  });

  it('says what a first round, a measurement and an empty round are', () => {
    const sampling = round(0, { phase: 'sampling', pagesToSend: 0, pagesSent: 0, pagesDirtied: 900 });
    const first = round(1, { pagesToSend: 4096 });
    assert.equal(
      spaced(roundSizeInWords([sampling, first], 0, 4096)),
      'The measurement has nothing to send: for 410 ms it counts the pages that the guest writes.',
    );
    const all = 'Round 1 had all 4 096 pages of memory to send: nothing was at the destination yet.';
    assert.equal(spaced(roundSizeInWords([sampling, first], 1, 4096)), all);
    assert.equal(spaced(roundSizeInWords([first], 0, 4096)), all);
    assert.equal(
      said({}, { pagesToSend: 0 }),
      'Round 5 had nothing to send: the guest dirtied no page in the 410 ms of round 4.',
    );
    assert.equal(
      said({ pagesDirtied: 1, seconds: 0 }, { pagesToSend: 1 }),
      'Round 5 had 1 page to send: the one that the guest dirtied in the 0 s of round 4.',
    );
    assert.equal(roundSizeInWords([], 0, 4096), '');
  });

  it('says of a guest that moves first what follows it, and from where', () => {
    const copied = round(1, { pagesToSend: 4096, pagesSent: 4096, pagesDirtied: 600 });
    const moved = round(2, { phase: 'stop-and-copy', pagesToSend: 0, pagesSent: 0, seconds: 0 });
    const behind = round(3, { phase: 'postcopy', pagesToSend: 600, pagesSent: 600 });
    const words = (index: number): string => spaced(roundSizeInWords([copied, moved, behind], index, 4096));
    assert.equal(words(1), 'The last copy had nothing to send: the guest moved first, and its pages follow.');
    assert.equal(
      words(2),
      'Round 3 had 600 pages to send: all that the guest dirtied in the 410 ms of round 1 (1 460 pages/s).',
    );
  });

  it('tells put-off pages from held ones, and pages that were sent after they had been found dirty', () => {
    assert.match(
      said({ pagesToSend: 1000, pagesSent: 900, pagesDirtied: 500 }, { pagesToSend: 500 }),
      /Of the dirtied, round 4 had put off 100 \(found dirty before their turn came\)\.$/,
    );
    assert.match(
      said({ pagesToSend: 1000, pagesSent: 900, pagesDirtied: 500 }, { pagesToSend: 600 }),
      /: 500 that the guest dirtied .* and 100 that round 4 left over and the guest did not dirty there\.$/,
    );
    assert.match(
      said({ pagesToSend: 1000, pagesSent: 1000, pagesDirtied: 500 }, { pagesToSend: 480 }),
      /: 500 that the guest dirtied in .*, less 20 sent there after that\.$/,
    );
  });
});
