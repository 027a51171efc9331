// The dirty log of a sender of differences: it also knows how often each page has been written, dirty or not, which tells how far its content is from an older one
// (contents.ts). Bits are drawn look by look for all of memory, as for a guest that its log slows down; how often a page that was hit was written is drawn with its hit.
import type { Moment } from '../guest/clocks';
import type { Writer } from '../guest/writer';
import { PageSet } from '../pageSet';
import { EagerDirtyLog } from './eagerLog';

export class ContentLog extends EagerDirtyLog {
  /** Writes to each page since the log began. */
  private readonly writes: Float64Array;
  /** Scratch: what a writer has hit since the look before. */
  private readonly hit: PageSet;

  constructor(pages: number, writers: readonly Writer[], since: Moment) {
    super(pages, writers, since);
    this.writes = new Float64Array(pages);
    this.hit = new PageSet(pages);
  }

  /** How often the page has been written since the log began. */
  writesTo(page: number, now: Moment): number {
    this.resolve(now);
    return this.writes[page] ?? 0;
  }

  override write(page: number): void {
    super.write(page);
    this.count(page, 1);
  }

  protected override draw(writer: Writer, from: number, to: number): void {
    const { hit } = this;
    hit.clear();
    writer.addWritten(hit, [], from, to);
    hit.forEach((page) => {
      this.count(page, writer.countOfWritten(page, from, to));
    });
    this.dirty.unite(hit);
  }

  private count(page: number, writes: number): void {
    this.writes[page] = (this.writes[page] ?? 0) + writes;
  }
}
