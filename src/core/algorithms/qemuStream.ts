// How QEMU sends: its wire format, its budget of bytes per 100 ms, and one call of ram_save_iterate, which takes pages in circular order.
// Shared by what migrates with QEMU's code: docs/algorithms.md, 'QEMU'.
import type { PageSet } from '../pageSet';
import type { Migration, Tick } from '../engine/migration';
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
const SLICE_SECONDS = 0.05;
/** A wait until the window's end may fall short of it by rounding. */
const ROUNDING_SECONDS = 1e-9;
/** The clock is looked at after so many pages. */
const PAGES_PER_LOOK = 64;
/** Pages whose content is taken at one instant: as many looks at the clock as the link needs 10 ms for. */
const BATCH_SECONDS = 0.01;
const MOST_LOOKS = 16;

/** Bytes a second that a window under this limit (in bits a second; null: none) carries at most. */
export function mostBandwidth(maxBandwidth: number | null, pageBytes: number): number {
  if (maxBandwidth === null) return Infinity;
  return maxBandwidth / 8 + (pageBytes + qemuWire.headerBytesPerPage) / WINDOW_SECONDS;
}

/** The current window of the rate limit. */
export class RateWindow {
  /** Of all windows together. */
  bytesSent = 0;
  private sentBefore = 0;
  private readonly budget: number;

  constructor(
    bytesPerSecond: number | null,
    private startSeconds: number,
  ) {
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

/** What a slice has done. */
export interface Slice {
  readonly pages: number;
  /** Headers included. */
  readonly bytes: number;
  /** The page to go on from. */
  readonly cursor: number;
}

/**
 * ram_save_iterate: sends pages of `left` and takes them off it, ascending from the cursor and round past the last page, until 50 ms are over, the window's budget
 * is exceeded, or nothing is left. `beforeSending` is told each page that a run of pages starts with, and returns where the run has to end.
 */
export function* sendSlice(
  vm: Migration,
  left: PageSet,
  from: number,
  window: RateWindow,
  beforeSending: (page: number) => number,
): Generator<Tick, Slice> {
  const until = vm.now + SLICE_SECONDS;
  const looks = Math.floor((vm.pagesPerSecond * BATCH_SECONDS) / PAGES_PER_LOOK);
  const batch = PAGES_PER_LOOK * Math.min(MOST_LOOKS, Math.max(1, looks));
  let cursor = from;
  let pages = 0;
  let bytes = 0;
  while (vm.now < until && !window.isSpent) {
    const page = left.next(cursor) ?? left.next(0);
    if (page === undefined) break;
    const report = yield* vm.send(left, {
      order: 'linear',
      batch,
      skipDirty: false,
      from: page,
      to: beforeSending(page),
      untilSeconds: until,
      mostBytes: window.bytesLeft,
    });
    left.subtract(report.sent);
    pages += report.pagesSent;
    bytes += report.bytesSent;
    window.bytesSent += report.bytesSent;
    cursor = report.position;
  }
  return { pages, bytes, cursor };
}
