// How fast the guest runs while its writes are logged: each first write to a page after a CLEAN costs it a fault. The speed is set per
// slice of time from the faults of the slice before (docs/model.md, 'Time').
import type { Host } from '../../../src/core/scenario/scenario';

/** Longest slice, in seconds. */
const longestSlice = 0.01;

export class Slowdown {
  /** Share of its full speed at which the guest runs in the slice under way. */
  speed = 1;
  /** Share of its speed that is taken from the guest on purpose. */
  private throttled = 0;

  constructor(
    private readonly host: Pick<Host, 'dirtyFaultSeconds'>,
    private readonly vcpus: number,
    private readonly catchUpSeconds: number,
  ) {}

  get throttle(): number {
    return this.throttled;
  }

  /** Takes that share of its speed from the guest, in place of what was taken before. */
  setThrottle(share: number): void {
    const before = this.left();
    this.throttled = share;
    this.speed *= this.left() / before;
  }

  /** What of its speed the throttle leaves: of each turn of 10 ms awake and a sleep, it makes up for `catchUpSeconds` of the sleep. */
  private left(): number {
    const awake = 0.01;
    const turn = awake / (1 - this.throttled);
    const madeUp = Math.min(turn - awake, this.catchUpSeconds);
    return (awake + madeUp) / turn;
  }

  /** Cuts a stretch of time into equal slices; gives the end of each. */
  slices(fromSeconds: number, toSeconds: number): number[] {
    if (this.host.dirtyFaultSeconds === 0) return [toSeconds];
    const length = toSeconds - fromSeconds;
    const count = Math.ceil(length / longestSlice);
    return Array.from({ length: count }, (_, i) =>
      i + 1 === count ? toSeconds : fromSeconds + (length * (i + 1)) / count,
    );
  }

  /** A slice is over: what it saw sets the speed of the next one. */
  sliceEnds(seconds: number, faults: number): void {
    if (this.host.dirtyFaultSeconds === 0) return;
    const faultsPerSecond = faults / (seconds * this.speed);
    this.speed = this.left() / (1 + (faultsPerSecond * this.host.dirtyFaultSeconds) / this.vcpus);
  }
}
