// docs/validation.md is what the cases give now, byte for byte, and every large difference has its sentence: a change of the engine that moves a figure
// shows here. `npm run validation` writes the page anew.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import process from 'node:process';
import { test } from 'node:test';
import { promisify } from 'node:util';

void test('published migrations come out as docs/validation.md has them', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['scripts/validation.mjs', '--check']);
  assert.equal(stdout, 'docs/validation.md is up to date\n');
});
