// The result of a sweep for people: a table of its points, at how many of them the algorithms differ, and where expectations fail.
import { isSignificant, type PairedDifference } from '../compare/paired';
import { waits, type SummaryRow } from '../compare/summary';
import type { RunResult } from '../engine/events';
import type { ExpectationResult } from '../expect/evaluate';
import { figuresInWords } from '../expect/words';
import { formatCount, formatCounted } from '../metrics/format';
import { pointCount } from '../sweep/points';
import type { PointResult, SweepHead } from '../sweep/result';
import { outcomeCell, secondsCells } from './cells';
import { heading, table, type Style } from './table';

/** How an algorithm did against the first one, over the points. */
interface Tally {
  readonly label: string;
  readonly downtime: Verdicts;
  readonly total: Verdicts;
  readonly stall: Verdicts;
}

interface Verdicts {
  shorter: number;
  longer: number;
  same: number;
  untested: number;
}

const noVerdicts = (): Verdicts => ({ shorter: 0, longer: 0, same: 0, untested: 0 });

function count(verdicts: Verdicts, difference: PairedDifference | null): void {
  const significant = difference === null ? null : isSignificant(difference);
  if (significant === null) verdicts.untested++;
  else if (!significant) verdicts.same++;
  else if ((difference?.mean ?? 0) < 0) verdicts.shorter++;
  else verdicts.longer++;
}

/** The whole text of a sweep's result. */
export function sweepText(head: SweepHead, points: Iterable<PointResult>, style: Style): string {
  const { scenario, sweep } = head;
  const { baseline } = head;
  const others = scenario.algorithms.map(({ label }) => label).filter((label) => label !== baseline);
  const tallies: Tally[] = others.map((label) => ({
    label,
    downtime: noVerdicts(),
    total: noVerdicts(),
    stall: noVerdicts(),
  }));
  const rows: string[][] = [];
  const failures = new Map<string, string[]>();
  let expected = 0;
  let isWaiting = false;
  for (const { values, runs, summary, expectations } of points) {
    expected += expectations.length;
    for (const result of expectations) if (!result.passed) addFailure(failures, values, result);
    rows.push(
      ...summary.map((row, index) => pointCells(row, index, Object.values(values), baselineOf(summary, head), runs)),
    );
    isWaiting ||= summary.some(waits);
    for (const { label, downtime, total, stall } of tallies) {
      const row = summary.find((candidate) => candidate.label === label);
      count(downtime, row?.downtimeAgainst ?? null);
      count(total, row?.totalAgainst ?? null);
      count(stall, row?.meanVcpuStallAgainst ?? null);
    }
  }
  const paths = sweep.map(({ path }) => path);
  const facts = [
    formatCounted(pointCount(sweep), 'point'),
    formatCounted(scenario.algorithms.length, 'algorithm'),
    formatCounted(scenario.repetitions, 'repetition'),
    `seed ${scenario.seed}`,
  ];
  const columns = [...paths, 'algorithm', 'downtime', '', 'total', '', 'waited', '', ''];
  const align = `${'r'.repeat(paths.length)}lrrrr${isWaiting ? 'rr' : ''}l`;
  const shown = isWaiting ? [columns, ...rows] : [columns, ...rows].map((cells) => cells.toSpliced(-3, 2));
  const [names = [], ...body] = shown;
  const lines = [
    heading(`${scenario.name}: sweep`, style),
    facts.join(' · '),
    '',
    table(names, body, align, style),
    '',
    ...(others.length > 0 && scenario.repetitions > 1 ? verdictLines(baseline, tallies, isWaiting) : []),
    ...(expected > 0 ? failureLines(failures, expected, pointCount(sweep)) : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** Points at which an expectation fails are named up to this number. */
const NAMED_POINTS = 3;

function addFailure(
  failures: Map<string, string[]>,
  values: Readonly<Record<string, string>>,
  result: ExpectationResult,
): void {
  const where = Object.entries(values).map(([path, value]) => `${path} ${value}`);
  const points = failures.get(result.text) ?? [];
  points.push(`  at ${where.join(', ')}: ${figuresInWords(result)}`);
  failures.set(result.text, points);
}

/** Each expectation that fails, at how many points, and the first of them. */
function failureLines(failures: ReadonlyMap<string, readonly string[]>, expected: number, points: number): string[] {
  const failed = [...failures.values()].reduce((sum, { length }) => sum + length, 0);
  return [
    `Expectations: ${formatCount(failed)} of ${formatCount(expected)} fail.`,
    ...[...failures].flatMap(([text, lines]) => [
      `${text} fails at ${formatCount(lines.length)} of ${formatCounted(points, 'point')}:`,
      ...lines.slice(0, NAMED_POINTS),
      ...(lines.length > NAMED_POINTS ? [`  and at ${formatCount(lines.length - NAMED_POINTS)} more`] : []),
    ]),
  ];
}

function baselineOf(summary: readonly SummaryRow[], { baseline }: SweepHead): SummaryRow | undefined {
  return summary.find(({ label }) => label === baseline);
}

/** One row: the point's values stand beside its first algorithm alone. */
function pointCells(
  row: SummaryRow,
  index: number,
  values: readonly string[],
  against: SummaryRow | undefined,
  runs: readonly RunResult[],
): string[] {
  const baseline = row === against ? undefined : against;
  return [
    ...(index === 0 ? values : values.map(() => '')),
    row.label,
    ...secondsCells(row.downtimeSeconds, baseline?.downtimeSeconds ?? null),
    ...secondsCells(row.totalSeconds, baseline?.totalSeconds ?? null),
    ...secondsCells(row.meanVcpuStallSeconds ?? null, baseline?.meanVcpuStallSeconds ?? null),
    outcomeCell(row, runs),
  ];
}

function verdictLines(baseline: string, tallies: readonly Tally[], isWaiting: boolean): string[] {
  const words = ({ shorter, longer, same, untested }: Verdicts): string =>
    [
      `shorter at ${formatCounted(shorter, 'point')}`,
      `longer at ${formatCount(longer)}`,
      `no difference told at ${formatCount(same)}`,
      ...(untested > 0 ? [`not testable at ${formatCount(untested)}`] : []),
    ].join(', ');
  return [
    `Against ${baseline}, point by point by paired t tests (p < 0.05):`,
    ...tallies.map(({ label, downtime, total, stall }) => {
      const waiting = isWaiting ? `; waiting ${words(stall)}` : '';
      return `${label}: downtime ${words(downtime)}; total ${words(total)}${waiting}.`;
    }),
  ];
}
