// What an expectation may ask of a run: THE table of metrics. The grammar, completion, hovers and docs/scenario-reference.md come from it.
import type { RunTotals } from '../engine/events';

/** What a figure is counted in; only like figures are added and compared. */
export type Dimension = 'seconds' | 'bytes' | 'count';

export interface Metric {
  /** One sentence in Markdown. */
  readonly documentation: string;
  readonly dimension: Dimension;
  /** In seconds, bytes, or a count; null: the run has none. */
  readonly of: (run: RunTotals) => number | null;
}

const ifCompleted = (run: RunTotals, value: number): number | null => (run.outcome === 'completed' ? value : null);

export const metrics = {
  downtime: {
    documentation: 'How long the guest stood still.',
    dimension: 'seconds',
    of: (run) => run.downtimeSeconds,
  },
  total: {
    documentation: 'From the start of the migration to the resumed guest; none of a run that did not converge.',
    dimension: 'seconds',
    of: (run) => ifCompleted(run, run.totalSeconds),
  },
  setup: {
    documentation: 'What setting the migration up took.',
    dimension: 'seconds',
    of: (run) => run.setupSeconds,
  },
  bytes: { documentation: 'Bytes sent.', dimension: 'bytes', of: (run) => run.bytesSent },
  pages: { documentation: 'Pages sent, each time counted.', dimension: 'count', of: (run) => run.pagesSent },
  resent: {
    documentation: 'Pages sent less distinct pages sent.',
    dimension: 'count',
    of: (run) => run.pagesResent,
  },
  rounds: {
    documentation: 'Rounds while the guest ran.',
    dimension: 'count',
    of: (run) => run.liveRounds,
  },
  stall: {
    documentation: 'Time that post-copy kept the guest waiting for pages.',
    dimension: 'seconds',
    of: (run) => run.faults.stallSeconds,
  },
  faults: {
    documentation: 'Pages that post-copy fetched on demand.',
    dimension: 'count',
    of: (run) => run.faults.remote,
  },
  degraded: {
    documentation: 'The time that a running guest lost to faults of the dirty log and to throttling.',
    dimension: 'seconds',
    of: (run) => run.degradedSeconds,
  },
  floor: {
    documentation: 'The clairvoyant floor: less downtime is not to be had on average, even with foresight.',
    dimension: 'seconds',
    of: (run) => run.floor.downtimeSeconds,
  },
  rateOnly: {
    documentation:
      'The rate-only line: less downtime is not to be had on average without foresight; none where it is not defined.',
    dimension: 'seconds',
    of: (run) => run.floor.rateOnlyDowntimeSeconds,
  },
  completed: {
    documentation: 'The share of repetitions whose guest arrived: 1 or 100% is all of them.',
    dimension: 'count',
    of: (run) => (run.outcome === 'completed' ? 1 : 0),
  },
} as const satisfies Readonly<Record<string, Metric>>;

export type MetricId = keyof typeof metrics;

export function isMetric(word: string): word is MetricId {
  return Object.hasOwn(metrics, word);
}

/** What is taken of a metric over the repetitions; without any of these, the mean. */
export const aggregates = {
  max: {
    documentation: 'The largest of the repetitions.',
    of: (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), -Infinity),
  },
  min: {
    documentation: 'The smallest of the repetitions.',
    of: (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b), Infinity),
  },
  p95: {
    documentation: 'The smallest value that 95 % of the repetitions do not exceed (nearest rank).',
    of: (values: readonly number[]): number =>
      [...values].sort((a, b) => a - b)[Math.ceil(0.95 * values.length) - 1] ?? NaN,
  },
} as const;

export type AggregateId = keyof typeof aggregates;

export function isAggregate(word: string): word is AggregateId {
  return Object.hasOwn(aggregates, word);
}
