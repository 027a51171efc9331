// The books of a migration: what each round sent, skipped, held and found dirty, and what the destination still lacks. Counting is done on
// page sets at the end of a pass or round, never per page.
import { bitsIn, PageSet, wordAt } from '../pageSet';
import type { FaultRecord, Phase, RoundRecord } from './events';
import type { RoundPlan, Tiers } from './migration';
import { ReportedTiers, TimesFoundDirty } from './tierCounter';

interface OpenRound {
  readonly number: number;
  readonly phase: RoundPlan['phase'];
  readonly startSeconds: number;
  readonly pagesToSend: number;
  pagesSent: number;
  pagesSkipped: number;
  pagesHeld: number;
  pagesResent: number;
  pagesDirtiedSuspending: number;
  bytesSent: number;
  faults: FaultRecord | null;
}

/** What a pass did. */
export interface PassTotals {
  readonly pagesSent: number;
  readonly pagesSkipped: number;
  readonly zeroPages: number;
  readonly bytesSent: number;
}

/** Pages whose newest content the destination lacks. */
export interface Loss {
  /** The lowest of them. */
  readonly page: number;
  readonly pages: number;
  /** An older copy of it was sent. */
  readonly wasSent: boolean;
}

/** Running totals over the rounds so far. */
export interface Totals {
  readonly bytesSent: number;
  readonly pagesSent: number;
  readonly pagesResent: number;
  /** Pages that were told as zero instead of being sent in full. */
  readonly zeroPages: number;
}

export class RoundBook {
  private open: OpenRound | null = null;
  private lastNumber = 0;
  /** Null until the first round or CLEAN, if it is not known before whether the algorithm has tiers. */
  private counter: ReportedTiers | TimesFoundDirty | null;
  private readonly everSent: PageSet;
  /** Pages whose newest content the destination lacks, as far as CLEANs have told: what must be empty at the end. */
  private readonly lacking: PageSet;
  private readonly total = { bytesSent: 0, pagesSent: 0, pagesResent: 0, zeroPages: 0 };

  /** `ownTiers`: whether the algorithm reports tiers; `if-reported`: it does if it has reported some before its first round. */
  constructor(
    private readonly pages: number,
    ownTiers: boolean | 'if-reported',
  ) {
    if (ownTiers === 'if-reported') this.counter = null;
    else this.counter = ownTiers ? new ReportedTiers(pages) : new TimesFoundDirty(pages);
    this.everSent = new PageSet(pages);
    this.lacking = PageSet.full(pages);
  }

  get totals(): Totals {
    return this.total;
  }

  /** The number of the round under way, or of the last one. */
  get round(): number {
    return this.open?.number ?? this.lastNumber;
  }

  /** The phase of the round under way; null between rounds. */
  get phase(): Phase | null {
    return this.open?.phase ?? null;
  }

  /** What the destination lacks; null if it has the newest content of every page. */
  get loss(): Loss | null {
    const page = this.lacking.first();
    if (page === undefined) return null;
    return { page, pages: this.lacking.count(), wasSent: this.everSent.has(page) };
  }

  private get tiers(): ReportedTiers | TimesFoundDirty {
    return (this.counter ??= new TimesFoundDirty(this.pages));
  }

  /** The tier that a page is in now, 0 the coldest. */
  tierOf(page: number): number {
    return this.tiers.tierOf(page);
  }

  /** @throws Error if a round is open */
  begin({ phase, toSend }: RoundPlan, nowSeconds: number): void {
    if (this.open !== null) throw new Error('A round is still open: end it before the next one begins.');
    const pagesToSend = this.tiers.begin(toSend);
    this.open = {
      number: phase === 'sampling' ? 0 : this.lastNumber + 1,
      phase,
      startSeconds: nowSeconds,
      pagesToSend,
      pagesSent: 0,
      pagesSkipped: 0,
      pagesHeld: 0,
      pagesResent: 0,
      pagesDirtiedSuspending: 0,
      bytesSent: 0,
      faults: null,
    };
  }

