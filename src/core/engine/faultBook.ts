// What the guest felt of post-copy: faults, and how long each virtual processor waited, in all and over time. A slice's length doubles when there are too many, so that
// a phase of any length has about as many.
import type { FaultRecord, FaultSlice } from './events';

/** From this many slices on, two are made one. */
const MOST_SLICES = 64;
const FIRST_SLICE_SECONDS = 1 / 1024;

interface OpenSlice {
  remote: number;
  stallSeconds: number;
  pagesSent: number;
}

export class FaultBook {
  remote = 0;
  stallSeconds = 0;
  /** All processors waited at once. */
  private allStalledSeconds = 0;
  private readonly vcpuStallSeconds: number[];
  private slices: OpenSlice[] = [];
  private sliceSeconds = FIRST_SLICE_SECONDS;

  constructor(
    vcpus: number,
    private readonly startSeconds: number,
  ) {
    this.vcpuStallSeconds = new Array<number>(vcpus).fill(0);
  }

  /** A page was asked for. */
  asked(seconds: number): void {
    this.remote++;
    this.sliceAt(seconds).remote++;
  }

  /** Pages came evenly from … to. */
  came(fromSeconds: number, toSeconds: number, pages: number): void {
    // Counts stay whole: as many as have come by a slice's end, rounded, less those before.
    let counted = 0;
    this.eachPart(fromSeconds, toSeconds, (slice, share) => {
      const by = Math.round(pages * share);
      slice.pagesSent += by - counted;
      counted = by;
    });
  }

  /** A processor waited. */
  waited(vcpu: number, fromSeconds: number, toSeconds: number): void {
    const seconds = toSeconds - fromSeconds;
    this.stallSeconds += seconds;
    this.vcpuStallSeconds[vcpu] = (this.vcpuStallSeconds[vcpu] ?? 0) + seconds;
    let before = 0;
    this.eachPart(fromSeconds, toSeconds, (slice, share) => {
      slice.stallSeconds += seconds * (share - before);
      before = share;
    });
  }

  /** All of them waited. */
  allWaited(seconds: number): void {
    this.allStalledSeconds += seconds;
  }

  /** The record at the phase's end. */
  record(endSeconds: number): FaultRecord {
    const length = endSeconds - this.startSeconds;
    const slices = this.slices.map(({ remote, stallSeconds, pagesSent }, i): FaultSlice => {
      const startSeconds = i * this.sliceSeconds;
      return {
        seconds: Math.max(0, Math.min(this.sliceSeconds, length - startSeconds)),
        remote,
        stallSeconds,
        pagesSent,
      };
    });
    const { remote, stallSeconds, allStalledSeconds } = this;
    return { remote, stallSeconds, vcpuStallSeconds: [...this.vcpuStallSeconds], allStalledSeconds, slices };
  }

  /** Visits the slices that an interval meets; `share`: how much of it lies before the slice's end. */
  private eachPart(from: number, to: number, visit: (slice: OpenSlice, share: number) => void): void {
    if (to <= from) {
      visit(this.sliceAt(from), 1);
      return;
    }
    this.sliceAt(to);
    const last = this.indexOf(to);
    for (let i = this.indexOf(from); i <= last; i++) {
      const end = this.startSeconds + (i + 1) * this.sliceSeconds;
      const slice = this.slices[i];
      if (slice) visit(slice, i === last ? 1 : Math.max(0, Math.min(1, (end - from) / (to - from))));
    }
  }

  private indexOf(seconds: number): number {
    return Math.max(0, Math.floor((seconds - this.startSeconds) / this.sliceSeconds));
  }

  private sliceAt(seconds: number): OpenSlice {
    while (this.indexOf(seconds) >= MOST_SLICES) this.joinPairs();
    const index = this.indexOf(seconds);
    while (this.slices.length <= index) this.slices.push({ remote: 0, stallSeconds: 0, pagesSent: 0 });
    return this.slices[index] ?? { remote: 0, stallSeconds: 0, pagesSent: 0 };
  }

  private joinPairs(): void {
    this.sliceSeconds *= 2;
    const before = this.slices;
    this.slices = before.flatMap((slice, i) => {
      if (i % 2 === 1) return [];
      const next = before[i + 1] ?? { remote: 0, stallSeconds: 0, pagesSent: 0 };
      return [
        {
          remote: slice.remote + next.remote,
          stallSeconds: slice.stallSeconds + next.stallSeconds,
          pagesSent: slice.pagesSent + next.pagesSent,
        },
      ];
    });
  }
}
