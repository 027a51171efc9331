// Pages of one rate: each way of drawing (few hits, whole words, all but a few) gives each page its probability, whoever is asked about.
// Seeds are fixed; bounds are at 5.5 standard errors a page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PoissonWriter } from '../../../src/core/guest/poissonWriter';
import { PageSet } from '../../../src/core/pageSet';
import { randomStream } from '../../../src/core/random';
import { askAmong, wrongShares } from '../support/ask';

const GUEST = 5000;
const FIRST = 45;
const END = 4985;
/** Every page whose number has these remainders: a dense and a sparse set, the latter with empty words. */
const some = PageSet.of(
  GUEST,
  Array.from({ length: END - FIRST }, (_, i) => FIRST + i).filter((page) => page % 3 === 1),
);
const few = PageSet.of(GUEST, [FIRST, FIRST + 1, 100, 1023, 1024, 2047, 2100, 3071, 4096, 4984]);
const groups = [
  { name: 'all pages', members: null, isOwn: () => true },
  { name: 'the pages of a set', members: { set: some, inside: true }, isOwn: (page: number) => some.has(page) },
  { name: 'the pages of a small set', members: { set: few, inside: true }, isOwn: (page: number) => few.has(page) },
  { name: 'the pages outside a set', members: { set: some, inside: false }, isOwn: (page: number) => !some.has(page) },
];
/** Seconds after which a page has been written with these probabilities. */
const shares = [1e-3, 0.02, 0.3, 0.97, 0.995];
const trials = 400;

for (const { name, members, isOwn } of groups) {
  test(`${name} are written with their probability, asked about all of memory or a list`, () => {
    for (const share of shares) {
      const writer = new PoissonWriter(
        { firstPage: FIRST, endPage: END, clock: 0 },
        members,
        1,
        randomStream(`${name} ${share}`, 0, 'writes'),
      );
      const t = 10 - Math.log1p(-share);
      const except = [PageSet.of(GUEST, [50, 51, 52, 700]), PageSet.of(GUEST, [53, 900])];
      const among = PageSet.full(GUEST).subtract(PageSet.of(GUEST, [60, 61, 62, 63]));
      const inRange = (page: number): boolean => page >= FIRST && page < END && isOwn(page);
      const hits = [new Array<number>(GUEST).fill(0), new Array<number>(GUEST).fill(0)];
      for (let i = 0; i < trials; i++) {
        const written = [new PageSet(GUEST), new PageSet(GUEST)] as const;
        writer.addWritten(written[0], except, 10, t);
        askAmong(writer, written[1], among, { from: 40, to: 3000, s: 10, t });
        written.forEach((set, way) => {
          const counts = hits[way] ?? [];
          set.forEach((page) => (counts[page] = (counts[page] ?? 0) + 1));
        });
      }
      const wrong = [
        wrongShares(hits[0] ?? [], trials, (page) =>
          inRange(page) && !except.some((set) => set.has(page)) ? share : 0,
        ),
        wrongShares(hits[1] ?? [], trials, (page) =>
          inRange(page) && page >= 40 && page < 3000 && among.has(page) ? share : 0,
        ),
      ];
      assert.deepEqual(wrong, [[], []], `share ${share}`);
      // All pages together: a bound that is a hundred times as tight.
      for (const [way, own] of [
        [0, (page: number) => inRange(page) && !except.some((set) => set.has(page))],
        [1, (page: number) => inRange(page) && page < 3000 && among.has(page)],
      ] as const) {
        const pages = Array.from({ length: GUEST }, (_, page) => page).filter(own).length;
        const sum = (hits[way] ?? []).reduce((a, b) => a + b, 0);
        const expected = pages * trials * share;
        const bound = 5.5 * Math.sqrt(expected * (1 - share));
        assert.ok(Math.abs(sum - expected) <= bound, `${sum} hits in all, expected ${expected}`);
      }
    }
  });
}

test('without time, or with no rate, nothing is written', () => {
  const place = { firstPage: 0, endPage: GUEST, clock: 0 };
  const written = new PageSet(GUEST);
  for (const [rate, t] of [
    [5, 3],
    [0, 100],
  ] as const) {
    const writer = new PoissonWriter(place, null, rate, randomStream('1', 0, 'writes'));
    writer.addWritten(written, [], 3, t);
    askAmong(writer, written, PageSet.full(GUEST), { s: 3, t });
  }
  assert.ok(written.isEmpty());
});
