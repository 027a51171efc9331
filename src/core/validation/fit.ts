// Constants of a pair of hosts from migrations that were measured: what link or limit carried, what a zero page takes, what the set-up takes, and when the
// dirty log is cleared. docs/validation-cases.md, 'Fitting a host'.
//
// Method: a migration is sent in setup + bytes / bandwidth + zero pages x c seconds. The cases are simulated with the constants of their scenarios; what the
// simulated time then lacks, bytes that were sent more or less counted for, is spread over the constants by least squares:
//   measured - simulated - (measured bytes - simulated bytes) / B  =  d(setup) + bytes x d(1 / B) + zero pages x d(c).
// So windows, thresholds and the last copy, which a formula of three terms leaves out, are in both and fall out. Intervals are those of linear least squares
// (Student's t), which are the profile of the likelihood for errors of one size.
import type { RunResult } from '../engine/events';
import type { Scenario } from '../scenario/scenario';
import { pairedDifference } from '../compare/paired';
import { meanWithError, studentQuantile95 } from '../compare/student';
import type { Case, Figure, Metric } from './cases';
import { leastSquares } from './leastSquares';

/** Rules of the dirty log. */
export const logRules = ['sync', 'lazy'] as const;
export type LogRule = (typeof logRules)[number];

/** A case with its runs under either rule. */
export interface FitCase {
  readonly one: Case;
  readonly scenario: Scenario;
  readonly runs: Readonly<Record<LogRule, readonly RunResult[]>>;
}

export interface Fitted {
  readonly value: number;
  /** 95 %. Both null: too few cases for an interval. */
  readonly low: number | null;
  readonly high: number | null;
}

/** What carried the pages: the link, or a limit below it. */
export interface FittedRate {
  readonly by: 'link' | 'limit';
  /** As the scenarios have it, in bits a second. */
  readonly nominal: number;
  readonly cases: number;
  /** Bits a second, null: the cases do not tell. */
  readonly rate: Fitted | null;
}

export interface HostFit {
  readonly used: readonly string[];
  /** Cases that cannot be used, and why: a sentence each. */
  readonly unused: readonly { readonly id: string; readonly why: string }[];
  readonly rates: readonly FittedRate[];
  /** Seconds; null: the cases do not tell. */
  readonly zeroPageSeconds: Fitted | null;
  readonly setupSeconds: Fitted | null;
  /** How far off, in seconds, the fitted times are from the measured (root of the mean square). */
  readonly residualSeconds: number | null;
  readonly logRule: LogRuleFit | null;
  readonly preset: string;
}

export interface LogRuleFit {
  /** Null: neither is nearer, but for chance. */
  readonly rule: LogRule | null;
  /** How far the bytes of the cases are off under each, on average, as shares. */
  readonly off: Readonly<Record<LogRule, number>>;
  /** Of a difference as large as theirs by chance alone. */
  readonly probability: number | null;
}

export function fitHost(cases: readonly FitCase[]): HostFit {
  const observed = cases.map((one) => ({ id: one.one.id, ...observe(one) }));
  const used = observed.flatMap(({ facts }) => facts ?? []);
  const logRule = fitLogRule(cases.filter((_, index) => observed[index]?.facts !== null));
  return {
    used: used.map(({ id }) => id),
    unused: observed.flatMap(({ id, why }) => (why === null ? [] : [{ id, why }])),
    ...fitTimes(used.map((facts) => ({ ...facts, ...facts.under[logRule?.rule ?? facts.ownRule] }))),
    logRule,
    preset: cases[0]?.scenario.host.preset ?? 'ideal',
  };
}

/** Of one rule: what was sent until the guest was stopped, and what the simulated time until then lacks. */
interface Lack {
  readonly liveBytes: number;
  readonly lackSeconds: number;
}

/** What a case tells. */
interface Facts {
  readonly id: string;
  readonly by: FittedRate['by'];
  /** Bits a second. */
  readonly nominal: number;
  /** Zero pages whose scanning held the stream up: none under a limit, whose sender sleeps meanwhile. */
  readonly zeroPages: number;
  readonly usedZeroSeconds: number;
  readonly usedSetupSeconds: number;
  /** Measured by itself, where the case has it. */
  readonly setupSeconds: number | null;
  readonly ownRule: LogRule;
  readonly under: Readonly<Record<LogRule, Lack>>;
}

