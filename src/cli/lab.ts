// `miglab lab check` and `miglab lab calibrate`: a lab held against its solutions, and its thresholds set by the model one.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { calibrated } from '../core/lab/calibrate';
import { gradeSubmission } from '../core/lab/grade';
import { tenth, type LabReport } from '../core/lab/report';
import { runHere } from '../core/lab/runHere';
import { emptyShare, expectedFile, modelName, readExpected, type Expected } from '../core/lab/solutions';
import { submissionOf } from '../core/lab/submission';
import { starterFiles } from '../core/lab/variant';
import { makeSandbox } from '../worker/sandbox';
import { UsageError, type LabCommand } from './arguments';
import { problemLines } from './files';
import { gradeAt } from './gradeWorker';
import { readLab, type ReadLab } from './labs';
import type { Output } from './output';

/** Does what the command says; the exit status. */
export async function labCommand(command: LabCommand, output: Output): Promise<number> {
  const read = readLab(command.lab, command.checks);
  if ('problems' in read) {
    for (const line of problemLines(read)) output.message(line);
    return 1;
  }
  const solutions = command.solutions ?? path.join(path.dirname(read.file), 'solutions');
  const isFolder = existsSync(solutions) && statSync(solutions).isDirectory();
  if (!isFolder || !existsSync(path.join(solutions, modelName)))
    throw new UsageError(
      `There is no folder ${path.join(solutions, modelName)} with a model solution: say where by --solutions DIR.`,
    );
  return command.does === 'check'
    ? checkLabCommand(read, solutions, output)
    : calibrateCommand(command, read, solutions, output);
}

async function checkLabCommand(read: ReadLab, solutions: string, output: Output): Promise<number> {
  const empty = await emptyReport(read);
  const emptyPoints = `${empty.points} of ${empty.maxPoints} points`;
  let isRight = empty.points < emptyShare * empty.maxPoints;
  output.result(
    `${isRight ? 'ok   ' : 'WRONG'} the files as handed out: ${emptyPoints}${isRight ? '' : ', and must stay below a tenth'}\n`,
  );
  for (const name of readdirSync(solutions).sort()) {
    const folder = path.join(solutions, name);
    if (!statSync(folder).isDirectory()) continue;
    const report = await gradeAt(read, { file: folder, student: null }, null);
    const faults = name === modelName ? modelFaults(report) : wrongFaults(report, expectedOf(folder));
    isRight = isRight && faults.length === 0;
    output.result(
      `${faults.length === 0 ? 'ok   ' : 'WRONG'} ${name}: ${report.gradable ? `${report.points} of ${report.maxPoints} points` : 'not gradable'}\n`,
    );
    for (const fault of faults) output.result(`        ${fault}\n`);
  }
  return isRight ? 0 : 1;
}

/** What is handed out, handed in: the files as they are. */
async function emptyReport({ lab, files, hidden }: ReadLab): Promise<LabReport> {
  const starter = new Map([...starterFiles(lab, files, null)].map(([name, text]) => [name, { text }]));
  return gradeSubmission(lab, files, submissionOf('empty', starter), {
    run: runHere(() => makeSandbox(__dirname)),
    hidden,
  });
}

function modelFaults({ gradable, reason, checks }: LabReport): string[] {
  if (!gradable) return [reason ?? 'It is not gradable.'];
  return checks
    .filter(({ status }) => status !== 'passed')
    .map(({ id, points, maxPoints, reason: why }) => `${id}: ${points} of ${maxPoints}. ${why ?? ''}`);
}

function expectedOf(folder: string): Expected | null {
  const file = path.join(folder, expectedFile);
  return existsSync(file) ? readExpected(readFileSync(file, 'utf8')) : null;
}

function wrongFaults({ points, checks }: LabReport, expected: Expected | null): string[] {
  if (expected === null) return [`It lacks ${expectedFile}, with 'why' and 'points' or 'checks'.`];
  const total =
    expected.points !== null && tenth(expected.points) !== points
      ? [`${expected.why}: it must get ${expected.points} points, and gets ${points}.`]
      : [];
  const single = [...expected.checks].flatMap(([id, wanted]) => {
    const check = checks.find((each) => each.id === id);
    if (check === undefined) return [`There is no check ${id}.`];
    return check.points === tenth(wanted)
      ? []
      : [`${id} must get ${wanted} points, and gets ${check.points}. ${check.reason ?? ''}`];
  });
  return [...total, ...single];
}

async function calibrateCommand(
  { isDry }: LabCommand,
  read: ReadLab,
  solutions: string,
  output: Output,
): Promise<number> {
  const model = await gradeAt(read, { file: path.join(solutions, modelName), student: null }, null);
  if (!model.gradable) throw new Error(`The model solution is not gradable: ${model.reason ?? ''}`);
  const parts = [{ file: read.file, lab: read.lab }, ...(read.hidden ? [read.hidden] : [])];
  for (const { file, lab } of parts) {
    const { text, changes } = calibrated(readFileSync(file, 'utf8'), lab, model);
    for (const { id, before, now, reached } of changes)
      output.result(`${id}: the model reaches ${reached.toFixed(3)}, full points at ${now} (was ${before})\n`);
    if (!isDry && changes.some(({ before, now }) => before !== now)) writeFileSync(file, text);
  }
  return 0;
}
