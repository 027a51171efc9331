// The stored runs of one folder, a file each: what has been computed outlives its panel and its window. Bounded in number and size, the oldest go first, those
// that are pinned stay. Nothing here blocks for long: runs are written and read piece by piece.
import type { RunEvent } from '../../core/engine/events';
import { type StoredHead, readEvents, readHead, storedPieces } from '../../core/storedRun';
import { Emitter } from '../emitter';
import type { Log } from '../log';

/** A folder of files, which need not exist yet. */
export interface RunFolder {
  /** Names and sizes in bytes; empty if there is no such folder. */
  list(): Promise<readonly { readonly name: string; readonly bytes: number }[]>;
  read(name: string): Promise<Uint8Array>;
  /** Makes the folder if need be. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  delete(name: string): Promise<void>;
}

/** How much a folder may hold. */
export interface StorageBounds {
  readonly runs: number;
  readonly bytes: number;
}

export const storageBounds: StorageBounds = { runs: 100, bytes: 64 * 1024 * 1024 };
/** A larger run is not stored: its seed makes it again. */
export const largestStoredRun = 16 * 1024 * 1024;

export interface StoredRun {
  readonly head: StoredHead;
  readonly bytes: number;
}

type Contents = Omit<StoredHead, 'format' | 'generator' | 'events'>;

const ending = '.run.ndjson';
/** Ids name files: nothing else may. */
const isId = (id: string): boolean => /^[\w-]{1,100}$/.test(id);
const newline = 10;

export class StoredRuns {
  readonly changes = new Emitter<null>();
  private readonly known = new Map<string, StoredRun>();
  /** Files that are no runs of this version, by their sizes: they are not read again. */
  private readonly strange = new Map<string, number>();
  private reading: Promise<void> | null = null;
  /** One change of the folder after the other. */
  private last: Promise<unknown> = Promise.resolve();

  /** `bounds` null: what a person keeps on purpose is never deleted. `isPinned` says which runs stay. */
  constructor(
    private readonly folder: RunFolder,
    private readonly bounds: StorageBounds | null,
    private readonly isPinned: (experimentId: string) => boolean,
    private readonly rest: () => Promise<void>,
    private readonly log: Log,
  ) {}

  /** The runs, newest first. What is none of ours is passed over. */
  async all(): Promise<readonly StoredRun[]> {
    await (this.reading ??= this.look().finally(() => {
      this.reading = null;
    }));
    return [...this.known.values()].sort((a, b) => b.head.endedAt - a.head.endedAt);
  }

  /** Whether there is no file of a run. */
  async isEmpty(): Promise<boolean> {
    return !(await this.folder.list()).some(({ name }) => name.endsWith(ending));
  }

  /** Reads the file of this run alone. */
  async find(experimentId: string): Promise<StoredRun | undefined> {
    const bytes = await this.bytesOf(experimentId);
    const head = bytes && headIn(bytes);
    return bytes && head?.experimentId === experimentId ? { head, bytes: bytes.length } : undefined;
  }

  /** Somebody else has changed the folder: tells whoever shows it. */
  changedOutside(): void {
    this.changes.fire(null);
  }

  /** Stores a run; whether it was small enough. @throws what the folder throws */
  async store(contents: Contents, events: readonly RunEvent[]): Promise<boolean> {
    if (!isId(contents.experimentId)) throw new Error(`${contents.experimentId} is not the id of a run`);
    const bytes = await this.packed(contents, events);
    if (bytes === null) {
      this.log.info(`The run of ${contents.file} is too large to be stored: its seed makes it again.`);
      return false;
    }
    await this.inTurn(async () => {
      await this.all();
      await this.folder.write(nameOf(contents.experimentId), bytes);
      const head: StoredHead = { format: 'miglab.run/1', generator: '', ...contents, events: events.length };
      this.known.set(contents.experimentId, { head, bytes: bytes.length });
      await this.dropOldest(contents.experimentId);
    });
    this.changes.fire(null);
    return true;
  }

