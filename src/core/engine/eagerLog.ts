// The dirty log of a guest that its log slows down: how fast it runs next depends on how many pages have just been written for the first time,
// so bits are drawn slice by slice for all of memory, and a peek has nothing left to draw.
import type { Moment } from '../guest/clocks';
import type { Writer } from '../guest/writer';
import { PageSet, type WordList } from '../pageSet';
import type { DirtyLog } from './dirtyLog';

export class EagerDirtyLog implements DirtyLog {
  readonly dirty: PageSet;

  constructor(
    private readonly pages: number,
    private readonly writers: readonly Writer[],
    private since: Moment,
  ) {
    this.dirty = new PageSet(pages);
  }

  beginPass(): PageSet {
    return new PageSet(this.pages);
  }

  peek(pages: WordList, clean: PageSet, _from: number, _to: number, now: Moment): number {
    this.resolve(now);
    this.dirty.takeOff(pages);
    clean.addList(pages);
    return pages.count();
  }

  peekPage(page: number, clean: PageSet, now: Moment): boolean {
    this.resolve(now);
    if (this.dirty.has(page)) return true;
    clean.add(page);
    return false;
  }

  resolve(now: Moment): void {
    if (now === this.since) return;
    const { dirty, since } = this;
    const except = [dirty];
    for (const writer of this.writers) {
      const [from, to] = [since[writer.clock] ?? 0, now[writer.clock] ?? 0];
      if (from !== to) writer.addWritten(dirty, except, from, to);
    }
    this.since = now;
  }

  write(page: number): void {
    this.dirty.add(page);
  }

  clean(into: PageSet, now: Moment): void {
    this.resolve(now);
    into.take(this.dirty);
  }
}
