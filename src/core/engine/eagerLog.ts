// The dirty log of a guest that its log slows down: how fast it runs next depends on how many pages have just been written for the first time,
// so bits are drawn slice by slice for all of memory, and a peek has nothing left to draw.
import type { Moment } from '../guest/clocks';
import type { Writer, Words } from '../guest/writer';
import { PageSet, wordRange } from '../pageSet';
import type { DirtyLog } from './dirtyLog';

export class EagerDirtyLog implements DirtyLog {
  readonly dirty: PageSet;
  private readonly candidates: Words;

  constructor(
    private readonly pages: number,
    private readonly writers: readonly Writer[],
    private since: Moment,
  ) {
    this.dirty = new PageSet(pages);
    this.candidates = new Uint32Array(this.dirty.words.length);
  }

  beginPass(): PageSet {
    return new PageSet(this.pages);
  }

  peek(pages: PageSet, clean: PageSet, from: number, to: number, now: Moment): void {
    this.resolve(now);
    for (let w = from >>> 5; w <= (to - 1) >>> 5; w++) {
      const range = wordRange(w, from, to);
      clean.words[w] = (clean.words[w] ?? 0) | ((pages.words[w] ?? 0) & ~(this.dirty.words[w] ?? 0) & range);
    }
  }

  peekPage(page: number, clean: PageSet, now: Moment): boolean {
    this.resolve(now);
    if (this.dirty.has(page)) return true;
    clean.add(page);
    return false;
  }

  resolve(now: Moment): void {
    if (now === this.since) return;
    const { candidates, dirty, since } = this;
    for (let w = 0; w < candidates.length; w++) candidates[w] = ~(dirty.words[w] ?? 0);
    for (const writer of this.writers) {
      const [from, to] = [since[writer.clock] ?? 0, now[writer.clock] ?? 0];
      if (from !== to) writer.addWritten(dirty.words, candidates, 0, this.pages, from, to);
    }
    this.since = now;
  }

  write(page: number): void {
    this.dirty.add(page);
  }

  clean(into: PageSet, now: Moment): void {
    this.resolve(now);
    into.set(this.dirty);
    this.dirty.clear();
  }
}
