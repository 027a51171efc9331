// npm run validation: runs the cases of validation/cases.json with the built command and writes docs/validation.md, what was published beside what is
// simulated. Fails if a difference above 10 % has no sentence, or a sentence stands beside a small one.
//   node scripts/validation.mjs            writes the page
//   node scripts/validation.mjs --check    writes nothing and fails unless the page is what the cases give now
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { format, resolveConfig } from 'prettier';
import { parse, parseDocument } from 'yaml';
import { loadBundle } from './bundles.mjs';
import { PlainError, runMain } from './commands.mjs';
import { inRoot } from './paths.mjs';

/** @typedef {import('../validation/compare').Job} Job */

const page = inRoot('docs', 'validation.md');
const folder = inRoot('out', 'validation');

/** @returns {Promise<typeof import('../validation/validation')>} */
function loadComparisons() {
  return loadBundle(inRoot('validation', 'validation.ts'), path.join(folder, 'validation.cjs'));
}

/** @param {string} file */
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

/**
 * The scenario of a job as a file: as it is, or a copy with other values beside copies of the files that it may refer to.
 * @param {Job} job
 * @param {number} index
 */
function fileOf({ scenario, set }, index) {
  if (Object.keys(set).length === 0) return scenario;
  const from = path.dirname(inRoot(scenario));
  for (const name of readdirSync(from)) {
    if (/\.(csv|lmtrace|gz)$/.test(name)) copyFileSync(path.join(from, name), path.join(folder, name));
  }
  const document = parseDocument(readFileSync(inRoot(scenario), 'utf8'));
  for (const [key, value] of Object.entries(set)) document.setIn(pathOf(document, key), parse(value));
  const file = path.join(folder, `${index}-${path.basename(scenario)}`);
  writeFileSync(file, String(document));
  return path.relative(inRoot(), file);
}

/**
 * `workload.NAME.key` names a region, other keys are as they are written.
 * @param {import('yaml').Document} document
 * @param {string} key
 */
function pathOf(document, key) {
  const [first, ...rest] = key.split('.');
  if (first !== 'workload') return [first, ...rest];
  const regions = document.toJS().workload;
  const index = regions.findIndex((/** @type {{ name: string }} */ { name }) => name === rest[0]);
  if (index === -1) throw new PlainError(`${key}: there is no region '${rest[0]}'.`);
  return [first, index, ...rest.slice(1)];
}

/**
 * Runs all jobs with the command that ships; its results go to a file, as they are long.
 * @param {readonly Job[]} jobs
 */
function runJobs(jobs) {
  const result = path.join(folder, 'results.json');
  const words = [inRoot('dist', 'cli.js'), 'run', '--format', 'json', ...jobs.map(fileOf)];
  const output = openSync(result, 'w');
  const { status, stderr } = spawnSync(process.execPath, words, {
    cwd: inRoot(),
    stdio: ['ignore', output, 'pipe'],
    encoding: 'utf8',
  });
  closeSync(output);
  if (status !== 0) throw new PlainError(`Not all scenarios could be run:\n${stderr}`);
  const documents = readJson(result);
  return new Map(jobs.map(({ key }, index) => [key, documents[index]]));
}

await runMain(async () => {
  if (!existsSync(inRoot('dist', 'cli.js'))) throw new PlainError('Build first: npm run build');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { jobsOf, faultsOfCases, validationPage } = await loadComparisons();
  const cases = readJson(inRoot('validation', 'cases.json'));
  const measured = readJson(inRoot('validation', 'data', 'xen-4.17.json'));
  const results = runJobs(jobsOf(cases));
  const text = await format(validationPage(cases, measured, results), {
    ...(await resolveConfig(page)),
    parser: 'markdown',
  });
  const faults = faultsOfCases(cases, measured, results);
  const isCheck = process.argv.includes('--check');
  if (!isCheck) writeFileSync(page, text);
  else if (readFileSync(page, 'utf8') !== text)
    faults.push('docs/validation.md is not what the cases give now: run npm run validation');
  if (faults.length > 0) throw new PlainError(faults.join('\n'));
  process.stdout.write(`docs/validation.md ${isCheck ? 'is up to date' : 'written'}\n`);
});
