// The checks before any test: types, lint, build. Each counts as one.
import process from 'node:process';
import { run } from '../../scripts/commands.mjs';
import { inRoot } from '../../scripts/paths.mjs';
import { failedOnce, passedOnce, sum } from './outcome.mjs';

/** Each folder has the types of where it runs: core knows neither Node nor the DOM. */
const projects = ['src/core', 'src/webview', 'src/extension', 'src/worker', 'src/cli', 'test', 'scripts', 'bench'];

/**
 * @param {string} packageName
 * @param {string} script inside the package
 * @param {readonly string[]} args
 */
async function check(packageName, script, args) {
  const { code, output } = await run(process.execPath, [inRoot('node_modules', packageName, script), ...args]);
  return code === 0 ? passedOnce : failedOnce(`${packageName} ${args.join(' ')}:\n${output.trimEnd()}\n`);
}

/** Typescript-native is TypeScript 7, the same check in an eighth of the time; TypeScript 6 is there for what needs its API. */
export async function typecheck() {
  const outcomes = [];
  for (const project of projects)
    outcomes.push(await check('typescript-native', 'bin/tsc', ['--noEmit', '-p', project]));
  return sum(outcomes);
}

/** Files that have not changed are passed over, but in CI: a rule that knows types can find something new in them. */
export async function lint() {
  const kept = (/** @type {string} */ name) =>
    process.env['CI'] === 'true'
      ? []
      : ['--cache', '--cache-strategy', 'content', '--cache-location', inRoot('out', name)];
  return sum([
    await check('eslint', 'bin/eslint.js', ['.', '--max-warnings', '0', ...kept('eslint.cache')]),
    await check('prettier', 'bin/prettier.cjs', ['--check', '.', ...kept('prettier.cache')]),
  ]);
}

/** Builds what ships, and the tests beside it. */
export async function build() {
  const { code, output } = await run(process.execPath, [inRoot('esbuild.mjs'), '--production', '--tests']);
  return code === 0 ? passedOnce : failedOnce(`node esbuild.mjs --production --tests:\n${output.trimEnd()}\n`);
}