function observe({ one, scenario, runs }: FitCase): { facts: Facts | null; why: string | null } {
  const refuse = (why: string): { facts: null; why: string } => ({ facts: null, why });
  const choice = scenario.algorithms.find(({ label }) => label === one.label);
  if (choice?.algorithm !== 'qemu-precopy') return refuse('It is no case of qemu-precopy.');
  if (one.partly !== undefined) return refuse('Its scenario stands for it in part only.');
  const total = measuredOf(one, 'total');
  const bytes = measuredOf(one, 'bytes');
  if (total === null || bytes === null) return refuse('It has no total, or no bytes: the migration did not end.');
  const completed = logRules.every((rule) => runs[rule].length > 0 && runs[rule].every(isCompleted));
  if (!completed)
    return refuse(
      'The migration arrived, and its simulation does not: look at what its guest writes, and at timeLimit.',
    );
  const { maxBandwidth, clearLog } = choice.parameters;
  const linkBits = scenario.link.bandwidthBitsPerSecond * scenario.link.efficiency;
  const isLimited = typeof maxBandwidth === 'number' && maxBandwidth < linkBits;
  const nominal = isLimited ? maxBandwidth : linkBits;
  const lack = (rule: LogRule): Lack => {
    const own = runs[rule].filter(isCompleted);
    // The last copy is not held to a limit: the time until then is what tells, with the bytes until then.
    const lastBytes = meanOf(own, ({ rounds }) => rounds.at(-1)?.bytesSent ?? 0);
    const simulatedDowntime = meanOf(
      own,
      ({ reportedDowntimeSeconds: reported, downtimeSeconds }) => reported ?? downtimeSeconds,
    );
    const simulatedTotal = meanOf(own, ({ totalSeconds }) => totalSeconds);
    const simulatedBytes = meanOf(own, ({ bytesSent }) => bytesSent);
    const downtime = measuredOf(one, 'reported') ?? measuredOf(one, 'downtime') ?? simulatedDowntime;
    const measuredLive = total - downtime;
    const simulatedLive = simulatedTotal - simulatedDowntime - scenario.host.resumeSeconds;
    return {
      liveBytes: bytes - lastBytes,
      lackSeconds: measuredLive - simulatedLive - ((bytes - simulatedBytes) * 8) / nominal,
    };
  };
  const told = meanOf(runs.sync.filter(isCompleted), ({ zeroPages }) => zeroPages);
  return {
    facts: {
      id: one.id,
      by: isLimited ? 'limit' : 'link',
      nominal,
      zeroPages: isLimited ? 0 : (measuredOf(one, 'zero') ?? told),
      usedZeroSeconds: scenario.host.zeroPageSeconds,
      usedSetupSeconds: scenario.host.setupSeconds,
      setupSeconds: measuredOf(one, 'setup'),
      ownRule: clearLog === 'sync' ? 'sync' : 'lazy',
      under: { sync: lack('sync'), lazy: lack('lazy') },
    },
    why: null,
  };
}

interface CompletedRun extends RunResult {
  readonly downtimeSeconds: number;
}

function isCompleted(run: RunResult): run is CompletedRun {
  return run.downtimeSeconds !== null;
}

function meanOf<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((sum, value) => sum + of(value), 0) / values.length;
}

/** In seconds, bytes or pages. */
function measuredOf({ figures, label }: Case, metric: Metric): number | null {
  const figure = figures.find((one) => one.metric === metric && (one.label ?? label) === label);
  return figure === undefined || typeof figure.published === 'string' ? null : figure.published * factorOf(figure);
}

function factorOf({ unit }: Figure): number {
  if (unit === 'ms') return 0.001;
  if (unit === 'MiB') return 2 ** 20;
  return unit === 'MB' ? 1e6 : 1;
}

type Times = Pick<HostFit, 'rates' | 'zeroPageSeconds' | 'setupSeconds' | 'residualSeconds'>;

