// microwiper: ordered propagation (Du, Yu, Shi, Chen, Zheng, ICPP 2010, pp. 141-149), in Xen's loop.
//
// Idea: memory is split into stripes of equal size. How fast the guest rewrites a stripe is estimated from the last iteration, and each iteration
// sends the dirty pages stripe by stripe, the slowest rewritten first. Transfer throttle: as soon as the stripes sent are together rewritten faster than
// the link carries, the iteration ends and the next one begins; the hotter stripes stay dirty.
// Rules: docs/algorithms.md, 'microwiper': the abstract and a secondary description; what they leave open is Xen's (xenRules.ts).
import { PageSet } from '../pageSet';
import type { StopReason } from '../engine/events';
import type { Migration, SendReport, Tick } from '../engine/migration';
import { defineAlgorithm, type ValuesOf } from './define';
import { OwedPages } from './owedPages';
import { xenParameters, xenStopReason, xenStopRule, xenWire } from './xenRules';

const parameters = {
  stripes: {
    kind: 'count',
    default: 32,
    min: 1,
    max: 1024,
    documentation:
      'Stripes of equal size that memory is split into, in page order; at most one a page. With one stripe nothing is ordered.',
    source: 'Ours: the paper’s number of stripes is not in what is public of it (docs/algorithms.md).',
  },
  ...xenParameters,
} as const;

type MicrowiperParameters = ValuesOf<typeof parameters>;

export const microwiper = defineAlgorithm({
  id: 'microwiper',
  title: 'Microwiper',
  documentation:
    'Splits memory into stripes and sends, in each round, the stripes that the guest rewrites most slowly first; once those sent are together rewritten faster than the link carries, the next round begins and the hotter stripes stay dirty.',
  source:
    'Du, Yu, Shi, Chen, Zheng: Microwiper: Efficient Memory Propagation in Live Migration of Virtual Machines, ICPP 2010, pp. 141-149 (abstract).',
  reconstruction: true,
  parameters,
  wire: () => xenWire,
  stopRule: xenStopRule,
  *run(vm, p) {
    const owed = new OwedPages(vm);
    const stripes = equalStripes(vm.pages, Math.min(p.stripes, vm.pages));
    let sentInAll = 0;
    for (let round = 1, reason: StopReason | null = null; reason === null; round++) {
      vm.beginRound({ phase: 'precopy', toSend: owed.pages });
      const roundStart = vm.now;
      const { pagesSent, pagesSkipped } = yield* sendInOrder(vm, p, stripes, owed);
      sentInAll += pagesSent;
      reason = xenStopReason({ round, sentAndSkipped: pagesSent + pagesSkipped, sentInAll, pages: vm.pages }, p);

      const seconds = vm.now - roundStart;
      if (reason !== null) vm.suspend(reason);
      estimateRates(stripes, owed.addDirty(), seconds);
      vm.endRound();
    }
    yield* owed.stopAndCopy(p.batch);
  },
});

interface Stripe {
  /** Its pages: firstPage … endPage-1. */
  readonly firstPage: number;
  readonly endPage: number;
  /** Pages that the guest dirties in it per second, by the last iteration; 0 before the first. */
  rewritesPerSecond: number;
}

function equalStripes(pages: number, count: number): Stripe[] {
  const start = (stripe: number): number => Math.floor((stripe * pages) / count);
  return Array.from({ length: count }, (_, i) => ({
    firstPage: start(i),
    endPage: start(i + 1),
    rewritesPerSecond: 0,
  }));
}

/** A stripe's rate is what the iteration has dirtied in it over the iteration's time. An iteration without time tells nothing. */
function estimateRates(stripes: readonly Stripe[], dirty: PageSet, seconds: number): void {
  if (seconds <= 0) return;
  for (const stripe of stripes) stripe.rewritesPerSecond = dirty.countRange(stripe.firstPage, stripe.endPage) / seconds;
}

/** One iteration: the owed pages stripe by stripe in ascending rate, until the rates add up to more than the link carries. */
function* sendInOrder(
  vm: Migration,
  { batch, skip }: MicrowiperParameters,
  stripes: readonly Stripe[],
  owed: OwedPages,
): Generator<Tick, Pick<SendReport, 'pagesSent' | 'pagesSkipped'>> {
  const ascending = [...stripes].sort((a, b) => a.rewritesPerSecond - b.rewritesPerSecond || a.firstPage - b.firstPage);
  const left = stillNeighbours(ascending);
  let pagesSent = 0;
  let pagesSkipped = 0;
  let rewritesPerSecond = 0;
  // Transfer throttle: the stripe that takes the sum over the bandwidth is the last one of this iteration.
  while (rewritesPerSecond <= vm.pagesPerSecond) {
    const stripe = left.shift();
    if (stripe === undefined) break;
    const range = { from: stripe.firstPage, to: stripe.endPage };
    const pass = yield* owed.send(owed.pages, { order: 'linear', batch, skipDirty: skip, ...range });
    pagesSent += pass.pagesSent;
    pagesSkipped += pass.pagesSkipped;
    rewritesPerSecond += stripe.rewritesPerSecond;
  }
  vm.reportHeld(pagesOf(left, vm.pages).intersect(owed.pages));
  return { pagesSent, pagesSkipped };
}

/** Stripes in a row of which nothing was rewritten, and which lie side by side, are sent as one: round 1 is a single scan, as in Xen. */
function stillNeighbours(ascending: readonly Stripe[]): Stripe[] {
  const joined: Stripe[] = [];
  for (const stripe of ascending) {
    const before = joined.at(-1);
    if (before?.endPage === stripe.firstPage && before.rewritesPerSecond + stripe.rewritesPerSecond === 0)
      joined[joined.length - 1] = { ...stripe, firstPage: before.firstPage };
    else joined.push(stripe);
  }
  return joined;
}

function pagesOf(stripes: readonly Stripe[], pages: number): PageSet {
  const set = new PageSet(pages);
  for (const { firstPage, endPage } of stripes) set.addRange(firstPage, endPage);
  return set;
}
