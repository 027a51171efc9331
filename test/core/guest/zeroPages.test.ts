// Where zero pages lie: by blocks in the product, page by page in the slow engine.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ZeroPages } from '../../../src/core/guest/zeroPages';
import { PageSet } from '../../../src/core/pageSet';
import { zeroMap } from '../reference/zeroPages';
import { linkOf, scenarioOf, uniform } from '../support/scenarios';

const memories = fc
  .record({
    sizes: fc.tuple(fc.nat(300), fc.nat(300), fc.nat(300)),
    zeroLayout: fc.constantFrom(undefined, 'spread' as const),
  })
  .filter(({ sizes }) => sizes.some((pages) => pages > 0))
  .map(({ sizes: [written, content, zeroPages], zeroLayout }) =>
    scenarioOf({
      pages: written + content + zeroPages,
      zeroPages,
      ...(zeroLayout && { zeroLayout }),
      regions: written === 0 ? [] : [{ pages: written, writesPerSecond: 1, pattern: uniform }],
      link: linkOf(100),
      algorithms: [],
    }),
  );

describe('zero pages', () => {
  it('lie where the slow engine has them, and all questions about them agree', () => {
    fc.assert(
      fc.property(memories, (scenario) => {
        const { pages } = scenario;
        const zero = ZeroPages.of(scenario);
        const map = zeroMap(scenario);
        const others = map.flatMap((isZero, page) => (isZero ? [] : [page]));
        const even = new PageSet(pages);
        for (let page = 0; page < pages; page += 2) even.add(page);
        assert.equal(map.length, pages);
        map.forEach((isZero, page) => {
          const next = map.findIndex((other, at) => at > page && other !== isZero);
          assert.equal(zero.has(page), isZero);
          assert.equal(zero.runEnd(page), next === -1 ? pages : next);
        });
        others.forEach((page, index) => {
          assert.equal(zero.otherPage(index), page);
        });
        assert.equal(zero.countIn(even), map.filter((isZero, page) => isZero && page % 2 === 0).length);
        assert.equal(zero.countIn(PageSet.full(pages)), scenario.zeroPages);
      }),
    );
  });

  it('that are spread lie behind the regions in eight blocks, content before, between and after them', () => {
    const regions = [{ pages: 50, writesPerSecond: 1, pattern: uniform }];
    const plan = { pages: 50 + 90 + 160, zeroPages: 160, regions, link: linkOf(100), algorithms: [] };
    const map = zeroMap(scenarioOf({ ...plan, zeroLayout: 'spread' }));
    const runs = map
      .map((isZero) => (isZero ? '0' : 'c'))
      .join('')
      .match(/0+|c+/g);
    assert.deepEqual(
      runs?.map((run) => run.length),
      [60, ...Array.from({ length: 8 }, () => [20, 10]).flat()],
    );
  });
});
