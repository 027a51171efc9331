// When a region is active: `during` and `bursts` as the engine's activity.
import type { CheckedBursts, CheckedRegion } from './checked';
import type { Activity } from './scenario';
import type { Interval } from './values';

/** The region's bursts, by whichever key it has them; null if it has none. */
export function burstsOf({ during, bursts }: CheckedRegion): CheckedBursts | null {
  if (bursts.given) return bursts.value ?? null;
  const written = during.value?.shape === 'map' ? during.value.value.bursts : null;
  return written?.given ? (written.value ?? null) : null;
}

/** Intervals in order of time; those that touch are one. They do not overlap: rules/overlapping-intervals.ts. */
export function mergeIntervals(intervals: readonly Interval[]): Interval[] {
  const sorted = [...intervals].sort((a, b) => a.fromSeconds - b.fromSeconds);
  return sorted.reduce<Interval[]>((merged, interval) => {
    const last = merged.at(-1);
    if (last?.toSeconds !== interval.fromSeconds) return [...merged, interval];
    return [...merged.slice(0, -1), { fromSeconds: last.fromSeconds, toSeconds: interval.toSeconds }];
  }, []);
}

/** The activity of a region without a problem. */
export function activityOf(region: CheckedRegion): Activity {
  const bursts = burstsOf(region);
  if (bursts) {
    const { every, on, rest } = bursts;
    return {
      kind: 'bursts',
      everySeconds: every.value ?? 0,
      onSeconds: on.value ?? 0,
      restShare: rest.value ?? 0,
    };
  }
  const during = region.during.value;
  if (during?.shape !== 'list') return { kind: 'always' };
  return { kind: 'intervals', intervals: mergeIntervals(during.value.flatMap(({ value }) => value ?? [])) };
}
