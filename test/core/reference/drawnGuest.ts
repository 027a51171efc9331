// A guest whose every write is drawn. Keeps a version per page and the time of its last write: the truth that the checks at the end of
// a run hold the copies against.
import type { Scenario } from '../../../src/core/scenario/scenario';
import { drawsNamed } from './draws';
import { OwnClock } from './ownClock';
import { writerOf } from './patterns';
import type { Writer } from './patterns';

interface ActiveRegion {
  readonly writer: Writer;
  readonly clock: OwnClock;
}

export class DrawnGuest {
  /** How often a page's content has changed, counting from 1 at the start. */
  readonly versions: Uint32Array;
  /** When a page was written last, in seconds of the migration; -Infinity: never. */
  readonly lastWriteSeconds: Float64Array;
  private readonly regions: readonly ActiveRegion[];
  private seconds = 0;
  private running = true;

  /** `onWrite` is called at each write, in no order between regions: the hypervisor's trap. Draws depend on seed and repetition alone. */
  constructor(
    private readonly scenario: Pick<Scenario, 'seed' | 'pages' | 'zeroPages' | 'workload'>,
    private readonly repetition: number,
    private readonly onWrite: (page: number) => void,
  ) {
    this.versions = new Uint32Array(scenario.pages).fill(1);
    this.lastWriteSeconds = new Float64Array(scenario.pages).fill(-Infinity);
    this.regions = scenario.workload.flatMap((region) => {
      const writer = region.pages === 0 ? null : writerOf(region, `${scenario.seed}/${repetition}/${region.name}`);
      return writer === null ? [] : [{ writer, clock: new OwnClock(region.activity) }];
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
    const draws = drawsNamed(`${this.scenario.seed}/${this.repetition}/suspend pages`);
    const pages = Array.from({ length: this.scenario.pages - this.scenario.zeroPages }, (_, page) => page);
    for (let drawn = 0; drawn < suspendPages && pages.length > 0; drawn++) {
      const [page] = pages.splice(draws.whole(pages.length), 1);
      if (page !== undefined) this.write(page, this.seconds);
    }
  }

  private write(page: number, seconds: number): void {
    this.versions[page] = (this.versions[page] ?? 0) + 1;
    this.lastWriteSeconds[page] = seconds;
    this.onWrite(page);
  }
}
