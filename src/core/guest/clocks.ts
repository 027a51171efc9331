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
