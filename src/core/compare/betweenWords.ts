// Two experiments in words: what a change did, in a sentence; each figure before and now with its difference, interval and test; and which test it was.
// Panel and command line say the same.
import {
  formatBytes,
  formatChange,
  formatCount,
  formatCounted,
  formatNumber,
  formatSeconds,
  formatSecondsInterval,
} from '../metrics/format';
import type { Phrase } from '../metrics/words';
import type { AlgorithmBetween, Between, FigureBetween, FigureName, Runs, TestedDifference } from './between';
import type { FileChange } from './fileChanges';
import { shortPath } from './fileChanges';
import type { Estimate } from './summary';

/** A figure of one algorithm, ready to be shown. */
export interface BetweenRow {
  readonly figure: string;
  readonly before: string;
  readonly now: string;
  /** '−173 ms'; empty where there is nothing to compare. */
  readonly difference: string;
  /** '−89 %'. */
  readonly change: string;
  /** 'between −175 ms and −171 ms'; empty for one run. */
  readonly interval: string;
  /** 'significant (p < 0.001)'. */
  readonly verdict: string;
  readonly tone: 'better' | 'worse' | 'same';
}

export interface BetweenGroup {
  readonly label: string;
  /** 'exactly as before', '18 of 20 completed, before all'; empty if there is nothing to add. */
  readonly remark: string;
  readonly rows: readonly BetweenRow[];
}

/** Below this probability a difference is called significant. */
const SIGNIFICANT = 0.05;
/** A change is told from this share on. */
const VISIBLE = 0.01;

interface Figure {
  readonly name: string;
  readonly value: (estimate: Estimate) => string;
  readonly amount: (value: number) => string;
  /** Whether less of it is better; null: neither. */
  readonly lessIsBetter: true | null;
}

const seconds = ({ mean, low, high }: Estimate): string =>
  high > low ? formatSecondsInterval(mean, (high - low) / 2) : formatSeconds(mean);

const figures: Readonly<Record<FigureName, Figure>> = {
  downtimeSeconds: { name: 'downtime', value: seconds, amount: formatSeconds, lessIsBetter: true },
  totalSeconds: { name: 'total', value: seconds, amount: formatSeconds, lessIsBetter: true },
  bytesSent: { name: 'sent', value: ({ mean }) => formatBytes(mean), amount: formatBytes, lessIsBetter: true },
  meanVcpuStallSeconds: { name: 'waited', value: seconds, amount: formatSeconds, lessIsBetter: true },
  liveRounds: {
    name: 'live rounds',
    value: ({ mean }) => formatNumber(mean),
    amount: formatNumber,
    lessIsBetter: null,
  },
};

const names = [
  'downtimeSeconds',
  'totalSeconds',
  'meanVcpuStallSeconds',
  'bytesSent',
  'liveRounds',
] as const satisfies readonly FigureName[];

/** The figures of every algorithm that both experiments have. */
export function betweenGroups({ algorithms }: Between): readonly BetweenGroup[] {
  return algorithms.map((algorithm) => ({
    label: algorithm.label,
    remark: remarkOf(algorithm),
    rows: names.flatMap((name) => [
      ...figureRow(name, algorithm),
      ...(name === 'downtimeSeconds' ? floorRow(algorithm) : []),
    ]),
  }));
}

function figureRow(name: FigureName, { figures: own }: AlgorithmBetween): BetweenRow[] {
  const figure = own[name];
  return figure === undefined ? [] : [rowOf(figures[name], figure)];
}

/** The clairvoyant floor of the downtime, which belongs to guest and link and has no chance in it; nothing where there is none. */
function floorRow({ floor: { before, now } }: AlgorithmBetween): BetweenRow[] {
  const [was, is] = [before?.downtimeSeconds ?? null, now?.downtimeSeconds ?? null];
  if (was === null && is === null) return [];
  const shown = (seconds: number | null): string => (seconds === null ? '–' : formatSeconds(seconds));
  const row = { figure: 'its floor', before: shown(was), now: shown(is), interval: '', tone: 'same' as const };
  if (was === null || is === null) return [{ ...row, difference: '', change: '', verdict: '' }];
  const difference = signed(is - was, formatSeconds);
  const verdict = is === was ? 'the same' : 'exact: no chance in it';
  return [{ ...row, difference, change: changeOf(was, is), verdict }];
}

/** '−173 ms', '+0.2 s'. */
function signed(part: number, amount: (value: number) => string): string {
  if (part === 0) return amount(0);
  return `${part < 0 ? '−' : '+'}${amount(Math.abs(part))}`;
}

/** As a share of what it was; empty where that is nothing. */
function changeOf(before: number, now: number): string {
  return before === 0 ? '' : formatChange(now / before - 1);
}

