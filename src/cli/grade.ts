// `miglab grade`: grades one submission or a folder of them, in workers; a submission that brings its worker down costs itself alone.
import { availableParallelism } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { Worker } from 'node:worker_threads';
import { notGradable } from '../core/lab/grade';
import type { LabReport } from '../core/lab/report';
import { classroom50Report } from '../core/lab/reports/classroom50';
import { csvReport } from '../core/lab/reports/csv';
import { gradescopeReport } from '../core/lab/reports/gradescope';
import { junitReport } from '../core/lab/reports/junit';
import { labReportsText, labReportText } from '../core/lab/reports/text';
import { UsageError, type GradeCommand } from './arguments';
import { problemLines } from './files';
import { nameOf, type GradingSetup, type GradingTask } from './gradeWorker';
import { writeJson } from './json';
import { readLab, type ReadLab } from './labs';
import type { Output } from './output';
import { submissionsIn } from './submissions';

/** Memory of a worker: what its own limits leave is far below. */
const workerMegabytes = 4096;

/** Grades; the exit status. */
export async function gradeCommand(command: GradeCommand, output: Output): Promise<number> {
  const read = readLab(command.lab, command.checks);
  if ('problems' in read) {
    for (const line of problemLines(read)) output.message(line);
    return 1;
  }
  const ids = [...read.lab.checks, ...(read.hidden?.lab.checks ?? [])].map(({ id }) => id);
  const stranger = command.only?.find((id) => !ids.includes(id));
  if (stranger !== undefined) throw new UsageError(`There is no check ${stranger}: there are ${ids.join(', ')}.`);
  const context = command.format === 'classroom50' ? classroomContext() : null;
  const tasks = tasksOf(command, read);
  const reports = noteDoubles(await gradeAll(command, read, tasks, output));
  write(command, reports, command.only ?? ids, context, output);
  const isLost = reports.some(({ gradable, points, maxPoints }) => !gradable || points < maxPoints);
  return command.strict && isLost ? 1 : 0;
}

function tasksOf(
  { submission, submissions, student, studentFromName }: GradeCommand,
  { file }: ReadLab,
): GradingTask[] {
  if (submissions === null) return [{ file: submission ?? path.dirname(path.resolve(file)), student }];
  return submissionsIn(submissions).map((each) => ({ file: each, student: studentFromName ? plainName(each) : null }));
}

/** A submission's name without its ending. */
function plainName(file: string): string {
  return nameOf(file).replace(/(?:\.migration-submission)?\.json$|\.zip$/i, '');
}

/** The reports in the order of the tasks, whatever order they end in. */
async function gradeAll(
  command: GradeCommand,
  read: ReadLab,
  tasks: readonly GradingTask[],
  output: Output,
): Promise<LabReport[]> {
  const reports: (LabReport | undefined)[] = tasks.map(() => undefined);
  const setup: GradingSetup = { lab: read.file, checks: read.hidden?.file ?? null, only: command.only };
  let next = 0;
  let finished = 0;
  const serve = async (): Promise<void> => {
    let worker: GradingThread | null = null;
    for (let index = next++; index < tasks.length; index = next++) {
      const task = tasks[index];
      if (task === undefined) break;
      worker ??= new GradingThread(setup, command.patienceSeconds);
      const report = await worker.grade(task);
      if (typeof report === 'string') {
        reports[index] = notGradable(read.lab, nameOf(task.file), report, task.student, read.hidden?.lab ?? null);
        worker = null;
      } else reports[index] = report;
      finished++;
      if (tasks.length > 1) output.progress(`${finished} of ${tasks.length} submissions`);
    }
    await worker?.end();
  };
  const threads = Math.min(command.jobs ?? availableParallelism(), tasks.length);
  await Promise.all(Array.from({ length: threads }, serve));
  output.progress('');
  return reports.flatMap((report) => report ?? []);
}

