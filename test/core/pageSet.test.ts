// PageSet against JavaScript's own Set.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bitRange, bitsIn, PageSet } from '../../src/core/pageSet';

const guest = fc.integer({ min: 1, max: 200 }).chain((pages) => {
  const members = fc.uniqueArray(fc.nat({ max: pages - 1 }));
  return fc.record({ pages: fc.constant(pages), a: members, b: members });
});

function sorted(pages: Iterable<number>): number[] {
  return [...pages].sort((x, y) => x - y);
}

test('bits are counted and ranges have the bits they name', () => {
  fc.assert(
    fc.property(fc.nat({ max: 0xffffffff }), (word) => {
      assert.equal(bitsIn(word), word.toString(2).replaceAll('0', '').length);
    }),
    { seed: 1 },
  );
  for (let from = 0; from <= 32; from++) {
    for (let to = from; to <= 32; to++) assert.equal(bitsIn(bitRange(from, to)), to - from);
  }
  assert.equal(bitRange(4, 8), 0xf0);
});

test('unions, intersections and differences are those of sets', () => {
  fc.assert(
    fc.property(guest, ({ pages, a, b }) => {
      const [setA, setB] = [PageSet.of(pages, a), PageSet.of(pages, b)];
      const other = new Set(b);
      const both = a.filter((page) => other.has(page));
      assert.deepEqual(setA.clone().unite(setB).toArray(), sorted(new Set([...a, ...b])));
      assert.deepEqual(setA.clone().intersect(setB).toArray(), sorted(both));
      assert.deepEqual(setA.clone().subtract(setB).toArray(), sorted(a.filter((page) => !other.has(page))));
      assert.equal(setA.countIn(setB), both.length);
      assert.equal(setA.meets(setB), both.length > 0);
      assert.equal(setA.count(), a.length);
      assert.equal(setA.isEmpty(), a.length === 0);
    }),
    { seed: 2 },
  );
});

test('a full set holds every page and no bit beyond the last', () => {
  for (const pages of [1, 31, 32, 33, 64, 100]) {
    const full = PageSet.full(pages);
    assert.equal(full.count(), pages);
    assert.deepEqual(
      full.toArray(),
      Array.from({ length: pages }, (_, page) => page),
    );
  }
});

test('a range of pages is added whole', () => {
  fc.assert(
    fc.property(fc.nat({ max: 150 }), fc.nat({ max: 150 }), (from, to) => {
      const set = new PageSet(150);
      set.addRange(from, to);
      assert.deepEqual(
        set.toArray(),
        Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i),
      );
    }),
    { seed: 3 },
  );
});

test('adding and deleting a page changes that page alone', () => {
  const set = PageSet.of(70, [3, 40, 69]);
  set.add(64);
  set.delete(40);
  assert.deepEqual(set.toArray(), [3, 64, 69]);
  assert.ok(set.has(64));
  assert.ok(!set.has(40));
});
