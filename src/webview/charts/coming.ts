// What of a chart is still to come at a time: the rounds that have not ended, and the time after. Pure.
import type { ChartSpec } from './spec';

/**
 * Where on its horizontal axis a chart goes on after so many simulated seconds: at the left edge of the first column that has not ended, or at that time. Null if
 * all of it is past, or it shows no time.
 */
export function comingFrom(spec: ChartSpec, seconds: number): number | null {
  switch (spec.kind) {
    case 'columns': {
      const column = spec.untilSeconds.findIndex((until) => until > seconds);
      const place = spec.positions[column];
      return place === undefined ? null : place - 0.5;
    }
    case 'plane':
      return spec.isOverTime && seconds < spec.x.max ? seconds : null;
    case 'bars':
    case 'absent':
      return null;
  }
}
