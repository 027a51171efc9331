// The product's engine against published migrations: Clark et al. 2005, Fig. 12 (MMuncher).
// One run checks three rules at once: skipping in round 1, the adaptive rate, and the growth test.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RunResult } from '../../../src/core/engine/events';
import { chooseWith, repeat, runFast } from '../support/run';
import { scenarioOf, sweepFromAnywhere } from '../support/scenarios';
import { mean } from '../support/statistics';

const mebibyte = 2 ** 20;

/** 512 MiB, half of it swept 32 000 times a second, over the paper's link, by the paper's algorithm. */
const mmuncher = scenarioOf({
  pages: 131072,
  regions: [{ pages: 65536, writesPerSecond: 32000, pattern: sweepFromAnywhere }],
  link: { bandwidthBitsPerSecond: 525e6, efficiency: 1, rttSeconds: 0.0002, schedule: [] },
  host: { suspendSeconds: 0.002, resumeSeconds: 0.01 },
  deviceStateBytes: mebibyte,
  algorithms: [chooseWith('xen-precopy', { order: 'permuted', rateLimit: 'adaptive' })],
});

function within(actual: number, published: number, share: number, what: string): void {
  const text = `${what} is ${actual}, the paper has ${published}`;
  assert.ok(Math.abs(actual - published) <= share * published, text);
}

function megabytes({ rounds }: RunResult): number[] {
  return rounds.map((round) => (round.pagesSent * 4096) / mebibyte);
}

describe('MMuncher (Clark et al. 2005, Fig. 12)', () => {
  const runs = repeat(20, (repetition) => runFast(mmuncher, repetition));

  it('sends the volumes of the paper within a tenth, in four rounds', () => {
    for (const run of runs) assert.equal(run.rounds.length, 4);
    [255.4, 44.0, 116.0, 222.5].forEach((published, i) => {
      within(mean(runs.map((run) => megabytes(run)[i] ?? NaN)), published, 0.1, `round ${i + 1} in MB`);
    });
  });

  it('is down as long and sends as much in all as in the paper', () => {
    for (const run of runs) {
      within(run.downtimeSeconds ?? NaN, 3.5, 0.1, 'the downtime');
      within(run.pagesSent / 131072, 1.25, 0.1, 'the traffic in times of the memory');
      assert.equal(run.stopReason, 'dirty-growth');
    }
  });

  it('takes the times of the rounds of the paper within a tenth', () => {
    [20.44, 2.271, 1.898, 3.519].forEach((published, i) => {
      within(mean(runs.map((run) => run.rounds[i]?.seconds ?? NaN)), published, 0.1, `round ${i + 1} in seconds`);
    });
  });
});
