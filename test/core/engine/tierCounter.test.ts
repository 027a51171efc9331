// The classes by how often a page was found dirty, against a count a page.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { TimesFoundDirty } from '../../../src/core/engine/tierCounter';
import { PageSet } from '../../../src/core/pageSet';

const pages = 70;
const pageSets = fc.uniqueArray(fc.nat(pages - 1)).map((members) => PageSet.of(pages, members));

/** A round: what is to be sent, if that is not what the round before has found, and what its CLEANs give. */
const rounds = fc.array(fc.record({ other: fc.option(pageSets), cleans: fc.array(pageSets, { maxLength: 3 }) }), {
  minLength: 1,
  maxLength: 8,
});

const classOf = (times: number): number => (times < 2 ? times : times < 4 ? 2 : 3);

describe('the classes by how often a page was found dirty', () => {
  it('are as they were when the round began, and a page that two CLEANs of a round give is dirty once', () => {
    const property = fc.property(rounds, (plan) => {
      const counter = new TimesFoundDirty(pages);
      const times = new Array<number>(pages).fill(0);
      let found = PageSet.full(pages);
      for (const { other, cleans } of plan) {
        const toSend = other ?? found;
        const classes = times.map(classOf);
        const inClass = (set: PageSet, tier: number): number =>
          set.toArray().filter((page) => classes[page] === tier).length;
        assert.equal(counter.begin(toSend), toSend.count());
        const sent = toSend.clone().intersect(cleans[0] ?? new PageSet(pages));
        counter.addSent(sent);
        const dirty = new PageSet(pages);
        for (const given of cleans) {
          counter.addDirty(given);
          dirty.unite(given);
          given.forEach((page) => (times[page] = (times[page] ?? 0) + 1));
        }
        found = dirty;
        assert.equal(counter.pagesDirtied, dirty.count());
        assert.deepEqual(
          counter.end(),
          [0, 1, 2, 3].map((tier) => ({
            tier,
            pages: classes.filter((own) => own === tier).length,
            dirty: inClass(dirty, tier),
            sent: inClass(sent, tier),
            deferred: inClass(toSend, tier) - inClass(sent, tier),
          })),
        );
      }
    });
    fc.assert(property, { seed: 31, numRuns: 300 });
  });
});
