// The trace writer against every write listed one by one: random traces, ways to go on, and looks in any order; and rows worked out by hand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { traceLastWrites, TraceWriter } from '../../../src/core/guest/traceWriter';
import { PageSet } from '../../../src/core/pageSet';
import { askAmong } from '../support/ask';
import { hashedUnit } from '../../../src/core/random';
import type { TraceColumns, TraceRepeat } from '../../../src/core/scenario/scenario';

type Row = readonly [atSeconds: number, firstPage: number, pages: number, writes: number];

function columnsOf(intervalSeconds: number, rows: readonly Row[]): TraceColumns {
  return {
    intervalSeconds,
    seconds: rows.length === 0 ? 0 : (rows.at(-1)?.[0] ?? 0) + intervalSeconds,
    atSeconds: Float64Array.from(rows, ([at]) => at),
    firstPage: Uint32Array.from(rows, ([, first]) => first),
    pages: Uint32Array.from(rows, ([, , pages]) => pages),
    writes: Uint32Array.from(rows, ([, , , writes]) => writes),
  };
}

interface Write {
  readonly page: number;
  readonly seconds: number;
}

/** Every write of a trace up to a time, in no order. */
function allWrites(rows: readonly Row[], interval: number, repeat: TraceRepeat, key: number, until: number): Write[] {
  const end = (rows.at(-1)?.[0] ?? 0) + interval;
  const sorted = [...rows].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const writes: Write[] = [];
  const play = (row: Row, index: number, at: number): void => {
    const [, first, pages, total] = row;
    for (let i = 0; i < pages; i++) {
      const [each, rest] = [Math.floor(total / pages), total % pages];
      const count = each + Math.floor(((i + 1) * rest) / pages) - Math.floor((i * rest) / pages);
      const phase = hashedUnit((first + i) ^ key, index);
      for (let j = 0; j < count; j++) {
        const seconds = at + (interval * (phase + j)) / count;
        if (seconds <= until) writes.push({ page: first + i, seconds });
      }
    }
  };
  sorted.forEach((row, index) => {
    play(row, index, row[0]);
  });
  if (repeat === 'none' || end === 0) return writes;
  const reachesIn = ([at]: Row): boolean =>
    interval > 0 ? at + interval > end - Number(repeat) : at >= end - Number(repeat);
  const tail = repeat === 'all' ? sorted : sorted.filter(reachesIn);
  const start = repeat === 'all' ? 0 : Math.min(Math.max(0, end - repeat), tail[0]?.[0] ?? 0);
  for (let round = 0; end + round * (end - start) <= until; round++) {
    for (const row of tail) play(row, sorted.indexOf(row), end + round * (end - start) + (row[0] - start));
  }
  return writes;
}

const GUEST = 120;

function writerAt(firstPage: number, columns: TraceColumns, repeat: TraceRepeat, key: number): TraceWriter {
  return new TraceWriter({ firstPage, endPage: firstPage + 50, clock: 0 }, columns, repeat, key);
}

function pagesWritten(writer: TraceWriter, s: number, t: number, from = 0, to = GUEST): number[] {
  const written = new PageSet(GUEST);
  askAmong(writer, written, PageSet.full(GUEST), { from, to, s, t });
  return written.toArray();
}

const traces = fc
  .record({
    interval: fc.constantFrom(0, 0.5, 1, 2.5),
    rows: fc.array(
      fc.tuple(
        fc.integer({ min: 0, max: 4 }).map((step) => step / 2),
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 0, max: 30 }),
      ),
      { maxLength: 9 },
    ),
    repeat: fc.constantFrom<TraceRepeat>('all', 'none', 0.25, 1, 2.5, 100),
    key: fc.integer(),
    firstPage: fc.integer({ min: 0, max: 70 }),
  })
  .map(({ rows, ...rest }) => {
    let at = 0;
    const timed = rows.map(([step, first, pages, more], index): Row => {
      at += index === 0 ? 0 : step;
      return [at, first, pages, pages + more];
    });
    return { ...rest, rows: timed };
  });

/** Looks at times that are often those of rows, forwards and back. */
const looks = fc.array(
  fc.tuple(
    fc.oneof(
      fc.integer({ min: 0, max: 60 }).map((n) => n / 2),
      fc.double({ min: 0, max: 30, noNaN: true }),
    ),
    fc.oneof(
      fc.integer({ min: 0, max: 12 }).map((n) => n / 2),
      fc.double({ min: 0, max: 6, noNaN: true }),
    ),
    fc.integer({ min: 0, max: GUEST }),
    fc.integer({ min: 0, max: GUEST }),
  ),
  { minLength: 1, maxLength: 12 },
);

