// What a student hands in: a folder, or one exported file (`*.migration-submission.json`) with the sources, the versions, the public results and a digest. The
// grader takes the sources alone and works everything out again: results and digest are there to be compared, never to be believed.
import type { DataFiles, FileContent } from '../scenario/dataFiles';
import { staysInside } from '../scenario/dataFiles';
import { quoted } from '../scenario/report';
import { generator } from '../version';
import { readAnswers, statedStudent } from './answers';
import { answersFile, type Lab } from './lab';
import type { CheckReport } from './report';
import { sha256 } from './sha256';

export const submissionFormat = 'miglab.submission/1';

/** How an exported submission's file ends. */
export const submissionEnding = '.migration-submission.json';

/** Of an exported file, in characters; of a file of a submission, in bytes; files. More is no student's work. */
export const submissionLimits = {
  mostCharacters: 16 * 1024 * 1024,
  largestFile: 4 * 1024 * 1024,
  mostBytes: 16 * 1024 * 1024,
  mostFiles: 200,
} as const;

/** A submission as the grader takes it. */
export interface Submission {
  /** Its file or folder, by name. */
  readonly name: string;
  readonly files: DataFiles;
  /** The id that it states; null: none. */
  readonly student: string | null;
  /** Of an exported file: what it says of itself. */
  readonly stated: Stated | null;
}

export interface Stated {
  readonly generator: string;
  readonly lab: { readonly id: string; readonly version: number };
  readonly points: number | null;
  readonly isDigestRight: boolean;
}

interface Content {
  readonly lab: { readonly id: string; readonly version: number };
  readonly student: string | null;
  readonly files: Readonly<Record<string, string>>;
}

/** Over what was handed in, in an order that does not depend on how it was written. */
function digestOf({ lab, student, files }: Content): string {
  const sorted = Object.keys(files)
    .sort()
    .map((name) => [name, files[name]]);
  return sha256(JSON.stringify([lab.id, lab.version, student, sorted]));
}

/** The exported file: `files` are the student's, by name; `results` what the public checks gave. */
export function writeSubmission(
  lab: Pick<Lab, 'id' | 'version'>,
  files: ReadonlyMap<string, string>,
  results: readonly Pick<CheckReport, 'id' | 'status' | 'points' | 'maxPoints'>[],
): string {
  const answers = files.get(answersFile);
  const student = statedStudent(readAnswers(answers === undefined ? undefined : { text: answers }));
  const content: Content = {
    lab: { id: lab.id, version: lab.version },
    student,
    files: Object.fromEntries([...files].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
  const told = results.map(({ id, status, points, maxPoints }) => ({ id, status, points, maxPoints }));
  return `${JSON.stringify({ format: submissionFormat, generator, ...content, results: told, digest: digestOf(content) }, null, 2)}\n`;
}

/** A submission, or why there is nothing to grade. */
export type ReadSubmission = { readonly submission: Submission } | { readonly reason: string };

type Plain = Readonly<Record<string, unknown>>;

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Names that a submission's files may have: below its folder, and plain. */
export function isPlainName(name: string): boolean {
  return (
    staysInside(name) &&
    !/[\\:\0-\x1f]/.test(name) &&
    name.length <= 200 &&
    name !== '' &&
    !name.split('/').includes('..')
  );
}

/** Reads an exported file. Never throws. */
export function readSubmission(name: string, text: string): ReadSubmission {
  if (text.length > submissionLimits.mostCharacters)
    return { reason: 'The file is too large to be a submission: is it the right one?' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { reason: 'The file is no exported submission: it is not JSON, or it was cut off. Export it again.' };
  }
  if (!isPlain(value) || value['format'] !== submissionFormat)
    return { reason: `The file is no exported submission: its format is not ${submissionFormat}.` };
  const { lab, files } = value;
  if (!isPlain(lab) || typeof lab['id'] !== 'string' || !isPlain(files))
    return { reason: 'The exported submission lacks its lab or its files: export it again.' };
  const entries = Object.entries(files);
  if (entries.length > submissionLimits.mostFiles)
    return { reason: `The submission has more than ${submissionLimits.mostFiles} files.` };
  const contents = new Map<string, FileContent>();
  for (const [file, source] of entries) {
    if (!isPlainName(file))
      return { reason: `The submission names a file outside of its folder: ${quoted(file)}. Nothing of it was read.` };
    contents.set(file, contentOf(source));
  }
  return { submission: submissionOf(name, contents, statedOf(value, lab, files)) };
}

function contentOf(source: unknown): FileContent {
  if (typeof source !== 'string') return { fault: { kind: 'unreadable', reason: 'it is no text' } };
  return source.length > submissionLimits.largestFile ? { fault: { kind: 'too-large' } } : { text: source };
}

function statedOf(value: Plain, lab: Plain, files: Plain): Stated {
  const version = typeof lab['version'] === 'number' ? lab['version'] : 0;
  const student = typeof value['student'] === 'string' ? value['student'] : null;
  const id = String(lab['id']);
  const texts = Object.fromEntries(
    Object.entries(files).flatMap(([name, text]) => (typeof text === 'string' ? [[name, text]] : [])),
  );
  const results = Array.isArray(value['results']) ? value['results'].filter(isPlain) : [];
  const points = results.map((result) => result['points']).filter((each): each is number => typeof each === 'number');
  return {
    generator: typeof value['generator'] === 'string' ? value['generator'].slice(0, 100) : '',
    lab: { id, version },
    points: points.length === 0 ? null : points.reduce((sum, each) => sum + each, 0),
    isDigestRight: value['digest'] === digestOf({ lab: { id, version }, student, files: texts }),
  };
}

/** A submission made of a folder's files. */
export function submissionOf(name: string, files: DataFiles, stated: Stated | null = null): Submission {
  return { name, files, student: statedStudent(readAnswers(files.get(answersFile))), stated };
}
