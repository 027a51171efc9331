// `miglab check`: prints each problem of each file.
import { formatCounted } from '../core/metrics/format';
import type { CheckCommand } from './arguments';
import { isLabFile } from '../core/lab/lab';
import { isHostFile } from '../core/scenario/fields';
import {
  checkFile,
  checkLabFile,
  checkPresetFile,
  isWrong,
  problemLines,
  problemRecords,
  type Problems,
} from './files';
import { writeJson } from './json';
import type { Output } from './output';
import { checkPolicyFile, isPolicyFile, withPolicyFlaws } from './policies';

async function checkOne(file: string): Promise<Problems> {
  if (isLabFile(file)) return checkLabFile(file);
  if (isHostFile(file)) return checkPresetFile(file);
  return isPolicyFile(file) ? checkPolicyFile(file) : withPolicyFlaws(checkFile(file));
}

/** Checks the files; the exit status. */
export async function checkCommand({ files, format }: CheckCommand, output: Output): Promise<number> {
  const checked = await Promise.all(files.map(checkOne));
  if (format === 'json') {
    writeJson(checked.flatMap(problemRecords), output);
  } else {
    for (const line of checked.flatMap(problemLines)) output.result(`${line}\n`);
    const problems = checked.reduce((sum, file) => sum + file.problems.length, 0);
    output.message(
      `${formatCounted(files.length, 'file')} checked: ${problems === 0 ? 'no problems' : formatCounted(problems, 'problem')}.`,
    );
  }
  return checked.some(isWrong) ? 1 : 0;
}
