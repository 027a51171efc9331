// How fast the guest runs while it is migrated. Reading the dirty log pauses it; the first write to a page after a CLEAN faults and takes time
// from one of its processors, so that a guest that dirties many pages runs slower (docs/model.md, 'What a hypervisor costs').
import type { GuestClocks, Moment } from '../guest/clocks';
import type { Scenario } from '../scenario/scenario';
import { isSlowed } from '../metrics/slowed';
import { ClockHistory } from './clockHistory';
import type { DirtyLog } from './dirtyLog';

/** The guest's speed is set anew at least this often, in seconds of simulated time. */
const SLICE_SECONDS = 0.01;

/** A throttled processor runs so long, then sleeps (QEMU, CPU_THROTTLE_TIMESLICE_NS). */
const AWAKE_SECONDS = 0.01;

/** The share of its speed that a guest really loses, if that share of its processors' time is taken and it makes up for so much of each sleep. */
export function speedLost(throttle: number, catchUpSeconds: number): number {
  const asleep = (AWAKE_SECONDS * throttle) / (1 - throttle);
  return throttle === 0 ? 0 : Math.max(0, asleep - catchUpSeconds) / (AWAKE_SECONDS + asleep);
}

/** Told of each stretch of time before it passes: until when, and what the clocks will show within it. */
export type Onlooker = (toSeconds: number, clocksAt: (seconds: number) => Moment) => void;

export class GuestPace {
  /** Integral of 1 - speed, in seconds: what the guest has lost to the migration. */
  degradedSeconds = 0;
  readonly history = new ClockHistory();
  /** Faults per second of the guest's own time in the slice before. */
  private faultsPerSecond = 0;
  /** Dirty pages at the end of the slice before, or once the log was cleared since. */
  private dirtyPages = 0;
  private readonly isSlowed: boolean;
  /** Share of its processors' time that is taken from the guest on purpose, and of its speed that it loses by it. */
  private throttled = 0;
  private lost = 0;

  constructor(
    private readonly scenario: Scenario,
    private readonly guestClocks: GuestClocks,
    private readonly log: DirtyLog,
    private readonly onlooker: Onlooker | null = null,
  ) {
    this.isSlowed = isSlowed(scenario);
    this.note(scenario.host.setupSeconds);
  }

  /** What the guest's clocks show. */
  get clocks(): Moment {
    return this.guestClocks.now;
  }

  /** Share of its processors' time that is taken from the guest on purpose, 0 … 1. */
  get throttle(): number {
    return this.throttled;
  }

  /** From now on the guest gets that much less of its processors. */
  setThrottle(share: number, nowSeconds: number): void {
    this.throttled = share;
    this.lost = speedLost(share, this.scenario.catchUpSeconds);
    this.note(nowSeconds);
  }

  /** Bits of the log have been cleared or set: the next write to a page whose bit is clear faults. */
  logChanged(): void {
    if (this.scenario.host.dirtyFaultSeconds > 0) this.dirtyPages = this.log.dirty.count();
  }

  /** Time passes, the guest running: at full speed, or slice by slice as fast as its faults let it. */
  run(fromSeconds: number, toSeconds: number): void {
    if (this.scenario.host.dirtyFaultSeconds === 0) {
      this.advance(fromSeconds, toSeconds, 1 - this.lost);
      return;
    }
    const slices = Math.ceil((toSeconds - fromSeconds) / SLICE_SECONDS);
    for (let i = 0; i < slices; i++) {
      const from = fromSeconds + ((toSeconds - fromSeconds) * i) / slices;
      const to = i + 1 === slices ? toSeconds : fromSeconds + ((toSeconds - fromSeconds) * (i + 1)) / slices;
      this.runSlice(from, to);
    }
  }

  /** Time passes, the guest paused. */
  pause(fromSeconds: number, toSeconds: number): void {
    this.advance(fromSeconds, toSeconds, 0);
  }

  /** The guest has stood still, as nobody's loss but the downtime's. */
  standStill(fromSeconds: number, toSeconds: number): void {
    this.guestClocks.advance(fromSeconds, toSeconds, 0);
  }

  /** Time passes at the destination, this share of the guest's processors running: there is no log, and whoever waits for pages is counted apart. */
  runAway(fromSeconds: number, toSeconds: number, share: number): void {
    this.onlooker?.(toSeconds, (seconds) => this.guestClocks.ahead(fromSeconds, seconds, share));
    this.guestClocks.advance(fromSeconds, toSeconds, share);
  }

  /** A guest second with f faults takes 1 + f x dirtyFault / vcpus seconds, and more of a guest that is throttled. */
  private runSlice(fromSeconds: number, toSeconds: number): void {
    const { host, vcpus } = this.scenario;
    const speed = (1 - this.lost) / (1 + (this.faultsPerSecond * host.dirtyFaultSeconds) / vcpus);
    this.advance(fromSeconds, toSeconds, speed);
    this.log.resolve(this.clocks);
    const dirtyPages = this.log.dirty.count();
    this.faultsPerSecond = (dirtyPages - this.dirtyPages) / ((toSeconds - fromSeconds) * speed);
    this.dirtyPages = dirtyPages;
  }

  private advance(fromSeconds: number, toSeconds: number, speed: number): void {
    this.onlooker?.(toSeconds, (seconds) => this.guestClocks.ahead(fromSeconds, seconds, speed));
    this.guestClocks.advance(fromSeconds, toSeconds, speed);
    this.degradedSeconds += (1 - speed) * (toSeconds - fromSeconds);
    this.note(toSeconds);
  }

  private note(seconds: number): void {
    if (this.isSlowed || this.throttled > 0) this.history.note(seconds, this.clocks);
  }
}
