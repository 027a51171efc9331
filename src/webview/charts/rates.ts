// Throughput against dirty rate over simulated time: pages sent a second and pages dirtied a second, constant over each round, and the rate
// that the link carries. Where the dirty rate stays above the link's, rounds do not shrink. Data -> spec, pure.
import { formatNumber, formatPageRate, formatSeconds } from '../../core/metrics/format';
import type { RoundRecord } from '../../core/engine/events';
import { type Column, columnName, columnsOf } from './columns';
import type { LaneScales } from './laneScales';
import { capital } from './rounds';
import type { LegendEntry, StepsSpec } from './spec';

export interface RatesInput {
  readonly label: string;
  readonly series: number;
  readonly rounds: readonly RoundRecord[];
  /** R, in pages a second; null before the run has started. */
  readonly pagesPerSecond: number | null;
}

interface Span {
  readonly column: Column;
  readonly sent: number;
  readonly dirtied: number;
}

/** The chart of a lane's rates. */
export function ratesChart({ label, series, rounds, pagesPerSecond }: RatesInput, scales: LaneScales): StepsSpec {
  const spans = columnsOf(rounds, scales.rounds).flatMap(spanOf);
  const legend: LegendEntry[] = [
    { name: 'sent', paint: { role: 'sent', series } },
    { name: 'dirtied', paint: { role: 'dirtied' } },
  ];
  return {
    kind: 'steps',
    title: 'Throughput and dirty rate',
    note: 'pages/s',
    summary: summaryOf(label, spans, pagesPerSecond),
    legend,
    readings: spans.map(reading),
    table: {
      caption: `Throughput and dirty rate of ${label}`,
      columns: ['Round', 'From', 'Length', 'Sent, pages/s', 'Dirtied, pages/s'],
      rows: spans.map(({ column, sent, dirtied }) => [
        capital(columnName(column)),
        formatSeconds(column.startSeconds),
        formatSeconds(column.seconds),
        formatNumber(sent),
        formatNumber(dirtied),
      ]),
    },
    end: scales.seconds,
    max: scales.rate,
    lines: [
      { paint: { role: 'sent', series }, points: steps(spans, (span) => span.sent) },
      { paint: { role: 'dirtied' }, points: steps(spans, (span) => span.dirtied) },
    ],
    reference: pagesPerSecond === null ? null : linkLine(pagesPerSecond, spans.at(-1), scales.seconds),
    positions: spans.map(({ column }) => column.startSeconds + column.seconds / 2),
  };
}

/** The text stands where the lane's own lines do not: after them if they end early, else over the long first round. */
function linkLine(pagesPerSecond: number, last: Span | undefined, end: number): NonNullable<StepsSpec['reference']> {
  const ended = last ? last.column.startSeconds + last.column.seconds : 0;
  const side = ended < 0.6 * end ? 'right' : 'left';
  return { paint: { role: 'link' }, value: pagesPerSecond, text: `link ${formatNumber(pagesPerSecond)}`, side };
}

/** Rounds without length have no rate. */
function spanOf(column: Column): readonly Span[] {
  if (column.seconds <= 0) return [];
  const rounds = column.toRound - column.fromRound + 1;
  const perSecond = rounds / column.seconds;
  return [
    {
      column,
      sent: (column.sentFirst + column.sentAgain) * perSecond,
      dirtied: column.pagesDirtiedRunning * perSecond,
    },
  ];
}

/** Both ends of each span: the value holds between them. */
function steps(spans: readonly Span[], value: (span: Span) => number): readonly { x: number; y: number }[] {
  return spans.flatMap((span) => [
    { x: span.column.startSeconds, y: value(span) },
    { x: span.column.startSeconds + span.column.seconds, y: value(span) },
  ]);
}

function reading({ column, sent, dirtied }: Span): StepsSpec['readings'][number] {
  const heading = `${columnName(column)} · ${formatSeconds(column.startSeconds + column.seconds)}`;
  const sentence = `${capital(columnName(column))}, from ${formatSeconds(column.startSeconds)} for ${formatSeconds(column.seconds)}: sent ${formatPageRate(sent)}, dirtied ${formatPageRate(dirtied)}.`;
  return { heading, values: [formatNumber(sent), formatNumber(dirtied)], sentence };
}

function summaryOf(label: string, spans: readonly Span[], pagesPerSecond: number | null): string {
  const live = spans.filter(({ column }) => column.phase !== 'stop-and-copy').at(-1);
  if (!live || pagesPerSecond === null) return `${label} has not ended a round yet.`;
  return `In ${columnName(live.column)} of ${label} the guest dirtied ${formatPageRate(live.dirtied)} and ${formatPageRate(live.sent)} were sent; the link carries ${formatPageRate(pagesPerSecond)}.`;
}
