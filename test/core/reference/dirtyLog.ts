// The hypervisor's dirty log as a plain bitmap: one bit per page, set by a write, read by PEEK, read and cleared by CLEAN
// (docs/algorithms.md: what PEEK and CLEAN do). It also counts writes, which only the oracle may read.
import { PageSet } from '../../../src/core/pageSet';

export class DirtyLog {
  /** First writes to a page since the log was enabled or its last CLEAN: each is a fault that the hypervisor handles. */
  faults = 0;
  private enabled = false;
  private readonly dirty: PageSet;
  /** Bits that `read` has given and that are not cleared yet. */
  private readonly given: PageSet;
  private readonly writes: Uint32Array;

  constructor(pages: number) {
    this.dirty = new PageSet(pages);
    this.given = new PageSet(pages);
    this.writes = new Uint32Array(pages);
  }

  /** From here on writes are logged. */
  enable(): void {
    this.enabled = true;
  }

  record(page: number): void {
    if (!this.enabled) return;
    if (!this.dirty.has(page)) this.faults += 1;
    this.dirty.add(page);
    this.writes[page] = (this.writes[page] ?? 0) + 1;
  }

  /** All bits are set, as if read already. */
  setAll(): void {
    this.dirty.fill();
    this.given.fill();
  }

  /** Gives the bits that were not given before and are not cleared since; clears none. */
  read(dirty: PageSet): void {
    dirty.set(this.dirty).subtract(this.given);
    this.given.set(this.dirty);
  }

  /** Clears the bits of pages from … to-1 that were given. */
  clear(from: number, to: number): void {
    for (let page = from; page < to; page++) {
      if (!this.given.has(page)) continue;
      this.given.delete(page);
      this.dirty.delete(page);
    }
  }

  /** A copy of the bitmap, which stays as it is. */
  peek(): PageSet {
    return this.dirty.clone();
  }

  /** Gives the bitmap and clears it. */
  clean(dirty: PageSet): void {
    dirty.set(this.dirty);
    this.dirty.clear();
    this.given.clear();
    this.writes.fill(0);
  }

  /** Like `clean`, and adds to each entry of `writes` the number of writes since the last CLEAN. */
  cleanCounting(dirty: PageSet, writes: Uint32Array): void {
    this.writes.forEach((count, page) => {
      writes[page] = (writes[page] ?? 0) + count;
    });
    this.clean(dirty);
  }
}
