// The dirty log of an oracle: it knows how often each page was written, which no real log-dirty does (docs/hca.md). It
// draws a Poisson number of writes per page and look, page by page: slow, exact, and only used where an algorithm asks for it.
import type { Writer } from '../guest/writer';
import { PageSet } from '../pageSet';
import type { DirtyLog } from './dirtyLog';

export class CountingDirtyLog implements DirtyLog {
  readonly dirty: PageSet;
  /** Writes of this epoch, drawn up to `drawnUntil` of each page. */
  private readonly writes: Uint32Array;
  private readonly drawnUntil: Float64Array;

  constructor(
    private readonly pages: number,
    private readonly writers: readonly Writer[],
    guestSeconds: number,
  ) {
    this.dirty = new PageSet(pages);
    this.writes = new Uint32Array(pages);
    this.drawnUntil = new Float64Array(pages).fill(guestSeconds);
  }

  beginPass(): PageSet {
    return new PageSet(this.pages);
  }

  peek(pages: PageSet, clean: PageSet, from: number, to: number, guestSeconds: number): void {
    for (let page = from; page < to; page++) if (pages.has(page)) this.peekPage(page, clean, guestSeconds);
  }

  peekPage(page: number, clean: PageSet, guestSeconds: number): boolean {
    const writer = this.writers.find((candidate) => candidate.covers(page));
    if (writer !== undefined) this.drawUntil(writer, page, guestSeconds);
    if (this.dirty.has(page)) return true;
    clean.add(page);
    return false;
  }

  resolve(guestSeconds: number): void {
    for (const writer of this.writers) {
      for (let page = writer.firstPage; page < writer.endPage; page++) {
        if (writer.covers(page)) this.drawUntil(writer, page, guestSeconds);
      }
    }
  }

  clean(into: PageSet, guestSeconds: number, writes: Uint32Array | null): void {
    this.resolve(guestSeconds);
    into.set(this.dirty);
    if (writes !== null) {
      this.dirty.forEach((page) => {
        writes[page] = (writes[page] ?? 0) + (this.writes[page] ?? 0);
      });
    }
    this.dirty.clear();
    this.writes.fill(0);
  }

  private drawUntil(writer: Writer, page: number, guestSeconds: number): void {
    const since = this.drawnUntil[page] ?? guestSeconds;
    if (since === guestSeconds) return;
    const count = writer.countWrites(page, since, guestSeconds);
    this.drawnUntil[page] = guestSeconds;
    if (count === 0) return;
    this.writes[page] = (this.writes[page] ?? 0) + count;
    this.dirty.add(page);
  }
}
