// The link: what of its line rate carries the stream at a given time, how much it carries between two times, and how long bytes take.
import type { WireFormat } from './algorithms/definition';
import type { Host, Link } from './scenario/scenario';

/** Pages in a full batch (docs/model.md, 'On the wire'). */
export const FULL_BATCH = 1024;

/** Goodput in bytes per second with nobody else on the link: line rate x efficiency / 8. */
export function goodput(link: Link): number {
  return (link.bandwidthBitsPerSecond * link.efficiency) / 8;
}

/** Bytes on the wire of one full page, its share of a full batch's header included. */
export function bytesPerFullPage(pageBytes: number, wire: WireFormat): number {
  return pageBytes + wire.headerBytesPerPage + wire.bytesPerBatch / (wire.pagesPerBatch ?? FULL_BATCH);
}

/** Bytes on the wire of a batch. */
export function batchBytes(pages: number, pageBytes: number, wire: WireFormat): number {
  return pages * (pageBytes + wire.headerBytesPerPage) + wire.bytesPerBatch;
}

/** Bytes on the wire of a batch of zero pages. */
export function zeroBatchBytes(
  pages: number,
  bytesPerZeroPage: number,
  { bytesPerBatch, zeroPagesApart }: WireFormat,
): number {
  return pages * bytesPerZeroPage + (zeroPagesApart === true ? 0 : bytesPerBatch);
}

/** R: full pages per second that link and sender manage when no other traffic shares the link. */
export function pageRate(link: Link, { pageCostSeconds }: Host, pageBytes: number, wire: WireFormat): number {
  const byLink = goodput(link) / bytesPerFullPage(pageBytes, wire);
  return pageCostSeconds > 0 ? Math.min(byLink, 1 / pageCostSeconds) : byLink;
}

/** When `bytes` that start at `fromSeconds` have left, on the link as its schedule leaves it and at no more than `limit` bytes per second. */
export function sentBy(link: Link, fromSeconds: number, bytes: number, limit = Infinity): number {
  const full = goodput(link);
  let left = bytes;
  let now = fromSeconds;
  // Nothing has left at once, even where others have all of the link.
  if (left === 0) return now;
  for (const { untilSeconds, available } of stretches(link, fromSeconds)) {
    const rate = Math.min(full * available, limit);
    if (left <= rate * (untilSeconds - now)) return now + left / rate;
    left -= rate * (untilSeconds - now);
    now = untilSeconds;
  }
  return now;
}

/** The integral of the link's pages per second from one time to the other; `pagesPerSecond` is R, `mostPagesPerSecond` what the sender manages. */
export function pagesCarried(
  link: Link,
  fromSeconds: number,
  toSeconds: number,
  pagesPerSecond: number,
  mostPagesPerSecond = Infinity,
): number {
  let pages = 0;
  let now = fromSeconds;
  for (const { untilSeconds, available } of stretches(link, fromSeconds)) {
    const end = Math.min(untilSeconds, toSeconds);
    pages += Math.max(0, end - now) * Math.min(pagesPerSecond * available, mostPagesPerSecond);
    if (end >= toSeconds) break;
    now = end;
  }
  return pages;
}

interface Stretch {
  readonly untilSeconds: number;
  /** Share of the link that other traffic leaves, the same until then. */
  readonly available: number;
}

/** The schedule from a time on; the last stretch has no end. */
function* stretches({ schedule }: Link, fromSeconds: number): Generator<Stretch> {
  let available = 1;
  for (const entry of schedule) {
    if (entry.atSeconds > fromSeconds) yield { untilSeconds: entry.atSeconds, available };
    available = entry.available;
  }
  yield { untilSeconds: Infinity, available };
}

/** The link from a time on, as long as other traffic leaves the same. */
export interface SteadyLink {
  readonly bytesPerSecond: number;
  readonly untilSeconds: number;
}

/** What the link carries from a time on, and how long that holds. */
export function steadyLink(link: Link, fromSeconds: number): SteadyLink {
  for (const { untilSeconds, available } of stretches(link, fromSeconds))
    return { bytesPerSecond: goodput(link) * available, untilSeconds };
  return { bytesPerSecond: goodput(link), untilSeconds: Infinity };
}
