// JSON in pieces has the bytes of JSON.stringify, and no limit to its length.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { writeJson } from '../../src/cli/json';
import { jsonPieces } from '../../src/core/report/json';

test('the pieces are the bytes of JSON.stringify, at whatever level a value is taken apart', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), fc.integer({ min: 0, max: 8 }), (value, levels) => {
      assert.equal([...jsonPieces(value, levels)].join(''), JSON.stringify(value, null, 2));
    }),
    { seed: 20, numRuns: 500 },
  );
});

test('a key without a value is left out and an item without one is null, as JSON.stringify does', () => {
  const value = {
    runs: [{ error: undefined, label: 'a\nb', rounds: [] }],
    none: {},
    gap: [undefined],
    last: undefined,
  };
  assert.equal([...jsonPieces(value)].join(''), JSON.stringify(value, null, 2));
});

test('a document that is longer than a string can be is written whole', () => {
  const rounds = Array.from({ length: 600 }, () => ({ text: 'x'.repeat(2 ** 20) }));
  const document = { runs: [{ rounds }] };
  assert.throws(() => JSON.stringify(document, null, 2), RangeError);
  let length = 0;
  let longest = 0;
  const result = (chunk: string): void => {
    length += chunk.length;
    longest = Math.max(longest, chunk.length);
  };
  writeJson(document, { result });
  assert.ok(length > 600 * 2 ** 20, `${length} characters`);
  assert.ok(longest < 2 ** 21, `a chunk of ${longest} characters`);
});
