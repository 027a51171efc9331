// The sentences about a run and a comparison: why the live phase ended, and what was found. Each is made from the run's own
// figures; panel and command line say the same. One function a stop reason; the rules they speak of are in docs/model.md.
import type { ParameterValues } from '../algorithms/definition';
import { changesField } from '../algorithms/qemuChanges';
import { stepsOf, valueAt } from '../algorithms/steps';
import { isSignificant, type PairedDifference } from '../compare/paired';
import { waits, type Estimate, type SummaryRow } from '../compare/summary';
import type { Floor, RoundRecord, RunTotals, StopReason } from '../engine/events';
import { faultsInWords } from './faultWords';
import {
  formatBytes,
  formatCount,
  formatCounted,
  formatDuration,
  formatList,
  formatNumber,
  formatPageRate,
  formatSeconds,
  formatShare,
} from './format';

/** An ended run with what its sentence needs. */
export interface StoppedRun {
  readonly end: Pick<RunTotals, 'outcome' | 'stopReason' | 'totalSeconds' | 'bytesSent' | 'pagesSent' | 'error'>;
  readonly rounds: readonly RoundRecord[];
  /** Pages of the guest, and their size. */
  readonly pages: number;
  readonly pageBytes: number;
  /** R: full pages a second that the link carries. */
  readonly pagesPerSecond: number;
  readonly parameters: ParameterValues;
  readonly timeLimitSeconds: number;
}

/** Part of a sentence; the strong ones are the figures that a reader looks for. */
export interface Phrase {
  readonly text: string;
  readonly strong: boolean;
}

/** What an experiment found: one sentence, and the limit that physics sets to this guest on this link. */
export interface Finding {
  readonly sentence: readonly Phrase[];
  readonly limit: string | null;
}

/** One algorithm of a comparison; the first is the baseline. */
export interface Compared {
  readonly summary: SummaryRow;
  readonly floor: Floor | null;
  /** Runs that ended with an error, which says nothing about the guest (absent: none). */
  readonly failed?: number;
}

/**
 * The dirty rate of a round in pages a second: distinct pages found dirty over its length, without what only the suspension dirtied; 0 for a round without
 * length.
 */
export function dirtyRate(round: Pick<RoundRecord, 'pagesDirtied' | 'pagesDirtiedSuspending' | 'seconds'>): number {
  return round.seconds > 0 ? (round.pagesDirtied - round.pagesDirtiedSuspending) / round.seconds : 0;
}

/** The rounds in which the guest ran. */
export function liveRounds(rounds: readonly RoundRecord[]): readonly RoundRecord[] {
  return rounds.filter((round) => round.phase === 'precopy');
}

/** Why the run ended, in one sentence with the run's own figures. */
export function stopReasonInWords(run: StoppedRun): string {
  const { stopReason, outcome, error } = run.end;
  if (outcome === 'failed') return error ? `The run failed: ${error.message}` : 'The run failed.';
  if (stopReason === null) return stays(`The limit of ${formatDuration(run.timeLimitSeconds)} passed during a round`);
  const sentence = reasons[stopReason](run);
  if (outcome === 'not-converged') return stays(sentence);
  const behind = faultsInWords(run.rounds);
  return behind === null ? `${sentence}.` : `${sentence}. ${behind}`;
}

const reasons: Readonly<Record<StopReason, (run: StoppedRun) => string>> = {
  'few-dirty-pages': fewDirtyPages,
  'max-rounds': maxRounds,
  'max-transfer': maxTransfer,
  'downtime-limit': downtimeLimit,
  'dirty-growth': dirtyGrowth,
  'not-shrinking': notShrinking,
  'time-limit': timeLimit,
  policy: () => 'The policy stopped the guest',
  immediate: () => 'The guest was stopped at once, as this algorithm does',
  switch: switched,
  abort: () => 'The migration was given up on request',
};

function fewDirtyPages(run: StoppedRun): string {
  const live = liveRounds(run.rounds).at(-1);
  const last = run.rounds.at(-1);
  const left = Math.min(live ? live.pagesToSend - live.pagesHeld : Infinity, last?.pagesToSend ?? Infinity);
  if (left === Infinity) return 'Few pages were left to send';
  if (left === 0) return 'Nothing was left to send';
  const limit = count(run.parameters, 'minPages');
  const asked = limit === null ? '' : `; the limit is ${formatCount(limit)}`;
  return `Only ${formatCounted(left, 'page')} ${left === 1 ? 'was' : 'were'} left to send${asked}`;
}

