// Runs other programs for the scripts: quietly, with their output in the error when they fail, and never left behind when this process ends.
// Plain Node, nothing else: it is loaded before anything is installed.
import { spawn } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { root } from './paths.mjs';

/** A person can act on this message as it stands: it is printed without a stack. */
export class PlainError extends Error {}

/** What npm tells its scripts about *this* package would mislead an npm that is started for another folder. */
const npmsOwn = /^(npm_package_|npm_lifecycle_|npm_config_(local_prefix|prefix|global_prefix)$|npm_command$|INIT_CWD$)/;

/**
 * The environment for a program that is started from here.
 * @param {Record<string, string>} [more]
 * @returns {NodeJS.ProcessEnv}
 */
export function environment(more = {}) {
  const kept = Object.entries(process.env).filter(([name]) => !npmsOwn.test(name));
  return { ...Object.fromEntries(kept), ...more };
}

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/**
 * Sends a signal to a program and to all that it has started (each program here leads a process group of its own).
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function signalGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // The group has ended on its own: nothing to stop.
  }
}

process.on('exit', () => {
  for (const child of running) signalGroup(child, 'SIGKILL');
});
for (const [signal, code] of /** @type {[NodeJS.Signals, number][]} */ ([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
])) {
  process.on(signal, () => process.exit(code));
}

/**
 * Starts a program as leader of a process group that ends with this process, however that ends.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, output?: 'pipe' | 'inherit' }} [options]
 */
export function start(command, args, { cwd = root, env = environment(), output = 'pipe' } = {}) {
  const child = spawn(command, args, {
    cwd,
    env,
    stdio: ['ignore', output, output],
    detached: process.platform !== 'win32',
    // npm and code are .cmd files there, which only a shell starts.
    shell: process.platform === 'win32',
  });
  running.add(child);
  child.on('close', () => running.delete(child));
  return child;
}

/**
 * Ends a program and all that it has started; done when it is gone.
 * @param {import('node:child_process').ChildProcess} child
 */
export async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) {
    signalGroup(child, 'SIGKILL');
    return;
  }
  const closed = new Promise((resolve) => child.once('close', resolve));
  signalGroup(child, 'SIGTERM');
  const impatience = setTimeout(() => signalGroup(child, 'SIGKILL'), 5000);
  await closed;
  clearTimeout(impatience);
  signalGroup(child, 'SIGKILL');
}

/**
 * Runs a program to its end.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<{ code: number, output: string }>} its exit code and all that it printed
 * @throws {PlainError} when it cannot be started
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = start(command, args, options);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text));
    }
    child.on('error', (error) => {
      running.delete(child);
      reject(new PlainError(`${command} could not be started: ${error.message}`));
    });
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/**
 * Runs a program that has to succeed.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<string>} what it printed
 * @throws {PlainError} with its last lines when it fails
 */
export async function mustRun(command, args, options = {}) {
  const { code, output } = await run(command, args, options);
  if (code !== 0) {
    const lastLines = output.trimEnd().split('\n').slice(-25).join('\n');
    throw new PlainError(`${path.basename(command)} ${args.join(' ')} failed with exit code ${code}:\n${lastLines}`);
  }
  return output;
}

/**
 * Runs a script's main function: prints a PlainError as it stands, any other error with its stack, and exits with 1 for both.
 * @param {() => Promise<void>} main
 */
export async function runMain(main) {
  try {
    await main();
  } catch (error) {
    process.stderr.write(`${error instanceof PlainError ? error.message : errorText(error)}\n`);
    process.exit(1);
  }
}

/** @param {unknown} error */
export const errorText = (error) => (error instanceof Error ? (error.stack ?? error.message) : String(error));
