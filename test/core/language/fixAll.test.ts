// Fix all: what is mended at once, and what is left to a person.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { applyFixes, fixesForAll } from '../../../src/core/language/fixAll';
import type { Problem } from '../../../src/core/scenario/problem';
import { check, sound } from '../scenario/support';

function mended(text: string): string {
  return applyFixes(text, fixesForAll(check(text).problems));
}

test('every problem with one fix is mended, whatever its kind', () => {
  const wrong = sound
    .replace('memory', 'memmory')
    .replace('rtt: 0.2ms', 'rtt: 0.2msec')
    .replace('sequential', 'sequental')
    .replace('- beta', '- btea');
  assert.equal(mended(wrong), sound);
});

test('a problem with a choice of fixes is left', () => {
  const wrong = sound.replace('writes: 12k/s', 'writes: 12').replace('memory', 'memmory');
  assert.equal(mended(wrong), wrong.replace('memmory', 'memory'));
});

test('figures are left to a person, and so is what a hint advises', () => {
  const wrong = sound.replace('10%', '110%');
  assert.equal(mended(wrong), wrong);
  const twice = `${sound}sweep: { link.bandwidth: [ 1Gbit/s, 1Gbit/s ] }\n`;
  assert.equal(check(twice).problems[0]?.fixes.length, 1);
  assert.equal(mended(twice), twice);
});

test('a sound file is left as it is', () => {
  assert.deepEqual(fixesForAll(check(sound).problems), []);
});

test('fixes that are made together never touch, and none that touches nothing is left out', () => {
  const fix = fc.record({ start: fc.nat(60), length: fc.nat(6), replacement: fc.string({ maxLength: 4 }) });
  fc.assert(
    fc.property(fc.array(fix, { maxLength: 12 }), (drawn) => {
      const problems = drawn.map(({ start, length, replacement }): Problem => {
        const range = { start, end: start + length };
        return {
          code: 'made-up',
          severity: 'error',
          range,
          message: '',
          fixes: [{ title: '', range, replacement }],
          related: [],
        };
      });
      const made = fixesForAll(problems);
      made.slice(1).forEach(({ range }, index) => {
        const before = made[index]?.range;
        assert.ok(before && before.end <= range.start && before.start < range.start);
      });
      assert.equal(made.length > 0, problems.length > 0);
    }),
    { seed: 2010, numRuns: 300 },
  );
});
