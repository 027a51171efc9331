// The record of rounds and tiers that the reference engine keeps: each figure counted page by page, by the definitions of
// docs/results.md. A misuse of rounds by an algorithm throws, since time that belongs to no round would not add up.
import type { FaultRecord, Phase, RoundRecord, TierKind, TierRecord } from '../../../src/core/engine/events';
import type { RoundPlan, Tiers } from '../../../src/core/engine/migration';
import { PageSet } from '../../../src/core/pageSet';

interface OpenRound {
  readonly round: number;
  readonly phase: Phase;
  readonly startSeconds: number;
  readonly toSend: PageSet;
  /** Classes by times found dirty before this round: 0, 1, 2-3, 4 and more. */
  readonly classes: readonly PageSet[];
  readonly sent: PageSet;
  readonly dirty: PageSet;
  pagesSent: number;
  pagesSkipped: number;
  pagesHeld: number;
  pagesResent: number;
  bytesSent: number;
  dirtiedSuspending: number;
  faults: FaultRecord | null;
}

function classOf(timesFoundDirty: number): number {
  if (timesFoundDirty < 2) return timesFoundDirty;
  return timesFoundDirty < 4 ? 2 : 3;
}

export class RoundBook {
  readonly records: RoundRecord[] = [];
  readonly everSent: PageSet;
  private readonly timesFoundDirty: Uint32Array;
  private open: OpenRound | null = null;
  private tiers: Tiers | null = null;
  private counted = 0;

  constructor(private readonly pages: number) {
    this.everSent = new PageSet(pages);
    this.timesFoundDirty = new Uint32Array(pages);
  }

  /** The phase of the open round; null: none is open. */
  get phase(): Phase | null {
    return this.open?.phase ?? null;
  }

  begin({ phase, toSend }: RoundPlan, startSeconds: number): void {
    if (this.open) throw new Error(`Round ${this.open.round} is still open: end it before the next one begins.`);
    if (phase !== 'sampling') this.counted += 1;
    this.open = {
      round: phase === 'sampling' ? 0 : this.counted,
      phase,
      startSeconds,
      toSend: toSend.clone(),
      classes: this.classes(),
      sent: new PageSet(this.pages),
      dirty: new PageSet(this.pages),
      pagesSent: 0,
      pagesSkipped: 0,
      pagesHeld: 0,
      pagesResent: 0,
      bytesSent: 0,
      dirtiedSuspending: 0,
      faults: null,
    };
  }

  /** The sets are looked at when a round ends. */
  reportTiers(tiers: Tiers): void {
    this.tiers = tiers;
  }

  hold(held: PageSet): void {
    this.current('report held pages').pagesHeld = held.count();
  }

  skip(pages: number): void {
    this.current('skip pages').pagesSkipped += pages;
  }

  sendMarks(bytes: number): void {
    this.current('send marks').bytesSent += bytes;
  }

  send(batch: readonly number[], bytes: number): void {
    const round = this.current('send pages');
    round.pagesSent += batch.length;
    round.bytesSent += bytes;
    for (const page of batch) {
      if (this.everSent.has(page)) round.pagesResent += 1;
      this.everSent.add(page);
      round.sent.add(page);
    }
  }

  suspended(dirtied: number): void {
    if (this.open) this.open.dirtiedSuspending = dirtied;
  }

  /** What the guest felt of the round. */
  felt(faults: FaultRecord): void {
    this.current('tell of faults').faults = faults;
  }

  foundDirty(dirty: PageSet): void {
    this.open?.dirty.unite(dirty);
    dirty.forEach((page) => {
      this.timesFoundDirty[page] = (this.timesFoundDirty[page] ?? 0) + 1;
    });
  }

  end(endSeconds: number, throttle: number): void {
    const round = this.current('end a round');
    this.records.push({
      round: round.round,
      phase: round.phase,
      startSeconds: round.startSeconds,
      seconds: endSeconds - round.startSeconds,
      pagesToSend: round.toSend.count(),
      pagesSent: round.pagesSent,
      pagesSkipped: round.pagesSkipped,
      pagesHeld: round.pagesHeld,
      pagesResent: round.pagesResent,
      pagesDirtied: round.dirty.count(),
      pagesDirtiedSuspending: round.dirtiedSuspending,
      bytesSent: round.bytesSent,
      throttle,
      tierKind: this.tierKind(),
      tiers: (this.tiers?.sets ?? round.classes).map((members, tier) => tierRecord(tier, members, round)),
      ...(round.faults && { faults: round.faults }),
    });
    this.open = null;
  }

  private tierKind(): TierKind {
    return this.tiers?.kind ?? 'times-found-dirty';
  }

  private current(what: string): OpenRound {
    if (!this.open) throw new Error(`No round is open: begin one to ${what}.`);
    return this.open;
  }

  private classes(): PageSet[] {
    const sets = Array.from({ length: 4 }, () => new PageSet(this.pages));
    this.timesFoundDirty.forEach((times, page) => sets[classOf(times)]?.add(page));
    return sets;
  }
}

function tierRecord(tier: number, members: PageSet, { toSend, sent, dirty }: OpenRound): TierRecord {
  return {
    tier,
    pages: members.count(),
    dirty: members.countIn(dirty),
    sent: members.countIn(sent),
    deferred: members.clone().intersect(toSend).subtract(sent).count(),
  };
}
