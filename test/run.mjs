// npm test: sets up what is missing, checks types and lint, builds, then runs the rings of tests from fast to slow.
// The last line is 'N passed, N failed'; the exit code is 0 only if all passed and something ran. Plain Node until the packages are installed.
//   node test/run.mjs               everything
//   node test/run.mjs core cli      only these; the names are those of the list below, and the build runs when they need it
import { availableParallelism } from 'node:os';
import process from 'node:process';
import { PlainError, errorText, run, runMain } from '../scripts/commands.mjs';
import { checkNode, installPackages } from '../scripts/packages.mjs';
import { inRoot } from '../scripts/paths.mjs';
import { failedOnce, outcomeOfLastLine, sum } from './rings/outcome.mjs';

/** @param {string} text */
const say = (text) => process.stdout.write(`${text}\n`);

/**
 * @param {string} folder below test
 * @param {number} [atOnce] files at the same time
 */
const nodeTestsIn = (folder, atOnce) => async () => {
  const { runNodeTests, testFiles } = await import('./rings/nodeTests.mjs');
  return runNodeTests(`test/${folder}`, await testFiles(folder), {}, atOnce);
};

/** The command has to give the same bytes on every Node that we support; newer ones are installed with the editor. */
async function commandLine() {
  const { otherNodes, setUpEditor } = await import('../scripts/editor.mjs');
  const { runNodeTests, testFiles } = await import('./rings/nodeTests.mjs');
  await setUpEditor(say);
  const env = { MIGRATION_LAB_OTHER_NODES: otherNodes.join(':') };
  return runNodeTests('test/cli', await testFiles('cli'), env, availableParallelism());
}

/** The panel's tests find the browser by CHROME_PATH or by name; each file has a browser of its own. */
async function panel() {
  const { setUpChromium } = await import('../scripts/chromium.mjs');
  const { runNodeTests, testFiles } = await import('./rings/nodeTests.mjs');
  const env = { CHROME_PATH: await setUpChromium(say) };
  return runNodeTests('test/webview', await testFiles('webview'), env, availableParallelism());
}

async function grammar() {
  return outcomeOfLastLine('test/grammar', await run(process.execPath, [inRoot('test', 'grammar', 'run.mjs')]));
}

/**
 * @typedef {object} Ring
 * @property {string} name
 * @property {string} title
 * @property {boolean} built it runs what the build has made
 * @property {boolean} [alongside] it runs at the same time as the ring before it, which keeps one core busy and no more
 * @property {() => Promise<import('./rings/outcome.mjs').Outcome>} run
 */

/** @type {readonly Ring[]} */
const rings = [
  { name: 'types', title: 'Types', built: false, run: async () => (await import('./rings/checks.mjs')).typecheck() },
  { name: 'build', title: 'Build', built: false, run: async () => (await import('./rings/checks.mjs')).build() },
  { name: 'core', title: 'Core', built: true, run: nodeTestsIn('core', availableParallelism()) },
  { name: 'grammar', title: 'Grammar', built: false, run: grammar },
  {
    name: 'lint',
    title: 'Lint and format',
    built: false,
    run: async () => (await import('./rings/checks.mjs')).lint(),
  },
  { name: 'cli', title: 'Command line', built: true, alongside: true, run: commandLine },
  {
    name: 'extension',
    title: 'Extension without an editor',
    built: true,
    run: nodeTestsIn('extension', availableParallelism()),
  },
  { name: 'panel', title: 'Panel in a page', built: true, run: panel },
  {
    name: 'package',
    title: 'Package',
    built: false,
    run: async () => (await import('./rings/packaging.mjs')).packaging(),
  },
  {
    name: 'api',
    title: 'Editor: extension host',
    built: true,
    run: async () => (await import('./vscode/apiRing.mjs')).apiRing(say),
  },
  {
    name: 'screen',
    title: 'Editor: screen',
    built: true,
    run: async () => (await import('./vscode/screenRing.mjs')).screenRing(say),
  },
];

/** @param {readonly string[]} names */
function chosenRings(names) {
  if (names.length === 0) return rings;
  const unknown = names.find((name) => !rings.some((ring) => ring.name === name));
  if (unknown !== undefined) {
    throw new PlainError(`There is no ring ${unknown}: there are ${rings.map(({ name }) => name).join(', ')}.`);
  }
  const needsBuild = rings.some(({ name, built }) => built && names.includes(name));
  return rings.filter(({ name }) => names.includes(name) || (name === 'build' && needsBuild));
}

/** @param {Ring} ring */
async function runRing(ring) {
  const begin = performance.now();
  const outcome = await ring.run().catch((error) => {
    return failedOnce(`${error instanceof PlainError ? error.message : errorText(error)}\n`);
  });
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  const failures = outcome.failed > 0 ? `, ${outcome.failed} FAILED` : '';
  say(`${ring.title.padEnd(30)} ${String(outcome.passed).padStart(5)} passed${failures}  (${seconds} s)`);
  if (outcome.details !== '') say(outcome.details.trimEnd());
  return outcome;
}

/**
 * Rings that run at the same time, in lists.
 * @param {readonly Ring[]} chosen
 */
function together(chosen) {
  /** @type {Ring[][]} */
  const groups = [];
  for (const ring of chosen) {
    const last = groups.at(-1);
    if (ring.alongside && last !== undefined) last.push(ring);
    else groups.push([ring]);
  }
  return groups;
}

async function main() {
  checkNode();
  const chosen = chosenRings(process.argv.slice(2));
  await installPackages(say);
  /** @type {import('./rings/outcome.mjs').Outcome[]} */
  const outcomes = [];
  let buildFailed = false;
  const notBuilt = () => Promise.resolve(failedOnce('Not run: the build has failed.\n'));
  for (const group of together(chosen)) {
    const ended = await Promise.all(
      group.map((ring) => runRing(ring.built && buildFailed ? { ...ring, run: notBuilt } : ring)),
    );
    if (group.some(({ name }) => name === 'build')) buildFailed = ended.some(({ failed }) => failed > 0);
    outcomes.push(...ended);
  }
  const { passed, failed } = sum(outcomes);
  say(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}

await runMain(main);
