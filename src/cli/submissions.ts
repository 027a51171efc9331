// Reads submissions: a folder, an exported file, or a .zip of either. Nothing outside of them is looked at; links are refused, and so is what no student would hand in.
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
import { readZip } from './zip';

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
    if (otherArchive.test(file))
      return {
        reason: 'The submission is an archive of a kind that is not read: hand in the folder, or a .zip of it.',
      };
    if (file.toLowerCase().endsWith(zipEnding)) return readZipSubmission(name, readFileSync(file));
    return readSubmission(name, new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file)));
  } catch (error) {
    if (error instanceof TypeError) return { reason: 'The file is no exported submission: it is not UTF-8.' };
    return { reason: `The submission cannot be read: ${reasonOf(error)}.` };
  }
}

const zipEnding = '.zip';
const otherArchive = /\.(?:tar|tgz|gz|7z|rar|xz|bz2)$/i;

/** The one name that stands for a whole submission: an exported file or an archive, beside which there is no file of a lab. */
function onlyPacked(names: readonly string[]): string | undefined {
  const packed = packedIn(names);
  return packed.length === 1 ? packed[0] : undefined;
}

/** Exported files and archives, where there is no file of a lab beside them. */
function packedIn(names: readonly string[]): readonly string[] {
  const hasOthers = names.some((name) => /\.(?:ya?ml|js)$/.test(name));
  return hasOthers
    ? []
    : names.filter((name) => name.endsWith(submissionEnding) || name.toLowerCase().endsWith(zipEnding));
}

function whichOf(packed: readonly string[]): string {
  const named = packed.slice(0, 3).map((name) => `'${name}'`);
  return `The folder has ${packed.length} submissions (${named.join(', ')}${packed.length > 3 ? ', …' : ''}): leave the one that counts, and take the others out.`;
}

/** An archive of a folder, or of an exported file. */
function readZipSubmission(name: string, archive: Buffer): ReadSubmission {
  const read = readZip(archive);
  if ('reason' in read) return read;
  const only = onlyPacked([...read.files.keys()]);
  const content = only?.endsWith(submissionEnding) === true ? read.files.get(only) : undefined;
  return content !== undefined && 'text' in content
    ? readSubmission(name, content.text)
    : { submission: submissionOf(name, read.files) };
}

/** A folder of files; one that has an exported file or an archive and nothing else that could be meant is that one. */
function readFolderSubmission(name: string, folder: string): ReadSubmission {
  const packed = packedIn(readdirSync(folder));
  if (packed.length > 1) return { reason: whichOf(packed) };
  const [only] = packed;
  if (only !== undefined) {
    const read = readSubmissionAt(path.join(folder, only));
    return 'submission' in read ? { submission: { ...read.submission, name } } : read;
  }
  const { largestFile, mostBytes, mostFiles } = submissionLimits;
  return { submission: submissionOf(name, readFolder(folder, { largestFile, mostBytes, mostFiles })) };
}

/** The submissions in a folder: its folders, exported files and archives, by name. @throws Error in a sentence if the folder cannot be read */
export function submissionsIn(folder: string): string[] {
  let entries: readonly string[];
  try {
    entries = readdirSync(folder);
  } catch (error) {
    throw new Error(`--submissions ${folder}: the folder cannot be read: ${reasonOf(error)}.`, { cause: error });
  }
  return entries
    .filter((entry) => !entry.startsWith('.'))
    .filter((entry) => lstatSync(path.join(folder, entry)).isDirectory() || !/\.(?:csv|txt|md|pdf)$/.test(entry))
    .sort()
    .map((entry) => path.join(folder, entry));
}
