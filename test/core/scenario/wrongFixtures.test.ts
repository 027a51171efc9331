// Wrong files as they lie on a disk: bytes in, 'LINE:COLUMN severity CODE' out. The command line's tests use the same files.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { checkScenario } from '../../../src/core/scenario/check';
import { decodeUtf8 } from '../../../src/core/scenario/decode';
import { lineColumn } from '../../../src/core/scenario/locate';

const folder = 'test/fixtures/wrong';
const expected = new Map(
  Object.entries(JSON.parse(readFileSync(path.join(folder, 'expected.json'), 'utf8')) as object),
);

/** What a person is told of a file. */
function report(file: string): string[] {
  const { text, problem } = decodeUtf8(readFileSync(path.join(folder, file)));
  const problems = problem ? [problem] : checkScenario(text).problems;
  return problems.map(({ code, severity, range }) => {
    const { line, column } = lineColumn(text, range.start);
    return `${line}:${column} ${severity} ${code}`;
  });
}

test('every wrong file is expected, and every expected file is there', () => {
  const files = readdirSync(folder).filter((file) => file.endsWith('.migration.yaml'));
  assert.deepEqual(files.sort(), [...expected.keys()].sort());
});

for (const [file, problem] of expected)
  test(`${file}: ${String(problem)}`, () => {
    assert.deepEqual(report(file), [problem]);
  });
