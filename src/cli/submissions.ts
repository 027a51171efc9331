// Reads submissions: a folder, or an exported file. Nothing outside of them is looked at; links are refused, and so is what no student would hand in.
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  readSubmission,
  submissionEnding,
  submissionLimits,
  submissionOf,
  type ReadSubmission,
} from '../core/lab/submission';
import { readFolder } from './folder';
import { reasonOf } from './reasons';

/** Reads the submission at a path. Never throws. */
export function readSubmissionAt(file: string): ReadSubmission {
  const name = path.basename(path.resolve(file));
  try {
    const stat = lstatSync(file);
    if (stat.isSymbolicLink()) return { reason: 'The submission is a link, and is not followed.' };
    if (stat.isDirectory()) return readFolderSubmission(name, file);
    if (!stat.isFile()) return { reason: 'The submission is no plain file.' };
    if (stat.size > submissionLimits.mostCharacters)
      return { reason: 'The file is too large to be a submission: is it the right one?' };
    return readSubmission(name, new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file)));
  } catch (error) {
    if (error instanceof TypeError) return { reason: 'The file is no exported submission: it is not UTF-8.' };
    return { reason: `The submission cannot be read: ${reasonOf(error)}.` };
  }
}

/** A folder of files; one that has an exported file and nothing else that could be meant is that file. */
function readFolderSubmission(name: string, folder: string): ReadSubmission {
  const exported = readdirSync(folder).filter((entry) => entry.endsWith(submissionEnding));
  const [only] = exported;
  const hasOthers = readdirSync(folder).some((entry) => /\.(?:ya?ml|js)$/.test(entry));
  if (only !== undefined && exported.length === 1 && !hasOthers) {
    const read = readSubmissionAt(path.join(folder, only));
    return 'submission' in read ? { submission: { ...read.submission, name } } : read;
  }
  const { largestFile, mostBytes, mostFiles } = submissionLimits;
  return { submission: submissionOf(name, readFolder(folder, { largestFile, mostBytes, mostFiles })) };
}

/** The submissions in a folder: its folders and exported files, by name. */
export function submissionsIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((entry) => !entry.startsWith('.'))
    .filter((entry) => lstatSync(path.join(folder, entry)).isDirectory() || !/\.(?:csv|txt|md|pdf)$/.test(entry))
    .sort()
    .map((entry) => path.join(folder, entry));
}
