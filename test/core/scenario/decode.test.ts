// The decoder of files against the platform's own, which core may not use.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeUtf8 } from '../../../src/core/scenario/decode';

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

function expected(bytes: Uint8Array): string | null {
  try {
    return strict.decode(bytes);
  } catch {
    return null;
  }
}

test('valid UTF-8 gives the text that TextDecoder gives', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      fc.pre(!text.includes('\ufffd'));
      const bytes = new TextEncoder().encode(text);
      const decoded = decodeUtf8(bytes);
      assert.equal(decoded.problem, null);
      assert.equal(decoded.text, expected(bytes));
    }),
    { seed: 9, numRuns: 1000 },
  );
});

test('any bytes: a problem exactly where TextDecoder refuses', () => {
  const byte = fc.oneof(fc.nat({ max: 127 }), fc.integer({ min: 128, max: 255 }));
  const bytes = fc
    .uint8Array({ maxLength: 40 })
    .chain(() => fc.array(byte, { maxLength: 12 }).map((list) => Uint8Array.from(list)));
  fc.assert(
    fc.property(bytes, (given) => {
      const start = given[0] === 0xff || given[0] === 0xfe;
      fc.pre(!start);
      const text = expected(given);
      const decoded = decodeUtf8(given);
      assert.equal(decoded.problem === null, text !== null && !text.includes('\ufffd'));
      if (decoded.problem) assert.equal(decoded.text[decoded.problem.range.start], '\ufffd');
    }),
    { seed: 10, numRuns: 5000 },
  );
});

test('a byte order mark is left out', () => {
  assert.equal(decodeUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61)).text, 'a');
});

test('UTF-16 is named', () => {
  assert.match(decodeUtf8(Uint8Array.of(0xff, 0xfe, 0x61, 0x00)).problem?.message ?? '', /UTF-16/);
});

test('50 MB are refused without being read', () => {
  let reads = 0;
  const bytes = new Proxy(new Uint8Array(50e6), {
    get: (target, key) => {
      if (key === 'length') return target.length;
      reads++;
      return undefined;
    },
  });
  const { problem, text } = decodeUtf8(bytes);
  assert.equal(problem?.code, 'file-too-large');
  assert.equal(text, '');
  assert.equal(reads, 0);
});
