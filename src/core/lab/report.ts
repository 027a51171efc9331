// What grading gives: one plain report a submission, from which every format is made (reports/). Points are rounded to 0.1, at the end alone.
import type { Visibility } from './lab';

/**
 * `passed`: full points; `partial`; `failed`: none; `not-run`: a check that it needs failed; `not-gradable`: the lab itself could not be worked out, which is
 * nobody's lost point.
 */
export type CheckStatus = 'passed' | 'partial' | 'failed' | 'not-run' | 'not-gradable';

/** One thing that a check looked at. */
export interface ItemReport {
  readonly name: string;
  /** Of the item's full points, 0 … 1; a wrong choice may cost some. */
  readonly share: number;
  /** Why something is missing, in one sentence; null: nothing is. */
  readonly reason: string | null;
  /** What was wanted, in words; null: it would give the answer away, or there is nothing to say. */
  readonly expected: string | null;
  /** What there is. */
  readonly actual: string | null;
}

/** A run that shows what the check saw: the scenario of the student's folder, an algorithm, and the seed. */
export interface RunLink {
  readonly scenario: string;
  readonly label: string;
  readonly seed: string;
  readonly repetition: number;
  /** SHA-256 of the scenario as it was run, all values resolved. */
  readonly scenarioHash: string;
}

export interface CheckReport {
  readonly id: string;
  readonly title: string;
  readonly status: CheckStatus;
  readonly points: number;
  readonly maxPoints: number;
  readonly visibility: Visibility;
  /** From the second folder of checks, which students do not have. */
  readonly isHidden: boolean;
  /** Why points were lost, in a sentence or some; null: none were. */
  readonly reason: string | null;
  /** Markdown; only where points were lost. */
  readonly hint: string | null;
  readonly items: readonly ItemReport[];
  /** The run that is most worth looking at; null: none was made. */
  readonly run: RunLink | null;
}

export interface LabReport {
  readonly format: 'miglab.grade/1';
  /** Program and version that recomputed everything. */
  readonly generator: string;
  readonly lab: { readonly id: string; readonly title: string; readonly version: number };
  /** Where the submission came from: its file or folder by name. */
  readonly submission: string;
  /** The id that decided the variant; null: none was stated. */
  readonly student: string | null;
  /** Each parameter's value, with its unit. */
  readonly variant: Readonly<Record<string, string>>;
  /** False: there was nothing to grade, which is not the same as 0 points; `reason` says why. */
  readonly gradable: boolean;
  readonly reason: string | null;
  readonly points: number;
  readonly maxPoints: number;
  /** Of the checks that students have. */
  readonly publicPoints: number;
  readonly publicMaxPoints: number;
  readonly checks: readonly CheckReport[];
  /** What a teacher may want to know: a changed digest, stated points that are not those recomputed. */
  readonly notes: readonly string[];
}

/** To one tenth. */
export function tenth(points: number): number {
  return Math.round((points + Number.EPSILON) * 10) / 10;
}

/** The sums of a report's checks. */
export function sumsOf(
  checks: readonly CheckReport[],
): Pick<LabReport, 'points' | 'maxPoints' | 'publicPoints' | 'publicMaxPoints'> {
  const sum = (of: readonly CheckReport[], key: 'points' | 'maxPoints'): number =>
    tenth(of.reduce((total, check) => total + check[key], 0));
  const open = checks.filter(({ isHidden }) => !isHidden);
  return {
    points: sum(checks, 'points'),
    maxPoints: sum(checks, 'maxPoints'),
    publicPoints: sum(open, 'points'),
    publicMaxPoints: sum(open, 'maxPoints'),
  };
}
