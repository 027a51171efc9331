// Reads and checks scenario and lab files for the command line.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { checkLab } from '../core/lab/check';
import type { Lab } from '../core/lab/lab';
import {
  checkScenario,
  hasErrors,
  type CheckOptions,
  type HostInstead,
  type ScenarioCheck,
} from '../core/scenario/check';
import type { DataFiles } from '../core/scenario/dataFiles';
import { checkHostFile, type HostFile } from '../core/scenario/hostFile';
import { decodeUtf8 } from '../core/scenario/decode';
import { tooLarge, largestFile } from '../core/scenario/limits';
import { lineColumn } from '../core/scenario/locate';
import type { Problem } from '../core/scenario/problem';
import type { Scenario } from '../core/scenario/scenario';
import { readDataFiles } from './dataFiles';
import { labLimits, readFolder } from './folder';
import type { Output } from './output';

export interface CheckedFile {
  readonly file: string;
  readonly text: string;
  /** Null if any problem is an error. */
  readonly scenario: Scenario | null;
  readonly problems: readonly Problem[];
  /** Null: the file could not be read. */
  readonly check: ScenarioCheck | null;
  /** With which it was checked. */
  readonly options: CheckOptions;
}

/** What lines about problems need of a file. */
export type Problems = Pick<CheckedFile, 'file' | 'text' | 'problems'>;

/** The text of a file, and why it cannot be read. */
export function readText(file: string): { readonly text: string; readonly problem: Problem | null } {
  try {
    const { bytes, size } = readStart(file);
    return size > largestFile ? { text: '', problem: tooLarge(size) } : decodeUtf8(bytes);
  } catch (error) {
    return { text: '', problem: unreadable(error) };
  }
}

/** A lab's file, checked with the files of its folder. */
export interface CheckedLab extends Problems {
  /** Null if any problem is an error. */
  readonly lab: Lab | null;
  /** The texts of its folder. */
  readonly files: DataFiles;
}

/** Reads a lab and checks it; a file that cannot be read has that as its problem. `base` is the lab that students have, if this one has its hidden checks. */
export function checkLabFile(file: string, base?: { readonly lab: Lab; readonly files: DataFiles }): CheckedLab {
  const { text, problem } = readText(file);
  if (problem !== null) return { file, text, lab: null, problems: [problem], files: new Map() };
  const files = readFolder(path.dirname(file), labLimits);
  const all = new Map([...(base?.files ?? []), ...files]);
  const { lab, problems } = checkLab(text, { files: all, ...(base && { base: base.lab }) });
  return { file, text, lab, problems, files };
}

/** Reads a file and checks it, with another host than its own if one is given; a file that cannot be read has that as its problem. */
export function checkFile(file: string, host: HostInstead | null = null): CheckedFile {
  const { text, problem } = readText(file);
  if (problem !== null) return { file, text, scenario: null, problems: [problem], check: null, options: {} };
  const options = { files: readDataFiles(file, text), ...(host && { host }) };
  const check = checkScenario(text, options);
  return { file, text, scenario: check.scenario, problems: check.problems, check, options };
}

/** Reads the file of a host's preset and checks it. */
export function checkPresetFile(file: string): Problems & { readonly hostFile: HostFile | null } {
  const { text, problem } = readText(file);
  const { hostFile, problems } = problem === null ? checkHostFile(text) : { hostFile: null, problems: [problem] };
  return { file, text, problems, hostFile };
}

/** The preset that --host names; its problems are told. @throws WrongHost for one that cannot be used */
export function readHostInstead(file: string | null, output: Pick<Output, 'message'>): HostInstead | null {
  if (file === null) return null;
  const { hostFile, ...found } = checkPresetFile(file);
  for (const line of problemLines(found)) output.message(line);
  if (hostFile === null) throw new WrongHost(`No scenario was run: ${file} cannot be used as --host.`);
  return { name: path.basename(file), hostFile };
}

/** The host's file is wrong: nothing can be run with it. */
export class WrongHost extends Error {
  override readonly name = 'WrongHost';
}

/** The size of a file, and as much of it as a scenario may have: a device or a pipe tells no size, and may never end. */
function readStart(file: string): { readonly bytes: Uint8Array; readonly size: number } {
  const descriptor = openSync(file, 'r');
  try {
    const bytes = new Uint8Array(largestFile + 1);
    let length = 0;
    for (let more = 1; more > 0 && length < bytes.length; length += more)
      more = readSync(descriptor, bytes, length, bytes.length - length, null);
    return { bytes: bytes.subarray(0, length), size: Math.max(length, fstatSync(descriptor).size) };
  } finally {
    closeSync(descriptor);
  }
}

/** The problems as lines, `FILE:LINE:COL severity CODE message`. */
export function problemLines({ file, text, problems }: Problems): string[] {
  return problems.map(({ range, severity, code, message }) => {
    const { line, column } = lineColumn(text, range.start);
    return `${file}:${line}:${column} ${severity} ${code} ${message}`;
  });
}

/** The problems as data, one entry each. */
export function problemRecords({ file, text, problems }: Problems): object[] {
  return problems.map(({ range, severity, code, message }) => {
    const { line, column } = lineColumn(text, range.start);
    const end = lineColumn(text, range.end);
    return { file, line, column, endLine: end.line, endColumn: end.column, severity, code, message };
  });
}

/** What `run` says of a file: advice is what `check` is for. */
export function withoutHints(checked: CheckedFile): CheckedFile {
  return { ...checked, problems: checked.problems.filter(({ severity }) => severity !== 'hint') };
}

export function isWrong({ problems }: Problems): boolean {
  return hasErrors(problems);
}

function unreadable(error: unknown): Problem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'There is no such file: check its name.',
    EISDIR: 'This is a folder: name the scenario file in it.',
    EACCES: 'The file may not be read: check its permissions.',
  };
  const message = reasons[code] ?? `The file cannot be read (${code === '' ? String(error) : code}).`;
  return { code: 'cannot-read', severity: 'error', range: { start: 0, end: 0 }, message, fixes: [], related: [] };
}