/** A worker under way, one submission at a time. */
class GradingThread {
  private readonly worker: Worker;
  private finish: (outcome: LabReport | string) => void = () => undefined;

  constructor(
    setup: GradingSetup,
    private readonly patienceSeconds: number,
  ) {
    this.worker = new Worker(__filename, {
      workerData: setup,
      resourceLimits: { maxOldGenerationSizeMb: workerMegabytes },
      // What a library might print there is no part of any result.
      stdout: true,
      stderr: true,
    });
    this.worker.on('message', (report: LabReport) => {
      this.finish(report);
    });
    this.worker.on('error', (error: Error) => {
      this.finish(`The grading of this submission broke off: ${error.message}`);
    });
    this.worker.on('exit', () => {
      this.finish('The grading of this submission broke off.');
    });
  }

  /** The report, or why the thread broke; it is of no use then. */
  async grade(task: GradingTask): Promise<LabReport | string> {
    let timer: NodeJS.Timeout | undefined;
    const outcome = await new Promise<LabReport | string>((resolve) => {
      this.finish = resolve;
      timer = setTimeout(() => {
        resolve(
          `The grading took more than ${this.patienceSeconds} s on this machine and was ended: no limit on work had stopped it by then.`,
        );
      }, this.patienceSeconds * 1000);
      this.worker.postMessage(task);
    });
    clearTimeout(timer);
    if (typeof outcome === 'string') await this.end();
    return outcome;
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }
}

/** So many others are named in a note: with hundreds, each row would have them all. */
const mostNamed = 3;

/** Two submissions that state one id: one of them has the other's values, and perhaps more of it. */
function noteDoubles(reports: readonly LabReport[]): LabReport[] {
  return reports.map((report) => {
    const others = reports.filter(
      (other) =>
        other !== report && report.student !== null && other.student?.toLowerCase() === report.student.toLowerCase(),
    );
    if (others.length === 0) return report;
    const rest = others.length - mostNamed;
    const named = others.slice(0, mostNamed).map(({ submission }) => submission);
    const names = `${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
    return { ...report, notes: [...report.notes, `The id ${report.student ?? ''} is stated by ${names} too.`] };
  });
}

function write(
  { format, submissions }: GradeCommand,
  reports: readonly LabReport[],
  ids: readonly string[],
  context: ReturnType<typeof classroomContext> | null,
  output: Output,
): void {
  const [first] = reports;
  switch (format) {
    case 'json':
      writeJson(submissions === null ? first : reports, output);
      return;
    case 'junit':
      output.result(junitReport(reports));
      return;
    case 'csv':
      output.result(csvReport(reports, ids));
      return;
    case 'gradescope':
      if (first) writeJson(gradescopeReport(first), output);
      return;
    case 'classroom50':
      if (first && context) writeJson(classroom50Report(first, context), output);
      return;
    case 'text':
      output.result(
        first && submissions === null ? labReportText(first, output.style) : labReportsText(reports, output.style),
      );
  }
}

/** What Classroom 50's runner says of the submission. @throws Error without it: that is a fault of the surroundings, not of the submission */
function classroomContext(): Parameters<typeof classroom50Report>[1] {
  const { env } = process;
  const wanted = ['CLASSROOM', 'ASSIGNMENT', 'SUBMISSION_TAG', 'COMMIT_URL', 'RELEASE_URL'] as const;
  const missing = wanted.filter((name) => (env[name] ?? '') === '');
  if (missing.length > 0)
    throw new Error(
      `--format classroom50 wants the environment of its runner: ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not set.`,
    );
  const read = (name: string): string => env[name] ?? '';
  return {
    classroom: read('CLASSROOM'),
    assignment: read('ASSIGNMENT'),
    submission: read('SUBMISSION_TAG'),
    commit: read('COMMIT_URL'),
    release: read('RELEASE_URL'),
    review: read('REVIEW_URL') || read('COMMIT_URL'),
    datetime: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
  };
}
