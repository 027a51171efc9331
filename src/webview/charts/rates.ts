// Throughput against dirty rate over simulated time: pages sent a second and pages dirtied a second, constant over each round, and the rate
// that the link carries. Where the dirty rate stays above the link's, rounds do not shrink. Data -> spec, pure.
import { type Behind, postcopyOf } from '../../core/metrics/faultWords';
import { formatNumber, formatPageRate, formatSeconds } from '../../core/metrics/format';
import type { RoundRecord } from '../../core/engine/events';
import { type Column, columnName, columnsOf } from './columns';
import type { LaneScales } from './laneScales';
import { capital } from './rounds';
import type { Guide, LegendEntry, PlaneSpec } from './spec';

export interface RatesInput {
  readonly label: string;
  readonly series: number;
  readonly rounds: readonly RoundRecord[];
  /** R, in pages a second; null before the run has started. */
  readonly pagesPerSecond: number | null;
}

interface Span {
  /** Of post-copy: a slice of it. */
  readonly column: Column;
  readonly sent: number;
  readonly dirtied: number;
  /** Pages fetched on demand; null: the guest still is at the source. */
  readonly asked: number | null;
}

/** The chart of a lane's rates. */
export function ratesChart({ label, series, rounds, pagesPerSecond }: RatesInput, scales: LaneScales): PlaneSpec {
  const behind = postcopyOf(rounds);
  const spans = columnsOf(rounds, scales.rounds).flatMap((column) => spanOf(column, behind));
  const legend: LegendEntry[] = [
    { name: 'sent', paint: { role: 'sent', series } },
    { name: 'dirtied', paint: { role: 'dirtied' } },
    ...(behind === null ? [] : [{ name: 'on demand', paint: { role: 'threshold' } } as const]),
  ];
  return {
    kind: 'plane',
    isOverTime: true,
    title: 'Throughput and dirty rate',
    finding: findingOf(spans, pagesPerSecond),
    note: 'pages/s',
    summary: summaryOf(label, spans, pagesPerSecond),
    legend,
    readings: spans.map((span) => reading(span, behind !== null)),
    table: {
      caption: `Throughput and dirty rate of ${label}`,
      columns: [
        'Round',
        'From',
        'Length',
        'Sent, pages/s',
        'Dirtied, pages/s',
        ...(behind === null ? [] : ['On demand, pages/s']),
      ],
      rows: spans.map(({ column, sent, dirtied, asked }) => [
        capital(columnName(column)),
        formatSeconds(column.startSeconds),
        formatSeconds(column.seconds),
        formatNumber(sent),
        asked === null ? formatNumber(dirtied) : '–',
        ...(behind === null ? [] : [asked === null ? '–' : formatNumber(asked)]),
      ]),
    },
    figures: {
      columns: [
        'fromRound',
        'toRound',
        'startSeconds',
        'seconds',
        'pagesSentPerSecond',
        'pagesDirtiedPerSecond',
        ...(behind === null ? [] : ['pagesOnDemandPerSecond']),
      ],
      rows: spans.map(({ column, sent, dirtied, asked }) => [
        column.fromRound,
        column.toRound,
        column.startSeconds,
        column.seconds,
        sent,
        dirtied,
        ...(behind === null ? [] : [asked]),
      ]),
    },
    x: { min: 0, max: scales.seconds, log: false, format: 'seconds', name: '' },
    y: { min: 0, max: scales.rate, log: false, format: 'count', name: 'pages/s' },
    lines: [
      { paint: { role: 'sent', series }, points: steps(spans, (span) => span.sent) },
      {
        paint: { role: 'dirtied' },
        points: steps(
          spans.filter(({ asked }) => asked === null),
          (span) => span.dirtied,
        ),
      },
      ...(behind === null
        ? []
        : [
            {
              paint: { role: 'threshold' } as const,
              points: steps(
                spans.filter(({ asked }) => asked !== null),
                (span) => span.asked ?? 0,
              ),
            },
          ]),
    ],
    gap: null,
    guides: pagesPerSecond === null ? [] : [linkLine(pagesPerSecond, spans.at(-1), scales.seconds)],
    marks: [],
    positions: spans.map(({ column }) => ({ x: column.startSeconds + column.seconds / 2, y: null })),
  };
}

/** The text stands where the lane's own lines do not: after them if they end early, else over the long first round. */
function linkLine(pagesPerSecond: number, last: Span | undefined, end: number): Guide {
  const ended = last ? last.column.startSeconds + last.column.seconds : 0;
  const atEnd = ended < 0.6 * end;
  const at = (x: number): Guide['points'][number] => ({ x, y: pagesPerSecond });
  return {
    paint: { role: 'link' },
    points: [at(0), at(end)],
    text: `link ${formatNumber(pagesPerSecond)}`,
    at: [at(atEnd ? end : 0)],
    side: atEnd ? 'above-left' : 'above-right',
  };
}

