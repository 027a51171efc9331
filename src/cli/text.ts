// The result as a person reads it in a terminal: what was run, each algorithm's rounds, tiers and downtime, then the comparison.
import { baselineFirst, waits, type SummaryRow } from '../core/compare/summary';
import type { ExpectationResult } from '../core/expect/evaluate';
import { figuresInWords } from '../core/expect/words';
import type { Phase, RoundRecord, RunResult, TierRecord } from '../core/engine/events';
import {
  formatBitRate,
  formatBytes,
  formatCount,
  formatCounted,
  formatPageRate,
  formatSeconds,
  formatShare,
  formatTimes,
} from '../core/metrics/format';
import { dirtyRate, findingInWords, plain, significanceInWords, stopReasonInWords } from '../core/metrics/words';
import { roundSizeInWords } from '../core/metrics/roundSize';
import type { ResultDocument } from '../core/result';
import type { RecordedChoice, RecordedRegion } from '../core/scenario/record';
import { outcomeCell, secondsCells } from '../core/report/cells';
import { heading, table, type Style } from '../core/report/table';

/** Rounds shown in full before and after the ones that are left out. */
const FIRST_ROUNDS = 8;
const LAST_ROUNDS = 4;
const BAR_WIDTH = 24;
/** Lines of a policy that are shown. */
const LOG_LINES = 20;
/** Tier 0 is the coldest; eight at most. */
const TIER_MARKS = ['·', '░', '▒', '▓', '█', '5', '6', '7'] as const;

/** How a result is told. */
export interface TextStyle extends Style {
  /** Says of each round why it had its size. */
  readonly explain: boolean;
}

/** The whole text of one scenario's result; `linkRates` gives R of each label in pages/s. */
export function resultText(document: ResultDocument, linkRates: ReadonlyMap<string, number>, style: TextStyle): string {
  const { scenario, runs, summary } = document;
  const sections = scenario.algorithms.flatMap((choice) => {
    const run = runs.find(({ label, repetition }) => label === choice.label && repetition === 0);
    return run === undefined ? [] : [runText(document, choice, run, linkRates.get(choice.label) ?? 0, style)];
  });
  return [
    scenarioText(document, style),
    ...sections,
    comparisonText(document, summary, style),
    ...expectationsText(document.expectations, style),
  ].join('\n');
}

function scenarioText({ scenario }: ResultDocument, style: Style): string {
  const writes = scenario.workload.reduce((sum, region) => sum + region.writesPerSecond, 0);
  const facts = [
    `${formatBytes(scenario.memoryBytes)} (${formatCounted(scenario.pages, 'page')} of ${formatBytes(scenario.pageBytes)})`,
    writes === 0 ? 'an idle guest' : `${formatCount(writes)} writes/s`,
    `${formatBitRate(scenario.link.bandwidthBitsPerSecond)} at ${formatShare(scenario.link.efficiency)}`,
    `seed ${scenario.seed}`,
    ...(scenario.repetitions > 1 ? [`${formatCount(scenario.repetitions)} repetitions`] : []),
  ];
  const lines = [heading(scenario.name, style), facts.join(' · '), ...scenario.workload.flatMap(fitText)];
  return `${lines.join('\n')}\n`;
}

/** How well a region that was fitted to a dirty curve passes through it. */
function fitText({ name, pattern }: RecordedRegion): string[] {
  if (pattern.kind !== 'dirty-curve') return [];
  const largest = Math.max(...pattern.errors.map(Math.abs));
  const groups = formatCounted(pattern.groups.length, 'group');
  return [`${name}: ${groups} of pages fitted to its dirty curve, within ${formatShare(largest)} of each point`];
}

function runText(
  { scenario }: ResultDocument,
  choice: RecordedChoice,
  run: RunResult,
  linkRate: number,
  style: TextStyle,
): string {
  const stopped = {
    end: run,
    rounds: run.rounds,
    pages: scenario.pages,
    pageBytes: scenario.pageBytes,
    pagesPerSecond: linkRate,
    parameters: choice.parameters,
    timeLimitSeconds: scenario.timeLimitSeconds,
  };
  const title =
    scenario.repetitions > 1 ? `${run.label}, repetition 1 of ${formatCount(scenario.repetitions)}` : run.label;
  return [
    heading(title, style),
    roundsTable(run.rounds, style),
    tierLegend(run.rounds),
    ...(run.downtime === null ? [] : [downtimeText(run)]),
    stopReasonInWords(stopped),
    ...(style.explain ? run.rounds.map((_, index) => roundSizeInWords(run.rounds, index, scenario.pages)) : []),
    ...logText(run),
    '',
  ].join('\n');
}

/** What a policy wrote: its first lines, with round and time. */
function logText({ log = [] }: RunResult): string[] {
  if (log.length === 0) return [];
  const lines = log
    .slice(0, LOG_LINES)
    .map(({ round, atSeconds, text }) => `  round ${round}, ${formatSeconds(atSeconds)}: ${text}`);
  const more = log.length - lines.length;
  return ['It wrote:', ...lines, ...(more > 0 ? [`  … and ${formatCounted(more, 'line')} more`] : [])];
}

/** Rounds that are called by what they are. */
const phaseNames: Readonly<Partial<Record<Phase, string>>> = {
  sampling: 'sampling',
  'stop-and-copy': 'stopped',
  postcopy: 'post-copy',
};

/** The guest runs at the source, and what it writes is logged. */
function isLogged({ phase }: RoundRecord): boolean {
  return phase === 'precopy' || phase === 'sampling';
}

