// The guest's own time. A region's clock runs while the region is active and the guest runs: at full speed, slowed, or not at all. Regions
// with the same activity share one clock; writers read their times on it, so none of them has to know of pauses.
import type { Activity, Region } from '../scenario/scenario';

/** What all clocks of a guest show at one instant, by their index. Never changed once handed out. */
export type Moment = readonly number[];

/** The activities that occur in a workload, each once: one clock for each, in this order. */
export function activitiesOf(workload: readonly Pick<Region, 'activity'>[]): Activity[] {
  const seen = new Map<string, Activity>();
  for (const { activity } of workload) seen.set(JSON.stringify(activity), activity);
  return [...seen.values()];
}

/** The index of a region's clock among those of its workload. */
export function clockOf(region: Pick<Region, 'activity'>, activities: readonly Activity[]): number {
  const own = JSON.stringify(region.activity);
  return activities.findIndex((activity) => JSON.stringify(activity) === own);
}

/** Seconds of full activity from the start of the migration until `seconds`, of a guest that runs at full speed. */
export function activeSeconds(activity: Activity, seconds: number): number {
  switch (activity.kind) {
    case 'always':
      return seconds;
    case 'intervals':
      return activity.intervals.reduce(
        (sum, { fromSeconds, toSeconds }) =>
          sum + Math.max(0, Math.min(seconds, toSeconds ?? Infinity) - Math.max(0, fromSeconds)),
        0,
      );
    case 'bursts': {
      const { everySeconds, onSeconds, restShare } = activity;
      const cycles = Math.floor(seconds / everySeconds);
      const within = seconds - cycles * everySeconds;
      const perCycle = onSeconds + restShare * (everySeconds - onSeconds);
      return cycles * perCycle + Math.min(within, onSeconds) + restShare * Math.max(0, within - onSeconds);
    }
  }
}

/** The clocks of one guest, all at zero at the start of the migration. */
export class GuestClocks {
  /** What the clocks show. */
  now: Moment;
  /** Seconds of activity that each clock has missed by slowness and pauses. */
  private readonly missed: number[];

  constructor(private readonly activities: readonly Activity[]) {
    this.now = activities.map(() => 0);
    this.missed = activities.map(() => 0);
  }

  /** What the clocks will show at a later time, the guest running at this speed until then. */
  ahead(nowSeconds: number, seconds: number, speed: number): Moment {
    return this.activities.map(
      (activity, i) =>
        (this.now[i] ?? 0) + speed * (activeSeconds(activity, seconds) - activeSeconds(activity, nowSeconds)),
    );
  }

  /** Simulated time passes, the guest running at `speed` (0: paused, 1: full). */
  advance(fromSeconds: number, toSeconds: number, speed: number): void {
    this.now = this.activities.map((activity, i) => {
      const until = activeSeconds(activity, toSeconds);
      const missed = (this.missed[i] ?? 0) + (1 - speed) * (until - activeSeconds(activity, fromSeconds));
      this.missed[i] = missed;
      // Rounding must not set back a clock that stands still.
      return Math.max(this.now[i] ?? 0, until - missed);
    });
  }
}

/** A stretch of time in which a region's activity doesn't change. */
export interface Steady {
  /** Share of its full speed, 0 … 1. */
  readonly share: number;
  /** When it may change next; Infinity: never. */
  readonly untilSeconds: number;
}

/** How active the region is from a time on. */
export function steadyFrom(activity: Activity, seconds: number): Steady {
  if (activity.kind === 'always') return { share: 1, untilSeconds: Infinity };
  const untilSeconds = nextChange(activity, seconds);
  // Taken from what its clock will show, so that both say the same.
  const until = untilSeconds === Infinity ? seconds + 1 : untilSeconds;
  const active = activeSeconds(activity, until) - activeSeconds(activity, seconds);
  return { share: Math.max(0, Math.min(1, active / (until - seconds))), untilSeconds };
}

/** The first time after `seconds` at which the activity may change. */
function nextChange(activity: Exclude<Activity, { kind: 'always' }>, seconds: number): number {
  if (activity.kind === 'intervals') {
    let next = Infinity;
    for (const { fromSeconds, toSeconds } of activity.intervals) {
      if (fromSeconds > seconds) next = Math.min(next, fromSeconds);
      if (toSeconds !== null && toSeconds > seconds) next = Math.min(next, toSeconds);
    }
    return next;
  }
  const { everySeconds, onSeconds } = activity;
  const cycle = Math.floor(seconds / everySeconds);
  // A burst's end or the next one's start; rounding may have put the time at either side of a change.
  for (let k = cycle; ; k++) {
    for (const change of [k * everySeconds, k * everySeconds + onSeconds]) if (change > seconds) return change;
  }
}
