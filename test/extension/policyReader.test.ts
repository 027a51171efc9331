// What the editor says of policies, without the editor: a worker reads them, each text once; where none answers, what can be told without one is told.
import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { FromWorker, ToWorker } from '../../src/core/protocol/workerMessages';
import { systemClock } from '../../src/extension/clock';
import { type Environment, watched } from '../../src/extension/env/environment';
import { nodeEnvironment } from '../../src/extension/env/node/environment';
import { PolicyReader } from '../../src/extension/policies/policyReader';
import { Workers } from '../../src/extension/runs/workers';
import { FakeClock, KeptLog } from './fixtures';

const slip = 'export default async function p() {\n  const a = ;\n}\n';
const withoutExport = 'const a = 1;\n';

/** A reader whose workers answer as the test says. */
function rigged(answer: (message: ToWorker) => FromWorker | null): {
  readonly reader: PolicyReader;
  readonly clock: FakeClock;
  readonly log: KeptLog;
  readonly asked: ToWorker[];
  readonly ended: () => number;
} {
  const clock = new FakeClock();
  const log = new KeptLog();
  const asked: ToWorker[] = [];
  let ended = 0;
  const environment: Environment = {
    cores: 2,
    startWorker: (listener) => ({
      post: (message) => {
        asked.push(message);
        const said = answer(message);
        if (said !== null) listener.message(said);
      },
      terminate: () => {
        ended++;
      },
    }),
  };
  return { reader: new PolicyReader(new Workers(environment), clock, log), clock, log, asked, ended: () => ended };
}

describe('the reader of policies', () => {
  it('finds what a real worker’s sandbox finds, and asks once for each text', async () => {
    const workers = new Workers(watched(nodeEnvironment(path.resolve('dist', 'worker.js')), systemClock));
    const reader = new PolicyReader(workers, systemClock, new KeptLog());
    const [first, second] = await Promise.all([reader.problemsOf(slip), reader.problemsOf(slip)]);
    assert.equal(first, second);
    assert.deepEqual(
      first.map(({ code, range }) => [code, slip.slice(range.start, range.end)]),
      [['policy-syntax', ';']],
    );
    assert.deepEqual(await reader.problemsOf('export default async function p() {}'), []);
    workers.dispose();
  });

  it('does without a worker that is silent or breaks, ends it, and asks again next time', async () => {
    const answers: ((message: ToWorker) => FromWorker | null)[] = [
      () => null,
      ({ jobId }) => ({ type: 'crashed', jobId, message: 'no sandbox' }),
    ];
    for (const answer of answers) {
      const { reader, clock, log, asked, ended } = rigged(answer);
      for (const times of [1, 2]) {
        const problems = reader.problemsOf(withoutExport);
        // The reader is loaded on first use: its message comes in a moment.
        while (asked.length < times) await new Promise((resolve) => setImmediate(resolve));
        clock.pass(10_001);
        assert.deepEqual(
          (await problems).map(({ code }) => code),
          ['policy-export'],
        );
        assert.equal(ended(), times);
        assert.equal(log.lines.length, times);
      }
    }
  });
});
