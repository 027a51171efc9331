// Reads a lab and the hidden checks that belong to it.
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { isLabFile, type Lab } from '../core/lab/lab';
import { hasErrors } from '../core/scenario/check';
import type { DataFiles } from '../core/scenario/dataFiles';
import { UsageError } from './arguments';
import { checkLabFile, type CheckedLab } from './files';

export interface ReadLab {
  readonly file: string;
  readonly lab: Lab;
  /** The texts of its folder. */
  readonly files: DataFiles;
  readonly hidden: { readonly file: string; readonly lab: Lab; readonly files: DataFiles } | null;
}

/** The lab's file: itself, or the one in a folder. @throws UsageError */
function labFileIn(where: string, option: string): string {
  if (!existsSync(where)) throw new UsageError(`${option} names ${where}, which is not there.`);
  if (!statSync(where).isDirectory()) return where;
  const [file, ...others] = readdirSync(where).filter(isLabFile);
  if (file === undefined || others.length > 0)
    throw new UsageError(
      `${option} names the folder ${where}, which has ${file === undefined ? 'no lab' : 'several labs'} in it: name the file.`,
    );
  return path.join(where, file);
}

/** A lab and its hidden checks, or the first of the two that has problems. @throws UsageError if there is none */
export function readLab(where: string, checks: string | null): ReadLab | CheckedLab {
  const file = labFileIn(where, 'The lab');
  const checked = checkLabFile(file);
  const { lab, files } = checked;
  if (lab === null) return checked;
  if (checks === null) return { file, lab, files, hidden: null };
  const hiddenFile = labFileIn(checks, '--checks');
  const second = checkLabFile(hiddenFile, { lab, files });
  if (second.lab === null || hasErrors(second.problems)) return second;
  if (second.lab.id !== lab.id)
    throw new UsageError(`The checks in ${hiddenFile} are of the lab '${second.lab.id}', not of '${lab.id}'.`);
  return { file, lab, files, hidden: { file: hiddenFile, lab: second.lab, files: second.files } };
}