function maxRounds(run: StoppedRun): string {
  return `${formatCounted(liveRounds(run.rounds).length, 'round')} reached: ${rates(run)}`;
}

function maxTransfer(run: StoppedRun): string {
  const factor = count(run.parameters, 'maxFactor');
  const limit = factor === null ? '' : `, over the limit of ${formatNumber(factor)} times memory`;
  const live = run.rounds.filter((round) => round.phase !== 'stop-and-copy');
  const pages = live.reduce((sum, round) => sum + round.pagesSent, 0);
  return `${formatBytes(pages * run.pageBytes)} of pages sent while the guest ran${limit}: ${rates(run)}`;
}

function downtimeLimit(run: StoppedRun): string {
  const left = run.rounds.at(-1)?.pagesToSend ?? 0;
  const limit = limitAtTheEnd(run) ?? count(run.parameters, 'downtime');
  const asked = limit === null ? 'the downtime limit' : `the downtime limit of ${formatDuration(limit)}`;
  return `What was left fits into ${asked}: ${formatCounted(left, 'page')} take ${formatSeconds(left / run.pagesPerSecond)}`;
}

/** The downtime limit as it was when the guest was stopped. */
function limitAtTheEnd({ parameters, rounds }: StoppedRun): number | null {
  const { changes = null } = parameters;
  const usual = count(parameters, 'downtimeLimit');
  const last = liveRounds(rounds).at(-1);
  if (typeof changes !== 'string' || !last) return usual;
  return valueAt(stepsOf(changesField, changes), 'downtimeLimit', usual, last.startSeconds + last.seconds);
}

function dirtyGrowth(run: StoppedRun): string {
  const live = liveRounds(run.rounds);
  const [before, last] = [live.at(-2), live.at(-1)];
  if (!before || !last) return `The guest dirties pages faster than they are sent: ${rates(run)}`;
  return `Round ${last.round} sent more than the one before, ${formatCount(last.pagesSent)} pages after ${formatCount(before.pagesSent)}: ${rates(run)}`;
}

function notShrinking(run: StoppedRun): string {
  const live = liveRounds(run.rounds);
  const [before, last] = [live.at(-3) ?? live.at(0), live.at(-1)];
  if (!before || !last) return `The pages to send no longer shrink: ${rates(run)}`;
  const [was, is] = [before.pagesToSend - before.pagesHeld, last.pagesToSend - last.pagesHeld];
  return `The pages to send no longer shrink, ${formatCount(is)} in round ${last.round} after ${formatCount(was)} in round ${before.round}: ${rates(run)}`;
}

function timeLimit(run: StoppedRun): string {
  const rounds = formatCounted(liveRounds(run.rounds).length, 'round');
  const own = count(run.parameters, 'timeout');
  const passed =
    own !== null && run.end.totalSeconds < run.timeLimitSeconds
      ? `The timeout of ${formatDuration(own)}`
      : `The time limit of ${formatDuration(run.timeLimitSeconds)}`;
  return `${passed} passed after ${rounds}: ${rates(run)}`;
}

function switched(run: StoppedRun): string {
  const after = count(run.parameters, 'after');
  const rounds = formatCounted(liveRounds(run.rounds).length, 'round');
  return after === null
    ? `Post-copy took over after ${rounds}, as asked`
    : `Post-copy took over after ${formatDuration(after)}, as asked, in ${liveRounds(run.rounds).length === 1 ? 'the first round' : `the last of ${rounds}`}`;
}

function rates(run: StoppedRun): string {
  const last = liveRounds(run.rounds).at(-1);
  const link = formatNumber(run.pagesPerSecond);
  if (!last || last.seconds === 0) return `the link carries ${link} pages/s`;
  return `the guest dirties ${formatPageRate(dirtyRate(last))}, the link carries ${link}`;
}

function stays(sentence: string): string {
  return `${sentence}. The guest stays at the source.`;
}

function count(parameters: ParameterValues, name: string): number | null {
  const value = parameters[name];
  return typeof value === 'number' ? value : null;
}

/** The text of a sentence. */
export function plain(sentence: readonly Phrase[]): string {
  return sentence.map(({ text }) => text).join('');
}

