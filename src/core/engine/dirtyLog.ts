// The dirty log of the fast engine: one bit per page and epoch, set by the first write after a CLEAN. No write is drawn; the log is lazy: a page's bit
// is drawn when an algorithm looks at it (a peek before a batch) and once more at the CLEAN, for the time in between. As
// writes after one instant do not depend on those before it, that has the distribution of drawing every write.
import type { Moment } from '../guest/clocks';
import type { Writer } from '../guest/writer';
import { PageSet, WordList } from '../pageSet';

export interface DirtyLog {
  /** Pages known to be dirty in this epoch; complete only after `resolve`. */
  readonly dirty: PageSet;
  /** Prepares for a pass over `pages`; the returned set (empty at first) is to hold those found clean and sent. */
  beginPass(pages: PageSet): PageSet;
  /**
   * Peeks at these pages, which lie within from … to-1, at this moment: takes the dirty ones off the list, adds the others to `clean` and returns how many those are.
   */
  peek(pages: WordList, clean: PageSet, from: number, to: number, now: Moment): number;
  /** Peeks at one page: whether it is dirty; if not, it is added to `clean`. */
  peekPage(page: number, clean: PageSet, now: Moment): boolean;
  /** Makes `dirty` complete for this moment. */
  resolve(now: Moment): void;
  /** A write to this page that no writer makes: what suspending itself dirties. */
  write(page: number): void;
  /** Sets all bits as if read already, without a write: how KVM's log may begin. */
  setAll(): void;
  /** Hands over as `into` the dirty pages that no `read` has given since they were last cleared; clears nothing. */
  read(into: PageSet, now: Moment): void;
  /** Clears the bits that `read` has given of the pages from … to-1: their writes count from now on. */
  clear(from: number, to: number, now: Moment): void;
  /** CLEAN: resolves, hands `dirty` over as `into` and starts the next epoch; `writes`, if given, gets the exact counts added. */
  clean(into: PageSet, now: Moment, writes: Uint32Array | null): void;
}

/** Pages that were clean at a known time: those of `clean` within from … to-1, or a list of pages. */
type Check =
  | { readonly kind: 'range'; readonly clean: PageSet; readonly from: number; to: number; readonly seen: Moment }
  | { readonly kind: 'list'; readonly pages: number[]; readonly seen: Moment };

/** Scratch: the pages of a check. */
const checked = new WordList();

export class LazyDirtyLog implements DirtyLog {
  readonly dirty: PageSet;
  /** What was seen clean after `since`, and when; a page is in one check at most. */
  private checks: Check[] = [];
  /** The pages of all checks, a set a pass. */
  private passes: PageSet[] = [];
  /** Pages that `read` has given and that are not cleared yet; null until the log is first read so. */
  private given: PageSet | null = null;
  /** Of the pages in checks, those that `clear` put there. */
  private cleared: PageSet | null = null;
  private readonly spare: PageSet[] = [];

  /** An empty log. Every page neither dirty nor in a check is known to be clean up to `since`. */
  constructor(
    private readonly pages: number,
    private readonly writers: readonly Writer[],
    private since: Moment,
  ) {
    this.dirty = new PageSet(pages);
  }

  beginPass(pages: PageSet): PageSet {
    // A page looked at twice in an epoch has a history of its own: bring all pages to one time before the second look.
    const lastCheck = this.checks.at(-1);
    if (lastCheck !== undefined && this.passes.some((clean) => clean.meets(pages))) this.resolve(lastCheck.seen);
    return this.newPass();
  }

  peek(pages: WordList, clean: PageSet, from: number, to: number, now: Moment): number {
    const { dirty } = this;
    dirty.takeOff(pages);
    this.addWritten(pages, this.since, now);
    dirty.takeOff(pages);
    clean.addList(pages);
    const before = this.checks.at(-1);
    if (before?.kind === 'range' && before.clean === clean && before.to === from && before.seen === now) before.to = to;
    else this.checks.push({ kind: 'range', clean, from, to, seen: now });
    return pages.count();
  }

  peekPage(page: number, clean: PageSet, now: Moment): boolean {
    if (this.dirty.has(page)) return true;
    if (this.isWritten(page, this.since, now)) {
      this.dirty.add(page);
      return true;
    }
    clean.add(page);
    const last = this.checks.at(-1);
    if (last?.kind === 'list' && last.seen === now) last.pages.push(page);
    else this.checks.push({ kind: 'list', pages: [page], seen: now });
    return false;
  }

  resolve(now: Moment): void {
    for (const check of this.checks) {
      if (check.kind === 'range') {
        if (!this.mayBeWritten(check.from, check.to)) continue;
        for (let page = check.from; page < check.to;) {
          page = check.clean.list(checked, page, check.to);
          this.addWritten(checked, check.seen, now);
        }
      } else for (const page of check.pages) if (this.isWritten(page, check.seen, now)) this.dirty.add(page);
    }
    this.drawUnchecked(now);
    this.since = now;
    this.checks = [];
    this.spare.push(...this.passes);
    this.passes = [];
    this.cleared = null;
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
    const { given, dirty } = this;
    if (given === null || given.countRange(from, to) === 0) return;
    // Of these pages nothing is asked before now: they are clean from here on.
    const cleared = (this.cleared ??= this.newPass());
    for (let page = from; page < to;) {
      page = given.list(checked, page, to);
      dirty.deleteList(checked);
      given.deleteList(checked);
      cleared.addList(checked);
    }
    this.checks.push({ kind: 'range', clean: cleared, from, to, seen: now });
  }

  clean(into: PageSet, now: Moment): void {
    this.resolve(now);
    this.given?.clear();
    into.take(this.dirty);
  }

  /** A set for pages that are found clean. */
  private newPass(): PageSet {
    const clean = this.spare.pop()?.clear() ?? new PageSet(this.pages);
    this.passes.push(clean);
    return clean;
  }

  private mayBeWritten(from: number, to: number): boolean {
    return this.writers.some(({ firstPage, endPage }) => firstPage < to && from < endPage);
  }

  /** Draws the bits of all pages that are neither dirty nor in a check. */
  private drawUnchecked(now: Moment): void {
    const { since } = this;
    if (now === since) return;
    const except = [this.dirty, ...this.passes];
    for (const writer of this.writers) {
      writer.addWritten(this.dirty, except, since[writer.clock] ?? 0, now[writer.clock] ?? 0);
    }
  }

  /** Draws the bits of pages that were clean at s. */
  private addWritten(pages: WordList, s: Moment, t: Moment): void {
    if (s === t || pages.length === 0) return;
    const from = (pages.words[0] ?? 0) * 32;
    const to = (pages.words[pages.length - 1] ?? 0) * 32 + 32;
    for (const writer of this.writers) {
      if (writer.firstPage < to && from < writer.endPage)
        writer.addWrittenAmong(this.dirty, pages, s[writer.clock] ?? 0, t[writer.clock] ?? 0);
    }
  }

  private isWritten(page: number, s: Moment, t: Moment): boolean {
    const writer = this.writers.find((candidate) => candidate.covers(page));
    return writer?.isWritten(page, s[writer.clock] ?? 0, t[writer.clock] ?? 0) ?? false;
  }
}
