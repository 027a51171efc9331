// The grammar's tests: annotated samples (samples/*.sample), and a snapshot of every example and of the language's full sample (snapshots/*.snap).
//   node test/grammar/run.mjs            the last line is {"passed":N,"failed":M}; exit status 1 if any failed
//   node test/grammar/run.mjs --update   writes the snapshots anew: look at the difference before keeping it
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import common from 'vscode-tmgrammar-test/dist/common/index.js';
import snapshot from 'vscode-tmgrammar-test/dist/snapshot/index.js';
import unit from 'vscode-tmgrammar-test/dist/unit/index.js';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../..');
const scope = 'source.migration-scenario';
const grammar = path.join(root, 'media/language/migration-scenario.tmLanguage.json');
const registry = common.createRegistry([{ scopeName: scope, path: grammar, language: 'migration-scenario' }]);
const update = process.argv.includes('--update');

const filesIn = (folder, ending) =>
  readdirSync(folder)
    .filter((file) => file.endsWith(ending))
    .sort()
    .map((file) => path.join(folder, file));

/** Problems of an annotated sample, one line each. */
async function testSample(file) {
  const sample = unit.parseGrammarTestCase(readFileSync(file, 'utf8'));
  const failures = await unit.runGrammarTestCase(registry, sample);
  return failures.map(
    ({ line, start, end, missing, unexpected, actual }) =>
      `line ${line + 1}, columns ${start + 1} to ${end}: lacks [${missing.join(' ')}], has unexpectedly [${unexpected.join(' ')}]; scopes are ${actual.join(' ')}`,
  );
}

/** Problems of a file against its snapshot. */
async function testSnapshot(file) {
  const tokens = await snapshot.getVSCodeTokens(registry, scope, readFileSync(file, 'utf8'));
  const actual = snapshot.renderSnap(tokens);
  const stored = path.join(here, 'snapshots', `${path.basename(file)}.snap`);
  if (update) writeFileSync(stored, actual);
  if (!existsSync(stored)) return [`there is no ${path.relative(root, stored)}: run with --update`];
  const expected = readFileSync(stored, 'utf8').split('\n');
  const index = actual.split('\n').findIndex((line, at) => line !== expected[at]);
  if (index < 0 && actual.split('\n').length === expected.length) return [];
  return [
    `differs at line ${index + 1} of the snapshot: expected '${expected[index]}', found '${actual.split('\n')[index]}'`,
  ];
}

const cases = [
  ...filesIn(path.join(here, 'samples'), '.sample').map((file) => ({ file, run: testSample })),
  ...filesIn(path.join(root, 'examples'), '.migration.yaml').map((file) => ({ file, run: testSnapshot })),
  ...filesIn(path.join(root, 'test/fixtures/scenarios'), '.migration.yaml').map((file) => ({
    file,
    run: testSnapshot,
  })),
];
let failed = 0;
for (const { file, run } of cases) {
  const problems = await run(file);
  if (problems.length === 0) continue;
  failed++;
  process.stdout.write(`${path.relative(root, file)}\n${problems.map((line) => `  ${line}\n`).join('')}`);
}
process.stdout.write(`${JSON.stringify({ passed: cases.length - failed, failed })}\n`);
process.exitCode = failed === 0 && cases.length > 0 ? 0 : 1;
