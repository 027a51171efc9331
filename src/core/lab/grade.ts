// Grading: a lab, its folder and a submission -> the report. Everything is worked out again from the sources handed in; results and digests in them are compared at most.
// Pure but for the runs, which the caller makes (`run`): the editor in its workers, the command line in its own. The same sources give the same points everywhere,
// since every limit counts work. Never throws for what a submission holds.
import type { CheckOptions } from '../scenario/check';
import type { DataFiles } from '../scenario/dataFiles';
import { generator } from '../version';
import { readAnswers } from './answers';
import { checkAnswer } from './checks/answer';
import { checkChoice } from './checks/choice';
import { checkCounterexample } from './checks/counterexample';
import { checkExpression } from './checks/expression';
import { checkInterval } from './checks/interval';
import type { CheckOutcome } from './checks/outcome';
import { checkPolicy } from './checks/policy';
import { checkReference } from './checks/reference';
import { checkRun } from './checks/run';
import { checkStructure } from './checks/structure';
import { Grading, LabMistake, type GradingInput, type MakeRun, type SeenRun } from './grading';
import { answersFile, type Lab, type LabCheck } from './lab';
import { sumsOf, tenth, type CheckReport, type LabReport } from './report';
import type { Submission } from './submission';
import { filesFor, variantOf } from './variant';

export type { MakeRun } from './grading';

export interface GradeOptions {
  /** Makes one run; one that fails is a result. */
  readonly run: MakeRun;
  /** The student's id in place of the one that the submission states. */
  readonly student?: string | null;
  /** Checks that students do not have: a lab of the same id, and the files of its folder. */
  readonly hidden?: { readonly lab: Lab; readonly files: DataFiles } | null;
  /** Ids of the checks to work out, beside those that they need; default all. */
  readonly only?: readonly string[] | null;
  /** Told of each check as soon as it is worked out; `ran` is the scenario of the report's run as it was run, null without one. */
  readonly onCheck?: (report: CheckReport, ran: string | null) => void;
  /** Looked at before each check: true ends the grading with what there is. */
  readonly isCancelled?: () => boolean;
  /** For the scenarios of a submission; memory is limited to 16 GiB by default. */
  readonly check?: Omit<CheckOptions, 'files'>;
}

/** The largest guest that a student's scenario may have, in bytes. */
const largestGuest = 16 * 1024 ** 3;

/** Grades a submission. `labFiles` are the texts of the lab's folder, by name. */
export async function gradeSubmission(
  lab: Lab,
  labFiles: DataFiles,
  submission: Submission,
  options: GradeOptions,
): Promise<LabReport> {
  const reason = unfit(lab, submission);
  if (reason !== null)
    return notGradable(
      lab,
      submission.name,
      reason,
      options.student ?? submission.student,
      options.hidden?.lab ?? null,
    );
  const student = options.student ?? submission.student;
  const values = variantOf(lab, labFiles, student);
  const answers = readAnswers(submission.files.get(answersFile));
  const runCache: GradingInput['runCache'] = new Map();
  const gradingOf = (files: DataFiles): Grading =>
    new Grading({
      lab,
      labFiles: filesFor(lab, files, values),
      studentFiles: submission.files,
      answers,
      values,
      makeRun: options.run,
      options: { memoryLimitBytes: largestGuest, ...options.check },
      runCache,
    });
  const open = gradingOf(labFiles);
  const hidden = options.hidden ? gradingOf(new Map([...labFiles, ...options.hidden.files])) : null;
  const all = [
    ...lab.checks.map((check) => ({ check, grading: open, isHidden: false })),
    ...(hidden ? (options.hidden?.lab.checks ?? []).map((check) => ({ check, grading: hidden, isHidden: true })) : []),
  ];
  const wanted = withNeeds(
    all.map(({ check }) => check),
    options.only ?? null,
  );
  const reports: CheckReport[] = [];
  for (const { check, grading, isHidden } of all) {
    if (options.isCancelled?.() === true) break;
    if (!wanted.has(check.id)) continue;
    const { report, run } = await reportOf(grading, check, isHidden, reports);
    reports.push(report);
    options.onCheck?.(report, run?.text() ?? null);
  }
  const told = options.only ? reports.filter(({ id }) => options.only?.includes(id)) : reports;
  return {
    format: 'miglab.grade/1',
    generator,
    lab: { id: lab.id, title: lab.title, version: lab.version },
    submission: submission.name,
    student,
    variant: Object.fromEntries(values.map(({ name, text }) => [name, text])),
    gradable: true,
    reason: answers.problem,
    ...sumsOf(told),
    checks: told,
    notes: [...variantNotes(lab, student), ...notesOf(lab, submission, told), ...brokenNotes(told)],
  };
}

/** Without an id the values are those of the lab as it is handed out, the same for all who leave it out. */
function variantNotes(lab: Lab, student: string | null): string[] {
  if (lab.variant.length === 0 || student !== null) return [];
  return ["No student's id is stated ('student:' in answers.yaml): the values are those of the files as handed out."];
}

/** Why a submission is none of this lab; null: it is. */
function unfit(lab: Lab, { files, stated }: Submission): string | null {
  if (stated !== null && stated.lab.id !== lab.id)
    return `The submission is one of the lab '${stated.lab.id}', not of '${lab.id}'.`;
  const known = lab.starter.filter((name) => files.has(name));
  if (lab.starter.length > 0 && known.length === 0)
    return `The submission has none of the lab's files (${lab.starter.join(', ')}): is it the right folder?`;
  return null;
}

