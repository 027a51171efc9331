// How QEMU sends: its wire format, its budget of bytes per 100 ms, and one call of ram_save_iterate, which takes pages in circular order.
// Shared by what migrates with QEMU's code: docs/algorithms.md, 'QEMU'. Several connections at once: qemuMultifd.ts.
import type { PageSet } from '../pageSet';
import type { Migration, PageCoder, SendOptions, Tick } from '../engine/migration';
import type { WireFormat } from './definition';

/** A page has an 8-byte header; a page of zeros is that and one byte. */
export const qemuWire: WireFormat = { headerBytesPerPage: 8, bytesPerBatch: 0, bytesPerZeroPage: 9 };

export const qemuBandwidthParameters = {
  maxBandwidth: {
    kind: 'bit-rate',
    default: 1_073_741_824,
    optional: true,
    min: 8,
    max: 8e12,
    documentation:
      'Most bytes a second while the guest runs, counted in windows of 100 ms: a tenth of it is sent in a burst, then the sender sleeps. It does not hold for the last copy.',
    source: 'QEMU since 5.2, max-bandwidth: MAX_THROTTLE (128 MiB/s).',
  },
} as const;

/** BUFFER_DELAY: the limit holds, and the bandwidth is measured, over windows of this length. */
const WINDOW_SECONDS = 0.1;
/** MAX_WAIT: a call of ram_save_iterate ends after this. */
export const SLICE_SECONDS = 0.05;
/** A wait until the window's end may fall short of it by rounding. */
const ROUNDING_SECONDS = 1e-9;
/** The clock is looked at after so many pages. */
const PAGES_PER_LOOK = 64;
/** Pages whose content is taken at one instant: as many looks at the clock as the link needs 10 ms for. */
const BATCH_SECONDS = 0.01;
const MOST_LOOKS = 16;

/** Bytes a second that a window under this limit (in bits a second; null: none) carries at most: `beyond` are the bytes that it may carry beyond its budget. */
export function mostBandwidth(maxBandwidth: number | null, beyond: number): number {
  return maxBandwidth === null ? Infinity : maxBandwidth / 8 + beyond / WINDOW_SECONDS;
}

/** The current window of the rate limit. */
export class RateWindow {
  /** Of all windows together. */
  bytesSent = 0;
  private sentBefore = 0;
  private budget = Infinity;

  constructor(
    bytesPerSecond: number | null,
    private startSeconds: number,
  ) {
    this.setLimit(bytesPerSecond);
  }

  /** From now on so many bytes a second, in this window too; null: as many as the link carries. */
  setLimit(bytesPerSecond: number | null): void {
    this.budget = bytesPerSecond === null ? Infinity : bytesPerSecond * WINDOW_SECONDS;
  }

  /** What the window may still carry; the last page may go beyond it. */
  get bytesLeft(): number {
    return this.budget - (this.bytesSent - this.sentBefore);
  }

  get isSpent(): boolean {
    return this.bytesLeft < 0;
  }

  secondsLeft(nowSeconds: number): number {
    return Math.max(0, this.startSeconds + WINDOW_SECONDS - nowSeconds);
  }

  /** If the window is over: its bandwidth in bytes a second, and a new one begins; otherwise null. */
  measure(nowSeconds: number): number | null {
    if (nowSeconds < this.startSeconds + WINDOW_SECONDS - ROUNDING_SECONDS) return null;
    const bandwidth = (this.bytesSent - this.sentBefore) / (nowSeconds - this.startSeconds);
    this.startSeconds = nowSeconds;
    this.sentBefore = this.bytesSent;
    return bandwidth;
  }
}

/** Where the sender is in memory: it goes round and round. */
export class Cursor {
  /** The page to go on from. */
  page = 0;
  /** How often it has come to the end of memory and begun again. */
  laps = 0;

  /** The next page of a set, past the end of memory the first one; undefined: the set is empty. */
  nextOf(pages: PageSet): number | undefined {
    const ahead = pages.next(this.page);
    if (ahead !== undefined) return ahead;
    const first = pages.next(0);
    if (first !== undefined) this.laps++;
    return first;
  }
}

/** Options with the coder that is on after the first round of the cursor. */
export function coded(options: SendOptions, coder: PageCoder | null, { laps }: Cursor): SendOptions {
  return coder !== null && laps > 0 ? { ...options, coder } : options;
}

/** What a slice has done. */
export interface Slice {
  readonly pages: number;
  /** Of them, those told as zero. */
  readonly zeroPages: number;
  /** Headers included. */
  readonly bytes: number;
}

/** Sends pages of `left` from the cursor on, takes them off it, and keeps count: a slice that grows. */
export class SliceSender implements Slice {
  pages = 0;
  zeroPages = 0;
  bytes = 0;

  /** `beforeSending` is told each page that a run of pages starts with, and returns where the run has to end. */
  constructor(
    private readonly vm: Migration,
    private readonly left: PageSet,
    private readonly cursor: Cursor,
    private readonly window: RateWindow,
    private readonly beforeSending: (page: number) => number,
    /** Sends less than whole pages once the cursor has been round memory. */
    private readonly coder: PageCoder | null = null,
  ) {}

  /** Sends a run of pages within these limits; false: nothing is left. */
  *send(limits: Pick<SendOptions, 'batch' | 'untilSeconds' | 'mostBytes'>): Generator<Tick, boolean> {
    const page = this.cursor.nextOf(this.left);
    if (page === undefined) return false;
    const to = this.beforeSending(page);
    const options: SendOptions = { order: 'linear', skipDirty: false, from: page, to, ...limits };
    const report = yield* this.vm.send(this.left, coded(options, this.coder, this.cursor));
    this.left.subtract(report.sent);
    this.cursor.page = report.position;
    this.pages += report.pagesSent;
    this.zeroPages += report.zeroPages;
    this.count(report.bytesSent);
    return true;
  }

  /** Sends bytes that carry no page. */
  *sendMarks(bytes: number): Generator<Tick, void> {
    yield* this.vm.sendMarks(bytes);
    this.count(bytes);
  }

  private count(bytes: number): void {
    this.bytes += bytes;
    this.window.bytesSent += bytes;
  }
}

/**
 * ram_save_iterate: sends pages ascending from the cursor and round past the last page, until 50 ms are over, the window's budget is exceeded, or nothing is left.
 * `batch`: pages whose content is taken at one instant.
 */
export function* sendSlice(
  vm: Migration,
  sender: SliceSender,
  window: RateWindow,
  batch: number,
): Generator<Tick, Slice> {
  const until = vm.now + SLICE_SECONDS;
  while (vm.now < until && !window.isSpent) {
    if (!(yield* sender.send({ batch, untilSeconds: until, mostBytes: window.bytesLeft }))) break;
  }
  return sender;
}

/** Pages whose content is taken at one instant by a sender that looks at the clock every 64 pages. */
export function batchFor({ pagesPerSecond }: Pick<Migration, 'pagesPerSecond'>): number {
  const looks = Math.floor((pagesPerSecond * BATCH_SECONDS) / PAGES_PER_LOOK);
  return PAGES_PER_LOOK * Math.min(MOST_LOOKS, Math.max(1, looks));
}
