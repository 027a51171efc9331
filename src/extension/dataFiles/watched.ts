// Which files the open scenarios refer to, each watched as long as one of them does. Knows no editor: what watches is handed in.
import type { Disposable } from '../emitter';

/** Calls `changed` whenever the file at an address is written, made or deleted, until disposed of. */
export type Watch = (address: string, changed: () => void) => Disposable;

export class WatchedFiles {
  private readonly watchers = new Map<string, Disposable>();
  private readonly byOwner = new Map<string, ReadonlySet<string>>();

  /** `changed` is told the file, and the owners that follow it. */
  constructor(
    private readonly watch: Watch,
    private readonly changed: (address: string, owners: readonly string[]) => void,
  ) {}

  /** From now on the owner follows these files and no others. */
  follow(owner: string, addresses: readonly string[]): void {
    if (addresses.length === 0) this.byOwner.delete(owner);
    else this.byOwner.set(owner, new Set(addresses));
    const wanted = new Set([...this.byOwner.values()].flatMap((followed) => [...followed]));
    for (const address of wanted) {
      if (this.watchers.has(address)) continue;
      this.watchers.set(
        address,
        this.watch(address, () => {
          this.tell(address);
        }),
      );
    }
    for (const [address, watcher] of this.watchers) {
      if (wanted.has(address)) continue;
      this.watchers.delete(address);
      watcher.dispose();
    }
  }

  /** A file has another text than before, by whatever way that is known; nothing if nobody follows it. */
  tell(address: string): void {
    const owners = this.ownersOf(address);
    if (owners.length > 0) this.changed(address, owners);
  }

  /** How many files are watched: for the tests that count what is left behind. */
  get size(): number {
    return this.watchers.size;
  }

  dispose(): void {
    for (const owner of [...this.byOwner.keys()]) this.follow(owner, []);
  }

  private ownersOf(address: string): string[] {
    return [...this.byOwner].filter(([, followed]) => followed.has(address)).map(([owner]) => owner);
  }
}