function roundsTable(rounds: readonly RoundRecord[], style: Style): string {
  const leftOut = Math.max(0, rounds.length - FIRST_ROUNDS - LAST_ROUNDS);
  const shown = leftOut > 1 ? [...rounds.slice(0, FIRST_ROUNDS), ...rounds.slice(-LAST_ROUNDS)] : rounds;
  const rows = shown.map((round) => [
    phaseNames[round.phase] ?? String(round.round),
    formatSeconds(round.seconds),
    formatCount(round.pagesToSend),
    formatCount(round.pagesSent),
    formatCount(round.pagesSkipped),
    formatCount(round.pagesHeld),
    isLogged(round) ? formatCount(round.pagesDirtied) : '',
    isLogged(round) ? formatPageRate(dirtyRate(round)) : '',
    tierBar(round.tiers),
  ]);
  const head = ['round', 'time', 'to send', 'sent', 'skipped', 'held', 'dirtied', 'dirty rate', 'pages by tier'];
  if (leftOut > 1) rows.splice(FIRST_ROUNDS, 0, ['…', `${formatCount(leftOut)} more`, '', '', '', '', '', '', '']);
  return table(head, rows, 'rrrrrrrrl', style);
}

/** All of memory as a bar, a mark a tier; a tier that has pages has at least one mark. */
function tierBar(tiers: readonly TierRecord[]): string {
  const all = tiers.reduce((sum, { pages }) => sum + pages, 0);
  if (all === 0) return '';
  const widths = tiers.map(({ pages }) => (pages === 0 ? 0 : Math.max(1, Math.round((pages / all) * BAR_WIDTH))));
  const others = widths.slice(1).reduce((sum, width) => sum + width, 0);
  widths[0] = Math.max(widths[0] === 0 ? 0 : 1, BAR_WIDTH - others);
  return widths.map((width, tier) => (TIER_MARKS[tier] ?? '?').repeat(width)).join('');
}

function tierLegend(rounds: readonly RoundRecord[]): string {
  const last = rounds.at(-1);
  if (last === undefined) return '';
  const names = last.tierKind === 'times-found-dirty' ? ['never', 'once', '2-3 times', '4 times and more'] : null;
  const entries = last.tiers.map(
    ({ tier, pages }) => `${TIER_MARKS[tier] ?? '?'} ${names?.[tier] ?? `tier ${tier}`} ${formatCount(pages)}`,
  );
  const title = names === null ? 'pages by tier, coldest first' : 'pages by how often they were found dirty';
  return `At the end, ${title}: ${entries.join('  ')}`;
}

function downtimeText({ downtime, downtimeSeconds, reportedDowntimeSeconds, totalSeconds }: RunResult): string {
  if (downtime === null || downtimeSeconds === null) return '';
  const parts = [
    `${formatSeconds(downtime.suspendSeconds)} suspend`,
    `${formatSeconds(downtime.transferSeconds)} transfer`,
    `${formatSeconds(downtime.deviceSeconds)} device`,
    `${formatSeconds(downtime.resumeSeconds)} resume`,
  ];
  const felt = `Downtime ${formatSeconds(downtimeSeconds)} = ${parts.join(' + ')}; total ${formatSeconds(totalSeconds)}.`;
  return reportedDowntimeSeconds === undefined
    ? felt
    : `${felt} The system itself calls ${formatSeconds(reportedDowntimeSeconds)} downtime.`;
}

function comparisonText(
  { scenario, runs, baseline: label }: ResultDocument,
  summary: readonly SummaryRow[],
  style: Style,
): string {
  const compared = baselineFirst(summary, label);
  const [baseline] = compared;
  const isWaiting = summary.some(waits);
  const rows = summary.map((row) => [
    row.label,
    ...secondsCells(row.downtimeSeconds, baseline === row ? null : (baseline?.downtimeSeconds ?? null)),
    ...secondsCells(row.totalSeconds, baseline === row ? null : (baseline?.totalSeconds ?? null)),
    ...(isWaiting
      ? secondsCells(
          row.meanVcpuStallSeconds ?? null,
          baseline === row ? null : (baseline?.meanVcpuStallSeconds ?? null),
        )
      : []),
    row.pagesSent === null ? '' : formatTimes(row.pagesSent.mean / scenario.pages),
    row.rounds === null ? '' : formatCount(row.rounds.mean),
    outcomeCell(row, runs),
  ]);
  const waited = isWaiting ? ['waited', ''] : [];
  const head = ['algorithm', 'downtime', '', 'total', '', ...waited, 'sent', 'rounds', ''];
  const floors = new Map(runs.map((run) => [run.label, run.floor]));
  const finding = findingInWords(
    compared.map((row) => ({
      summary: row,
      floor: floors.get(row.label) ?? null,
      failed: runs.filter(({ label: own, outcome }) => own === row.label && outcome === 'failed').length,
    })),
    scenario.timeLimitSeconds,
  );
  const lines = [
    heading(summary.length > 1 ? `Comparison with ${label}` : 'Result', style),
    table(head, rows, `lrrrr${'r'.repeat(waited.length)}rrl`, style),
    plain(finding.sentence),
    ...(finding.limit === null ? [] : [finding.limit]),
    ...significanceInWords(compared),
  ];
  return `${lines.join('\n')}\n`;
}

/** Each expectation with both sides' figures; nothing if there is none. */
export function expectationsText(expectations: readonly ExpectationResult[], style: Style): string[] {
  if (expectations.length === 0) return [];
  const rows = expectations.map((result) => [
    result.passed ? 'holds' : 'FAILS',
    result.text.replace(/\s+/g, ' '),
    figuresInWords(result),
  ]);
  const failed = expectations.filter(({ passed }) => !passed).length;
  const verdict = failed === 0 ? 'all hold' : `${formatCount(failed)} of ${formatCount(expectations.length)} fail`;
  return [`${heading(`Expectations: ${verdict}`, style)}\n${table(['', '', ''], rows, 'lll', style)}\n`];
}