/** A report on what could not be graded at all. */
export function notGradable(
  lab: Lab,
  submission: string,
  reason: string,
  student: string | null,
  hidden: Lab | null = null,
): LabReport {
  const maxPoints = tenth(lab.points + (hidden?.points ?? 0));
  return {
    format: 'miglab.grade/1',
    generator,
    lab: { id: lab.id, title: lab.title, version: lab.version },
    submission,
    student,
    variant: {},
    gradable: false,
    reason,
    points: 0,
    maxPoints,
    publicPoints: 0,
    publicMaxPoints: tenth(lab.points),
    checks: [],
    notes: [],
  };
}

/** The ids that are to be worked out: those asked for, and what they need. */
function withNeeds(checks: readonly LabCheck[], only: readonly string[] | null): ReadonlySet<string> {
  if (only === null) return new Set(checks.map(({ id }) => id));
  const wanted = new Set(only);
  // Needs come before those who need them.
  for (const { id, needs } of [...checks].reverse()) if (wanted.has(id)) for (const need of needs) wanted.add(need);
  return wanted;
}

async function reportOf(
  grading: Grading,
  check: LabCheck,
  isHidden: boolean,
  before: readonly CheckReport[],
): Promise<{ readonly report: CheckReport; readonly run: SeenRun | null }> {
  const base = {
    id: check.id,
    title: check.title,
    maxPoints: tenth(check.points),
    visibility: check.visibility,
    isHidden,
  };
  const empty = { ...base, points: 0, items: [], run: null };
  const unmet = check.needs.filter((id) => {
    const report = before.find((each) => each.id === id);
    return report === undefined || report.points < report.maxPoints / 2;
  });
  if (unmet.length > 0)
    return {
      report: {
        ...empty,
        status: 'not-run',
        reason: `This check needs at least half of the points of ${unmet.join(' and ')} first.`,
        hint: null,
      },
      run: null,
    };
  const unread = isOnAnswers(check) ? grading.answers.problem : null;
  if (unread !== null) return { report: { ...empty, status: 'failed', reason: unread, hint: null }, run: null };
  try {
    const outcome = await workOut(grading, check);
    return { report: { ...empty, ...pointsOf(check, outcome) }, run: outcome.run };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const reason = error instanceof LabMistake ? message : `The check broke off: ${message}`;
    return { report: { ...empty, status: 'not-gradable', reason, hint: null }, run: null };
  }
}

/** Whether a check looks at answers.yaml alone. */
function isOnAnswers({ kind: { name } }: LabCheck): boolean {
  return name === 'answer' || name === 'choice' || name === 'interval' || name === 'expression';
}

function pointsOf(
  check: LabCheck,
  { share, items, run }: CheckOutcome,
): Pick<CheckReport, 'status' | 'points' | 'reason' | 'hint' | 'items' | 'run'> {
  const points = tenth(check.points * share);
  const isFull = share >= 1;
  const reasons = [...new Set(items.flatMap(({ reason, share: own }) => (reason !== null && own < 1 ? [reason] : [])))];
  return {
    status: isFull ? 'passed' : points > 0 ? 'partial' : 'failed',
    points,
    reason: isFull ? null : sentencesOf(reasons),
    hint: isFull ? null : check.hint,
    items,
    run: run?.link ?? null,
  };
}

/** More of them say nothing new. */
const mostSentences = 3;

function sentencesOf(reasons: readonly string[]): string {
  const rest = reasons.length - mostSentences;
  return [...reasons.slice(0, mostSentences), ...(rest > 0 ? [`And ${rest} more.`] : [])].join(' ');
}

function workOut(grading: Grading, check: LabCheck): Promise<CheckOutcome> | CheckOutcome {
  const { kind } = check;
  switch (kind.name) {
    case 'answer':
      return checkAnswer(grading, check, kind);
    case 'choice':
      return checkChoice(grading, kind);
    case 'interval':
      return checkInterval(grading, check, kind);
    case 'expression':
      return checkExpression(grading, check, kind);
    case 'run':
      return checkRun(grading, check, kind);
    case 'reference':
      return checkReference(grading, check, kind);
    case 'policy':
      return checkPolicy(grading, check, kind);
    case 'counterexample':
      return checkCounterexample(grading, check, kind);
    case 'structure':
      return checkStructure(grading, check, kind);
  }
}

/** Whoever reads the points alone must hear of checks that have none for nobody's fault, or for a policy's that only real time ended. */
function brokenNotes(checks: readonly CheckReport[]): string[] {
  const broken = checks.filter(({ status }) => status === 'not-gradable').map(({ id }) => id);
  return broken.length === 0 ? [] : [`Not gradable: ${broken.join(', ')}. The points are those of the other checks.`];
}

function notesOf(lab: Lab, { stated }: Submission, checks: readonly CheckReport[]): string[] {
  if (stated === null) return [];
  const { publicPoints } = sumsOf(checks);
  return [
    ...(stated.isDigestRight
      ? []
      : ['The file was changed after its export: its digest does not fit. The points are those of what it holds.']),
    ...(stated.lab.version === lab.version
      ? []
      : [`It was made for version ${stated.lab.version} of the lab; this is version ${lab.version}.`]),
    ...(stated.points !== null && Math.abs(stated.points - publicPoints) > 0.05
      ? [`It states ${stated.points} points in public checks; worked out again they are ${publicPoints}.`]
      : []),
  ];
}
