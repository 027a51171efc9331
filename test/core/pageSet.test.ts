// PageSet against JavaScript's own Set.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bitRange, bitsIn, PageSet, WordList } from '../../src/core/pageSet';

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

const PAGES = 2500;
/** Pages in clusters, so that words and whole blocks of them are empty or full. */
const clusters = fc
  .array(fc.tuple(fc.nat({ max: PAGES - 1 }), fc.constantFrom(1, 3, 40, 1100)), { maxLength: 4 })
  .map((parts) => parts.flatMap(([from, count]) => range(from, Math.min(PAGES, from + count))));

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
}

/** Operations on three sets, by their numbers, and the same on three of JavaScript's. */
const operations: Record<string, (sets: PageSet[], models: Set<number>[], members: readonly number[]) => void> = {
  add: ([a], [x], members) => {
    members.forEach((page) => a?.add(page));
    members.forEach((page) => x?.add(page));
  },
  delete: ([a], [x], members) => {
    members.forEach((page) => a?.delete(page));
    members.forEach((page) => x?.delete(page));
  },
  unite: ([a, b], [x, y]) => {
    if (b !== undefined) a?.unite(b);
    y?.forEach((page) => x?.add(page));
  },
  intersect: ([a, b], [x, y]) => {
    if (b !== undefined) a?.intersect(b);
    x?.forEach((page) => !y?.has(page) && x.delete(page));
  },
  subtract: ([a, b], [x, y]) => {
    if (b !== undefined) a?.subtract(b);
    y?.forEach((page) => x?.delete(page));
  },
  set: ([a, b], [x, y]) => {
    if (b !== undefined) a?.set(b);
    x?.clear();
    y?.forEach((page) => x?.add(page));
  },
  take: ([a, b], [x, y]) => {
    if (b !== undefined) a?.take(b);
    x?.clear();
    y?.forEach((page) => x?.add(page));
    y?.clear();
  },
  setBoth: ([a, b, c], [x, y, z]) => {
    if (b !== undefined && c !== undefined) a?.setBoth(b, c);
    x?.clear();
    y?.forEach((page) => z?.has(page) && x?.add(page));
  },
  clear: ([a], [x]) => {
    a?.clear();
    x?.clear();
  },
  fill: ([a], [x]) => {
    a?.fill();
    for (const page of range(0, PAGES)) x?.add(page);
  },
  putWord: ([a], [x], [page = 0]) => {
    const word = Math.min(page >>> 5, (PAGES >>> 5) - 1);
    a?.putWord(word, 0xf0);
    for (let bit = 0; bit < 32; bit++) x?.delete(word * 32 + bit);
    for (let bit = 4; bit < 8; bit++) x?.add(word * 32 + bit);
  },
  addList: ([a, b], [x, y], [page = 0]) => {
    const list = new WordList();
    b?.list(list, page, PAGES);
    a?.addList(list);
    y?.forEach((member) => member >= page && x?.add(member));
  },
};

test('after any operations on sets with empty stretches, each holds its pages and no other', () => {
  const step = fc.tuple(
    fc.constantFrom(...Object.keys(operations)),
    fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
    clusters,
  );
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
      const sets = [0, 1, 2].map(() => new PageSet(PAGES));
      const models = [0, 1, 2].map(() => new Set<number>());
      for (const [name, order, members] of steps) {
        const pick = <T>(all: readonly T[]): T[] => order.flatMap((i) => all[i] ?? []);
        operations[name]?.(pick(sets), pick(models), members);
        sets.forEach((set, i) => {
          const model = sorted(models[i] ?? []);
          assert.deepEqual(set.toArray(), model);
          assert.equal(set.count(), model.length);
          assert.equal(set.first(), model[0]);
          const other = sets[(i + 1) % 3] ?? set;
          const both = sorted(models[(i + 1) % 3] ?? []).filter((page) => models[i]?.has(page));
          assert.equal(set.countIn(other), both.length);
          assert.equal(set.meets(other), both.length > 0);
          assert.equal(set.equals(other), both.length === model.length && both.length === other.count());
        });
      }
    }),
    { seed: 4, numRuns: 300 },
  );
});

test('a list has the pages of its range, as many as asked for, and goes on where it stopped', () => {
  const property = fc.property(
    clusters,
    clusters,
    fc.nat({ max: PAGES }),
    fc.nat({ max: PAGES }),
    fc.integer({ min: 1, max: 900 }),
    (members, others, from, to, most) => {
      const set = PageSet.of(PAGES, members);
      const off = PageSet.of(PAGES, others);
      const expected = sorted(new Set(members)).filter((page) => page >= from && page < to);
      const listed: number[] = [];
      const list = new WordList();
      for (let page = from; page < to;) {
        const next = set.list(list, page, to, most);
        assert.ok(next > page && next <= to);
        const part = new PageSet(PAGES);
        part.addList(list);
        assert.equal(part.count(), list.count());
        assert.ok(list.count() === most || next === to);
        listed.push(...part.toArray());
        off.takeOff(list);
        assert.equal(list.count(), part.subtract(off).count());
        page = next;
      }
      assert.deepEqual(listed, expected);
    },
  );
  fc.assert(property, { seed: 5, numRuns: 300 });
});

test('runs of neighbouring pages are counted where they begin, and the page before one is found', () => {
  const property = fc.property(clusters, fc.nat({ max: PAGES }), fc.nat({ max: PAGES }), (members, one, other) => {
    const set = PageSet.of(PAGES, members);
    const [from, to] = [Math.min(one, other), Math.max(one, other)];
    const begins = sorted(new Set(members)).filter((page) => !set.has(page - 1) && page >= from && page < to);
    assert.equal(set.rangesIn(from, to), begins.length);
    const before = sorted(new Set(members)).filter((page) => page <= from);
    assert.equal(set.previous(from), before.at(-1));
    // Pages taken off leave no trace in what is looked at.
    for (const page of before) set.putWord(page >>> 5, (set.words[page >>> 5] ?? 0) & ~(1 << (page & 31)));
    assert.equal(set.previous(from), undefined);
  });
  fc.assert(property, { seed: 6, numRuns: 300 });
});
