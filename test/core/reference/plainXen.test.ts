// Xen's loop written twice: the shared algorithm file on the slow engine, and plainXen.ts straight from the description of the
// code. Both see the same drawn writes, so every round must be the same page for page.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { ParameterValues } from '../../../src/core/algorithms/definition';
import type { Scenario } from '../../../src/core/scenario/scenario';
import { scenariosOf } from '../support/arbitraries';
import { choiceOf, chooseWith, definitionOf, runSlow } from '../support/run';
import { scenarioOf, sweepFromAnywhere } from '../support/scenarios';
import { plainXen } from './plainXen';
import type { PlainXenParameters } from './plainXen';

function plainParameters(parameters: ParameterValues): PlainXenParameters {
  const number = (name: string): number => {
    const value = parameters[name];
    return typeof value === 'number' ? value : Infinity;
  };
  const adaptive = { startRate: number('startRate'), maxRate: number('maxRate'), rateStep: number('rateStep') };
  return {
    maxRounds: number('maxRounds'),
    maxFactor: number('maxFactor'),
    minPages: number('minPages'),
    batch: number('batch'),
    skip: parameters['skip'] === true,
    order: parameters['order'] === 'permuted' ? 'permuted' : 'linear',
    adaptive: parameters['rateLimit'] === 'adaptive' ? adaptive : null,
  };
}

function assertSameRounds(scenario: Scenario): void {
  const shared = runSlow(scenario);
  const plain = plainXen(scenario, plainParameters(choiceOf(scenario).parameters), 0);
  assert.deepEqual(
    shared.rounds.map(({ pagesSent, pagesSkipped, pagesDirtied }) => ({ pagesSent, pagesSkipped, pagesDirtied })),
    plain.rounds.map(({ pagesSent, pagesSkipped, pagesDirtied }) => ({ pagesSent, pagesSkipped, pagesDirtied })),
  );
  assert.equal(shared.stopReason, plain.stopReason);
  shared.rounds.forEach((round, i) => {
    const expected = plain.rounds[i];
    assert.ok(expected);
    assert.ok(Math.abs(round.startSeconds - expected.startSeconds) < 1e-9 * Math.max(1, expected.startSeconds));
    assert.ok(Math.abs(round.seconds - expected.seconds) < 1e-9 * Math.max(1, expected.seconds));
  });
}

describe('xen-precopy on the slow engine', () => {
  it("makes the rounds of Xen's own loop in random scenarios", () => {
    const withoutLimit = scenariosOf(definitionOf('xen-precopy')).map((scenario) => ({
      ...scenario,
      host: { ...scenario.host, dirtyFaultSeconds: 0 },
      timeLimitSeconds: Infinity,
    }));
    fc.assert(fc.property(withoutLimit, assertSameRounds), { seed: 14, numRuns: 150 });
  });

  it("follows Xen's adaptive rate round by round", () => {
    const pages = 8192;
    for (const writesPerSecond of [400, 2000, 5000, 20000]) {
      assertSameRounds(
        scenarioOf({
          pages,
          regions: [{ pages: pages / 2, writesPerSecond, pattern: sweepFromAnywhere }],
          link: { bandwidthBitsPerSecond: 1e9, efficiency: 0.94, rttSeconds: 0.0002, schedule: [] },
          algorithms: [chooseWith('xen-precopy', { rateLimit: 'adaptive', order: 'permuted' })],
          host: { suspendSeconds: 0.002 },
        }),
      );
    }
  });
});
