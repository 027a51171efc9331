// The guest runs at the destination while pages are still to come (docs/model.md, 'Post-copy'): the link carries the pages that the algorithm pushes, one after the other, and those that the
// guest asks for; a virtual processor that touches a missing page waits for it.
//
// All times are the destination's. A request reaches the source one round trip after the fault and the page is there as soon as the link has carried it: both ways of the round
// trip are in the request, so that a page pushed and a page asked for are treated alike.
//
// Nothing goes page by page that need not: pages are pushed in batches, and of the guest only touches of missing pages are drawn (guest/touches.ts). They are drawn as if the
// whole batch were missing until its end; a touch of a page that has arrived by then is dropped, which leaves exactly the others (thinning).
import { zeroBatchBytes, batchBytes, sentBy, steadyLink } from '../link';
import type { WireFormat } from '../algorithms/definition';
import type { GuestTouches } from '../guest/touches';
import type { ZeroPages } from '../guest/zeroPages';
import type { Moment } from '../guest/clocks';
import type { PageSet } from '../pageSet';
import type { RandomStream } from '../random';
import type { Scenario } from '../scenario/scenario';
import type { FaultBook } from './faultBook';
import type { PostcopyPlan, Tick } from './migration';

/** Most pages a train, and fewest that are planned at once. */
const MOST_PAGES = 1024;
const FEWEST_PAGES = 16;
/** The caller gets a turn after so many transmissions. */
const TRANSMISSIONS_PER_TICK = 32;
const BLOCK_PAGES = 1024;

/** What the phase needs of the world around it. */
export interface PostcopyWorld {
  readonly scenario: Scenario;
  readonly wire: WireFormat;
  /** Pages that are told as zero. */
  readonly zero: ZeroPages;
  /** Pages not yet at the destination; those that arrive are taken off. */
  readonly missing: PageSet;
  readonly touches: GuestTouches;
  readonly book: FaultBook;
  readonly draws: RandomStream;
  clocks(): Moment;
  /** Time passes, the guest running at this share of its speed. */
  pass(fromSeconds: number, toSeconds: number, speed: number): void;
  /** So many bytes of pages have arrived. */
  arrived(bytes: number): void;
  /** Told of each page, where somebody looks on: it has arrived; the guest has touched it before it was there. */
  readonly show: {
    arrived(page: number): void;
    faulted(page: number): void;
  } | null;
}

/** Pages that follow each other on the link, each on its way for `carry` seconds, one every `step` seconds. */
interface Train {
  /** Pushed, out of the socket, or asked for by the guest. */
  readonly kind: 'push' | 'socket' | 'urgent';
  readonly pages: Uint32Array;
  /** So many of the pages leave. */
  count: number;
  readonly startSeconds: number;
  readonly carrySeconds: number;
  readonly stepSeconds: number;
}

interface Request {
  readonly page: number;
  /** When the source knows of it. */
  readonly atSeconds: number;
}

export class PostcopyPhase {
  now: number;
  private left: number;
  /** Of each virtual processor: the page it waits for (-1: none) and since when. */
  private readonly waitsFor: Float64Array;
  private readonly since: Float64Array;
  private running: number;
  /** Pages asked for that have not arrived. */
  private readonly asked = new Set<number>();
  /** On their way to the source. */
  private readonly requests: Request[] = [];
  /** Known to the source, with a channel of their own. */
  private readonly urgent: number[] = [];
  /** In the socket, in this order (without a channel of their own). */
  private socket: number[] = [];
  /** The next push does not begin before this. */
  private nextPushSeconds: number;
  private readonly planned = new Uint32Array(MOST_PAGES);
  private readonly one = new Uint32Array(1);
  /** Scratch: blocks of pages that a train has brought pages of. */
  private readonly blocks = new Set<number>();
  private push: boolean;
  /** Missing pages that are neither in the socket nor asked for: what is left to push. */
  private readonly unsent: PageSet;
  /** How many pages are planned at once: about as many as will leave before something comes between. */
  private planSize = MOST_PAGES;
  private plannedCount = 0;
  /** The train under way, and how many of its pages have been shown as arrived. */
  private train: Train | null = null;
  private shown = 0;

