// A dirty log that knows how often each page was written, which no real log-dirty does: for an oracle (docs/hca.md), and for how far a page's content is from an
// older one (contents.ts). It draws a Poisson number of writes per page and look, page by page: slow, exact, and only used where an algorithm asks for it.
import type { Moment } from '../guest/clocks';
import type { Writer } from '../guest/writer';
import { PageSet, type WordList } from '../pageSet';
import type { DirtyLog } from './dirtyLog';

export class CountingDirtyLog implements DirtyLog {
  readonly dirty: PageSet;
  /** Writes of this epoch, drawn up to `drawnUntil` of each page, on its region's clock. */
  private readonly writes: Uint32Array;
  private readonly drawnUntil: Float64Array;
  /** Writes since the log began. */
  private readonly total: Float64Array;
  /** Pages that `read` has given and that are not cleared yet. */
  private given: PageSet | null = null;

  constructor(
    private readonly pages: number,
    private readonly writers: readonly Writer[],
    now: Moment,
  ) {
    this.dirty = new PageSet(pages);
    this.writes = new Uint32Array(pages);
    this.drawnUntil = new Float64Array(pages);
    this.total = new Float64Array(pages);
    for (const { firstPage, endPage, clock } of writers) this.drawnUntil.fill(now[clock] ?? 0, firstPage, endPage);
  }

  beginPass(): PageSet {
    return new PageSet(this.pages);
  }

  peek(pages: WordList, clean: PageSet, _from: number, _to: number, now: Moment): number {
    let count = 0;
    for (let i = 0; i < pages.length; i++) {
      const base = (pages.words[i] ?? 0) * 32;
      for (let rest = pages.bits[i] ?? 0; rest !== 0; rest &= rest - 1) {
        if (!this.peekPage(base + 31 - Math.clz32(rest & -rest), clean, now)) count++;
      }
    }
    return count;
  }

  peekPage(page: number, clean: PageSet, now: Moment): boolean {
    this.look(page, now);
    if (this.dirty.has(page)) return true;
    clean.add(page);
    return false;
  }

  /** How often the page has been written since the log began. */
  writesTo(page: number, now: Moment): number {
    this.look(page, now);
    return this.total[page] ?? 0;
  }

  resolve(now: Moment): void {
    for (const writer of this.writers) {
      for (let page = writer.firstPage; page < writer.endPage; page++) {
        if (writer.covers(page)) this.drawUntil(writer, page, now);
      }
    }
  }

  write(page: number): void {
    this.count(page, 1);
  }

  setAll(): void {
    this.dirty.fill();
    this.given = PageSet.full(this.pages);
  }

  read(into: PageSet, now: Moment): void {
    this.resolve(now);
    this.given ??= new PageSet(this.pages);
    into.set(this.dirty).subtract(this.given);
    this.given.set(this.dirty);
  }

  clear(from: number, to: number, now: Moment): void {
    const { given, dirty } = this;
    if (given === null) return;
    for (let page = given.next(from); page !== undefined && page < to; page = given.next(page + 1)) {
      // What was written before now leaves no trace in the bit, and still counts.
      this.look(page, now);
      dirty.delete(page);
      given.delete(page);
    }
  }

  clean(into: PageSet, now: Moment, writes: Uint32Array | null): void {
    this.resolve(now);
    this.given?.clear();
    into.take(this.dirty);
    if (writes !== null) {
      into.forEach((page) => {
        writes[page] = (writes[page] ?? 0) + (this.writes[page] ?? 0);
      });
    }
    this.writes.fill(0);
  }

  /** Brings what is known of a page to this moment. */
  private look(page: number, now: Moment): void {
    const writer = this.writers.find((candidate) => candidate.covers(page));
    if (writer !== undefined) this.drawUntil(writer, page, now);
  }

  private count(page: number, writes: number): void {
    this.writes[page] = (this.writes[page] ?? 0) + writes;
    this.total[page] = (this.total[page] ?? 0) + writes;
    this.dirty.add(page);
  }

  private drawUntil(writer: Writer, page: number, now: Moment): void {
    const until = now[writer.clock] ?? 0;
    const since = this.drawnUntil[page] ?? until;
    if (since === until) return;
    const count = writer.countWrites(page, since, until);
    this.drawnUntil[page] = until;
    if (count > 0) this.count(page, count);
  }
}
