// Runs built test files with Node's test runner and counts what they report.
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { environment, start, stop } from '../../scripts/commands.mjs';
import { inRoot } from '../../scripts/paths.mjs';
import { failedOnce, outcomeOfLastLine } from './outcome.mjs';

const reporter = inRoot('test', 'rings', 'reporter.mjs');

/** A ring that takes longer hangs: it is stopped and has failed. */
const longestMinutes = 30;

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

function canRunTogether() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 20 || minor >= 10;
}

/**
 * @param {string} what names the tests in messages
 * @param {readonly string[]} files
 * @param {Record<string, string>} [env]
 * @param {number} [atOnce] files run at the same time, where this Node can (from 20.10 on)
 */
export async function runNodeTests(what, files, env = {}, atOnce = 1) {
  if (files.length === 0) return failedOnce(`${what}: there are no test files.\n`);
  const together = canRunTogether() ? [`--test-concurrency=${atOnce}`] : [];
  const args = ['--enable-source-maps', '--test', ...together, `--test-reporter=${reporter}`, ...files];
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