  constructor(
    private readonly world: PostcopyWorld,
    private readonly plan: PostcopyPlan,
    startSeconds: number,
  ) {
    const { vcpus } = world.scenario;
    this.now = startSeconds;
    this.nextPushSeconds = startSeconds;
    this.left = world.missing.count();
    this.waitsFor = new Float64Array(vcpus).fill(-1);
    this.since = new Float64Array(vcpus);
    this.running = vcpus;
    this.push = plan.push;
    this.unsent = plan.preempt ? world.missing : world.missing.clone();
  }

  /** Shows the pages of the train under way that are there by a time that has passed. */
  showArrived(seconds: number): void {
    const { train, world } = this;
    if (train === null || world.show === null) return;
    for (; this.shown < train.count && endOf(train, this.shown) <= seconds; this.shown++)
      world.show.arrived(train.pages[this.shown] ?? 0);
  }

  /** Until the last page has arrived. */
  *run(): Generator<Tick, void> {
    for (let transmissions = 1; this.left > 0; transmissions++) {
      this.takeRequests();
      const train = this.nextTrain();
      if (train === null) this.idle();
      else this.transmit(train);
      if (transmissions % TRANSMISSIONS_PER_TICK === 0) yield undefined;
    }
    yield undefined;
  }

  /** What has reached the source by now. */
  private takeRequests(): void {
    const { plan, unsent } = this;
    for (let next = this.requests[0]; next !== undefined && next.atSeconds <= this.now; next = this.requests[0]) {
      this.requests.shift();
      const { page } = next;
      if (!plan.preempt) this.fillSocket();
      // Sent meanwhile, or lying in the socket: such a request is dropped.
      if (!unsent.has(page)) continue;
      if (plan.preempt) this.urgent.push(page);
      else {
        this.socket.push(page);
        take(unsent, page);
      }
      plan.order.asked(page);
    }
  }

  /** The pages that the sender has written into the socket before it learns of a request: they leave first. */
  private fillSocket(): void {
    const room = this.pagesInSocket() - this.socket.length;
    if (!this.push || room <= 0) return;
    const pages = new Uint32Array(room);
    const count = this.plan.order.plan(this.unsent, pages);
    for (let i = 0; i < count; i++) {
      const page = pages[i] ?? 0;
      this.socket.push(page);
      take(this.unsent, page);
    }
  }

  /** How many pages the socket holds: none if the sender is the slower one. */
  private pagesInSocket(): number {
    const { scenario, wire } = this.world;
    const bytes = scenario.pageBytes + wire.headerBytesPerPage;
    const { bytesPerSecond } = steadyLink(scenario.link, this.now);
    const isLinkSlower =
      bytesPerSecond <= (this.plan.pushBytesPerSecond ?? Infinity) &&
      scenario.host.pageCostSeconds * bytesPerSecond <= bytes;
    return isLinkSlower ? Math.floor(scenario.host.socketBufferBytes / bytes) : 0;
  }

  /** What the link carries next; null: nothing now. */
  private nextTrain(): Train | null {
    const { missing } = this.world;
    for (let page = this.urgent.shift(); page !== undefined; page = this.urgent.shift()) {
      if (!missing.has(page)) continue;
      this.one[0] = page;
      return this.trainOf('urgent', this.one, 1);
    }
    if (this.socket.length > 0) {
      const count = Math.min(MOST_PAGES, this.socket.length);
      for (let i = 0; i < count; i++) this.planned[i] = this.socket[i] ?? 0;
      return this.trainOf('socket', this.planned, count);
    }
    if (!this.push || this.nextPushSeconds > this.now) return null;
    const count = this.plan.order.plan(this.unsent, this.planned.subarray(0, this.planSize));
    if (count === 0) throw new Error('The order of the push has no page left, but pages are missing.');
    this.plannedCount = count;
    return this.trainOf('push', this.planned, count);
  }

