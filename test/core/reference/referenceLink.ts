// The link of the slow engine: how long bytes take when other traffic takes its share by a schedule, walked from entry to entry.
import type { Link } from '../../../src/core/scenario/scenario';

export class ReferenceLink {
  /** What the link carries when nothing else is on it, bytes a second. */
  readonly goodputBytesPerSecond: number;

  constructor(private readonly link: Link) {
    this.goodputBytesPerSecond = (link.bandwidthBitsPerSecond * link.efficiency) / 8;
  }

  /** When bytes that start at `fromSeconds` have all arrived, if they are sent at no more than `limit` bytes a second. */
  arrivalSeconds(fromSeconds: number, bytes: number, limit = Infinity): number {
    let left = bytes;
    for (let from = fromSeconds; ;) {
      const rate = Math.min(this.goodputBytesPerSecond * this.shareAt(from), limit);
      const to = this.nextChange(from);
      const carried = rate === 0 ? 0 : rate * (to - from);
      if (left <= carried) return left === 0 ? from : from + left / rate;
      if (to === Infinity) throw new Error(`The link carries nothing any more after ${from} s.`);
      left -= carried;
      from = to;
    }
  }

  /** Bytes that the link carries between two times. */
  carriedBytes(fromSeconds: number, toSeconds: number): number {
    let bytes = 0;
    for (let from = fromSeconds; from < toSeconds;) {
      const to = Math.min(toSeconds, this.nextChange(from));
      bytes += this.goodputBytesPerSecond * this.shareAt(from) * (to - from);
      from = to;
    }
    return bytes;
  }

  /** Bytes a second that it carries at this time. */
  rateAt(seconds: number): number {
    return this.goodputBytesPerSecond * this.shareAt(seconds);
  }

  /** Share of the link that other traffic leaves at this time. */
  private shareAt(seconds: number): number {
    return this.link.schedule.findLast(({ atSeconds }) => atSeconds <= seconds)?.available ?? 1;
  }

  private nextChange(seconds: number): number {
    return this.link.schedule.find(({ atSeconds }) => atSeconds > seconds)?.atSeconds ?? Infinity;
  }
}
