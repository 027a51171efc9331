// A checked lab: what its file (*.migration-lab.yaml, docs/lab-reference.md) says, as plain data. `checkLab` (check.ts) makes it; the editor lists its steps and
// checks, `gradeSubmission` (grade.ts) works its checks out. Formulas and expectations are kept as written: check.ts has read them all once.
export interface Lab {
  readonly id: string;
  readonly title: string;
  readonly version: number;
  readonly minutes: number | null;
  /** The hand-out's beginning, Markdown; `{name}` stands for a parameter of `variant` (task.ts puts it together). */
  readonly text: string;
  readonly steps: readonly LabStep[];
  /** Files beside the lab that the student begins with and hands in. */
  readonly starter: readonly string[];
  /** Further files that checks need. */
  readonly files: readonly string[];
  readonly locked: readonly Lock[];
  readonly variant: readonly VariantParameter[];
  readonly checks: readonly LabCheck[];
  /** The sum of its checks' points. */
  readonly points: number;
}

export interface LabStep {
  readonly title: string;
  /** Markdown. */
  readonly text: string;
  /** The file that it is about. */
  readonly open: string | null;
  /** Ids of checks. */
  readonly checks: readonly string[];
}

/** Places of a scenario that the student must not change. */
export interface Lock {
  readonly file: string;
  /** As in `sweep`, or a key of the top level for all of it. */
  readonly paths: readonly string[];
}

/** A place in one of the lab's scenarios. */
export interface Place {
  readonly file: string;
  readonly path: string;
}

/** A parameter of which each student has their own value: `from` + k x `step`, up to `to`. */
export interface VariantParameter {
  readonly name: string;
  /** Numbers in `unit`. */
  readonly from: number;
  readonly to: number;
  readonly step: number;
  /** As written behind the numbers: 'MiB/s'; empty: none. */
  readonly unit: string;
  /** Where it stands. */
  readonly at: readonly Place[];
}

export type Visibility = 'visible' | 'after-due' | 'after-published' | 'hidden';

export interface LabCheck {
  readonly id: string;
  readonly title: string;
  readonly points: number;
  readonly kind: CheckKind;
  readonly scenario: string | null;
  /** Null: the scenario's own. */
  readonly seeds: readonly string[] | null;
  readonly credit: Credit;
  /** Ids of checks that come before it in the file. */
  readonly needs: readonly string[];
  readonly visibility: Visibility;
  /** Markdown. */
  readonly hint: string | null;
}

export type CheckKind =
  | AnswerKind
  | ChoiceKind
  | IntervalKind
  | ExpressionKind
  | RunKind
  | ReferenceKind
  | PolicyKind
  | CounterexampleKind
  | StructureKind;

/** How an answer is written. */
export type AnswerUnit = 'number' | 'duration' | 'size' | 'bit-rate' | 'rate' | 'share';

export interface AnswerKind {
  readonly name: 'answer';
  readonly items: readonly AnswerItem[];
}

export interface AnswerItem {
  readonly answer: string;
  readonly unit: AnswerUnit;
  /** A formula; null: `search` is there. */
  readonly value: string | null;
  readonly search: Search | null;
  readonly exact: boolean;
  /** Held against the nearest run, not against the mean. */
  readonly anyRun: boolean;
  /** Another answer that must not have the same value. */
  readonly unlike: string | null;
}

/** The smallest value of a path, on a grid, from which on an expectation holds. */
export interface Search {
  readonly path: string;
  readonly from: string;
  readonly to: string;
  readonly step: string;
  readonly holds: string;
}

export interface ChoiceKind {
  readonly name: 'choice';
  readonly items: readonly {
    readonly answer: string;
    readonly of: readonly string[];
    readonly right: readonly string[];
  }[];
  /** Share of an item's points; null: as much as guessing brings. */
  readonly penalty: number | null;
}

export interface IntervalKind {
  readonly name: 'interval';
  readonly items: readonly {
    readonly answer: string;
    readonly unit: AnswerUnit;
    readonly value: string;
    readonly widest: string;
  }[];
}

export interface ExpressionKind {
  readonly name: 'expression';
  readonly answer: string;
  readonly variables: readonly { readonly name: string; readonly from: string; readonly to: string }[];
  readonly value: string;
  /** By how much of its value a formula may be off and still be the right one. */
  readonly within: number;
  readonly partial: readonly { readonly value: string; readonly share: number; readonly reason: string | null }[];
}

export interface RunKind {
  readonly name: 'run';
  readonly expect: readonly string[];
  readonly also: readonly { readonly scenario: string; readonly expect: readonly string[] }[];
  readonly same: readonly string[];
}

/** A scenario with other values. */
export interface Case {
  readonly name: string;
  readonly set: readonly { readonly path: string; readonly value: string }[];
}

/** A figure of the student's run over one of a reference. */
export interface Ratio {
  readonly measure: string;
  readonly against: string;
  readonly limit: string | null;
}

export interface ReferenceKind extends Ratio {
  readonly name: 'reference';
  readonly over: number;
  readonly cases: readonly Case[];
}

export interface PolicyKind {
  readonly name: 'policy';
  /** The student's file. */
  readonly file: string;
  /** Null: it just has to run. */
  readonly ratio: Ratio | null;
  readonly over: number;
  readonly cases: readonly Case[];
}

export interface CounterexampleKind extends Ratio {
  readonly name: 'counterexample';
  /** What the student's scenario must meet as it is; null: nothing. */
  readonly given: string | null;
  readonly vary: readonly { readonly path: string; readonly values: readonly string[] }[];
}

export interface StructureKind {
  readonly name: 'structure';
  readonly files: readonly string[];
  readonly locked: boolean;
  readonly algorithms: readonly { readonly file: string; readonly label: string; readonly oneOf: readonly string[] }[];
  readonly values: readonly {
    readonly file: string;
    readonly path: string;
    readonly oneOf: readonly string[];
    readonly reason: string | null;
  }[];
}

/** What an error is: a share of the right value, or a difference in base units. */
export type ErrorKind = 'relative' | 'absolute';

export type Credit =
  | { readonly shape: 'step'; readonly within: number; readonly of: ErrorKind }
  | { readonly shape: 'each'; readonly within: number; readonly of: ErrorKind }
  | {
      readonly shape: 'linear';
      readonly full: number;
      readonly zero: number;
      readonly of: ErrorKind;
      /** For calibrate.ts; null: this threshold is not set by the engine. */
      readonly margin: number | null;
    };

/** What a lab's file is called. */
export const labEnding = /\.migration-lab\.ya?ml$/;

/** Whether a file is a lab, by its name. */
export function isLabFile(name: string): boolean {
  return labEnding.test(name);
}

/** The file in which students answer. */
export const answersFile = 'answers.yaml';
