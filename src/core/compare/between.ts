// Two experiments side by side, before and after a change: each figure of each algorithm that both have, with the test that fits. Repetitions pair where
// the guest is the same (the same seed decides its layout, and each repetition meets it again); otherwise the two groups are compared by Welch's test.
import type { Floor, RunTotals } from '../engine/events';
import type { RecordedScenario } from '../scenario/record';
import { pairedDifference } from './paired';
import { estimate, vcpuStallOf, type Estimate } from './summary';
import { welchDifference, type MeanDifference } from './welch';

/** One of the two experiments. */
export interface Side {
  readonly scenario: RecordedScenario;
  /** The ends of all its runs. */
  readonly runs: readonly RunTotals[];
}

export type Test = 'paired' | 'welch';

/** A difference, now less before, with how it was tested. */
export interface TestedDifference extends MeanDifference {
  readonly test: Test;
  /** Paired: the pairs; otherwise the smaller group. */
  readonly runs: number;
}

/** A figure before and now, over the completed runs of each side. */
export interface FigureBetween {
  readonly before: Estimate | null;
  readonly now: Estimate | null;
  readonly difference: TestedDifference | null;
}

/** What is compared of each algorithm, by the names of results. */
const figuresBetween = ['downtimeSeconds', 'totalSeconds', 'bytesSent', 'liveRounds'] as const;
export type FigureName = (typeof figuresBetween)[number] | 'meanVcpuStallSeconds';

export interface Runs {
  readonly runs: number;
  readonly completed: number;
}

/** An algorithm that both experiments have, by its label. */
export interface AlgorithmBetween {
  readonly label: string;
  readonly before: Runs;
  readonly now: Runs;
  readonly figures: Readonly<Record<(typeof figuresBetween)[number], FigureBetween>> & {
    /** What a virtual processor waited for missing pages; only where one of the two has post-copy. */
    readonly meanVcpuStallSeconds?: FigureBetween;
  };
  /** What guest and link allow at best, before and now; null: it was not run. */
  readonly floor: { readonly before: Floor | null; readonly now: Floor | null };
  /** Every run came out as before, to the last figure. */
  readonly isSame: boolean;
}

export interface Between {
  /** The same guest under the same seed: repetition by repetition the same pages are hot. */
  readonly sameGuest: boolean;
  /** In the order of the second experiment. */
  readonly algorithms: readonly AlgorithmBetween[];
  readonly onlyBefore: readonly string[];
  readonly onlyNow: readonly string[];
}

/** Compares two experiments. */
export function between(before: Side, now: Side): Between {
  const sameGuest = guestOf(before.scenario) === guestOf(now.scenario);
  const [old, labels] = [labelsOf(before), labelsOf(now)];
  return {
    sameGuest,
    algorithms: labels
      .filter((label) => old.includes(label))
      .map((label) => algorithmBetween(label, before.runs, now.runs, sameGuest)),
    onlyBefore: old.filter((label) => !labels.includes(label)),
    onlyNow: labels.filter((label) => !old.includes(label)),
  };
}

function labelsOf({ scenario }: Side): string[] {
  return scenario.algorithms.map(({ label }) => label);
}

/** All that a guest is made from, as a text to compare. */
function guestOf({ seed, pages, pageBytes, zeroPages, zeroLayout, vcpus, workload }: RecordedScenario): string {
  return JSON.stringify({ seed, pages, pageBytes, zeroPages, zeroLayout, vcpus, workload });
}

function algorithmBetween(
  label: string,
  before: readonly RunTotals[],
  now: readonly RunTotals[],
  sameGuest: boolean,
): AlgorithmBetween {
  const [was, is] = [before, now].map((runs) => runs.filter((run) => run.label === label)) as [
    RunTotals[],
    RunTotals[],
  ];
  const figure = (name: FigureName): FigureBetween => figureBetween(valuesOf(was, name), valuesOf(is, name), sameGuest);
  return {
    label,
    before: countsOf(was),
    now: countsOf(is),
    figures: {
      downtimeSeconds: figure('downtimeSeconds'),
      totalSeconds: figure('totalSeconds'),
      bytesSent: figure('bytesSent'),
      liveRounds: figure('liveRounds'),
      ...([...was, ...is].some(({ faults }) => faults.meanVcpuStallSeconds !== undefined) && {
        meanVcpuStallSeconds: figure('meanVcpuStallSeconds'),
      }),
    },
    floor: { before: was[0]?.floor ?? null, now: is[0]?.floor ?? null },
    isSame: was.length > 0 && fingerprint(was) === fingerprint(is),
  };
}

function countsOf(runs: readonly RunTotals[]): Runs {
  return { runs: runs.length, completed: runs.filter(({ outcome }) => outcome === 'completed').length };
}

/** The figures of all runs, repetition by repetition, as a text to compare. */
function fingerprint(runs: readonly RunTotals[]): string {
  const inOrder = [...runs].sort((a, b) => a.repetition - b.repetition);
  return JSON.stringify(
    inOrder.map((run) => [
      run.repetition,
      run.outcome,
      run.stopReason,
      ...figuresBetween.map((name) => run[name]),
      run.faults.stallSeconds,
    ]),
  );
}

/** A figure of each completed run, by its repetition. */
function valuesOf(runs: readonly RunTotals[], name: FigureName): ReadonlyMap<number, number> {
  return new Map(
    runs.flatMap((run): [number, number][] => {
      const value = run.outcome === 'completed' ? figureOf(run, name) : null;
      return value === null ? [] : [[run.repetition, value]];
    }),
  );
}

function figureOf(run: RunTotals, name: FigureName): number | null {
  return name === 'meanVcpuStallSeconds' ? vcpuStallOf(run) : run[name];
}

function figureBetween(
  before: ReadonlyMap<number, number>,
  now: ReadonlyMap<number, number>,
  sameGuest: boolean,
): FigureBetween {
  const [was, is] = [[...before.values()], [...now.values()]];
  return { before: estimate(was), now: estimate(is), difference: sameGuest ? paired(now, before) : apart(is, was) };
}

function paired(now: ReadonlyMap<number, number>, before: ReadonlyMap<number, number>): TestedDifference | null {
  const difference = pairedDifference(now, before);
  if (difference === null) return null;
  const { pairs, ...rest } = difference;
  return { test: 'paired', runs: pairs, ...rest };
}

function apart(now: readonly number[], before: readonly number[]): TestedDifference | null {
  const difference = welchDifference(now, before);
  return difference && { test: 'welch', runs: Math.min(now.length, before.length), ...difference };
}
