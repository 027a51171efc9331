// The dirty log of an oracle: it knows how often each page was written, which no real log-dirty does (docs/hca.md). It
// draws a Poisson number of writes per page and look, page by page: slow, exact, and only used where an algorithm asks for it.
import type { Moment } from '../guest/clocks';
import type { Writer } from '../guest/writer';
import { PageSet, type WordList } from '../pageSet';
import type { DirtyLog } from './dirtyLog';

const NOT_IN_PARTS = 'The oracle counts from CLEAN to CLEAN: its log cannot be cleared in parts.';

export class CountingDirtyLog implements DirtyLog {
  readonly dirty: PageSet;
  /** Writes of this epoch, drawn up to `drawnUntil` of each page, on its region's clock. */
  private readonly writes: Uint32Array;
  private readonly drawnUntil: Float64Array;

  constructor(
    private readonly pages: number,
    private readonly writers: readonly Writer[],
    now: Moment,
  ) {
    this.dirty = new PageSet(pages);
    this.writes = new Uint32Array(pages);
    this.drawnUntil = new Float64Array(pages);
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
    const writer = this.writers.find((candidate) => candidate.covers(page));
    if (writer !== undefined) this.drawUntil(writer, page, now);
    if (this.dirty.has(page)) return true;
    clean.add(page);
    return false;
  }

  resolve(now: Moment): void {
    for (const writer of this.writers) {
      for (let page = writer.firstPage; page < writer.endPage; page++) {
        if (writer.covers(page)) this.drawUntil(writer, page, now);
      }
    }
  }

  write(page: number): void {
    this.writes[page] = (this.writes[page] ?? 0) + 1;
    this.dirty.add(page);
  }

  setAll(): never {
    throw new Error(NOT_IN_PARTS);
  }

  read(): never {
    throw new Error(NOT_IN_PARTS);
  }

  clear(): never {
    throw new Error(NOT_IN_PARTS);
  }

  clean(into: PageSet, now: Moment, writes: Uint32Array | null): void {
    this.resolve(now);
    into.take(this.dirty);
    if (writes !== null) {
      into.forEach((page) => {
        writes[page] = (writes[page] ?? 0) + (this.writes[page] ?? 0);
      });
    }
    this.writes.fill(0);
  }

  private drawUntil(writer: Writer, page: number, now: Moment): void {
    const until = now[writer.clock] ?? 0;
    const since = this.drawnUntil[page] ?? until;
    if (since === until) return;
    const count = writer.countWrites(page, since, until);
    this.drawnUntil[page] = until;
    if (count === 0) return;
    this.writes[page] = (this.writes[page] ?? 0) + count;
    this.dirty.add(page);
  }
}
