// The same scenario and seed give the same run in Chromium as in Node: the worker of the web extension, in a page, against the engine right here.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { algorithms } from '../../src/core/algorithms/registry';
import type { RunEvent } from '../../src/core/engine/events';
import { runsOf } from '../../src/core/result';
import type { Scenario } from '../../src/core/scenario/scenario';
import { chooseWith, eventsOf } from '../core/support/run';
import { hotspot, linkOf, scenarioOf, sweepFromAnywhere, uniform } from '../core/support/scenarios';
import { openBrowser } from './support/panelPage';

/** Every algorithm, on a guest with every pattern, and all that a host costs. */
const everything: Scenario = {
  ...scenarioOf({
    pages: 6000,
    zeroPages: 500,
    vcpus: 2,
    regions: [
      { pages: 1500, writesPerSecond: 2500, pattern: uniform },
      { pages: 1500, writesPerSecond: 4000, pattern: hotspot(150, 0.8) },
      {
        pages: 1000,
        writesPerSecond: 900,
        pattern: sweepFromAnywhere,
        activity: { kind: 'bursts', everySeconds: 0.7, onSeconds: 0.3, restShare: 0.1 },
      },
      { pages: 1000, writesPerSecond: 3000, pattern: { kind: 'zipf', exponent: 1.1 } },
    ],
    link: { ...linkOf(4000), efficiency: 0.94, schedule: [{ atSeconds: 0.5, available: 0.6 }] },
    host: {
      setupSeconds: 0.02,
      suspendSeconds: 0.002,
      resumeSeconds: 0.01,
      suspendPages: 20,
      dirtyFaultSeconds: 2e-5,
      clean: { fixedSeconds: 0.001, perPageSeconds: 1e-8 },
      peek: { fixedSeconds: 0.0001, perPageSeconds: 0 },
    },
    algorithms: algorithms.map(({ id }) => chooseWith(id)),
  }),
  repetitions: 2,
};

function hashOf(events: readonly RunEvent[]): string {
  return createHash('sha256').update(JSON.stringify(events)).digest('hex');
}

describe('a run in Chromium', () => {
  let browser: Browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());

  it('gives the same bytes as in Node', async () => {
    const page = await browser.newPage();
    const worker = readFileSync('dist/web/worker.js', 'utf8');
    const message = { type: 'run', jobId: 1, scenario: everything, runs: runsOf(everything), rounds: 'all' };
    const events = await page.evaluate(
      ({ source, job }) =>
        new Promise<unknown[]>((resolve, reject) => {
          const running = new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })));
          const received: unknown[] = [];
          running.onmessage = ({ data }: { readonly data: { type: string; events?: unknown[]; message?: string } }) => {
            if (data.type === 'batch') received.push(...(data.events ?? []));
            else if (data.type === 'done') resolve(received);
            else reject(new Error(data.message));
          };
          running.postMessage(job);
        }),
      { source: worker, job: message },
    );
    const expected = runsOf(everything).flatMap(({ label, repetition }) => eventsOf(everything, label, repetition));
    assert.ok(expected.length > 50);
    assert.equal(hashOf(events as RunEvent[]), hashOf(expected));
  });
});
