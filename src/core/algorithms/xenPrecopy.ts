// xen-precopy: the live migration of Xen 2.0 to 4.5, what HCA set out to improve.
//
// Idea (Clark et al., NSDI 2005): iterative pre-copy, then stop-and-copy. Send all memory while the guest runs; then, round by round, what it has dirtied
// since. A page that is dirty again before its turn is skipped, for it would have to be sent again anyway. What remains is the writable working set, which no
// number of rounds gets rid of: when rounds stop paying, suspend the guest and send the rest.
//
// The hypervisor helps with log-dirty mode: one bit a page, set by the first write of an epoch. PEEK reads the bitmap, CLEAN reads it and clears it, which
// begins the next epoch. Rules: docs/algorithms.md, 'Xen', read in Xen's source (tools/libxc/xc_linux_save.c 2.0-3.0, xc_domain_save.c 3.1-4.5).
import { PageSet } from '../pageSet';
import type { StopReason } from '../engine/events';
import { defineAlgorithm, type ValuesOf } from './define';
import { xenParameters, xenStopReason, xenStopRule, xenWire } from './xenRules';

const parameters = {
  ...xenParameters,
  order: {
    kind: 'choice',
    choices: ['linear', 'permuted'],
    default: 'linear',
    documentation:
      'Scan memory in ascending order (Xen 3.3 to 4.5), or in the fixed permutation of Xen 2.0 to 3.2 that scatters clusters of dirty pages.',
    source: 'Xen commit f966bc9fc5 (March 2008) removed the permutation; the paper on HCA (2010) came after it.',
  },
  rateLimit: {
    kind: 'choice',
    choices: ['none', 'adaptive'],
    default: 'none',
    documentation:
      'Send at link speed, or start slowly and follow the rate at which the guest dirties pages: each round may send at the last round’s dirty rate plus `rateStep`.',
    source:
      'Clark et al., NSDI 2005, section 5.3; in Xen 3.x only if built with ADAPTIVE_SAVE, which no default build was.',
  },
  startRate: {
    kind: 'megabits',
    onlyWhen: { parameter: 'rateLimit', is: ['adaptive'] },
    default: 100,
    min: 1,
    max: 1_000_000,
    documentation: 'Rate limit of the first round. A megabit of the limiter is 2^20 bits.',
    source: 'Xen 2.0-4.0, START_MBIT_RATE.',
  },
  maxRate: {
    kind: 'megabits',
    onlyWhen: { parameter: 'rateLimit', is: ['adaptive'] },
    default: 500,
    min: 1,
    max: 1_000_000,
    documentation: 'Highest rate limit; at it, a round that sends more than the one before is the last.',
    source: 'Xen 2.0-4.0, MAX_MBIT_RATE.',
  },
  rateStep: {
    kind: 'megabits',
    onlyWhen: { parameter: 'rateLimit', is: ['adaptive'] },
    default: 50,
    min: 0,
    max: 1_000_000,
    documentation: 'How far the rate limit is set above the last round’s dirty rate.',
    source: 'Xen 2.0-4.0; Clark et al., NSDI 2005, section 5.3.',
  },
} as const;

type XenParameters = ValuesOf<typeof parameters>;

export const xenPrecopy = defineAlgorithm({
  id: 'xen-precopy',
  title: 'Xen pre-copy',
  documentation:
    'The live migration of Xen 2.0 to 4.5: rounds of pre-copy that skip pages dirty again before their turn, until 29 rounds, three times the memory, or fewer than 50 pages.',
  source: 'Xen source, tools/libxc/xc_linux_save.c and xc_domain_save.c; Clark et al., NSDI 2005.',
  parameters,
  wire: () => xenWire,
  stopRule: xenStopRule,
  *run(vm, p) {
    // Log-dirty mode has been on since before round 1. `toSend` is what this round is to send: at first all of memory, later what the CLEAN gave.
    const toSend = PageSet.full(vm.pages);
    const options = { order: p.order, batch: p.batch, skipDirty: p.skip };
    const limiter = p.rateLimit === 'adaptive' ? new AdaptiveRate(p, vm.pageBytes) : null;
    let sentBefore = vm.pages;
    let sentInAll = 0;

    // Iterative pre-copy.
    for (let round = 1, reason: StopReason | null = null; reason === null; round++) {
      vm.limitRate(limiter?.bytesPerSecond ?? null);
      vm.beginRound({ phase: 'precopy', toSend });
      const roundStart = vm.now;
      // Scan memory and fill batches. Before each batch PEEK; a page of `toSend` that is dirty again is skipped. It stays dirty in the log, so that the next
      // CLEAN brings it back.
      const { pagesSent, pagesSkipped } = yield* vm.send(toSend, options);
      sentInAll += pagesSent;

      // Is this the last live round? The limit on rounds, few pages, the limit on traffic; with adaptive rate, growth at the highest rate comes first.
      const stillGrowing = limiter?.isAtMaximum === true && pagesSent > sentBefore;
      reason = stillGrowing
        ? 'dirty-growth'
        : xenStopReason({ round, sentAndSkipped: pagesSent + pagesSkipped, sentInAll, pages: vm.pages }, p);
      sentBefore = pagesSent;

      // The guest is suspended before the CLEAN that defines the final set: the set holds all it wrote since the CLEAN before. The CLEAN replaces the old set:
      // of that, everything was either sent or skipped, and what was skipped is dirty.
      if (reason !== null) vm.suspend(reason);
      vm.clean(toSend);
      limiter?.update(toSend.count(), vm.now - roundStart);
      vm.endRound();
    }

    // Stop-and-copy: the final set, without peeks, at the rate limit as it now stands.
    vm.limitRate(limiter?.bytesPerSecond ?? null);
    vm.beginRound({ phase: 'stop-and-copy', toSend });
    yield* vm.send(toSend, { ...options, skipDirty: false });
    vm.endRound();
  },
});

/** The rate limit that follows the guest. It never falls, and its megabits are of two kinds, as in the code. */
class AdaptiveRate {
  private rate: number;

  constructor(
    private readonly p: XenParameters,
    private readonly pageBytes: number,
  ) {
    this.rate = p.startRate;
  }

  /** The limiter's token bucket counts 2^20 bits a megabit. */
  get bytesPerSecond(): number {
    return (this.rate * 1_048_576) / 8;
  }

  get isAtMaximum(): boolean {
    return this.rate === this.p.maxRate;
  }

  /** Compares the dirty rate of a round, in whole decimal Mbit/s over whole milliseconds, with the limit. */
  update(pagesDirtied: number, seconds: number): void {
    const milliseconds = Math.max(1, Math.floor(seconds * 1000));
    const dirtyRate = Math.floor((pagesDirtied * this.pageBytes) / (milliseconds * 125));
    if (dirtyRate > this.rate) this.rate = Math.min(dirtyRate + this.p.rateStep, this.p.maxRate);
  }
}
