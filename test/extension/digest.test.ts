// The digest that tells whether a scenario's text has changed.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { digestOf } from '../../src/extension/runs/digest';

it('is that of FNV-1a for the published test vectors, behind the length', () => {
  assert.equal(digestOf('').slice(0, 10), '0-811c9dc5');
  assert.equal(digestOf('a').slice(0, 10), '1-e40c292c');
  assert.equal(digestOf('foobar').slice(0, 10), '6-bf9cf968');
});

it('differs when one character of a text differs, and is the same for the same text', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string({ minLength: 1, maxLength: 1 }), (before, after, character) => {
      const text = before + character + after;
      assert.equal(digestOf(text), digestOf(`${before}${character}${after}`));
      const other = character === 'x' ? 'y' : 'x';
      assert.notEqual(digestOf(text), digestOf(before + other + after));
    }),
  );
});
