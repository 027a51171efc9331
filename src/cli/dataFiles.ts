// Reads the traces and curves that a scenario names, from its folder and below; gzipped ones too.
import { readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { largestDataFile, staysInside } from '../core/scenario/dataFiles';
import type { DataFiles, FileContent, FileFault } from '../core/scenario/dataFiles';
import { referencedNames } from '../core/scenario/referencedFiles';
import { reasonOf } from './reasons';

const outside: FileFault = { kind: 'outside', of: "the scenario's folder" };

/** Why a file that was to be read could not be. */
export function faultOf(error: unknown): FileFault {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' };
  if (code === 'ERR_BUFFER_TOO_LARGE') return { kind: 'too-large' };
  if (code.startsWith('Z_')) return { kind: 'unreadable', reason: 'its gzip data is damaged' };
  return { kind: 'unreadable', reason: reasonOf(error) };
}

/** Whether a path, its links followed, lies in a folder or below. */
function isInside(folder: string, file: string): boolean {
  const way = path.relative(realpathSync(folder), realpathSync(file));
  return way !== '' && !path.isAbsolute(way) && way.split(path.sep)[0] !== '..';
}

/** The bytes of a plain file of a bearable size. Nothing is read of others: a pipe may never end, and not even begin. */
function readPlainFile(file: string): Buffer | FileFault {
  const stat = statSync(file);
  if (stat.isDirectory()) return { kind: 'unreadable', reason: 'it is a folder' };
  if (!stat.isFile()) return { kind: 'unreadable', reason: 'it is no plain file' };
  return stat.size > largestDataFile ? { kind: 'too-large' } : readFileSync(file);
}

/** The text in a file's bytes, which gzip may have packed: its first two bytes tell (RFC 1952). */
export function textOf(bytes: Buffer): string {
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return (isPacked ? gunzipSync(bytes, { maxOutputLength: largestDataFile }) : bytes).toString('utf8');
}

function readDataFile(folder: string, name: string): FileContent {
  if (!staysInside(name)) return { fault: outside };
  const file = path.join(folder, name);
  try {
    if (!isInside(folder, file)) return { fault: outside };
    const read = readPlainFile(file);
    return Buffer.isBuffer(read) ? { text: textOf(read) } : { fault: read };
  } catch (error) {
    return { fault: faultOf(error) };
  }
}

/** The files that a scenario's text names; `scenarioFile` is where it lies. */
export function readDataFiles(scenarioFile: string, text: string): DataFiles {
  const folder = path.dirname(scenarioFile);
  return new Map(referencedNames(text).map((name) => [name, readDataFile(folder, name)]));
}
