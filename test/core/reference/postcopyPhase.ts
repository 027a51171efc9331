// Post-copy on the slow engine: page by page, access by access. The source looks at what it is asked for between two pages; times are the destination's,
// both ways of a request's round trip before it reaches the source (docs/model.md, 'Post-copy').
import type { FaultRecord } from '../../../src/core/engine/events';
import type { PostcopyPlan } from '../../../src/core/engine/migration';
import type { PageSet } from '../../../src/core/pageSet';
import type { Scenario } from '../../../src/core/scenario/scenario';
import type { Draws } from './draws';
import type { DrawnGuest } from './drawnGuest';
import type { ReferenceLink } from './referenceLink';

export interface PostcopyWorld {
  readonly scenario: Scenario;
  readonly guest: DrawnGuest;
  readonly link: ReferenceLink;
  readonly draws: Draws;
  /** What a page takes on the wire, and of the sender's processor. */
  bytesOf(page: number): number;
  costOf(page: number): number;
  /** A page has arrived. */
  arrived(page: number): void;
  /** The guest has written a page that is there. */
  written(page: number): void;
}

interface Wait {
  readonly page: number;
  readonly since: number;
}

export class ReferencePostcopy {
  now: number;
  remote = 0;
  private readonly waits: (Wait | null)[];
  private readonly stalls: number[];
  private allStalledSeconds = 0;
  private readonly asked = new Set<number>();
  private readonly requests: { readonly page: number; readonly at: number }[] = [];
  private readonly urgent: number[] = [];
  private readonly socket: number[] = [];
  private readonly unsent: PageSet;
  private nextPush: number;
  private pushes: boolean;
  private leaving: { readonly page: number; readonly end: number } | null = null;

  constructor(
    private readonly world: PostcopyWorld,
    private readonly missing: PageSet,
    private readonly plan: PostcopyPlan,
    startSeconds: number,
  ) {
    this.now = startSeconds;
    this.nextPush = startSeconds;
    this.pushes = plan.push;
    this.unsent = missing.clone();
    this.waits = Array.from({ length: world.scenario.vcpus }, () => null);
    this.stalls = this.waits.map(() => 0);
  }

  *run(): Generator<undefined, void> {
    while (!this.missing.isEmpty()) {
      if (this.leaving === null) {
        this.hearRequests();
        this.startNext();
      }
      const event = this.nextEvent();
      const access = this.pass(event);
      if (access !== null) this.touch(access.page, access.isWrite);
      else if (this.leaving !== null && this.leaving.end <= this.now) this.arrive(this.leaving.page);
      yield undefined;
    }
  }

  record(): FaultRecord {
    const stallSeconds = this.stalls.reduce((sum, one) => sum + one, 0);
    const { remote, stalls, allStalledSeconds } = this;
    return { remote, stallSeconds, vcpuStallSeconds: stalls, allStalledSeconds, slices: [] };
  }

  private hearRequests(): void {
    for (let next = this.requests[0]; next !== undefined && next.at <= this.now; next = this.requests[0]) {
      this.requests.shift();
      if (!this.plan.preempt) this.fillSocket();
      if (!this.unsent.has(next.page)) continue;
      this.unsent.delete(next.page);
      (this.plan.preempt ? this.urgent : this.socket).push(next.page);
      this.plan.order.asked(next.page);
    }
  }

  private fillSocket(): void {
    const { scenario, link } = this.world;
    const bytes = this.world.bytesOf(0);
    const rate = link.rateAt(this.now);
    const linkIsSlower = rate <= (this.plan.pushBytesPerSecond ?? Infinity) && this.world.costOf(0) * rate <= bytes;
    const room = linkIsSlower ? Math.floor(scenario.host.socketBufferBytes / bytes) : 0;
    while (this.pushes && this.socket.length < room) {
      const page = this.planOne();
      if (page === undefined) return;
      this.socket.push(page);
    }
  }

  /** The next page in the order of the push. */
  private planOne(): number | undefined {
    const one = new Uint32Array(1);
    if (this.plan.order.plan(this.unsent, one) === 0) return undefined;
    const [page = 0] = one;
    this.unsent.delete(page);
    return page;
  }

  private startNext(): void {
    const asked = this.urgent.shift() ?? this.socket.shift();
    if (asked !== undefined) this.leave(asked);
    else if (this.pushes && this.nextPush <= this.now) {
      const page = this.planOne();
      if (page === undefined) return;
      const start = this.now;
      const end = this.leave(page);
      this.nextPush = Math.max(end, start + this.world.bytesOf(page) / (this.plan.pushBytesPerSecond ?? Infinity));
    }
  }

  private leave(page: number): number {
    const { link } = this.world;
    const arrival = link.arrivalSeconds(this.now, this.world.bytesOf(page));
    this.leaving = { page, end: Math.max(arrival, this.now + this.world.costOf(page)) };
    return this.leaving.end;
  }

  private nextEvent(): number {
    if (this.leaving !== null) return this.leaving.end;
    const request = this.requests[0]?.at ?? Infinity;
    if (this.pushes) return Math.min(request, this.nextPush);
    const patience = this.mayBeTouched() ? Math.max(this.now, this.world.scenario.timeLimitSeconds) : this.now;
    if (patience <= request && patience <= this.now) this.pushes = true;
    return Math.min(request, patience);
  }

  /** Any page of a region that is touched at all and is not over. */
  private mayBeTouched(): boolean {
    return this.world.scenario.workload.some(({ firstPage, pages, writesPerSecond, readsPerSecond, activity }) => {
      const isOver =
        activity.kind === 'intervals' &&
        activity.intervals.every(({ toSeconds }) => toSeconds !== null && toSeconds <= this.now);
      if (isOver || writesPerSecond + readsPerSecond === 0) return false;
      return this.missing.countRange(firstPage, firstPage + pages) > 0;
    });
  }

  private pass(until: number): ReturnType<DrawnGuest['nextAccess']> {
    const running = this.waits.filter((wait) => wait === null).length;
    const from = this.now;
    const access = this.world.guest.nextAccess(until, running / this.waits.length);
    this.now = access?.seconds ?? until;
    if (running === 0) this.allStalledSeconds += this.now - from;
    return access;
  }

  private touch(page: number, isWrite: boolean): void {
    if (!this.missing.has(page)) {
      if (isWrite) this.world.written(page);
      return;
    }
    const free = this.waits.flatMap((wait, vcpu) => (wait === null ? [vcpu] : []));
    const vcpu = free[this.world.draws.whole(free.length)] ?? 0;
    this.waits[vcpu] = { page, since: this.now };
    if (this.asked.has(page)) return;
    this.asked.add(page);
    this.remote += 1;
    this.requests.push({ page, at: this.now + this.world.scenario.link.rttSeconds });
  }

  private arrive(page: number): void {
    this.leaving = null;
    this.missing.delete(page);
    this.world.arrived(page);
    this.waits.forEach((wait, vcpu) => {
      if (wait?.page !== page) return;
      this.stalls[vcpu] = (this.stalls[vcpu] ?? 0) + this.now - wait.since;
      this.waits[vcpu] = null;
    });
  }
}