/** The constants, from what the simulated times lack. */
function fitTimes(facts: readonly (Facts & Lack)[]): Times {
  const groups = [...new Set(facts.map(groupOf))].sort();
  // A set-up that was measured by itself is no unknown.
  const measured = facts.flatMap(({ setupSeconds }) => setupSeconds ?? []);
  const isSetupKnown = facts.length > 0 && measured.length === facts.length;
  const rows = facts.map((one) => [
    ...groups.map((group) => (groupOf(one) === group ? one.liveBytes : 0)),
    one.zeroPages,
    isSetupKnown ? 0 : 1,
  ]);
  const lacks = facts.map((one) =>
    isSetupKnown ? one.lackSeconds - ((one.setupSeconds ?? 0) - one.usedSetupSeconds) : one.lackSeconds,
  );
  const solved = leastSquares(rows, lacks);
  const change = (index: number): Fitted | null => solved.coefficients[index] ?? null;
  const shifted = (by: Fitted | null, from: number): Fitted | null =>
    by && {
      value: from + by.value,
      low: by.low === null ? null : from + by.low,
      high: by.high === null ? null : from + by.high,
    };
  const usedZero = facts.find(({ zeroPages }) => zeroPages > 0)?.usedZeroSeconds ?? 0;
  return {
    rates: groups.map((group, index): FittedRate => {
      const own = facts.filter((one) => groupOf(one) === group);
      const [{ by, nominal } = { by: 'link' as const, nominal: 0 }] = own;
      const perByte = shifted(change(index), 8 / nominal);
      return { by, nominal, cases: own.length, rate: perByte && inverse(perByte) };
    }),
    zeroPageSeconds: shifted(change(groups.length), usedZero),
    setupSeconds: isSetupKnown ? meanOfMeasured(measured) : shifted(change(groups.length + 1), meanUsed(facts)),
    residualSeconds: solved.residual,
  };
}

function groupOf({ by, nominal }: Facts): string {
  return `${by} ${nominal}`;
}

function meanUsed(facts: readonly Facts[]): number {
  return facts.length === 0 ? 0 : meanOf(facts, ({ usedSetupSeconds }) => usedSetupSeconds);
}

function meanOfMeasured(values: readonly number[]): Fitted {
  const { mean, error } = meanWithError(values);
  if (values.length < 2) return { value: mean, low: null, high: null };
  const half = studentQuantile95(values.length - 1) * error;
  return { value: mean, low: mean - half, high: mean + half };
}

/** Seconds a byte as bits a second; what reaches down to nothing has no upper end. */
function inverse({ value, low, high }: Fitted): Fitted | null {
  if (!(value > 0)) return null;
  return {
    value: 8 / value,
    low: high === null || high <= 0 ? null : 8 / high,
    high: low === null || low <= 0 ? null : 8 / low,
  };
}

/** Below this a difference is one. */
const SIGNIFICANT = 0.05;
/** Rules whose bytes differ by no more than this in a case are the same in it. */
const ALIKE = 1e-4;

/** Which rule has the bytes nearer to what was measured; cases in which both give the same tell nothing. */
function fitLogRule(cases: readonly FitCase[]): LogRuleFit | null {
  const off = (rule: LogRule): number[] =>
    cases.map(({ one, runs }) => {
      const bytes = measuredOf(one, 'bytes') ?? NaN;
      return Math.abs(meanOf(runs[rule], ({ bytesSent }) => bytesSent) / bytes - 1);
    });
  const [bySync, byLazy] = [off('sync'), off('lazy')];
  const telling = bySync.flatMap((value, index) => (Math.abs(value - (byLazy[index] ?? 0)) > ALIKE ? [index] : []));
  if (telling.length === 0) return null;
  const pick = (values: readonly number[]): Map<number, number> =>
    new Map(telling.map((index) => [index, values[index] ?? 0]));
  const difference = pairedDifference(pick(bySync), pick(byLazy));
  const mean = { sync: meanOf([...pick(bySync).values()], Number), lazy: meanOf([...pick(byLazy).values()], Number) };
  const probability = difference?.probability ?? null;
  const isTold = probability !== null && probability < SIGNIFICANT;
  return { rule: isTold ? (mean.sync < mean.lazy ? 'sync' : 'lazy') : null, off: mean, probability };
}

/** A scenario whose QEMU clears the dirty log by this rule. */
export function withLogRule(scenario: Scenario, rule: LogRule): Scenario {
  const algorithms = scenario.algorithms.map((choice) =>
    choice.algorithm === 'qemu-precopy' ? { ...choice, parameters: { ...choice.parameters, clearLog: rule } } : choice,
  );
  return { ...scenario, algorithms };
}