test('looks of any kind, in any order, find what the list of all writes says', () => {
  let found = 0;
  fc.assert(
    fc.property(traces, looks, fc.boolean(), ({ interval, rows, repeat, key, firstPage }, asked, forwards) => {
      const writes = allWrites(rows, interval, repeat, key, 40);
      const writer = writerAt(firstPage, columnsOf(interval, rows), repeat, key);
      const inOrder = forwards ? [...asked].sort((a, b) => a[0] + a[1] - b[0] - b[1]) : asked;
      for (const [s, length, one, other] of inOrder) {
        const t = s + length;
        const [from, to] = [Math.min(one, other), Math.max(one, other)];
        const within = writes.filter(({ seconds }) => seconds > s && seconds <= t);
        const pages = new Set(within.map(({ page }) => page + firstPage));
        const expected = [...pages].filter((page) => page >= from && page < to).sort((a, b) => a - b);
        assert.deepEqual(pagesWritten(writer, s, t, from, to), expected);
        found += expected.length;
        for (let page = firstPage; page < firstPage + 50; page += 3) {
          const own = within.filter((write) => write.page + firstPage === page).map(({ seconds }) => seconds);
          assert.equal(writer.isWritten(page, s, t), own.length > 0);
          assert.equal(writer.countWrites(page, s, t), own.length);
          if (own.length > 0) assert.ok(Math.abs(writer.firstWrite(page, s, t) - Math.min(...own)) < 1e-9);
        }
      }
    }),
    { seed: 11, numRuns: 1500 },
  );
  assert.ok(found > 10_000, `${found} pages`);
});

test('rows that overlap in time by the dozen are looked at all the same', () => {
  const rows = Array.from({ length: 150 }, (_, i): Row => [i / 50, (i * 7) % 41, 1 + (i % 9), 9 + i]);
  const writes = allWrites(rows, 2, 'all', 9, 30);
  const writer = writerAt(11, columnsOf(2, rows), 'all', 9);
  for (let s = 0; s < 20; s += 0.37) {
    for (const t of [s + 0.01, s + 0.2, s + 3]) {
      const within = writes.filter(({ seconds }) => seconds > s && seconds <= t);
      const pages = [...new Set(within.map(({ page }) => page + 11))].sort((a, b) => a - b);
      assert.deepEqual(pagesWritten(writer, s, t), pages);
      for (let page = 11; page < 61; page++) {
        const count = within.filter((write) => write.page + 11 === page).length;
        assert.equal(writer.isWritten(page, s, t), count > 0);
        assert.equal(writer.countWrites(page, s, t), count);
      }
    }
  }
});

test('only pages that are asked for are added', () => {
  const writer = writerAt(5, columnsOf(1, [[0, 0, 50, 50]]), 'none', 1);
  const among = PageSet.of(GUEST, [3, 7, 8, 40, 54, 55, 90]);
  for (const t of [0.5, 1, 2]) {
    const written = new PageSet(GUEST);
    askAmong(writer, written, among, { s: 0, t });
    assert.ok(written.toArray().every((page) => [7, 8, 40, 54].includes(page)));
    if (t >= 1) assert.deepEqual(written.toArray(), [7, 8, 40, 54]);
  }
});

test('looks that part an interval find together what one look finds, and their counts add up', () => {
  const rows: Row[] = [
    [0, 0, 30, 100],
    [0, 20, 20, 20],
    [0.7, 10, 5, 5],
    [1.1, 0, 50, 777],
  ];
  const parts = fc.array(fc.double({ min: 0, max: 9, noNaN: true }), { maxLength: 8 });
  fc.assert(
    fc.property(parts, fc.constantFrom<TraceRepeat>('all', 'none', 1), (cuts, repeat) => {
      const times = [0, ...cuts.sort((a, b) => a - b), 9];
      const [whole, parted] = [0, 1].map(() => writerAt(0, columnsOf(1, rows), repeat, 3));
      if (whole === undefined || parted === undefined) assert.fail();
      const union = new PageSet(GUEST);
      const counts = new Array<number>(50).fill(0);
      times.slice(1).forEach((t, i) => {
        parted.addWritten(union, [union], times[i] ?? 0, t);
        for (let page = 0; page < 50; page++)
          counts[page] = (counts[page] ?? 0) + parted.countWrites(page, times[i] ?? 0, t);
      });
      assert.deepEqual(union.toArray(), pagesWritten(whole, 0, 9));
      assert.deepEqual(
        counts,
        counts.map((_, page) => whole.countWrites(page, 0, 9)),
      );
    }),
    { seed: 12, numRuns: 300 },
  );
});

test('a row makes all its writes within its interval, evenly', () => {
  const writer = writerAt(0, columnsOf(2, [[0, 0, 4, 10]]), 'none', 7);
  const counts = [0, 1, 2, 3].map((page) => writer.countWrites(page, 0, 2));
  // Ten writes to four pages: two or three each.
  assert.deepEqual([...counts].sort(), [2, 2, 3, 3]);
  const half = [0, 1, 2, 3].map((page) => writer.countWrites(page, 0, 1));
  half.forEach((count, page) => {
    assert.ok(Math.abs(count - (counts[page] ?? 0) / 2) < 1);
  });
  assert.deepEqual(pagesWritten(writer, 2, 100), []);
});

