// Algorithms built into Xen's loop, with what they add taken away, are Xen: the same draws, the same rounds to the last byte.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { ParameterValues } from '../../../src/core/algorithms/definition';
import type { RunResult } from '../../../src/core/engine/events';
import type { Scenario } from '../../../src/core/scenario/scenario';
import { scenariosOf } from '../support/arbitraries';
import { choiceOf, chooseWith, definitionOf, runFast } from '../support/run';

const degenerate: readonly (readonly [algorithm: string, parameters: ParameterValues, what: string])[] = [
  ['microwiper', { stripes: 1 }, 'with a single stripe'],
  ['time-series', { history: 4, high: 5 }, 'in which no page can be high'],
];

/** A run of the algorithm without what names it. */
function figuresOf(scenario: Scenario, algorithm: string, parameters: ParameterValues): unknown {
  const run: RunResult = runFast({ ...scenario, algorithms: [chooseWith(algorithm, parameters)] });
  const rounds = run.rounds.map((round) => ({ ...round, algorithm: '', label: '' }));
  return { ...run, rounds, algorithm: '', label: '' };
}

describe('Xen, round by round, is', () => {
  for (const [algorithm, parameters, what] of degenerate)
    it(`${algorithm} ${what}`, () => {
      const property = fc.property(scenariosOf(definitionOf(algorithm)), (scenario) => {
        const shared = xenParametersOf(choiceOf(scenario).parameters);
        const expected = figuresOf(scenario, 'xen-precopy', shared);
        assert.deepEqual(figuresOf(scenario, algorithm, { ...shared, ...parameters }), expected);
      });
      fc.assert(property, { seed: 21, numRuns: 80 });
    });
});

/** The parameters that Xen has too. */
function xenParametersOf(parameters: ParameterValues): ParameterValues {
  const shared = Object.keys(definitionOf('xen-precopy').parameters);
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => shared.includes(name)));
}
