// Pages per round: what each round had to send, in parts that add up to it (first time, sent again, skipped, held back, put off), and
// what the guest dirtied meanwhile. Data -> spec, pure.
import { formatCount, formatCounted, formatNumber, formatTimes } from '../../core/metrics/format';
import type { RoundRecord } from '../../core/engine/events';
import { roundSizeInWords } from '../../core/metrics/roundSize';
import { type Column, type RoundScale, columnName, columnsOf, leftOf, placeLabels } from './columns';
import type { LaneScales } from './laneScales';
import type { ColumnsSpec, LegendEntry, Paint, Reading } from './spec';

export interface RoundsInput {
  readonly label: string;
  readonly series: number;
  readonly rounds: readonly RoundRecord[];
  /** Pages of the guest. */
  readonly pages: number;
}

interface Part {
  readonly name: string;
  readonly paint: Paint;
  readonly of: (column: Column) => number;
}

/** The chart of a lane's rounds. */
export function roundsChart({ label, series, rounds, pages }: RoundsInput, scales: LaneScales): ColumnsSpec {
  const columns = columnsOf(rounds, scales.rounds);
  const parts = partsFor(series, rounds);
  const figures: LegendEntry[] = [...parts, { name: 'dirtied meanwhile', paint: { role: 'dirtied' } }];
  const stopped = columns.find((column) => column.phase === 'stop-and-copy');
  const legend = stopped ? [...figures, { name: 'guest stopped', paint: { role: 'stopped' } } as const] : figures;
  const several = scales.rounds.roundsPerColumn;
  return {
    kind: 'columns',
    title: 'Pages per round',
    finding: findingOf(rounds),
    note: several === 1 ? '' : `a column is the mean of ${several} rounds`,
    summary: summaryOf(label, rounds, pages),
    legend,
    readings: columns.map((column) => ({ ...reading(column, parts), why: whyOf(column, rounds, pages) })),
    table: {
      caption: `Pages per round of ${label}`,
      columns: ['Round', 'To send', ...figures.map(({ name }) => capital(name))],
      rows: columns.map((column) => [
        capital(columnName(column)),
        formatCount(column.pagesToSend),
        ...valuesOf(column, parts),
      ]),
    },
    figures: {
      columns: [
        'fromRound',
        'toRound',
        'phase',
        'pagesToSend',
        'pagesSentFirst',
        'pagesSentAgain',
        'pagesSkipped',
        'pagesHeld',
        'pagesPutOff',
        'pagesDirtied',
      ],
      rows: columns.map((column) => [
        column.fromRound,
        column.toRound,
        column.phase,
        column.pagesToSend,
        column.sentFirst,
        column.sentAgain,
        column.pagesSkipped,
        column.pagesHeld,
        column.pagesLeft,
        column.pagesDirtied,
      ]),
    },
    places: placeLabels(scales.rounds),
    max: scales.pages,
    format: 'pages',
    stacks: parts.map((part) => ({ paint: part.paint, values: atPlaces(columns, scales.rounds, part.of) })),
    line: {
      paint: { role: 'dirtied' },
      values: atPlaces(columns, scales.rounds, (column) =>
        column.phase === 'stop-and-copy' || column.phase === 'postcopy' ? null : column.pagesDirtied,
      ),
    },
    cuts: columns.flatMap((column) =>
      column.pagesToSend > scales.pages ? [{ place: column.place, text: formatCount(column.pagesToSend) }] : [],
    ),
    positions: columns.map((column) => column.place),
    untilSeconds: columns.map((column) => column.endSeconds),
    stoppedAt: stopped?.place ?? null,
  };
}

/** A value for every place of the axis; places without a column stay empty. */
export function atPlaces(
  columns: readonly Column[],
  { places }: RoundScale,
  of: (column: Column) => number | null,
): readonly (number | null)[] {
  const byPlace = new Map(columns.map((column) => [column.place, of(column)]));
  return Array.from({ length: places }, (_, place) => byPlace.get(place) ?? null);
}

