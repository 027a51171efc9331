// `miglab validate --import`: the log of a real migration as a cases file, on stdout; what it guesses and what was left out, on stderr.
import { openSync, closeSync, fstatSync, readSync } from 'node:fs';
import path from 'node:path';
import { TextDecoder } from 'node:util';
import { largestDataFile } from '../core/scenario/dataFiles';
import { importLog } from '../core/validation/importLog';
import type { ImportCommand } from './arguments';
import type { Output } from './output';
import { reasonOf } from './reasons';

/** The exit status: 1 if there is no log that can be read. */
export function importCommand({ file }: ImportCommand, output: Output): number {
  let bytes: Uint8Array;
  try {
    bytes = readLog(file);
  } catch (error) {
    output.message(`${file}: The log cannot be read: ${reasonOf(error)}.`);
    return 1;
  }
  if (bytes.length > largestDataFile) {
    output.message(
      `${file}: The log has more than ${largestDataFile / 2 ** 20} MiB: keep the migration that you mean.`,
    );
    return 1;
  }
  const text = textOf(bytes);
  if (text === null) {
    output.message(`${file}: The log is no text in UTF-8 or UTF-16: is it the right file?`);
    return 1;
  }
  const { text: cases, notes, guesses } = importLog(text, path.basename(file));
  for (const { line, message } of notes) output.message(`${file}:${line}: ${message}`);
  if (cases === null) return 1;
  output.result(cases);
  for (const guess of guesses) output.message(`${file}: guessed: ${guess}.`);
  return 0;
}

/** A log, and a byte more if it is too large: a pipe tells no size. */
function readLog(file: string): Uint8Array {
  const descriptor = openSync(file, 'r');
  try {
    if (fstatSync(descriptor).size > largestDataFile) return new Uint8Array(largestDataFile + 1);
    const parts: Uint8Array[] = [];
    let length = 0;
    for (let more = 1; more > 0 && length <= largestDataFile; length += more) {
      const part = new Uint8Array(2 ** 20);
      more = readSync(descriptor, part, 0, part.length, null);
      parts.push(part.subarray(0, more));
    }
    return Buffer.concat(parts);
  } finally {
    closeSync(descriptor);
  }
}

/** PowerShell writes UTF-16; null: no text. */
function textOf(bytes: Uint8Array): string | null {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}
