// Runs built test files with Node's test runner and counts what they report.
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { environment, start, stop } from '../../scripts/commands.mjs';
import { inRoot } from '../../scripts/paths.mjs';
import { failedOnce, outcomeOfLastLine } from './outcome.mjs';

const reporter = inRoot('test', 'rings', 'reporter.mjs');

/** A ring that takes longer hangs: it is stopped and has failed. */
const longestMinutes = 15;

/**
 * The built test files of a folder, in a fixed order.
 * @param {string} folder below out/test
 */
export async function testFiles(folder) {
  const inside = inRoot('out', 'test', folder);
  const found = await readdir(inside, { recursive: true }).catch(() => []);
  return found
    .filter((file) => file.endsWith('.test.js'))
    .map((file) => path.join(inside, file))
    .sort();
}

/**
 * @param {string} what names the tests in messages
 * @param {readonly string[]} files
 * @param {Record<string, string>} [env]
 */
export async function runNodeTests(what, files, env = {}) {
  if (files.length === 0) return failedOnce(`${what}: there are no test files.\n`);
  const args = ['--enable-source-maps', '--test', `--test-reporter=${reporter}`, ...files];
  const child = start(process.execPath, args, { env: environment(env) });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text));
  }
  const closed = new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)));
  const alarm = setTimeout(() => {
    output += `\n${what} took longer than ${longestMinutes} minutes and was stopped.\n`;
    void stop(child);
  }, longestMinutes * 60_000);
  const code = await closed;
  clearTimeout(alarm);
  return outcomeOfLastLine(what, { code, output });
}
