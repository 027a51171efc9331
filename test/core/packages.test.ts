// Packages are installed anew only where they are not those of the lock file: an install empties node_modules under whatever else runs.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import process from 'node:process';
import { test } from 'node:test';
import { promisify } from 'node:util';

const locked = { '': { version: '1' }, a: { version: '1', integrity: 'x' }, b: { version: '2', optional: true } };

const cases: readonly (readonly [installed: object, expected: boolean])[] = [
  [{ a: locked.a, b: locked.b }, true],
  [{ a: locked.a }, true],
  [{ b: locked.b }, false],
  [{ a: { version: '1', integrity: 'y' } }, false],
  [{ a: { version: '2', integrity: 'x' } }, false],
  [{ a: locked.a, c: { version: '1' } }, false],
  [{}, false],
];

void test('installed packages are held against the lock file by what they are', async () => {
  const script = `import('./scripts/packages.mjs').then(({ isInstalled }) => {
    const [locked, cases] = ${JSON.stringify([locked, cases])};
    console.log(JSON.stringify(cases.map(([installed]) => isInstalled(locked, installed))));
  })`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script]);
  assert.deepEqual(
    JSON.parse(stdout),
    cases.map(([, expected]) => expected),
  );
});
