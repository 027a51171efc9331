// The marks of the algorithms: one for each colour, the same again after the last.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { glyphOf, markOf, seriesCount } from '../../src/core/series';

test('each position has a mark of its own, as a shape and as one character', () => {
  const positions = Array.from({ length: seriesCount }, (_, index) => index);
  assert.equal(new Set(positions.map(markOf)).size, seriesCount);
  assert.equal(new Set(positions.map(glyphOf)).size, seriesCount);
  for (const index of positions) {
    assert.equal(glyphOf(index).length, 1);
    assert.equal(markOf(index + seriesCount), markOf(index));
  }
});