/** What the comparison found. The first of `compared` is the baseline. A guest that does not arrive within the limit may do so with a longer one. */
export function findingInWords(compared: readonly Compared[], timeLimitSeconds: number): Finding {
  const within = `within the time limit of ${formatDuration(timeLimitSeconds)}`;
  return { sentence: findingSentence(compared, within), limit: limitInWords(compared) };
}

function findingSentence(compared: readonly Compared[], within: string): readonly Phrase[] {
  const arrived = compared.flatMap(({ summary }) => {
    const { downtimeSeconds: downtime, totalSeconds: total, meanVcpuStallSeconds: stall = null } = summary;
    return downtime && total ? [{ summary, downtime, total, stall }] : [];
  });
  const best = arrived.reduce<Arrived | undefined>(shorter, undefined);
  if (!best) return [say(nobodyArrived(compared, within))];
  const baseline = arrived.find((row) => row.summary === compared[0]?.summary);
  if (compared.length === 1) return [...moves(best), say('.')];
  if (!baseline) return [...moves(best), say(`; ${missesInWords(compared.slice(0, 1), within)}.`)];
  const gain = best === baseline ? null : comparison(best, baseline);
  if (gain !== null) return [...moves(best), say(`: ${gain}.`)];
  const others = arrived.filter((row) => row !== baseline);
  return [...moves(baseline), say(`; ${othersInWords(others, baseline, compared.slice(1), within)}.`)];
}

/** What the others do where none is clearly better than the baseline. */
function othersInWords(
  others: readonly Arrived[],
  baseline: Arrived,
  all: readonly Compared[],
  within: string,
): string {
  const next = others.reduce<Arrived | undefined>(shorter, undefined);
  if (!next) return missesInWords(all, within);
  const alike = others.filter((row) => comparison(row, baseline) === null).map(({ summary }) => summary.label);
  if (alike.length > 0) return `no clear difference to ${alike.length > 2 ? 'most others' : alike.join(' and ')}`;
  return `${next.summary.label} needs ${comparison(next, baseline) ?? 'the same'}`;
}

interface Arrived {
  readonly summary: SummaryRow;
  readonly downtime: Estimate;
  readonly total: Estimate;
  /** What a processor waited for missing pages; null where nothing has post-copy. */
  readonly stall: Estimate | null;
}

/** How long a processor stood still in all: stopped with the guest, and waiting for missing pages after post-copy. In seconds. */
function stoodStill({ downtime, stall }: Arrived): number {
  return downtime.mean + (stall?.mean ?? 0);
}

/** The one that stood still shorter; where that is the same to one percent, the one with the shorter total. */
function shorter(best: Arrived | undefined, row: Arrived): Arrived {
  if (!best) return row;
  const [own, least] = [stoodStill(row), stoodStill(best)];
  const change = least === 0 ? 0 : own / least - 1;
  if (Math.abs(change) >= 0.01) return change < 0 ? row : best;
  return row.total.mean < best.total.mean ? row : best;
}

function nobodyArrived(compared: readonly Compared[], within: string): string {
  const failed = compared.filter(hasFailed);
  if (failed.length > 0 && failed.length === compared.length) {
    const all = failed.length === 2 ? 'Both' : `All ${failed.length}`;
    const who = failed.length === 1 ? labelsOf(failed) : `${all} algorithms`;
    return `${who} failed: whether the guest can be moved over this link is not known.`;
  }
  if (compared.length === 1)
    return `${compared[0]?.summary.label ?? 'The algorithm'} does not move the guest over this link ${within}.`;
  const none = `None of the ${compared.length} algorithms moves the guest over this link ${within}`;
  return failed.length === 0 ? `${none}.` : `${none}; ${labelsOf(failed)} failed.`;
}

/** What those did that moved no guest: 'a does not move it within …, b failed'. */
function missesInWords(missing: readonly Compared[], within: string): string {
  const failed = missing.filter(hasFailed);
  const late = missing.filter((row) => !hasFailed(row));
  const names = (part: readonly Compared[]): string =>
    part.length > 1 && part.length === missing.length ? 'the others' : labelsOf(part);
  const parts: string[] = [];
  if (late.length > 0) parts.push(`${names(late)} ${late.length === 1 ? 'does' : 'do'} not move it ${within}`);
  if (failed.length > 0) parts.push(`${names(failed)} failed`);
  return parts.join(', ');
}

/** Every run ended with an error: nothing is known of the guest. */
function hasFailed({ summary, failed = 0 }: Compared): boolean {
  return failed > 0 && failed === summary.runs;
}

