// A scenario with a trace: a worker gets its rows, a panel, a result and the memory of a window do not.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { checkToPanel } from '../../src/core/protocol/guards';
import { protocolVersion } from '../../src/core/protocol/messages';
import { isToWorker } from '../../src/core/protocol/workerGuards';
import { assembleResult } from '../../src/core/result';
import { isWhole, recordedScenario } from '../../src/core/scenario/record';
import type { Scenario } from '../../src/core/scenario/scenario';
import { snapshotOf } from '../../src/extension/runs/experiment';
import { History, type Memory } from '../../src/extension/runs/history';
import { experimentOf, scenario } from './fixtures';

const [log] = scenario.workload;
assert.ok(log);
const rows = 100_000;
const traced: Scenario = {
  ...scenario,
  workload: [
    log,
    {
      ...log,
      name: 'recorded',
      firstPage: 64,
      pattern: {
        kind: 'trace',
        file: 'shop.lmtrace',
        repeat: 'all',
        columns: {
          intervalSeconds: 0.1,
          seconds: 20,
          atSeconds: new Float64Array(rows),
          firstPage: new Uint32Array(rows),
          pages: new Uint32Array(rows),
          writes: new Uint32Array(rows),
        },
      },
    },
  ],
};
const experiment = { ...experimentOf([]), scenario: recordedScenario(traced), runnable: traced };

void it('the record has the trace’s name and extent in place of its rows', () => {
  const { workload } = recordedScenario(traced);
  assert.deepEqual(workload[1]?.pattern, { kind: 'trace', file: 'shop.lmtrace', repeat: 'all', rows, seconds: 20 });
  assert.deepEqual(workload[0], log);
  assert.deepEqual(recordedScenario(scenario), scenario);
  assert.deepEqual([isWhole(scenario), isWhole(traced)], [true, false]);
});

void it('a panel gets the record, and refuses rows', () => {
  const snapshot = snapshotOf(experiment);
  const hydrate = (content: unknown): boolean =>
    checkToPanel({ protocol: protocolVersion, sequence: 0, message: { type: 'hydrate', experiment: content } }).ok;
  assert.ok(JSON.stringify(snapshot).length < 5000);
  assert.ok(hydrate(snapshot));
  assert.ok(!hydrate({ ...snapshot, scenario: traced }));
});

void it('a result has the record', () => {
  const document = assembleResult(traced, 'a.migration.yaml', []);
  assert.ok(JSON.stringify(document).length < 5000);
  assert.deepEqual(document.scenario.workload, recordedScenario(traced).workload);
});

void it('a worker gets the rows, and refuses a scenario without them', () => {
  const run = { type: 'run', jobId: 1, runs: [{ label: 'first', repetition: 0 }], rounds: 'all' };
  assert.ok(isToWorker(structuredClone({ ...run, scenario: traced })));
  assert.ok(!isToWorker({ ...run, scenario: recordedScenario(traced) }));
});

void it('a window remembers that there was an experiment, without its scenario', async () => {
  let kept: unknown = undefined;
  const memory: Memory = {
    get: () => kept,
    // As the editor keeps it.
    update: (_, value) => {
      kept = JSON.parse(JSON.stringify(value));
      return Promise.resolve();
    },
  };
  const history = new History(memory);
  await history.remember(experiment);
  assert.ok(JSON.stringify(kept).length < 5000);
  assert.equal(history.find(experiment.scenarioUri)?.scenario, null);
  await history.remember({ ...experiment, runnable: scenario });
  assert.deepEqual(history.find(experiment.scenarioUri)?.scenario, scenario);
});