  /** @throws Error for an algorithm that is not declared to have tiers */
  setTiers(tiers: Tiers): void {
    this.counter ??= new ReportedTiers(this.pages);
    if (!(this.counter instanceof ReportedTiers))
      throw new Error('Only an algorithm defined with ownTiers may report tiers.');
    this.counter.report(tiers);
  }

  setHeld(pagesHeld: number): void {
    if (this.open !== null) this.open.pagesHeld = pagesHeld;
  }

  /** So many pages are dirty only because the guest was suspended in this round. */
  setDirtiedSuspending(pages: number): void {
    if (this.open !== null) this.open.pagesDirtiedSuspending = pages;
  }

  /** What the guest felt of this round, which is post-copy. */
  setFaults(faults: FaultRecord): void {
    if (this.open !== null) this.open.faults = faults;
  }

  /** Books what a pass has sent. @throws Error if no round is open */
  addSent(sent: PageSet, { pagesSent, pagesSkipped, zeroPages, bytesSent }: PassTotals): void {
    const { open, total } = this;
    if (open === null) throw new Error('Pages were sent outside a round: begin one first.');
    const resent = pagesSent - this.deliver(sent);
    this.tiers.addSent(sent);
    total.bytesSent += bytesSent;
    total.pagesSent += pagesSent;
    total.pagesResent += resent;
    total.zeroPages += zeroPages;
    open.bytesSent += bytesSent;
    open.pagesSent += pagesSent;
    open.pagesSkipped += pagesSkipped;
    open.pagesResent += resent;
  }

  /** Books bytes that carried no page. @throws Error if no round is open */
  addMarks(bytes: number): void {
    if (this.open === null) throw new Error('Marks were sent outside a round: begin one first.');
    this.total.bytesSent += bytes;
    this.open.bytesSent += bytes;
  }

  /** Books what a CLEAN has found. */
  addDirty(dirty: PageSet): void {
    this.lacking.unite(dirty);
    this.tiers.addDirty(dirty);
  }

  /** The destination lacks these pages' newest content, whatever a CLEAN will say. */
  addLacking(dirty: PageSet): void {
    this.lacking.unite(dirty);
  }

  /** @throws Error if no round is open */
  end(nowSeconds: number, throttle: number): RoundRecord {
    const { open } = this;
    if (open === null) throw new Error('No round is open.');
    this.open = null;
    this.lastNumber = open.number;
    return {
      round: open.number,
      phase: open.phase,
      startSeconds: open.startSeconds,
      seconds: nowSeconds - open.startSeconds,
      pagesToSend: open.pagesToSend,
      pagesSent: open.pagesSent,
      pagesSkipped: open.pagesSkipped,
      pagesHeld: open.pagesHeld,
      pagesResent: open.pagesResent,
      pagesDirtied: this.tiers.pagesDirtied,
      pagesDirtiedSuspending: open.pagesDirtiedSuspending,
      bytesSent: open.bytesSent,
      throttle,
      tierKind: this.tiers.kind,
      tiers: this.tiers.end(),
      ...(open.faults !== null && { faults: open.faults }),
    };
  }

  /** Marks pages as sent; returns how many of them had never been sent before. */
  private deliver(sent: PageSet): number {
    const { everSent, lacking } = this;
    let fresh = 0;
    for (let entry = 0; entry < sent.inUse.length; entry++) {
      for (let live = sent.inUse[entry] ?? 0; live !== 0; live &= live - 1) {
        const w = wordAt(entry, live);
        const word = sent.words[w] ?? 0;
        if (word === 0) continue;
        const first = word & ~(everSent.words[w] ?? 0);
        if (first !== 0) {
          fresh += bitsIn(first);
          everSent.addWord(w, first);
        }
        lacking.putWord(w, (lacking.words[w] ?? 0) & ~word);
      }
    }
    return fresh;
  }
}
