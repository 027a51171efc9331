// HCA's record of modifications: for each page not a bit but a count, of the epochs in which it was found dirty, and for how much time that
// speaks. Pages with the same history are a class, so that a page costs two bytes and a rate is worked out once per class.
import { log1p } from '../math';
import { PageSet, wordAt } from '../pageSet';

/** A history shared by pages. */
interface HistoryClass {
  /** Epochs in which they were found dirty (with an oracle: their writes). */
  readonly times: number;
  /** Total length of those epochs in seconds. */
  readonly dirtySeconds: number;
}

/** How a record counts: as the parameters `counting` and `adapt` say. */
export interface RecordRule {
  readonly counting: 'epoch' | 'oracle' | 'bit';
  readonly adapt: 'exposure' | 'decay' | 'frozen';
  /** Epochs of sampling, N. */
  readonly epochs: number;
}

const MOST_CLASSES = 65_536;

const float = new DataView(new ArrayBuffer(4));

/** A length of time rounded to 1/16 of its power of two: histories that differ by less are one. */
function roundedKey(seconds: number): number {
  float.setFloat32(0, seconds);
  return float.getUint32(0) >>> 19;
}

export class ModificationRecord {
  /** Pages with a count above zero. */
  readonly modified: PageSet;
  /** Pages whose class may have changed since this set was last emptied; kept from the end of sampling on. */
  readonly changed: PageSet;
  /** The class of each page; 0 is 'never found dirty'. */
  readonly classOf: Uint16Array;
  private readonly classes: HistoryClass[] = [{ times: 0, dirtySeconds: 0 }];
  private readonly members: number[];
  private readonly byHistory = new Map<number, number>();
  private epochsSoFar = 0;
  private secondsSoFar = 0;
  private shortestEpoch = Infinity;
  private sampling = true;

  constructor(
    pages: number,
    private readonly rule: RecordRule,
  ) {
    this.modified = new PageSet(pages);
    this.changed = new PageSet(pages);
    this.classOf = new Uint16Array(pages);
    this.members = [pages];
  }

  /** Whether no epoch was recorded yet. */
  get isEmpty(): boolean {
    return this.epochsSoFar === 0;
  }

  get classCount(): number {
    return this.classes.length;
  }

  /** Adds to `into` the pages of `pages` whose class is told by `chosen` (1: yes), an entry a class. */
  addOfClasses(into: PageSet, pages: PageSet, chosen: Uint8Array): void {
    const { classOf } = this;
    for (let entry = 0; entry < pages.inUse.length; entry++) {
      for (let live = pages.inUse[entry] ?? 0; live !== 0; live &= live - 1) {
        const w = wordAt(entry, live);
        let bits = 0;
        for (let rest = pages.words[w] ?? 0; rest !== 0; rest &= rest - 1) {
          const bit = rest & -rest;
          // Without a branch: whether a page is chosen can't be foreseen.
          bits |= bit & -(chosen[classOf[w * 32 + 31 - Math.clz32(bit)] ?? 0] ?? 0);
        }
        into.addWord(w, bits);
      }
    }
  }

  /** How many pages a class has. */
  pagesIn(index: number): number {
    return this.members[index] ?? 0;
  }

  /** Sampling is over: from now on `adapt` says what an epoch counts. */
  endSampling(): void {
    if (!this.sampling) return;
    this.sampling = false;
    this.changed.set(this.modified);
  }

  /** Records an epoch of `seconds` in which `dirty` was found; `writes` are the oracle's counts of it. */
  learn(dirty: PageSet, seconds: number, writes: Uint32Array | null): void {
    if (!this.sampling && this.rule.adapt === 'frozen') return;
    if (seconds <= 0) return;
    this.epochsSoFar++;
    this.secondsSoFar += seconds;
    this.shortestEpoch = Math.min(this.shortestEpoch, seconds);
    if (!this.sampling) this.changed.unite(dirty);
    if (!this.sampling && this.rule.adapt === 'decay') this.decay(dirty);
    else if (writes === null) this.countOnce(dirty, seconds);
    else
      dirty.forEach((page) => {
        this.move(page, this.classAfter(this.classOf[page] ?? 0, writes[page] ?? 1, seconds));
      });
    if (this.rule.adapt !== 'decay' || this.sampling) this.modified.unite(dirty);
  }

  /** Forgets the history of these pages. */
  forget(pages: PageSet): void {
    pages.forEach((page) => {
      this.move(page, 0);
    });
    this.modified.subtract(pages);
    this.changed.unite(pages);
  }

