// Remaining against the stop rule: the pages left after each round, of all algorithms, and what each algorithm's rule would stop at. A run that ends far
// above its threshold was ended by another rule. Data -> spec, pure; the rules are the algorithms' own (core/algorithms).
import type { StopRule } from '../../core/algorithms/definition';
import type { RoundRecord } from '../../core/engine/events';
import { formatCount, formatCounted } from '../../core/metrics/format';
import { fewPagesInWords, stopRuleInWords } from '../../core/metrics/stopRuleWords';
import { pagesLeft } from '../lanes/laneFacts';
import { niceLogEnd, roundUp } from './scale';
import { type Axis, type Guide, type LegendEntry, type Place, type PlaneSpec, type Reading } from './spec';

export interface RemainingInput {
  readonly label: string;
  readonly series: number;
  readonly rounds: readonly RoundRecord[];
  /** Pages of the guest. */
  readonly pages: number;
  readonly rule: StopRule;
}

/** What is left after a round. */
interface Left {
  readonly round: number;
  readonly pages: number;
  /** Without those that the next round holds back, which the rule doesn't count; null where the next round is not known. */
  readonly unheld: number | null;
}

interface Row extends RemainingInput {
  readonly left: readonly Left[];
  /** The pages of the stopped copy, and the last live round; null while the guest runs. */
  readonly stop: Left | null;
}

/** Rounds that are read and listed at most; of more, every so many. */
const mostReadings = 240;
/** The axis goes on past the last round: there the figures stand. */
const ROOM = 1.12;
/** Lines through the pages that rules count stay legible with so many algorithms. */
const mostUnheldLines = 3;

/** The chart of all lanes' pages left. */
export function remainingChart(lanes: readonly RemainingInput[]): PlaneSpec {
  const rows = lanes.map(rowOf);
  const rounds = roundsRead(rows);
  const y = pagesAxis(rows);
  const x: Axis = {
    min: 0,
    max: ROOM * Math.max(6, rounds.at(-1) ?? 0),
    log: false,
    format: 'count',
    name: 'after round',
  };
  const legend = rows.map(({ label, series }): LegendEntry => ({ name: label, paint: { role: 'series', series } }));
  const place = ({ round, pages }: Pick<Left, 'round' | 'pages'>): Place => ({ x: round, y: Math.max(pages, y.min) });
  const unheld = rows.length > mostUnheldLines ? [] : rows.filter(({ left }) => left.some(isHeldApart));
  return {
    kind: 'plane',
    isOverTime: false,
    title: 'Pages left after each round',
    finding: findingOf(rows),
    note: y.log ? 'pages, log scale' : 'pages',
    summary: summaryOf(rows),
    legend,
    readings: rounds.map((round) => readingOf(rows, round)),
    table: {
      caption: 'Pages left after each round, and what the stop rules stop at',
      columns: ['After round', ...rows.map(({ label, rule }) => `${label}${thresholdInWords(rule)}`)],
      rows: rounds.map((round) => [formatCount(round), ...rows.map((row) => leftInWords(row, round))]),
    },
    figures: {
      columns: ['label', 'round', 'pagesLeft', 'pagesLeftNotHeld', 'stopsAtPages'],
      rows: rows.flatMap(({ label, left, rule }) =>
        left.map(({ round, pages, unheld }) => [label, round, pages, unheld, rule.fewPages?.limit ?? null]),
      ),
    },
    x,
    y,
    lines: [
      ...unheld.map(({ series, left }) => ({
        paint: { role: 'unheld', series } as const,
        points: left.flatMap(({ round, unheld }) => (unheld === null ? [] : [place({ round, pages: unheld })])),
      })),
      ...rows.map(({ series, left }) => ({ paint: { role: 'sent', series } as const, points: left.map(place) })),
    ],
    gap: null,
    guides: thresholds(rows, x, y),
    marks: rows.flatMap(({ series, stop }) =>
      stop ? [{ series, at: place(stop), across: null, up: null, text: formatCount(stop.pages) }] : [],
    ),
    positions: rounds.map((round) => ({ x: round, y: null })),
  };
}

function rowOf(lane: RemainingInput): Row {
  const { rounds, pages } = lane;
  const live = rounds.filter(({ phase }) => phase === 'precopy' || phase === 'sampling');
  const before: Left = { round: 0, pages, unheld: pages };
  const after = live.flatMap((round, index): Left[] => {
    if (round.phase === 'sampling') return [];
    const next = live[index + 1];
    const copied = next ?? lastSetOf(rounds);
    return [
      {
        round: round.round,
        pages: copied ? copied.pagesToSend : pagesLeft(round),
        unheld: next ? next.pagesToSend - next.pagesHeld : null,
      },
    ];
  });
  const left = [before, ...after];
  const copy = lastSetOf(rounds);
  const last = left.at(-1) ?? before;
  return { ...lane, left, stop: copy ? { ...last, pages: copy.pagesToSend } : null };
}

/** The round that sends what the live ones have left: with the guest stopped, or behind it. */
function lastSetOf(rounds: readonly RoundRecord[]): RoundRecord | undefined {
  return rounds.find(({ phase }) => phase === 'postcopy') ?? rounds.find(({ phase }) => phase === 'stop-and-copy');
}