function rowOf({ name, value, amount, lessIsBetter }: Figure, { before, now, difference }: FigureBetween): BetweenRow {
  const shown = (estimate: Estimate | null): string => (estimate ? value(estimate) : '–');
  const row = { figure: name, before: shown(before), now: shown(now) };
  if (!before || !now || !difference)
    return { ...row, difference: '', change: '', interval: '', verdict: '', tone: 'same' };
  const { mean, low, high } = difference;
  const isClear = lessIsBetter !== null && differs(before, now, difference);
  return {
    ...row,
    difference: signed(mean, amount),
    change: changeOf(before.mean, now.mean),
    interval: high > low ? `${signed(low, amount)} to ${signed(high, amount)}` : '',
    verdict: verdictOf(difference),
    tone: isClear ? (mean < 0 ? 'better' : 'worse') : 'same',
  };
}

function verdictOf({ probability, mean }: TestedDifference): string {
  if (probability === null) return mean === 0 ? 'the same' : 'one run: no test';
  if (mean === 0) return 'the same';
  const chance = probability < 0.001 ? 'p < 0.001' : `p = ${formatNumber(probability, probability < 0.1 ? 1 : 2)}`;
  return `${probability < SIGNIFICANT ? 'significant' : 'not significant'} (${chance})`;
}

/** Whether a difference may be claimed: at least one percent, and significant where there is a test. */
function differs(before: Estimate, now: Estimate, { probability }: TestedDifference): boolean {
  const share = now.mean === before.mean ? 0 : now.mean / before.mean - 1;
  return Math.abs(share) >= VISIBLE && (probability === null || probability < SIGNIFICANT);
}

function remarkOf({ before, now, isSame }: AlgorithmBetween): string {
  if (isSame) return 'exactly as before';
  if (before.completed === before.runs && now.completed === now.runs) return '';
  return `${completedInWords(before)} before, ${completedInWords(now)} now`;
}

function completedInWords({ runs, completed }: Runs): string {
  if (runs === 0) return 'not run';
  if (runs === 1) return completed === 1 ? 'completed' : 'not completed';
  return `${formatCount(completed)} of ${formatCount(runs)} completed`;
}

/** Which test the differences are by, and why; or that there is none. */
export function testInWords({ sameGuest, algorithms }: Between): string {
  if (algorithms.length === 0) return '';
  const tested = algorithms.flatMap(({ figures: { totalSeconds } }) => totalSeconds.difference ?? []);
  const runs = tested.map((difference) => difference.runs).reduce((a, b) => Math.max(a, b), 0);
  if (runs === 0) return '';
  if (runs === 1)
    return 'One run of each proves nothing about chance: run 20 times, before and after, for intervals and tests.';
  const interval = 'with 95 % intervals of the difference';
  return sameGuest
    ? `Paired t tests over ${formatCounted(runs, 'repetition')}, ${interval}: guest and seed are the same, so that each repetition meets its own again.`
    : `Welch’s t tests over ${formatCounted(runs, 'repetition')}, ${interval}: the guest is not the same, so that repetitions do not pair.`;
}

/** The names of the two files, where two files are compared; null where a run is compared with an earlier one of its own file. */
export interface FileNames {
  readonly before: string;
  readonly now: string;
}

/** What the change did, in a sentence; empty if there is no algorithm to say it of. */
export function betweenFinding(
  changes: readonly FileChange[],
  { algorithms }: Between,
  files: FileNames | null,
): readonly Phrase[] {
  if (algorithms.length === 0) return [say('No algorithm was run in both: there is nothing to compare.')];
  if (algorithms.every(({ isSame }) => isSame))
    return [say(`${lead(changes, files)} nothing changes: every run comes out exactly as before.`)];
  const ranked = [...algorithms].sort(byStandstill);
  const told = ranked.filter(({ isSame }) => !isSame).slice(0, 3);
  const left = algorithms.length - told.length;
  const sentences = told.flatMap((algorithm, index) => [
    say(index === 0 ? ' ' : '; '),
    ...(index === 0 ? inFull(algorithm) : inShort(algorithm)),
  ]);
  const rest = left === 0 ? '' : `; ${restInWords(algorithms, told)}`;
  return [say(lead(changes, files)), ...sentences, say(`${rest}.`)];
}

/** Whose processors stand still shortest now, stopped or waiting for pages, comes first; who does not arrive, last. */
function byStandstill(a: AlgorithmBetween, b: AlgorithmBetween): number {
  const still = ({ figures: { downtimeSeconds: downtime, meanVcpuStallSeconds: stall } }: AlgorithmBetween): number =>
    (downtime.now?.mean ?? Infinity) + (stall?.now?.mean ?? 0);
  return still(a) === still(b) ? 0 : still(a) - still(b);
}

function restInWords(algorithms: readonly AlgorithmBetween[], told: readonly AlgorithmBetween[]): string {
  const rest = algorithms.filter((algorithm) => !told.includes(algorithm));
  const same = rest.filter(({ isSame }) => isSame).map(({ label }) => label);
  if (same.length < rest.length) return 'the others are in the table';
  return same.length === 1 ? `${same[0] ?? ''} runs exactly as before` : `${same.join(' and ')} run exactly as before`;
}