function labelsOf(compared: readonly Compared[]): string {
  return formatList(compared.map(({ summary }) => summary.label));
}

function moves({ summary, downtime, total, stall }: Arrived): readonly Phrase[] {
  const share = summary.completed < summary.runs ? ` in ${summary.completed} of ${summary.runs} repetitions` : '';
  return [
    say(`${summary.label} moves the guest${share} in `),
    figure(formatSeconds(total.mean, 2)),
    say(' with '),
    figure(formatSeconds(downtime.mean, 2)),
    say(' of downtime'),
    ...(stall && stall.mean > 0
      ? [say(' and '), figure(formatSeconds(stall.mean, 2)), say(' of waiting for pages')]
      : []),
  ];
}

/** 'a % and b % less than X', or what is true instead; null where no difference is clear. */
function comparison(row: Arrived, baseline: Arrived): string | null {
  const name = baseline.summary.label;
  const total = changeInWords(row.total, baseline.total, row.summary.totalAgainst);
  const downtime = changeInWords(row.downtime, baseline.downtime, row.summary.downtimeAgainst);
  const stall = stallInWords(row, baseline);
  if (total.same && downtime.same && stall === null) return null;
  if (stall !== null)
    return `${formatList([alikeOr(total, 'time'), alikeOr(downtime, 'downtime'), stall])}, compared with ${name}`;
  if (total.same) return `about the same time as ${name}, ${downtime.words('downtime')}`;
  if (downtime.same) return `about the same downtime as ${name}, ${total.words('time')}`;
  const joint = total.less === downtime.less ? 'and' : 'but';
  if (joint === 'and' && total.share !== null && downtime.share !== null)
    return `${total.share} and ${downtime.share} ${total.less ? 'less' : 'more'} than ${name}`;
  return `${total.words('time')} ${joint} ${downtime.words('downtime')} ${downtime.share === null ? 'of' : 'than'} ${name}`;
}

function alikeOr({ same, words }: Change, noun: string): string {
  return same ? `about the same ${noun}` : words(noun);
}

/** '28 % less waiting for pages', '1.5 s more waiting for pages' than where nothing waits; null where no difference is clear. */
function stallInWords(row: Arrived, baseline: Arrived): string | null {
  const [own, other] = [row.stall, baseline.stall];
  if (!own || !other) return null;
  const noun = 'waiting for pages';
  if (other.mean === 0 || own.mean === 0) {
    if (own.mean === other.mean) return null;
    const [seconds, word] = own.mean > 0 ? [own.mean, 'more'] : [other.mean, 'less'];
    return `${formatSeconds(seconds, 2)} ${word} ${noun}`;
  }
  const change = changeInWords(own, other, row.summary.meanVcpuStallAgainst ?? null);
  return change.same ? null : change.words(noun);
}

interface Change {
  readonly same: boolean;
  readonly less: boolean;
  /** Null where a percentage says less than a factor. */
  readonly share: string | null;
  readonly words: (noun: string) => string;
}

/** Whether a difference may be claimed: at least one percent, and significant by the paired test; without one, no value may be in both 95 % intervals. */
export function differs(value: Estimate, baseline: Estimate, paired: PairedDifference | null): boolean {
  const overlaps = value.high > value.low && value.low <= baseline.high && baseline.low <= value.high;
  const isChance = paired === null ? overlaps : isSignificant(paired) === false;
  return Math.abs(relativeChange(value, baseline)) >= 0.01 && !isChance;
}

/** What a paired t test says of each algorithm against the first, and which no other beats in all its times; empty where there is nothing to compare. */
export function significanceInWords(rows: readonly SummaryRow[]): string[] {
  const [baseline, ...others] = rows;
  if (baseline === undefined || others.length === 0) return [];
  const isWaiting = rows.some(waits);
  const tested = others.flatMap((row) => {
    const { label, downtimeAgainst: downtime, totalAgainst: total, meanVcpuStallAgainst: stall } = row;
    if (downtime === null || total === null || downtime.probability === null) return [];
    const waiting = isWaiting && stall ? `; waiting ${differenceInWords(stall)}` : '';
    return [`${label}: downtime ${differenceInWords(downtime)}; total ${differenceInWords(total)}${waiting}.`];
  });
  const front = rows.filter((row) => row.isOnFront).map(({ label }) => label);
  const pairs = others.map((row) => row.downtimeAgainst?.pairs ?? 0).reduce((a, b) => Math.max(a, b), 0);
  return [
    ...(tested.length > 0
      ? [`Against ${baseline.label}, by paired t tests over ${pairs} repetitions (95 % intervals):`, ...tested]
      : []),
    ...(front.length > 0
      ? [
          isWaiting
            ? `No other is shorter in downtime, in total and in waiting for pages (Pareto front): ${front.join(', ')}.`
            : `No other is shorter both in downtime and in total (Pareto front): ${front.join(', ')}.`,
        ]
      : []),
  ];
}

