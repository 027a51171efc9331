// The dirty log of a guest that its log slows down: how fast it runs next depends on how many pages have just been written for the first time,
// so bits are drawn slice by slice for all of memory, and a peek has nothing left to draw.
import type { Moment } from '../guest/clocks';
import type { Writer } from '../guest/writer';
import { PageSet, WordList } from '../pageSet';
import type { DirtyLog } from './dirtyLog';

/** Scratch: the pages that are cleared. */
const listed = new WordList();

export class EagerDirtyLog implements DirtyLog {
  readonly dirty: PageSet;
  /** Pages that `read` has given and that are not cleared yet. */
  private given: PageSet | null = null;

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
    const { since } = this;
    for (const writer of this.writers) {
      const [from, to] = [since[writer.clock] ?? 0, now[writer.clock] ?? 0];
      if (from !== to) this.draw(writer, from, to);
    }
    this.since = now;
  }

  /** Adds to `dirty` what the writer writes in its clock's time (from, to]. */
  protected draw(writer: Writer, from: number, to: number): void {
    writer.addWritten(this.dirty, [this.dirty], from, to);
  }

  write(page: number): void {
    this.dirty.add(page);
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
    this.resolve(now);
    const { given, dirty } = this;
    if (given === null) return;
    for (let page = from; page < to;) {
      page = given.list(listed, page, to);
      dirty.deleteList(listed);
      given.deleteList(listed);
    }
  }

  clean(into: PageSet, now: Moment): void {
    this.resolve(now);
    this.given?.clear();
    into.take(this.dirty);
  }
}
