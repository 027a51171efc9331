// What algorithms that hold pages back keep instead of Xen's bitmap `to_send`: the pages owed to the destination. Xen replaces its bitmap
// by each CLEAN, which loses nothing, for it tries every page in every round; a page that is held back would be lost.
import { PageSet } from '../pageSet';
import type { Migration, SendOptions, SendReport, Tick } from '../engine/migration';

/** The pages whose newest content is not known to be at the destination: only ever added to by a CLEAN, and cleared by a send. */
export class OwedPages {
  readonly pages: PageSet;
  private readonly dirty: PageSet;

  constructor(private readonly vm: Migration) {
    this.pages = PageSet.full(vm.pages);
    this.dirty = new PageSet(vm.pages);
  }

  /** CLEAN: what was dirtied since the last one is owed too. Returns it; valid until the next CLEAN. */
  addDirty(): PageSet {
    this.vm.clean(this.dirty);
    this.pages.unite(this.dirty);
    return this.dirty;
  }

  /** Sends pages, which are then owed no more (those that the guest dirties meanwhile are again, by the next CLEAN). */
  *send(pages: PageSet, options: SendOptions): Generator<Tick, SendReport> {
    const pass = yield* this.vm.send(pages, options);
    this.pages.subtract(pass.sent);
    return pass;
  }

  /** The last copy, the guest suspended: everything owed, held pages included. */
  *stopAndCopy(batch: number): Generator<Tick, void> {
    this.vm.beginRound({ phase: 'stop-and-copy', toSend: this.pages });
    yield* this.vm.send(this.pages, { order: 'linear', batch, skipDirty: false });
    this.vm.endRound();
  }
}