  /** The events of a run; null if it is gone or damaged. */
  async events(experimentId: string): Promise<readonly RunEvent[] | null> {
    const bytes = await this.bytesOf(experimentId);
    const head = bytes && headIn(bytes);
    if (bytes === null || head?.experimentId !== experimentId) return null;
    const events: RunEvent[] = [];
    const lines = new TextDecoder().decode(bytes).trimEnd().split('\n').slice(1);
    for (const piece of readEvents(lines)) {
      if (piece === null) return null;
      for (const event of piece) events.push(event);
      await this.rest();
    }
    return events.length === head.events ? events : null;
  }

  /** Deletes a run; nothing if it is gone. */
  async delete(experimentId: string): Promise<void> {
    await this.inTurn(() => this.drop(experimentId));
    this.changes.fire(null);
  }

  /** Brings what is known up to the folder as it is: files come and go by other hands too, and not every file system tells. */
  private async look(): Promise<void> {
    const files = (await this.folder.list()).filter(({ name }) => name.endsWith(ending));
    const names = new Set(files.map(({ name }) => name));
    for (const id of [...this.known.keys()]) if (!names.has(nameOf(id))) this.known.delete(id);
    for (const { name, bytes } of files) {
      const id = name.slice(0, -ending.length);
      if (this.known.get(id)?.bytes === bytes || this.strange.get(name) === bytes) continue;
      const head = bytes > largestStoredRun ? null : await this.headOf(name);
      if (head?.experimentId === id) this.known.set(id, { head, bytes });
      else this.strange.set(name, bytes);
      await this.rest();
    }
  }

  private async headOf(name: string): Promise<StoredHead | null> {
    try {
      const head = headIn(await this.folder.read(name));
      if (head === null) this.log.info(`${name} is not a run of this version: it is passed over.`);
      return head;
    } catch (error) {
      this.log.warn(`${name} cannot be read: ${String(error)}`);
      return null;
    }
  }

  /** Null: it is gone, or was never there. */
  private async bytesOf(experimentId: string): Promise<Uint8Array | null> {
    if (!isId(experimentId)) return null;
    try {
      return await this.folder.read(nameOf(experimentId));
    } catch {
      return null;
    }
  }

  /** Null: it is too large. */
  private async packed(contents: Contents, events: readonly RunEvent[]): Promise<Uint8Array | null> {
    const pieces: Uint8Array[] = [];
    let length = 0;
    for (const text of storedPieces(contents, events)) {
      const piece = new TextEncoder().encode(text);
      length += piece.length;
      if (length > largestStoredRun) return null;
      pieces.push(piece);
      await this.rest();
    }
    const bytes = new Uint8Array(length);
    let at = 0;
    for (const piece of pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
    return bytes;
  }

  /** Deletes the oldest runs that are beyond the bounds; the newest stays whatever it takes. */
  private async dropOldest(newest: string): Promise<void> {
    if (this.bounds === null) return;
    const oldestFirst = [...this.known.values()].sort((a, b) => a.head.endedAt - b.head.endedAt);
    let total = oldestFirst.reduce((sum, { bytes }) => sum + bytes, 0);
    for (const { head, bytes } of oldestFirst) {
      if (this.known.size <= this.bounds.runs && total <= this.bounds.bytes) return;
      if (head.experimentId === newest || this.isPinned(head.experimentId)) continue;
      await this.drop(head.experimentId);
      total -= bytes;
    }
  }

  private async drop(experimentId: string): Promise<void> {
    await this.all();
    if (!this.known.delete(experimentId)) return;
    await this.folder.delete(nameOf(experimentId));
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    const mine = this.last.then(work);
    this.last = mine.catch(() => undefined);
    return mine;
  }
}

/** Null: it is none of this version. */
function headIn(bytes: Uint8Array): StoredHead | null {
  const end = bytes.indexOf(newline);
  return end < 0 ? null : readHead(new TextDecoder().decode(bytes.subarray(0, end)));
}

function nameOf(experimentId: string): string {
  return `${experimentId}${ending}`;
}