  /** Pages of one kind that leave from now on while the link stays the same. */
  private trainOf(kind: Train['kind'], pages: Uint32Array, most: number): Train {
    const { scenario, zero } = this.world;
    const { link, host } = scenario;
    const isZero = zero.has(pages[0] ?? 0);
    let count = 1;
    while (count < most && zero.has(pages[count] ?? 0) === isZero) count++;
    const bytes = this.bytesOf(1, isZero);
    const cost = isZero ? host.zeroPageSeconds : host.pageCostSeconds;
    const { bytesPerSecond, untilSeconds } = steadyLink(link, this.now);
    const limit = kind === 'push' ? (this.plan.pushBytesPerSecond ?? Infinity) : Infinity;
    const carry = Math.max(bytes / bytesPerSecond, cost);
    const step = Math.max(carry, bytes / limit);
    const fit = Math.floor((untilSeconds - this.now - carry) / step) + 1;
    const startSeconds = this.now;
    if (fit >= 1)
      return { kind, pages, count: Math.min(count, fit), startSeconds, carrySeconds: carry, stepSeconds: step };
    // The link changes under way.
    const carried = Math.max(sentBy(link, this.now, bytes) - this.now, cost);
    const alone = Math.max(carried, bytes / limit);
    return { kind, pages, count: 1, startSeconds, carrySeconds: carried, stepSeconds: alone };
  }

  private bytesOf(pages: number, isZero: boolean): number {
    const { scenario, wire } = this.world;
    return isZero
      ? zeroBatchBytes(pages, wire.bytesPerZeroPage ?? 0, wire)
      : batchBytes(pages, scenario.pageBytes, wire);
  }

  /** The link carries a train as far as nothing comes between; meanwhile the guest runs, and touches what is missing. */
  private transmit(train: Train): void {
    this.train = train;
    this.shown = 0;
    this.cutForRequest(train);
    if (this.asked.size > 0) for (const page of this.waitsFor) if (page >= 0) cutBehind(train, indexIn(train, page));
    while (train.count > 0) {
      const touch = this.guestRuns(endOf(train, train.count - 1));
      if (touch === null) break;
      const index = indexIn(train, touch);
      if (index >= 0 && endOf(train, index) <= this.now) continue;
      this.fault(touch);
      cutBehind(train, index);
      this.cutForRequest(train);
    }
    if (train.kind === 'push') this.keepPlan(train.count);
    if (train.count > 0) this.deliver(train);
    else this.train = null;
  }

  /** A request that reaches the source goes before pages that have not begun to leave by then. */
  private cutForRequest(train: Train): void {
    const [request] = this.requests;
    if (request === undefined || train.kind === 'urgent') return;
    const begun = Math.ceil((request.atSeconds - train.startSeconds) / train.stepSeconds);
    if (begun < train.count) train.count = Math.max(0, begun);
  }

  /** Of the pages planned only so many have left: the others are to be planned anew. */
  private keepPlan(count: number): void {
    if (count < this.plannedCount) {
      this.plan.order.keep(count);
      this.planSize = Math.max(FEWEST_PAGES, Math.min(MOST_PAGES, 2 * count));
    } else this.planSize = Math.min(MOST_PAGES, 2 * this.planSize);
  }