/** How the guest's writing compares with the link, as the rounds tell it. */
function findingOf(spans: readonly Span[], pagesPerSecond: number | null): string {
  const live = spans.filter(({ column }) => column.phase === 'precopy');
  const last = live.at(-1);
  if (pagesPerSecond === null || spans.length === 0) return '';
  const behind = spans.filter(({ asked }) => asked !== null);
  if (!last && behind.length > 0) {
    const most = behind.reduce((top, span) => ((span.asked ?? 0) > (top.asked ?? 0) ? span : top));
    return `The guest asks for up to ${formatPageRate(most.asked ?? 0)} at the destination`;
  }
  if (!last) return 'The guest stands still all along and dirties nothing';
  const link = formatNumber(pagesPerSecond);
  const above = live.findIndex(({ dirtied }) => dirtied > pagesPerSecond);
  const stays = above >= 0 && live.slice(above).every(({ dirtied }) => dirtied > pagesPerSecond);
  if (stays && above > 0) {
    const round = columnName((live[above] ?? last).column);
    return `From ${round} on the guest dirties more than the ${link} pages/s that the link carries`;
  }
  if (stays) return `The guest dirties more than the ${link} pages/s that the link carries, all along`;
  if (above < 0) return `The guest never dirties more than the ${link} pages/s that the link carries`;
  return last.dirtied > pagesPerSecond
    ? `At the end the guest dirties more than the ${link} pages/s that the link carries`
    : `At the end the guest dirties less than the ${link} pages/s that the link carries`;
}

/** Rounds without length have no rate; post-copy is told slice by slice. */
function spanOf(column: Column, behind: Behind | null): readonly Span[] {
  if (column.seconds <= 0) return [];
  if (column.phase === 'postcopy' && behind !== null) return slicesOf(column, behind);
  const rounds = column.toRound - column.fromRound + 1;
  const perSecond = rounds / column.seconds;
  return [
    {
      column,
      sent: (column.sentFirst + column.sentAgain) * perSecond,
      dirtied: column.pagesDirtiedRunning * perSecond,
      asked: null,
    },
  ];
}

function slicesOf(column: Column, { faults, round }: Behind): readonly Span[] {
  let startSeconds = round.startSeconds;
  return faults.slices.flatMap(({ seconds, pagesSent, remote }) => {
    const from = startSeconds;
    startSeconds += seconds;
    if (seconds <= 0) return [];
    const slice = { ...column, startSeconds: from, seconds, endSeconds: from + seconds };
    return [{ column: slice, sent: pagesSent / seconds, dirtied: 0, asked: remote / seconds }];
  });
}

/** Both ends of each span: the value holds between them. */
function steps(spans: readonly Span[], value: (span: Span) => number): readonly { x: number; y: number }[] {
  return spans.flatMap((span) => [
    { x: span.column.startSeconds, y: value(span) },
    { x: span.column.startSeconds + span.column.seconds, y: value(span) },
  ]);
}

function reading({ column, sent, dirtied, asked }: Span, hasBehind: boolean): PlaneSpec['readings'][number] {
  const heading = `${columnName(column)} · ${formatSeconds(column.startSeconds + column.seconds)}`;
  const sentence = `${capital(columnName(column))}, from ${formatSeconds(column.startSeconds)} for ${formatSeconds(column.seconds)}: sent ${formatPageRate(sent)}, ${asked === null ? `dirtied ${formatPageRate(dirtied)}` : `${formatPageRate(asked)} on demand`}.`;
  const values = [
    formatNumber(sent),
    asked === null ? formatNumber(dirtied) : '',
    ...(hasBehind ? [asked === null ? '' : formatNumber(asked)] : []),
  ];
  return { heading, values, sentence };
}

function summaryOf(label: string, spans: readonly Span[], pagesPerSecond: number | null): string {
  const live = spans.filter(({ asked, column }) => asked === null && column.phase !== 'stop-and-copy').at(-1);
  const behind = spans.filter(({ asked }) => asked !== null);
  if (!live && behind.length > 0 && pagesPerSecond !== null) {
    const most = Math.max(...behind.map(({ asked }) => asked ?? 0));
    return `${label} moves its guest first; up to ${formatPageRate(most)} then come on demand, and the link carries ${formatPageRate(pagesPerSecond)}.`;
  }
  if (!live || pagesPerSecond === null) return `${label} has not ended a round yet.`;
  return `In ${columnName(live.column)} of ${label} the guest dirtied ${formatPageRate(live.dirtied)} and ${formatPageRate(live.sent)} were sent; the link carries ${formatPageRate(pagesPerSecond)}.`;
}
