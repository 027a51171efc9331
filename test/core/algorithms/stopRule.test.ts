// Each algorithm's stop rule, as the charts show it, against what its runs do: they stop for the reason that the rule gives, and not before.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { StopRule } from '../../../src/core/algorithms/definition';
import { algorithms } from '../../../src/core/algorithms/registry';
import type { RoundRecord } from '../../../src/core/engine/events';
import { pageRate } from '../../../src/core/link';
import { scenariosOf } from '../support/arbitraries';
import { choiceOf, definitionOf, runFast } from '../support/run';

/** Algorithms that look at the set to come, not at the one they have just sent. */
const lookAhead: ReadonlySet<string> = new Set(['precopy', 'qemu-precopy', 'cloud-hypervisor']);

/** The pages that the rule has looked at after each live round, those held back apart. */
function lookedAt(algorithm: string, rounds: readonly RoundRecord[]): readonly number[] {
  const live = rounds.filter(({ phase }) => phase === 'precopy');
  if (!lookAhead.has(algorithm)) return live.map(({ pagesSent, pagesSkipped }) => pagesSent + pagesSkipped);
  return live.map((round) => {
    const next = rounds[rounds.indexOf(round) + 1];
    return (next?.pagesToSend ?? Infinity) - round.pagesDirtiedSuspending;
  });
}

function areFew(pages: number, { fewPages }: StopRule): boolean {
  if (!fewPages) return false;
  return fewPages.atLimit ? pages <= fewPages.limit : pages < fewPages.limit;
}

describe('the stop rule', () => {
  for (const definition of algorithms) {
    it(`of ${definition.id} is what its runs stop by`, () => {
      const seen = new Set<string>();
      const property = fc.property(scenariosOf(definition), (drawn) => {
        // What a guest that runs on after the decision dirties is in the last set, and was not looked at.
        const scenario = { ...drawn, host: { ...drawn.host, suspendDelaySeconds: 0 } };
        const { algorithm, parameters } = choiceOf(scenario);
        const { link, host, pages, pageBytes } = scenario;
        const pagesPerSecond = pageRate(link, host, pageBytes, definitionOf(algorithm).wire(parameters));
        const rule = definition.stopRule(parameters, { pages, pageBytes, pagesPerSecond });
        const { rounds, outcome, stopReason } = runFast(scenario);
        if (outcome !== 'completed' || stopReason === null) return;
        seen.add(stopReason);
        const live = rounds.filter(({ phase }) => phase === 'precopy');
        const looked = lookedAt(algorithm, rounds);
        const sent = live.reduce((sum, { pagesSent }) => sum + pagesSent, 0);
        const { liveRounds, sentPages, shrink } = rule;

        if (stopReason === 'max-rounds' || stopReason === 'immediate') assert.equal(live.length, liveRounds);
        else assert.ok(liveRounds === null || live.length <= liveRounds);
        // An empty set is not sent: it stops a run whatever the limit.
        const next = (rounds.at(-1)?.pagesToSend ?? 0) - (live.at(-1)?.pagesDirtiedSuspending ?? 0);
        if (stopReason === 'few-dirty-pages' && next !== 0)
          assert.ok(areFew(looked.at(-1) ?? Infinity, rule), `${looked.at(-1) ?? ''} are not few`);
        if (stopReason === 'downtime-limit') {
          assert.equal(rule.fewPages?.from, 'downtimeLimit');
          assert.ok(areFew(looked.at(-1) ?? Infinity, rule));
        }
        if (stopReason === 'max-transfer') assert.ok(sentPages !== null && sent > sentPages);
        if (stopReason === 'not-shrinking') assert.ok(shrink !== null && live.length >= 3);
        // A limit that is measured may have been lower when it was looked at.
        if (rule.fewPages?.isMeasured === true) return;
        for (const pagesBefore of looked.slice(0, -1))
          assert.ok(!areFew(pagesBefore, rule), `${pagesBefore} pages did not stop it`);
        assert.ok(sentPages === null || sent - (live.at(-1)?.pagesSent ?? 0) <= sentPages);
      });
      fc.assert(property, { seed: 6, numRuns: 150 });
      assert.ok(seen.size > 0, 'some runs stopped');
    });
  }
});
