// Places that the editor and the command line ask for.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineColumn, locateAlgorithms } from '../../../src/core/scenario/locate';
import { check, exchange, sound } from './support';

test('the list of algorithms is found with its entries', () => {
  const located = locateAlgorithms(check(sound).document);
  assert.ok(located);
  assert.equal(sound.slice(located.keyRange.start, located.keyRange.end), 'algorithms');
  assert.deepEqual(
    located.entries.map(({ start }) => sound.slice(start).split(/[\s:]/, 1)[0]),
    ['alpha', 'alpha', 'beta'],
  );
});

test('the list is found in a file with other problems, so that its lens stays while typing', () => {
  assert.ok(locateAlgorithms(check(exchange('1GiB', '1G')).document));
  assert.ok(locateAlgorithms(check(`${sound}x: "`).document));
});

test('a file without algorithms has no such place', () => {
  assert.equal(locateAlgorithms(check('vm: { memory: 1GiB }').document), null);
  assert.equal(locateAlgorithms(check('').document), null);
});

test('lines and columns count from one', () => {
  const text = 'ab\ncd\r\n\nx';
  assert.deepEqual(lineColumn(text, 0), { line: 1, column: 1 });
  assert.deepEqual(lineColumn(text, 2), { line: 1, column: 3 });
  assert.deepEqual(lineColumn(text, 3), { line: 2, column: 1 });
  assert.deepEqual(lineColumn(text, 7), { line: 3, column: 1 });
  assert.deepEqual(lineColumn(text, 8), { line: 4, column: 1 });
  assert.deepEqual(lineColumn(text, 9), { line: 4, column: 2 });
});