function isHeldApart({ pages, unheld }: Left): boolean {
  return unheld !== null && unheld < pages;
}

/** Every round that an algorithm has ended, or every so many of them and each algorithm's last. */
function roundsRead(rows: readonly Row[]): readonly number[] {
  const all = [...new Set(rows.flatMap(({ left }) => left.map(({ round }) => round)))].sort((a, b) => a - b);
  const every = Math.ceil(all.length / mostReadings);
  const lasts = new Set(rows.map(({ left }) => left.at(-1)?.round));
  return all.filter((round, index) => index % every === 0 || lasts.has(round));
}

/** Logarithmic where a linear scale would draw thresholds and ends into the axis' line. */
function pagesAxis(rows: readonly Row[]): Axis {
  const values = rows.flatMap(({ left, rule }) => [
    ...left.map(({ pages }) => pages),
    ...(rule.fewPages && rule.fewPages.limit >= 1 ? [rule.fewPages.limit] : []),
  ]);
  const most = values.reduce((top, value) => Math.max(top, value), 1);
  const least = values.reduce((low, value) => Math.min(low, value), most);
  const base = { format: 'count', name: 'pages left' } as const;
  if (least > most / 30) return { ...base, min: 0, max: roundUp(most), log: false };
  return { ...base, min: least < 1 ? 0.5 : 10 ** Math.floor(Math.log10(least)), max: niceLogEnd(most), log: true };
}

/** One line for each threshold, named by its algorithms where not all have it. */
function thresholds(rows: readonly Row[], x: Axis, y: Axis): readonly Guide[] {
  const byLimit = new Map<string, { limit: number; text: string; labels: string[] }>();
  for (const { rule, label } of rows) {
    if (!rule.fewPages || rule.fewPages.limit < y.min) continue;
    const text = fewPagesInWords(rule.fewPages);
    const known = byLimit.get(text);
    if (known) known.labels.push(label);
    else byLimit.set(text, { limit: rule.fewPages.limit, text, labels: [label] });
  }
  return [...byLimit.values()].map(({ limit, text, labels }) => {
    const at = (round: number): Place => ({ x: round, y: limit });
    const who =
      labels.length === rows.length ? 'stops' : labels.length <= 2 ? `${labels.join(' and ')}: stops` : 'stops';
    return {
      paint: { role: 'threshold' },
      points: [at(x.min), at(x.max)],
      text: `${who} with ${text}`,
      at: [at(x.min)],
      side: 'above-right',
    };
  });
}

function thresholdInWords({ fewPages }: StopRule): string {
  return fewPages ? ` (stops with ${fewPagesInWords(fewPages)})` : '';
}

function leftAfter({ left }: Row, round: number): Left | undefined {
  return left.find((each) => each.round === round);
}

function leftInWords(row: Row, round: number): string {
  const left = leftAfter(row, round);
  return left ? formatCount(left.pages) : '–';
}

function readingOf(rows: readonly Row[], round: number): Reading {
  const heading = round === 0 ? 'at the start' : `after round ${formatCount(round)}`;
  const said = rows.flatMap((row) => {
    const left = leftAfter(row, round);
    if (!left) return [];
    const apart = isHeldApart(left) ? ` (${formatCount(left.unheld ?? 0)} without those held back next)` : '';
    const stops = row.stop?.round === round ? ', and stops' : '';
    return [`${row.label} ${formatCounted(left.pages, 'page')}${apart}${stops}`];
  });
  return {
    heading,
    values: rows.map((row) => (leftAfter(row, round) ? leftInWords(row, round) : '')),
    sentence: `${heading.charAt(0).toUpperCase()}${heading.slice(1)} left: ${said.join('; ')}.`,
  };
}

/** With how many pages each stops, after live rounds; of many algorithms the fewest and the most. */
function findingOf(rows: readonly Row[]): string {
  const stopped = rows.flatMap(({ label, stop }) => (stop && stop.round > 0 ? [{ label, pages: stop.pages }] : []));
  const [first, ...others] = stopped.sort((a, b) => a.pages - b.pages);
  if (!first) return rows.some(({ stop }) => stop) ? 'Without a live round all of memory is left' : '';
  const start = `${first.label} stops with ${formatCounted(first.pages, 'page')} left`;
  const most = others.at(-1);
  if (!most) return start;
  if (others.length <= 2)
    return [start, ...others.map(({ label, pages }) => `${label} with ${formatCount(pages)}`)].join(', ');
  return `${start}, the fewest; ${most.label} with ${formatCount(most.pages)}, the most`;
}

function summaryOf(rows: readonly Row[]): string {
  const sentences = rows.map((row) => {
    const { label, stop, left, rule, pages } = row;
    const last = left.at(-1);
    const standing = stop
      ? `${label} stops with ${formatCounted(stop.pages, 'page')} left after ${formatCounted(stop.round, 'live round')}.`
      : `${label} has ${formatCounted(last?.pages ?? pages, 'page')} left after round ${formatCount(last?.round ?? 0)}.`;
    return `${standing} ${stopRuleInWords(rule, { pages })}`;
  });
  return sentences.join(' ');
}
