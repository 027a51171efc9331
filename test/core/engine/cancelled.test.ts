// What is there of a run that was cancelled: the generator was asked so many times and closed, as the worker does it. Its events are those of the whole
// run up to there, nothing in them contradicts itself, only runs that have ended count, and what is stored of them reads back.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { algorithms } from '../../../src/core/algorithms/registry';
import type { RunEvent } from '../../../src/core/engine/events';
import { simulate } from '../../../src/core/engine/simulate';
import { isRunEvents } from '../../../src/core/protocol/shapes';
import { collectRuns } from '../../../src/core/result';
import type { Scenario } from '../../../src/core/scenario/scenario';
import { scenariosOf } from '../support/arbitraries';
import { assertInvariants, assertRoundsSoFar } from '../support/invariants';
import { choiceOf, eventsOf } from '../support/run';

const repetitions = [0, 1];

/** The events of all repetitions, cancelled after so many turns of the engine. */
function cancelledAfter(scenario: Scenario, turns: number): RunEvent[] {
  const { label } = choiceOf(scenario);
  const events: RunEvent[] = [];
  let left = turns;
  for (const repetition of repetitions) {
    const steps = simulate(scenario, { label, repetition });
    for (let step = steps.next(); step.done !== true; step = steps.next()) {
      if (step.value !== undefined) events.push(step.value);
      if (--left > 0) continue;
      steps.return();
      assert.deepEqual(steps.next(), { done: true, value: undefined });
      return events;
    }
  }
  return events;
}

/** The rounds of the run that was under way. */
function unfinishedRounds(events: readonly RunEvent[]): Extract<RunEvent, { type: 'round' }>[] {
  const ended = events.findLastIndex(({ type }) => type === 'end');
  return events.slice(ended + 1).filter((event) => event.type === 'round');
}

for (const definition of algorithms) {
  describe(`${definition.id}, cancelled`, () => {
    it('leaves the events of the whole run up to there, and a sound result', () => {
      const turns = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 400 }));
      const property = fc.property(scenariosOf(definition), turns, (scenario, most) => {
        const { label } = choiceOf(scenario);
        const whole = repetitions.flatMap((repetition) => eventsOf(scenario, label, repetition));
        const events = cancelledAfter(scenario, most);
        assert.deepEqual(events, whole.slice(0, events.length));
        const runs = collectRuns(events);
        assert.equal(runs.length, events.filter(({ type }) => type === 'end').length);
        for (const run of runs) assertInvariants(scenario, run);
        assertRoundsSoFar(scenario, unfinishedRounds(events));
        assert.ok(isRunEvents(JSON.parse(JSON.stringify(events))));
      });
      fc.assert(property, { seed: 6, numRuns: 60 });
    });
  });
}
