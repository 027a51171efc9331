// A guest whose every write is drawn. Keeps a version per page and the time of its last write: the truth that the checks at the end of
// a run hold the copies against.
import type { Region, Scenario } from '../../../src/core/scenario/scenario';
import { drawsNamed } from './draws';
import type { Draws } from './draws';
import { OwnClock } from './ownClock';
import { readerOf, writerOf } from './patterns';
import type { Writer } from './patterns';
import { zeroMap } from './zeroPages';

/** Goes through a stretch of a clock's time whose moments do not matter. */
function letPass(moments: Iterable<unknown>): void {
  const iterator = moments[Symbol.iterator]();
  while (iterator.next().done !== true);
}

interface ActiveRegion {
  readonly writer: Writer;
  readonly clock: OwnClock;
  readonly firstPage: number;
}

export interface Access {
  readonly seconds: number;
  readonly page: number;
  readonly isWrite: boolean;
}

export class DrawnGuest {
  /** How often a page's content has changed, counting from 1 at the start. */
  readonly versions: Uint32Array;
  /** When a page was written last, in seconds of the migration; -Infinity: never. */
  readonly lastWriteSeconds: Float64Array;
  /** Of pages whose writes change less than all of it: the first byte that each write changes, one after the other. */
  private readonly changedAt = new Map<number, number[]>();
  private readonly places: Draws;
  private readonly regions: readonly ActiveRegion[];
  private readonly readers: ActiveRegion[] = [];
  private seconds = 0;
  private stoppedSeconds = 0;
  private running = true;

  /** `onWrite` is called at each write, in no order between regions: the hypervisor's trap. Draws depend on seed and repetition alone. */
  constructor(
    private readonly scenario: Pick<Scenario, 'seed' | 'pages' | 'pageBytes' | 'zeroPages' | 'zeroLayout' | 'workload'>,
    private readonly repetition: number,
    private readonly onWrite: (page: number) => void,
  ) {
    this.versions = new Uint32Array(scenario.pages).fill(1);
    this.lastWriteSeconds = new Float64Array(scenario.pages).fill(-Infinity);
    this.places = drawsNamed(`${scenario.seed}/${repetition}/places of changes`);
    this.regions = scenario.workload.flatMap((region) => {
      const writer = region.pages === 0 ? null : writerOf(region, `${scenario.seed}/${repetition}/${region.name}`);
      return writer === null ? [] : [{ writer, clock: new OwnClock(region.activity), firstPage: region.firstPage }];
    });
  }

  /** Makes all writes up to this time at a share of the guest's speed (0: it is paused); one that falls on it counts as made. */
  advanceTo(seconds: number, speed = 1): void {
    if (!this.running) return;
    for (const { writer, clock } of this.regions) {
      for (const { ownEnd, secondsAt } of clock.pass(this.seconds, seconds, speed)) {
        for (let own = writer.nextSeconds; own <= ownEnd; own = writer.nextSeconds)
          this.write(writer.take(), secondsAt(own));
      }
    }
    this.seconds = seconds;
  }

  /** The guest stands still from now on. What dirties pages while it freezes has done so: that many, anywhere but in zero pages. */
  stop(suspendPages = 0): void {
    this.running = false;
    this.stoppedSeconds = this.seconds;
    const draws = drawsNamed(`${this.scenario.seed}/${this.repetition}/suspend pages`);
    const pages = zeroMap(this.scenario).flatMap((isZero, page) => (isZero ? [] : [page]));
    for (let drawn = 0; drawn < suspendPages && pages.length > 0; drawn++) {
      const [page] = pages.splice(draws.whole(pages.length), 1);
      if (page !== undefined) this.write(page, this.seconds);
    }
  }