/** '108 ms shorter (105 ms to 111 ms), significant (p < 0.001)'. */
function differenceInWords(difference: PairedDifference): string {
  const { mean, low, high, probability } = difference;
  const word = mean < 0 ? 'shorter' : 'longer';
  const [least, most] = mean < 0 ? [-high, -low] : [low, high];
  const p = probability ?? 1;
  const chance = p < 0.001 ? 'p < 0.001' : `p = ${formatNumber(p, p < 0.1 ? 1 : 2)}`;
  const verdict = isSignificant(difference) === true ? 'significant' : 'not significant';
  return `${formatSeconds(Math.abs(mean))} ${word} (${signed(least)} to ${signed(most)}), ${verdict} (${chance})`;
}

function signed(seconds: number): string {
  return seconds < 0 ? `−${formatSeconds(-seconds)}` : formatSeconds(seconds);
}

function changeInWords(value: Estimate, baseline: Estimate, paired: PairedDifference | null): Change {
  const change = relativeChange(value, baseline);
  const less = change < 0;
  const share = change < 1 ? formatShare(Math.round(Math.abs(change) * 100) / 100) : null;
  const words = (noun: string): string =>
    share === null ? `${formatNumber(change + 1, 2)} times the ${noun}` : `${share} ${less ? 'less' : 'more'} ${noun}`;
  return { same: !differs(value, baseline, paired), less, share, words };
}

function relativeChange(value: Estimate, baseline: Estimate): number {
  return baseline.mean === 0 ? 0 : value.mean / baseline.mean - 1;
}

/**
 * What physics allows, and to whom: both limits bound means of algorithms whose suspension does not wait for a lucky moment (docs/model.md,
 * 'The floor'). One that waits, or the luck of a few repetitions, may come out lower, and then is named.
 */
function limitInWords(compared: readonly Compared[]): string | null {
  const floors = compared.flatMap(({ floor }) =>
    floor && floor.downtimeSeconds !== null
      ? [{ seconds: floor.downtimeSeconds, rateOnly: floor.rateOnlyDowntimeSeconds }]
      : [],
  );
  const [first] = floors;
  if (!first) return null;
  const lowest = floors.reduce((low, floor) => (low.seconds <= floor.seconds ? low : floor), first);
  const foreseen = formatSeconds(lowest.seconds, 2);
  const { rateOnly } = lowest;
  const least = rateOnly === null ? foreseen : formatSeconds(rateOnly, 2);
  // Post-copy has none: a shorter downtime of it is no luck.
  const bounded = compared.filter(({ floor }) => floor?.downtimeSeconds !== null);
  const anAlgorithm = bounded.length < compared.length ? 'pre-copy' : 'an algorithm';
  const who = rateOnly === null ? `even ${anAlgorithm} with foresight` : anAlgorithm;
  const other = rateOnly === null || least === foreseen ? '' : ` (with foresight ${foreseen})`;
  const lucky = lowerThan(rateOnly ?? lowest.seconds, bounded);
  const exception =
    lucky === null
      ? ', unless it waits for a better moment'
      : `; ${lucky} came out lower by chance, or by waiting for a better moment`;
  return `On average ${who} needs at least ${least} of downtime here${other}${exception}.`;
}

/** The algorithm whose mean downtime is lowest, if it is visibly lower than a limit. */
function lowerThan(seconds: number, compared: readonly Compared[]): string | null {
  const measured = compared.flatMap(({ summary: { label, downtimeSeconds } }) =>
    downtimeSeconds === null ? [] : [{ label, mean: downtimeSeconds.mean }],
  );
  const [lowest] = measured.sort((a, b) => a.mean - b.mean);
  const isLower = lowest && lowest.mean < seconds && formatSeconds(lowest.mean, 2) !== formatSeconds(seconds, 2);
  return isLower ? lowest.label : null;
}

function say(text: string): Phrase {
  return { text, strong: false };
}

function figure(text: string): Phrase {
  return { text, strong: true };
}
