// Counters of policies against counts kept page by page.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Counter, mostCounted } from '../../../src/core/policy/counter';
import { PageSet } from '../../../src/core/pageSet';

type Action =
  | { readonly kind: 'add'; readonly pages: readonly number[]; readonly times: number }
  | { readonly kind: 'halve' }
  | { readonly kind: 'forget'; readonly pages: readonly number[] };

const pages = 70;
const somePages = fc.array(fc.nat(pages - 1), { maxLength: 40 });
const actions: fc.Arbitrary<Action[]> = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('add' as const),
      pages: somePages,
      times: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: mostCounted })),
    }),
    fc.record({ kind: fc.constant('halve' as const) }),
    fc.record({ kind: fc.constant('forget' as const), pages: somePages }),
  ),
  { maxLength: 25 },
);

function perform(counter: Counter, plain: number[], action: Action): void {
  if (action.kind === 'halve') {
    counter.halve();
    plain.forEach((count, page) => (plain[page] = Math.floor(count / 2)));
    return;
  }
  const set = PageSet.of(pages, action.pages);
  if (action.kind === 'forget') counter.forget(set);
  else counter.add(set, action.times);
  set.forEach((page) => {
    plain[page] = action.kind === 'forget' ? 0 : Math.min(mostCounted, (plain[page] ?? 0) + action.times);
  });
}

describe('a counter', () => {
  it('counts as one that counts page by page', () => {
    const property = fc.property(actions, fc.nat(mostCounted + 1), (steps, bound) => {
      const counter = new Counter(pages);
      const plain = Array.from({ length: pages }, () => 0);
      for (const step of steps) perform(counter, plain, step);
      assert.deepEqual(
        plain.map((_, page) => counter.of(page)),
        plain,
      );
      for (const least of [0, 1, 2, 5, bound]) {
        const expected = plain.flatMap((count, page) => (count >= least ? [page] : []));
        assert.deepEqual(counter.atLeast(least).toArray(), expected);
      }
    });
    fc.assert(property, { seed: 1, numRuns: 400 });
  });
});