test('a page’s phase is spread over the interval, and another with another key', () => {
  const columns = columnsOf(1, [[0, 0, 10_000, 10_000]]);
  const writtenBy = (key: number, t: number): number => {
    const writer = new TraceWriter({ firstPage: 0, endPage: 10_000, clock: 0 }, columns, 'none', key);
    const written = new PageSet(10_000);
    writer.addWritten(written, [], 0, t);
    return written.count();
  };
  // Five standard errors of a binomial count of 10 000.
  for (const share of [0.1, 0.5, 0.9]) {
    assert.ok(Math.abs(writtenBy(5, share) - 10_000 * share) < 5 * Math.sqrt(10_000 * share * (1 - share)));
  }
  assert.notEqual(writtenBy(5, 0.5), writtenBy(0x3c0ffee5, 0.5));
});

test('what follows the end: silence, all again, or the last seconds again', () => {
  const rows: Row[] = [
    [0, 1, 1, 1],
    [1, 2, 1, 1],
    [2, 3, 1, 1],
  ];
  const after = (repeat: TraceRepeat, s: number, t: number): number[] =>
    pagesWritten(writerAt(0, columnsOf(1, rows), repeat, 1), s, t);
  assert.deepEqual(after('none', 3, 1000), []);
  assert.deepEqual(after('all', 3, 4), [1]);
  assert.deepEqual(after('all', 3 * 1000 + 1, 3 * 1000 + 2), [2]);
  assert.deepEqual(after(2, 3, 1000), [2, 3]);
  assert.deepEqual(after(2, 3, 4), [2]);
  assert.deepEqual(after(1, 3, 4), [3]);
  // Half a row doesn't count: the whole row is played.
  assert.deepEqual(after(1.5, 3, 4), [2]);
  assert.deepEqual(after(100, 3, 4), [1]);
});

test('events happen at their times; one at 0 is over when time starts', () => {
  const rows: Row[] = [
    [0, 1, 1, 1],
    [1, 2, 1, 5],
    [1, 1, 1, 1],
  ];
  const writer = writerAt(0, columnsOf(0, rows), 'all', 1);
  assert.deepEqual(pagesWritten(writer, 0, 0.999), []);
  assert.deepEqual(pagesWritten(writer, 0.999, 1), [1, 2]);
  assert.deepEqual(pagesWritten(writer, 1, 1.999), []);
  // The trace ends where it starts again.
  assert.equal(writer.countWrites(1, 0, 1), 2);
  assert.equal(writer.countWrites(2, 0, 10), 50);
});

test('a trace that takes no time or hardly any can be repeated for ever', () => {
  const begin = performance.now();
  for (const [interval, last] of [
    [0, 0],
    [0, 1e-12],
    [1e-12, 0],
  ] as const) {
    for (const repeat of ['all', 1e-12] as const) {
      const rows: Row[] = [
        [0, 0, 10, 10],
        [last, 20, 5, 50],
      ];
      const writer = writerAt(0, columnsOf(interval, rows), repeat, 1);
      const again = pagesWritten(writer, 100, 1e6);
      assert.ok(again.length === 0 || again.includes(20), `${interval} ${last} ${repeat}: ${again.join()}`);
      assert.ok(writer.countWrites(20, 0, 1e6) >= 0);
    }
  }
  // A tenth of a second would be slow.
  assert.ok(performance.now() - begin < 5000);
});

test('an empty trace writes nothing', () => {
  const writer = writerAt(0, columnsOf(0.1, []), 'all', 1);
  assert.deepEqual(pagesWritten(writer, 0, 100), []);
  assert.equal(writer.countWrites(3, 0, 100), 0);
  assert.equal(traceLastWrites(columnsOf(0.1, []), 'all', 100).length, 0);
});

/** Distinct pages written in (from, to]. */
function workingSet(columns: TraceColumns, repeat: TraceRepeat, from: number, to: number): number {
  return traceLastWrites(columns, repeat, to).filter((seconds) => seconds > from).length;
}

test('last writes tell the working set', () => {
  const columns = columnsOf(1, [
    [0, 0, 10, 20],
    [1, 5, 10, 10],
  ]);
  assert.equal(workingSet(columns, 'none', 0, 2), 15);
  assert.equal(workingSet(columns, 'none', 1, 2), 10);
  assert.equal(workingSet(columns, 'none', 2, 9), 0);
  assert.equal(workingSet(columns, 'all', 2, 3), 10);
  const part = workingSet(columns, 'none', 1, 1.5);
  assert.ok(part > 0 && part < 10);
  // Of the page ranges, each page's last write is the one that the writer makes.
  const writer = writerAt(0, columns, 'all', 0);
  for (const [from, to] of [
    [0.3, 0.8],
    [1.9, 2.4],
    [7.25, 9.75],
  ] as const) {
    assert.equal(workingSet(columns, 'all', from, to), pagesWritten(writer, from, to).length);
  }
});
