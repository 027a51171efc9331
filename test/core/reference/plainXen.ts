// Xen's legacy pre-copy loop, transcribed page by page from docs/algorithms.md ('Xen') over the same drawn writes, with its own
// bitmaps, clock and rate limiter: no PageSet, no Migration, no shared algorithm file. An oracle for xen-precopy,
// in one piece like the loop that it transcribes.
import type { StopReason } from '../../../src/core/engine/events';
import type { LogCost, Scenario } from '../../../src/core/scenario/scenario';
import { DrawnGuest } from './drawnGuest';
import { ReferenceLink } from './referenceLink';
import { permuted } from './scan';

export interface PlainXenParameters {
  readonly maxRounds: number;
  readonly maxFactor: number;
  readonly minPages: number;
  readonly batch: number;
  readonly skip: boolean;
  readonly order: 'linear' | 'permuted';
  /** Whole megabits of 2^20 bits; null: no rate limit. */
  readonly adaptive: { readonly startRate: number; readonly maxRate: number; readonly rateStep: number } | null;
}

export interface PlainRound {
  readonly pagesSent: number;
  readonly pagesSkipped: number;
  /** Pages given by the CLEAN at the round's end; 0 in the last round, which has none. */
  readonly pagesDirtied: number;
  readonly startSeconds: number;
  readonly seconds: number;
}

export interface PlainXenRun {
  readonly rounds: readonly PlainRound[];
  readonly stopReason: StopReason;
}

/** Megabits a second of dirtying as print_stats computes them: whole milliseconds, at least one, whole decimal megabits. */
function dirtyRateMbit(pages: number, pageBytes: number, seconds: number): number {
  const milliseconds = Math.max(1, Math.floor(seconds * 1000));
  return Math.floor((pages * pageBytes) / (milliseconds * 125));
}

/** Runs the loop; host and link are the scenario's, but for faults, which cost nothing here; its time limit is not looked at. */
export function plainXen(scenario: Scenario, parameters: PlainXenParameters, repetition: number): PlainXenRun {
  const { pages, pageBytes, host } = scenario;
  const { maxRounds, maxFactor, minPages, batch: batchPages, skip, order, adaptive } = parameters;
  const link = new ReferenceLink(scenario.link);
  const dirty = new Array<boolean>(pages).fill(false);
  const guest = new DrawnGuest(scenario, repetition, (page) => {
    dirty[page] = true;
  });
  let now = host.setupSeconds;
  /** The guest stands still while the log is read. */
  const pauseFor = ({ fixedSeconds, perPageSeconds }: LogCost): void => {
    now += fixedSeconds + perPageSeconds * pages;
    guest.advanceTo(now, 0);
  };
  guest.advanceTo(now);
  dirty.fill(false);

  let rateMbit = adaptive?.startRate ?? 0;
  const limit = (): number => (adaptive ? (rateMbit * 2 ** 20) / 8 : Infinity);
  const scan = Array.from({ length: pages }, (_, n) => (order === 'permuted' ? permuted(n, pages) : n));
  let toSend = new Array<boolean>(pages).fill(true);
  let previouslySent = pages;
  let total = 0;
  let lastStatistics = now;
  const rounds: PlainRound[] = [];
  for (let iteration = 1, last: StopReason | null = null; ; iteration++) {
    const startSeconds = now;
    let sent = 0;
    let skipped = 0;
    let position = 0;
    while (position < pages) {
      const late = position === 0 && last === null && skip ? host.peekDelaySeconds : 0;
      now += late;
      guest.advanceTo(now);
      if (last === null && skip) pauseFor(host.peek);
      const toSkip = [...dirty];
      let inBatch = 0;
      while (inBatch < batchPages && position < pages) {
        const page = scan[position] ?? 0;
        position += 1;
        if (toSend[page] !== true) continue;
        if (last === null && skip && toSkip[page] === true) skipped += 1;
        else inBatch += 1;
      }
      if (inBatch === 0) break;
      const arrival = link.arrivalSeconds(now - late, inBatch * (pageBytes + 8) + 4, limit());
      now = Math.max(arrival, now + inBatch * host.pageCostSeconds);
      guest.advanceTo(now);
      sent += inBatch;
    }
    total += sent;
    const round = { pagesSent: sent, pagesSkipped: skipped, startSeconds };
    if (last !== null) {
      rounds.push({ ...round, pagesDirtied: 0, seconds: now - startSeconds });
      return { rounds, stopReason: last };
    }
    if (adaptive && sent > previouslySent && rateMbit === adaptive.maxRate) last = 'dirty-growth';
    else if (iteration >= maxRounds) last = 'max-rounds';
    else if (sent + skipped < minPages) last = 'few-dirty-pages';
    else if (total > pages * maxFactor) last = 'max-transfer';
    if (last !== null) {
      now += host.suspendDelaySeconds;
      guest.advanceTo(now);
    }
    const requested = now;
    if (last !== null) {
      guest.stop(host.suspendPages);
      now += host.suspendSeconds;
    }
    pauseFor(host.clean);
    toSend = [...dirty];
    dirty.fill(false);
    previouslySent = sent;
    const pagesDirtied = toSend.filter(Boolean).length;
    rounds.push({ ...round, pagesDirtied, seconds: (last === null ? now : requested) - startSeconds });
    const dirtied = dirtyRateMbit(pagesDirtied, pageBytes, now - lastStatistics);
    lastStatistics = now;
    if (adaptive && dirtied > rateMbit) rateMbit = Math.min(dirtied + adaptive.rateStep, adaptive.maxRate);
  }
}