  /** The first `train.count` pages are there. */
  private deliver(train: Train): void {
    const { missing, touches, book } = this.world;
    const { kind, pages, count, startSeconds, stepSeconds } = train;
    this.blocks.clear();
    let last = -1;
    for (let i = 0; i < count; i++) {
      const page = pages[i] ?? 0;
      take(missing, page);
      if (this.unsent !== missing) take(this.unsent, page);
      const block = Math.floor(page / BLOCK_PAGES);
      if (block !== last) this.blocks.add(block);
      last = block;
    }
    touches.update(this.blocks);
    this.left -= count;
    if (kind === 'push') this.nextPushSeconds = startSeconds + count * stepSeconds;
    else if (kind === 'socket') this.socket = this.socket.slice(count);
    // Where pushes are held apart, time may have passed the last one's end.
    const end = endOf(train, count - 1);
    this.now = Math.max(this.now, end);
    book.came(startSeconds, end, count);
    this.world.arrived(this.bytesOf(count, this.world.zero.has(pages[0] ?? 0)));
    this.showArrived(this.now);
    this.train = null;
    if (this.asked.size > 0) this.wake(train);
  }

  /** Whoever waits for a page of the train goes on; it is the last one. */
  private wake({ pages, count }: Train): void {
    for (let i = 0; i < count; i++) this.asked.delete(pages[i] ?? 0);
    for (let vcpu = 0; vcpu < this.waitsFor.length; vcpu++) {
      if (this.waitsFor[vcpu] !== pages[count - 1]) continue;
      this.world.book.waited(vcpu, this.since[vcpu] ?? 0, this.now);
      this.waitsFor[vcpu] = -1;
      this.running++;
    }
  }

  /** Nothing leaves: until a request arrives, the next push is due, or the guest asks for something. */
  private idle(): void {
    const { scenario, touches } = this.world;
    const request = this.requests[0]?.atSeconds ?? Infinity;
    const push = this.push ? this.nextPushSeconds : Infinity;
    // Without push, what nobody asks for is fetched once time is up, so that the source can be given up.
    const patience = this.push
      ? Infinity
      : touches.mayCome(this.now)
        ? Math.max(this.now, scenario.timeLimitSeconds)
        : this.now;
    const until = Math.min(request, push, patience);
    const touch = this.guestRuns(until);
    if (touch !== null) this.fault(touch);
    else if (until === patience) this.push = true;
  }

  /** The guest runs until it touches a missing page, or to a time; returns that page. */
  private guestRuns(until: number): number | null {
    const { world, running } = this;
    const speed = running / world.scenario.vcpus;
    const pass = (from: number, to: number): void => {
      world.pass(from, to, speed);
      if (running === 0) world.book.allWaited(to - from);
      this.now = to;
    };
    const touch = world.touches.next(this.now, until, speed, () => world.clocks(), pass);
    return touch?.page ?? null;
  }

  /** A virtual processor touches a page that is not there, and waits. */
  private fault(page: number): void {
    const { world, waitsFor } = this;
    let skipped = world.draws.below(this.running);
    let vcpu = 0;
    for (; vcpu < waitsFor.length; vcpu++) if (waitsFor[vcpu] === -1 && skipped-- === 0) break;
    waitsFor[vcpu] = page;
    this.since[vcpu] = this.now;
    this.running--;
    if (this.asked.has(page)) return;
    this.asked.add(page);
    this.requests.push({ page, atSeconds: this.now + world.scenario.link.rttSeconds });
    world.book.asked(this.now);
    world.show?.faulted(page);
  }
}

/** Takes a page off a set. */
function take(set: PageSet, page: number): void {
  const w = page >>> 5;
  set.putWord(w, (set.words[w] ?? 0) & ~(1 << (page & 31)));
}

/** When a page of the train is there. */
function endOf({ startSeconds, stepSeconds, carrySeconds }: Train, index: number): number {
  return startSeconds + index * stepSeconds + carrySeconds;
}

/** The train ends with this page, if it has it: somebody waits for it. */
function cutBehind(train: Train, index: number): void {
  if (index >= 0 && index < train.count) train.count = index + 1;
}

/** Where in the train a page is; -1: it isn't. */
function indexIn({ pages, count }: Train, page: number): number {
  for (let i = 0; i < count; i++) if (pages[i] === page) return i;
  return -1;
}