  /**
   * The estimated writes per second to each page of a class. A page found dirty in k epochs of together D seconds, and clean for C seconds: the
   * likeliest rate solves D / (e^(rate D/k) - 1) = C for epochs of equal length, so rate = k/D ln(1 + D/C). A page that was never found
   * clean is taken to be clean for half the shortest epoch. Decayed counts follow the rule of docs/hca.md: -ln(1 - count/N) / epoch.
   */
  rateOf(index: number): number {
    const { times, dirtySeconds } = this.history(index);
    if (times === 0) return 0;
    if (this.rule.counting === 'oracle') return times / this.secondsSoFar;
    if (this.rule.adapt === 'decay') {
      const share = Math.min(times, this.rule.epochs - 0.5) / this.rule.epochs;
      return -log1p(-share) / (this.secondsSoFar / this.epochsSoFar);
    }
    const cleanSeconds = Math.max(this.secondsSoFar - dirtySeconds, this.shortestEpoch / 2);
    return (times / dirtySeconds) * log1p(dirtySeconds / cleanSeconds);
  }

  /** A class's count as a share of the epochs counted, 0 … 1. */
  shareOf(index: number): number {
    const { times } = this.history(index);
    const epochs = this.rule.adapt === 'decay' ? this.rule.epochs : this.epochsSoFar;
    return epochs === 0 ? 0 : Math.min(1, times / epochs);
  }

  private history(index: number): HistoryClass {
    return this.classes[index] ?? { times: 0, dirtySeconds: 0 };
  }

  /** Counts one more dirty epoch for each of these pages: what becomes of a class is worked out once. */
  private countOnce(dirty: PageSet, seconds: number): void {
    const { classOf, members } = this;
    const becomes = new Int32Array(this.classes.length).fill(-1);
    const moved = new Uint32Array(this.classes.length);
    for (let entry = 0; entry < dirty.inUse.length; entry++) {
      for (let live = dirty.inUse[entry] ?? 0; live !== 0; live &= live - 1) {
        const w = wordAt(entry, live);
        for (let rest = dirty.words[w] ?? 0; rest !== 0; rest &= rest - 1) {
          const page = w * 32 + 31 - Math.clz32(rest & -rest);
          const from = classOf[page] ?? 0;
          let to = becomes[from] ?? 0;
          if (to < 0) {
            to = this.classAfter(from, 1, seconds);
            becomes[from] = to;
          }
          classOf[page] = to;
          moved[from] = (moved[from] ?? 0) + 1;
        }
      }
    }
    moved.forEach((pages, from) => {
      if (pages === 0) return;
      const to = becomes[from] ?? 0;
      members[from] = (members[from] ?? 0) - pages;
      members[to] = (members[to] ?? 0) + pages;
    });
  }

  /** The class of pages of this class after an epoch in which they were found dirty. */
  private classAfter(index: number, events: number, seconds: number): number {
    const { times, dirtySeconds } = this.history(index);
    if (this.rule.counting !== 'bit') return this.classFor(times + events, dirtySeconds + seconds);
    return times === 0 ? this.classFor(1, seconds) : index;
  }

  /** A round in which every page's count is halved, and those found dirty gain half of N (docs/hca.md, `adapt: decay`). */
  private decay(dirty: PageSet): void {
    const touched = this.modified.clone().unite(dirty);
    this.changed.unite(touched);
    touched.forEach((page) => {
      const { times } = this.history(this.classOf[page] ?? 0);
      const count = Math.floor(times / 2) + (dirty.has(page) ? Math.floor(this.rule.epochs / 2) : 0);
      this.move(page, count === 0 ? 0 : this.classFor(count, 0));
      if (count === 0) this.modified.delete(page);
      else this.modified.add(page);
    });
  }

  private move(page: number, to: number): void {
    const from = this.classOf[page] ?? 0;
    this.members[from] = (this.members[from] ?? 0) - 1;
    this.members[to] = (this.members[to] ?? 0) + 1;
    this.classOf[page] = to;
  }

  /** The class of a history; a new one if there is none alike. */
  private classFor(times: number, dirtySeconds: number): number {
    const key = Math.min(times, 1_048_575) * 16_384 + roundedKey(dirtySeconds);
    const known = this.byHistory.get(key);
    if (known !== undefined) return known;
    // Unreachable in practice: a few dozen epochs make a few thousand histories. The last class then stands for the rest.
    if (this.classes.length === MOST_CLASSES) return MOST_CLASSES - 1;
    this.classes.push({ times, dirtySeconds });
    this.members.push(0);
    this.byHistory.set(key, this.classes.length - 1);
    return this.classes.length - 1;
  }
}