/** Held pages, and pages put off to a later round, are shown where there are any: elsewhere the part would be an empty word. */
function partsFor(series: number, rounds: readonly RoundRecord[]): readonly Part[] {
  const parts: Part[] = [
    { name: 'first time', paint: { role: 'first', series }, of: (column) => column.sentFirst },
    { name: 'sent again', paint: { role: 'again', series }, of: (column) => column.sentAgain },
    { name: 'skipped', paint: { role: 'skipped' }, of: (column) => column.pagesSkipped },
  ];
  if (rounds.some((round) => round.pagesHeld > 0))
    parts.push({ name: 'held back', paint: { role: 'held' }, of: (column) => column.pagesHeld });
  if (rounds.some((round) => leftOf(round) > 0))
    parts.push({ name: 'put off', paint: { role: 'left' }, of: (column) => column.pagesLeft });
  return parts;
}

function reading(column: Column, parts: readonly Part[]): Reading {
  const values = valuesOf(column, parts);
  const named = parts.map((part, index) => `${part.name} ${values[index] ?? ''}`);
  const sentence = `${capital(columnName(column))}: ${formatCount(column.pagesToSend)} pages to send; ${named.join(', ')}; dirtied meanwhile ${values.at(-1) ?? ''}.`;
  return { heading: columnName(column), values, sentence };
}

/** Why the round had its size; of several in a column, the first. */
function whyOf({ fromRound }: Column, rounds: readonly RoundRecord[], pages: number): string {
  // Rounds are numbered without a gap: the first one's number is where the list begins.
  return roundSizeInWords(rounds, fromRound - (rounds[0]?.round ?? 0), pages);
}

function valuesOf(column: Column, parts: readonly Part[]): readonly string[] {
  return [...parts.map((part) => formatCount(part.of(column))), formatCount(column.pagesDirtied)];
}

function summaryOf(label: string, rounds: readonly RoundRecord[], pages: number): string {
  const last = rounds.at(-1);
  if (!last) return `${label} has not ended a round yet.`;
  const sent = rounds.reduce((sum, round) => sum + round.pagesSent, 0);
  const again = rounds.reduce((sum, round) => sum + round.pagesResent, 0);
  return `${label} sent ${formatCount(sent)} pages in ${rounds.length} rounds, ${formatTimes(sent / pages)} memory, ${formatCount(again)} of them again; the last round had ${formatCount(last.pagesToSend)} to send.`;
}

/** Rounds so near to each other, as a share, do not shrink. */
const ALIKE = 0.1;
/** So many of them in a row are worth telling. */
const SEVERAL = 4;

/** How the rounds go on: they shrink, stay as they are, or grow. */
function findingOf(rounds: readonly RoundRecord[]): string {
  const live = rounds.filter(({ phase }) => phase === 'precopy');
  const [first, last] = [live[0], live.at(-1)];
  const isBehind = rounds.some(({ phase }) => phase === 'postcopy');
  if (!first || !last) {
    if (rounds.length === 0) return '';
    return isBehind ? 'Every page is sent once, behind the guest' : 'Every page is sent once, with the guest stopped';
  }
  if (live.length === 1) return '';
  const isAlike = ({ pagesToSend }: RoundRecord): boolean =>
    Math.abs(pagesToSend - last.pagesToSend) <= ALIKE * last.pagesToSend;
  const different = live.findLastIndex((round) => !isAlike(round));
  const level = live.slice(different + 1);
  const start = level[0];
  if (start && level.length >= SEVERAL) {
    const mean = level.reduce((sum, { pagesToSend }) => sum + pagesToSend, 0) / level.length;
    const about = formatNumber(mean, 2);
    return start === first
      ? `No round is smaller than the first: about ${about} pages`
      : `From round ${formatCount(start.round)} on rounds stay at about ${about} pages`;
  }
  const counted = `${formatCount(last.pagesToSend)} pages in ${formatCount(live.length)} rounds`;
  const second = live[1];
  if (last.pagesToSend < first.pagesToSend && (!second || last.pagesToSend <= second.pagesToSend))
    return `Rounds shrink to ${counted}`;
  return `Rounds grow again, to ${formatCounted(last.pagesToSend, 'page')}`;
}

/** With a capital letter, as at the start of a sentence. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
