// The worker that grades submissions, one after the other: it reads the lab once, and each submission itself. What becomes of a hostile one becomes of this thread, not of
// the others: whoever started it starts another.
import { parentPort, workerData } from 'node:worker_threads';
import { gradeSubmission, notGradable, type GradeOptions } from '../core/lab/grade';
import type { LabReport } from '../core/lab/report';
import { runHere } from '../core/lab/runHere';
import { makeSandbox } from '../worker/sandbox';
import { readLab, type ReadLab } from './labs';
import { readSubmissionAt } from './submissions';

/** What a worker is started with. */
export interface GradingSetup {
  readonly lab: string;
  readonly checks: string | null;
  readonly only: readonly string[] | null;
}

/** A submission to grade. */
export interface GradingTask {
  readonly file: string;
  readonly student: string | null;
}

/** Grades what lies at a path. */
export async function gradeAt(
  { lab, files, hidden }: ReadLab,
  { file, student }: GradingTask,
  only: readonly string[] | null,
): Promise<LabReport> {
  const read = readSubmissionAt(file);
  if ('reason' in read) return notGradable(lab, nameOf(file), read.reason, student, hidden?.lab ?? null);
  const options: GradeOptions = { run: runHere(() => makeSandbox(__dirname)), hidden, only, student };
  return gradeSubmission(lab, files, read.submission, options);
}

/** How a report calls a submission. */
export function nameOf(file: string): string {
  return (
    file
      .replace(/[/\\]+$/, '')
      .split(/[/\\]/)
      .at(-1) ?? file
  );
}

/** Serves tasks until the thread is ended. */
export function serveGrading(): void {
  // Whoever starts this thread hands it this; the two are of one build.
  const setup = workerData as GradingSetup;
  const read = readLab(setup.lab, setup.checks);
  parentPort?.on('message', (task: GradingTask) => {
    if ('problems' in read) throw new Error('The lab has problems.');
    gradeAt(read, task, setup.only)
      .catch((error: unknown) =>
        notGradable(
          read.lab,
          nameOf(task.file),
          `The grading broke off: ${String(error)}`,
          task.student,
          read.hidden?.lab ?? null,
        ),
      )
      .then((report) => parentPort?.postMessage(report))
      .catch((error: unknown) => {
        throw error;
      });
  });
}
