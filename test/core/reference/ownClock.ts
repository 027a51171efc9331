// A region's own time, for the slow engine: it runs at the guest's speed times the share of its activity, and stands still when either
// is zero. Walked from change to change of the activity, not computed by a formula as in src/core/guest/clocks.ts.
import type { Activity } from '../../../src/core/scenario/scenario';

/** The first moment after `seconds` at which the activity may change; Infinity: it never does. */
function nextChange(activity: Activity, seconds: number): number {
  const later = (times: readonly number[]): number => Math.min(...times.filter((time) => time > seconds), Infinity);
  switch (activity.kind) {
    case 'always':
      return Infinity;
    case 'intervals':
      return later(activity.intervals.flatMap(({ fromSeconds, toSeconds }) => [fromSeconds, toSeconds ?? Infinity]));
    case 'bursts': {
      const { everySeconds, onSeconds } = activity;
      const burst = Math.floor(seconds / everySeconds);
      const begins = [burst, burst + 1, burst + 2].map((k) => k * everySeconds);
      return later(begins.flatMap((begin) => [begin, begin + onSeconds]));
    }
  }
}

/** Share of its full speed at which the region is active at this moment (which is none of change). */
function shareAt(activity: Activity, seconds: number): number {
  switch (activity.kind) {
    case 'always':
      return 1;
    case 'intervals':
      return activity.intervals.some((one) => one.fromSeconds <= seconds && seconds < (one.toSeconds ?? Infinity))
        ? 1
        : 0;
    case 'bursts': {
      const { everySeconds, onSeconds, restShare } = activity;
      return seconds - Math.floor(seconds / everySeconds) * everySeconds < onSeconds ? 1 : restShare;
    }
  }
}

/** A stretch of time in which the region's clock runs evenly. */
export interface Stretch {
  /** What the region's clock shows at its end. */
  readonly ownEnd: number;
  /** The moment of the migration at which the region's clock shows this. */
  readonly secondsAt: (own: number) => number;
}

export class OwnClock {
  /** Seconds of the migration that the clock has missed. */
  private missed: number;

  constructor(
    private readonly activity: Activity,
    missedBefore = 0,
  ) {
    this.missed = missedBefore;
  }

  /** What it shows at a time up to which all that passed has been told. */
  shownAt(seconds: number): number {
    return seconds - this.missed;
  }

  /** Another clock that shows the same. */
  clone(): OwnClock {
    return new OwnClock(this.activity, this.missed);
  }

  /** Time passes, the guest running at this speed: gives, one after the other, the stretches in which the clock moves. */
  *pass(fromSeconds: number, toSeconds: number, speed: number): Generator<Stretch, void> {
    for (let from = fromSeconds; from < toSeconds;) {
      const to = Math.min(toSeconds, nextChange(this.activity, from));
      const pace = speed * shareAt(this.activity, (from + to) / 2);
      const [begin, ownBegin] = [from, from - this.missed];
      this.missed += (1 - pace) * (to - from);
      if (pace > 0)
        yield { ownEnd: to - this.missed, secondsAt: (own) => Math.min(to, begin + (own - ownBegin) / pace) };
      from = to;
    }
  }
}
