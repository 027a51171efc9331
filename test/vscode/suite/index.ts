// Entry point of the tests in the extension host: runs one suite with Mocha and leaves the result in a file for test/vscode/apiRing.mjs.
// Which suite and which file come from the environment that the server was started with.
import { writeFile } from 'node:fs/promises';
import process from 'node:process';
import Mocha from 'mocha';

/** Loaded only when chosen: loading a suite registers its tests. */
const suites: Readonly<Record<string, () => Promise<unknown>>> = {
  trusted: () => import('./trusted'),
  restricted: () => import('./restricted'),
};

function fromEnvironment(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: start these tests with node test/run.mjs api`);
  return value;
}

function failureText(test: Mocha.Test, error: Error): string {
  const stack = (error.stack ?? error.message).replaceAll(/^/gm, '    ');
  return `  FAILED  ${test.fullTitle()}\n${stack}\n`;
}

/** Called by the editor. Never rejects for a failed test: the file tells. */
export async function run(): Promise<void> {
  const chosen = suites[fromEnvironment('MIGRATION_LAB_SUITE')];
  if (chosen === undefined) throw new Error('MIGRATION_LAB_SUITE names no suite');
  // MIGRATION_LAB_GREP chooses tests by their titles, for a person who works on some of them.
  const grep = process.env['MIGRATION_LAB_GREP'] ?? '';
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, forbidPending: true, forbidOnly: true, grep });
  // What Mocha does before it loads a file: gives describe and it their suite.
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  await chosen();
  let passed = 0;
  let failed = 0;
  let text = '';
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => {
      resolve();
    });
    runner.on('pass', () => (passed += 1));
    runner.on('fail', (test: Mocha.Test, error: Error) => {
      failed += 1;
      text += failureText(test, error);
      // Known at once, should the suite not come to its end.
      process.stderr.write(failureText(test, error));
    });
  });
  await writeFile(fromEnvironment('MIGRATION_LAB_RESULTS'), `${text}${JSON.stringify({ passed, failed })}\n`);
}
