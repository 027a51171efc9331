// time-series: pre-copy that predicts which pages are "high dirty" from their own past (Hu, Lei, Lei, Xu, Li, ICPADS 2011, pp. 947-952), in
// Xen's loop.
//
// Idea: the dirty bitmaps of the last rounds are kept as a series of bits for each page. A page whose bit was set in many of them will be
// dirtied again, so that sending it now is wasted: such high dirty pages are sent in the last round only.
// Rules: docs/algorithms.md, 'time-series': the abstract; that a page is high by the number of its ones, and the numbers, are ours. What is left
// open is Xen's (xenRules.ts).
import { PageSet } from '../pageSet';
import type { StopReason } from '../engine/events';
import { defineAlgorithm } from './define';
import { OwedPages } from './owedPages';
import { xenParameters, xenStopReason, xenStopRule, xenWire } from './xenRules';

const parameters = {
  history: {
    kind: 'count',
    default: 5,
    min: 1,
    max: 32,
    documentation: 'Rounds whose dirty bitmaps are remembered, the newest included.',
    source: 'Ours: the abstract gives no number (docs/algorithms.md).',
  },
  high: {
    kind: 'count',
    default: 3,
    min: 1,
    max: 32,
    documentation:
      'A page found dirty in at least this many of them is high dirty and waits for the last round. Above `history` no page ever is.',
    source: 'Ours: more than half of the history (docs/algorithms.md).',
  },
  ...xenParameters,
} as const;

export const timeSeries = defineAlgorithm({
  id: 'time-series',
  title: 'Time-series pre-copy',
  documentation:
    'Remembers in which of the last rounds each page was dirty; pages that were so in most of them are predicted to be dirtied again and are sent in the last round only.',
  source:
    'Hu, Lei, Lei, Xu, Li: A Time-Series Based Precopy Approach for Live Migration of Virtual Machines, ICPADS 2011, pp. 947-952 (abstract).',
  reconstruction: true,
  parameters,
  wire: () => xenWire,
  stopRule: xenStopRule,
  *run(vm, p) {
    const owed = new OwedPages(vm);
    const series = new DirtySeries(vm.pages, p.history);
    const high = new PageSet(vm.pages);
    const toSend = new PageSet(vm.pages);
    let sentInAll = 0;
    for (let round = 1, reason: StopReason | null = null; reason === null; round++) {
      vm.beginRound({ phase: 'precopy', toSend: owed.pages });
      vm.reportHeld(toSend.set(owed.pages).intersect(high));
      toSend.set(owed.pages).subtract(high);
      const pass = yield* owed.send(toSend, { order: 'linear', batch: p.batch, skipDirty: p.skip });
      sentInAll += pass.pagesSent;
      const sentAndSkipped = pass.pagesSent + pass.pagesSkipped;
      reason = xenStopReason({ round, sentAndSkipped, sentInAll, pages: vm.pages }, p);

      if (reason !== null) vm.suspend(reason);
      series.add(owed.addDirty());
      series.dirtyAtLeast(p.high, high);
      vm.endRound();
    }
    yield* owed.stopAndCopy(p.batch);
  },
});

/** The dirty bitmaps of the last rounds: a bit a page and round. */
class DirtySeries {
  private readonly rounds: PageSet[] = [];

  constructor(
    private readonly pages: number,
    private readonly length: number,
  ) {}

  /** The newest round's bitmap takes the place of the oldest. */
  add(dirty: PageSet): void {
    const oldest = this.rounds.length < this.length ? undefined : this.rounds.shift();
    this.rounds.push((oldest ?? new PageSet(this.pages)).set(dirty));
  }

  /** Makes `into` the set of pages that were dirty in at least `times` of the rounds. */
  dirtyAtLeast(times: number, into: PageSet): void {
    // Bit by bit of word k: pages found in more than k of the bitmaps looked at so far.
    const inMoreThan = new Uint32Array(times);
    for (let w = 0; w < into.words.length; w++) {
      inMoreThan.fill(0);
      for (const { words } of this.rounds) addBits(inMoreThan, words[w] ?? 0);
      into.putWord(w, inMoreThan[times - 1] ?? 0);
    }
  }
}

/** Counts 32 pages up at once: those in `word` that are in more than k - 1 bitmaps already are now in more than k. */
function addBits(inMoreThan: Uint32Array, word: number): void {
  for (let k = inMoreThan.length - 1; k > 0; k--)
    inMoreThan[k] = (inMoreThan[k] ?? 0) | ((inMoreThan[k - 1] ?? 0) & word);
  inMoreThan[0] = (inMoreThan[0] ?? 0) | word;
}