/** What has no influence on a run. */
const idle: readonly string[] = ['scenario', 'description', 'expect', 'repetitions'];

/** Keys whose values say by their unit what they are. */
const selfExplaining: readonly string[] = ['link.bandwidth', 'vm.memory'];

/** 'With 10 Gbit/s instead of 1 Gbit/s', 'With these 3 changes', 'In b.migration.yaml'. */
function lead(changes: readonly FileChange[], files: FileNames | null): string {
  const told = changes.filter(
    ({ path, kind }) => !idle.includes(path) && kind !== 'algorithm' && !(kind === 'order' && path === 'algorithms'),
  );
  const [only] = told;
  if (only === undefined)
    return files
      ? `In ${files.now}, whose guest, link and algorithms are those of ${files.before},`
      : 'With the same guest, link and algorithms';
  if (told.length > 1)
    return files ? `In ${files.now}, compared with ${files.before},` : `With these ${formatCount(told.length)} changes`;
  const { path, kind, before, now } = only;
  if (kind === 'region') return `${before === null ? 'With' : 'Without'} the region ${(now ?? before)?.text ?? ''}`;
  if (kind === 'order' || before === null || now === null) return 'With this change';
  const key = selfExplaining.includes(path) ? '' : `${shortPath(path)} `;
  return `With ${key}${now.words} instead of ${before.words}`;
}

function inFull({
  label,
  before,
  now,
  figures: { downtimeSeconds, totalSeconds, meanVcpuStallSeconds },
}: AlgorithmBetween): readonly Phrase[] {
  const arrival = arrivalInWords(label, before, now);
  if (arrival !== null) return arrival;
  const [downtime, total] = [partOf(downtimeSeconds), partOf(totalSeconds)];
  const stall = meanVcpuStallSeconds === undefined ? null : partOf(meanVcpuStallSeconds);
  if (downtime === null || total === null) return [say(`${label} has no figures to compare`)];
  if (downtime.same && total.same && stall?.same !== false)
    return [
      say(`${label} shows no clear difference: `),
      figure(downtime.now),
      say(' of downtime and '),
      figure(total.now),
      say(' in total'),
    ];
  return [
    say(`${label} needs `),
    ...(downtime.same
      ? [say('about the same downtime, '), figure(downtime.now)]
      : [figure(downtime.now), say(` of downtime instead of ${downtime.before}`)]),
    say(', and '),
    ...(total.same
      ? [say('about the same time in all, '), figure(total.now)]
      : [figure(total.now), say(` in total instead of ${total.before}`)]),
    ...(stall?.same === false
      ? [say(', and its processors wait '), figure(stall.now), say(` for pages instead of ${stall.before}`)]
      : []),
  ];
}

/** The downtime alone, and the waiting where that changes. */
function inShort({ label, before, now, figures }: AlgorithmBetween): readonly Phrase[] {
  const arrival = arrivalInWords(label, before, now);
  if (arrival !== null) return arrival;
  const downtime = partOf(figures.downtimeSeconds);
  const stall = figures.meanVcpuStallSeconds === undefined ? null : partOf(figures.meanVcpuStallSeconds);
  if (downtime === null) return [say(`${label} has no figures to compare`)];
  return [
    ...(downtime.same
      ? [say(`${label} about the same downtime, `), figure(downtime.now)]
      : [say(`${label} `), figure(downtime.now), say(` instead of ${downtime.before}`)]),
    ...(stall?.same === false
      ? [say(', waiting '), figure(stall.now), say(` for pages instead of ${stall.before}`)]
      : []),
  ];
}

/** Null if the guest arrives before and now. */
function arrivalInWords(label: string, before: Runs, now: Runs): readonly Phrase[] | null {
  if (before.completed > 0 && now.completed > 0) return null;
  if (now.completed > 0) return [say(`${label} moves the guest, which it did not before`)];
  return [say(before.completed > 0 ? `${label} no longer moves the guest` : `${label} still does not move the guest`)];
}

interface Part {
  readonly before: string;
  readonly now: string;
  readonly same: boolean;
}

function partOf({ before, now, difference }: FigureBetween): Part | null {
  if (!before || !now || !difference) return null;
  const text = ({ mean }: Estimate): string => formatSeconds(mean, 2);
  const isSame = !differs(before, now, difference);
  return { before: text(before), now: text(now), same: isSame };
}

/** What only one of the experiments has; empty if there is nothing of the kind. */
export function missingInWords({ onlyBefore, onlyNow }: Between, files: FileNames | null): readonly string[] {
  const only = (labels: readonly string[], where: string): string[] =>
    labels.length === 0 ? [] : [`Only ${where}: ${labels.join(', ')}.`];
  return [
    ...only(onlyBefore, files ? `in ${files.before}` : 'in the pinned run'),
    ...only(onlyNow, files ? `in ${files.now}` : 'in this run'),
  ];
}

function say(text: string): Phrase {
  return { text, strong: false };
}

function figure(text: string): Phrase {
  return { text, strong: true };
}