  /** The guest runs again, elsewhere, from this time on: now its reads count too. */
  resume(seconds: number): void {
    this.running = true;
    for (const region of this.regions) letPass(region.clock.pass(this.seconds, seconds, 0));
    this.seconds = seconds;
    for (const region of this.scenario.workload) {
      const reader =
        region.pages === 0 ? null : readerOf(region, `${this.scenario.seed}/${this.repetition}/${region.name}`);
      if (reader === null) continue;
      const own = this.regions.find(({ firstPage }) => firstPage === region.firstPage);
      const clock = own?.clock.clone() ?? new OwnClock(region.activity, this.missedWithoutWriter(region, seconds));
      // What has been read so far, at the source.
      while (reader.nextSeconds <= clock.shownAt(seconds)) reader.take();
      this.readers.push({ writer: reader, clock, firstPage: region.firstPage });
    }
  }

  /** The next read or write until a time, by a guest that runs at this speed; time passes until then. Null: there is none. */
  nextAccess(until: number, speed: number): Access | null {
    let first: { readonly seconds: number; readonly who: ActiveRegion } | null = null;
    for (const who of [...this.regions, ...this.readers]) {
      const before: number = first?.seconds ?? until;
      for (const { ownEnd, secondsAt } of who.clock.clone().pass(this.seconds, before, speed)) {
        if (who.writer.nextSeconds > ownEnd) continue;
        const seconds = Math.max(this.seconds, secondsAt(who.writer.nextSeconds));
        if (seconds < before) first = { seconds, who };
        break;
      }
    }
    const seconds = first?.seconds ?? until;
    for (const { clock } of [...this.regions, ...this.readers]) letPass(clock.pass(this.seconds, seconds, speed));
    this.seconds = seconds;
    if (first === null) return null;
    return { seconds, page: first.who.writer.take(), isWrite: this.regions.includes(first.who) };
  }

  /** A write at the destination. */
  writeThere(page: number): void {
    this.versions[page] = (this.versions[page] ?? 0) + 1;
    this.lastWriteSeconds[page] = this.seconds;
  }

  /** The bytes in which a page differs from what it was as an older version, byte by byte: starts and ends of ranges in turn. */
  changedSince(page: number, version: number): number[] {
    const { pageBytes } = this.scenario;
    const newer = (this.versions[page] ?? 0) - version;
    if (newer <= 0) return [];
    const change = this.changeBytesOf(page);
    if (change === pageBytes) return [0, pageBytes];
    const differs = new Uint8Array(pageBytes + 1);
    for (const first of (this.changedAt.get(page) ?? []).slice(-newer)) differs.fill(1, first, first + change);
    return Array.from(differs.keys()).filter((byte) => differs[byte] !== (differs[byte - 1] ?? 0));
  }

  /** What one write changes: as its region says, or all of the page. */
  private changeBytesOf(page: number): number {
    const { workload, pageBytes } = this.scenario;
    return workload.find((one) => page >= one.firstPage && page < one.firstPage + one.pages)?.changeBytes ?? pageBytes;
  }

  /** A write begins at any eighth byte (of 4096) that leaves room for all that it changes. */
  private noteChange(page: number): void {
    const { pageBytes } = this.scenario;
    const change = this.changeBytesOf(page);
    if (change === pageBytes) return;
    const step = pageBytes / 512;
    const first = step * this.places.whole(Math.floor((pageBytes - change) / step) + 1);
    const list = this.changedAt.get(page);
    if (list) list.push(first);
    else this.changedAt.set(page, [first]);
  }

  /** A region that nobody writes has had no clock yet: it missed what the others did, the standing still. */
  private missedWithoutWriter({ activity }: Region, seconds: number): number {
    const clock = new OwnClock(activity);
    letPass(clock.pass(0, this.stoppedSeconds, 1));
    letPass(clock.pass(this.stoppedSeconds, seconds, 0));
    return seconds - clock.shownAt(seconds);
  }

  private write(page: number, seconds: number): void {
    this.versions[page] = (this.versions[page] ?? 0) + 1;
    this.lastWriteSeconds[page] = seconds;
    this.noteChange(page);
    this.onWrite(page);
  }
}
