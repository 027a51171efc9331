// The dirty log of the fast engine: one bit per page and epoch, set by the first write after a CLEAN. No write is drawn; the log is lazy: a page's bit
// is drawn when an algorithm looks at it (a peek before a batch) and once more at the CLEAN, for the time in between. As
// writes after one instant do not depend on those before it, that has the distribution of drawing every write.
import type { Moment } from '../guest/clocks';
import type { Writer, Words } from '../guest/writer';
import { PageSet, wordRange } from '../pageSet';

export interface DirtyLog {
  /** Pages known to be dirty in this epoch; complete only after `resolve`. */
  readonly dirty: PageSet;
  /** Prepares for a pass over `pages`; the returned set (empty at first) is to hold those found clean and sent. */
  beginPass(pages: PageSet): PageSet;
  /** Peeks at the pages of `pages` within from … to-1 at this moment: adds the dirty ones to `dirty`, the others to `clean`. */
  peek(pages: PageSet, clean: PageSet, from: number, to: number, now: Moment): void;
  /** Peeks at one page: whether it is dirty; if not, it is added to `clean`. */
  peekPage(page: number, clean: PageSet, now: Moment): boolean;
  /** Makes `dirty` complete for this moment. */
  resolve(now: Moment): void;
  /** A write to this page that no writer makes: what suspending itself dirties. */
  write(page: number): void;
  /** CLEAN: resolves, copies `dirty` into `into` and starts the next epoch; `writes`, if given, gets the exact counts added. */
  clean(into: PageSet, now: Moment, writes: Uint32Array | null): void;
}

/** Pages that were clean at a known time: those of `clean` within from … to-1, or a list of pages. */
type Check =
  | { readonly kind: 'range'; readonly clean: PageSet; readonly from: number; to: number; readonly seen: Moment }
  | { readonly kind: 'list'; readonly pages: number[]; readonly seen: Moment };

/** Words of candidates worked on at a time: they stay in the processor's cache. */
const CHUNK_WORDS = 4096;

export class LazyDirtyLog implements DirtyLog {
  readonly dirty: PageSet;
  /** What was seen clean after `since`, and when; a page is in one check at most. */
  private checks: Check[] = [];
  /** The pages of all checks, a set a pass. */
  private passes: PageSet[] = [];
  private readonly spare: PageSet[] = [];
  /** Scratch: the pages to draw bits for. Only the words of the range under way mean anything. */
  private readonly candidates: Words;

  /** An empty log. Every page neither dirty nor in a check is known to be clean up to `since`. */
  constructor(
    private readonly pages: number,
    private readonly writers: readonly Writer[],
    private since: Moment,
  ) {
    this.dirty = new PageSet(pages);
    this.candidates = new Uint32Array(this.dirty.words.length);
  }

  beginPass(pages: PageSet): PageSet {
    // A page looked at twice in an epoch has a history of its own: bring all pages to one time before the second look.
    const lastCheck = this.checks.at(-1);
    if (lastCheck !== undefined && this.passes.some((clean) => clean.meets(pages))) this.resolve(lastCheck.seen);
    const clean = this.spare.pop()?.clear() ?? new PageSet(this.pages);
    this.passes.push(clean);
    return clean;
  }

  peek(pages: PageSet, clean: PageSet, from: number, to: number, now: Moment): void {
    const { dirty, candidates } = this;
    const [first, last] = [from >>> 5, (to - 1) >>> 5];
    for (let w = first; w <= last; w++) candidates[w] = (pages.words[w] ?? 0) & ~(dirty.words[w] ?? 0);
    this.addWritten(candidates, from, to, this.since, now);
    for (let w = from >>> 5; w <= last; w++) {
      let found = (pages.words[w] ?? 0) & ~(dirty.words[w] ?? 0);
      if (w === first || w === last) found &= wordRange(w, from, to);
      if (found !== 0) clean.words[w] = (clean.words[w] ?? 0) | found;
    }
    const before = this.checks.at(-1);
    if (before?.kind === 'range' && before.clean === clean && before.to === from && before.seen === now) before.to = to;
    else this.checks.push({ kind: 'range', clean, from, to, seen: now });
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
      if (check.kind === 'range') this.addWritten(check.clean.words, check.from, check.to, check.seen, now);
      else for (const page of check.pages) if (this.isWritten(page, check.seen, now)) this.dirty.add(page);
    }
    this.drawUnchecked(now);
    this.since = now;
    this.checks = [];
    this.spare.push(...this.passes);
    this.passes = [];
  }

  write(page: number): void {
    this.dirty.add(page);
  }

  clean(into: PageSet, now: Moment): void {
    this.resolve(now);
    into.set(this.dirty);
    this.dirty.clear();
  }

  /** Draws the bits of all pages that are neither dirty nor in a check. */
  private drawUnchecked(now: Moment): void {
    if (now === this.since) return;
    const { candidates, dirty, passes } = this;
    const words = candidates.length;
    for (let start = 0; start < words; start += CHUNK_WORDS) {
      const end = Math.min(start + CHUNK_WORDS, words);
      for (let w = start; w < end; w++) candidates[w] = ~(dirty.words[w] ?? 0);
      for (const { words: clean } of passes) {
        for (let w = start; w < end; w++) candidates[w] = (candidates[w] ?? 0) & ~(clean[w] ?? 0);
      }
      this.addWritten(candidates, start * 32, Math.min(end * 32, this.pages), this.since, now);
    }
  }

  private addWritten(among: Words, from: number, to: number, s: Moment, t: Moment): void {
    if (s === t) return;
    for (const writer of this.writers) {
      if (writer.firstPage < to && from < writer.endPage)
        writer.addWritten(this.dirty.words, among, from, to, s[writer.clock] ?? 0, t[writer.clock] ?? 0);
    }
  }

  private isWritten(page: number, s: Moment, t: Moment): boolean {
    const writer = this.writers.find((candidate) => candidate.covers(page));
    return writer?.isWritten(page, s[writer.clock] ?? 0, t[writer.clock] ?? 0) ?? false;
  }
}
