// The result of a sweep in the form asked for: a table of points for people, JSON, or CSV with one row a run.
import type { RunResult } from '../core/engine/events';
import { sweepDocument, type PointResult, type SweepHead } from '../core/sweep/result';
import type { SweepFormat } from './arguments';
import { sweepCsv } from '../core/report/csv';
import { sweepText } from '../core/report/sweepText';
import { writeJson } from './json';
import type { Output } from './output';
import { tellUnmet } from './unmet';

/** Prints a sweep; the exit status. */
export function printSweep(
  head: SweepHead,
  runsOf: (unit: number) => readonly RunResult[],
  format: SweepFormat,
  output: Output,
): number {
  const failed = new Set<number>();
  const { points: all, ...rest } = sweepDocument(head, runsOf);
  let [expected, unmet] = [0, 0];
  const points = watched(all, ({ point, runs, expectations }) => {
    expected += expectations.length;
    unmet += expectations.filter(({ passed }) => !passed).length;
    const isWrong = runs.some(({ outcome }) => outcome === 'failed') || expectations.some(({ passed }) => !passed);
    if (isWrong) failed.add(point);
  });
  if (format === 'json') writeJson({ ...rest, points }, output);
  else if (format === 'csv') for (const line of sweepCsv(head, points)) output.result(line);
  else output.result(sweepText(head, points, output.style));
  if (format !== 'text') tellUnmet(expected, unmet, output);
  return failed.size > 0 ? 1 : 0;
}

/** The same points, each looked at as it is drawn. */
function watched(points: Iterable<PointResult>, look: (point: PointResult) => void): Iterable<PointResult> {
  return {
    *[Symbol.iterator](): Generator<PointResult, void> {
      for (const point of points) {
        look(point);
        yield point;
      }
    },
  };
}
