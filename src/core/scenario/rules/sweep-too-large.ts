// A sweep has a number of runs that somebody can wait for. One that has more keeps nobody from running the scenario without it.
import { formatCount, formatCounted } from '../../metrics/format';
import { pointCount } from '../../sweep/points';
import { problem } from '../report';
import type { SweepRule } from './rule';

/** Most runs of a sweep: points x algorithms x repetitions. */
export const mostRuns = 10_000;

export const sweepTooLarge: SweepRule = ({ axes, keyRange, file }) => {
  const { algorithms, repetitions } = file.scenario;
  const points = pointCount(axes);
  const runs = points * algorithms.length * repetitions;
  if (runs <= mostRuns) return [];
  const factors = [
    formatCounted(points, 'point'),
    formatCounted(algorithms.length, 'algorithm'),
    formatCounted(repetitions, 'repetition'),
  ];
  const message = `This sweep makes ${formatCount(runs)} runs (${factors.join(' x ')}), more than ${formatCount(mostRuns)}, and is not run, the scenario itself is: take fewer values or repetitions.`;
  return [problem('sweep-too-large', keyRange, message, { severity: 'warning' })];
};
