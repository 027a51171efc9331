// Runs the built command as a person does: as a program, with its output and its exit status.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import process from 'node:process';

export interface Finished {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The Nodes to run it with: this one and, from test/run.mjs, newer ones. */
export function nodes(): readonly string[] {
  const others = process.env['MIGRATION_LAB_OTHER_NODES'];
  assert.ok(others, 'start these tests with node test/run.mjs cli');
  return [process.execPath, ...others.split(':')];
}

/** The tests run in the repository's folder, after a build. */
export async function miglab(words: readonly string[], node = process.execPath): Promise<Finished> {
  const child = spawn(node, ['dist/cli.js', ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const status = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve(code ?? -1);
    });
  });
  return { status, stdout, stderr };
}

/** As `miglab`, its results going to a file: of a device, what matters is how writing fails. */
export async function miglabInto(file: string, words: readonly string[]): Promise<Omit<Finished, 'stdout'>> {
  const descriptor = openSync(file, 'w');
  try {
    const child = spawn(process.execPath, ['dist/cli.js', ...words], { stdio: ['ignore', descriptor, 'pipe'] });
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const status = await new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => {
        resolve(code ?? -1);
      });
    });
    return { status, stderr };
  } finally {
    closeSync(descriptor);
  }
}
