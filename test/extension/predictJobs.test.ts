// Predictions in the simulation worker, with a clock and a message queue of the test's own; the runs are the engine's.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { simulate } from '../../src/core/engine/simulate';
import { isFromWorker, isToWorker } from '../../src/core/protocol/workerGuards';
import type { FromWorker, ToWorker } from '../../src/core/protocol/workerMessages';
import { checkScenario } from '../../src/core/scenario/check';
import type { Scenario } from '../../src/core/scenario/scenario';
import { serveJobs } from '../../src/worker/runJobs';

const text = `scenario: Predicted
vm: { memory: 16MiB }
workload:
  - { name: hot, size: 2MiB, writes: 9k/s, pattern: uniform }
link: { bandwidth: 100Mbit/s }
algorithms: [xen-precopy, hca, stop-and-copy]
expect:
  - hca.downtime < stop-and-copy.downtime
`;

function scenarioOf(written: string): Scenario {
  const { scenario } = checkScenario(written);
  assert(scenario);
  return scenario;
}

type PredictJob = Extract<ToWorker, { readonly type: 'predict' }>;

/** Serves jobs; each look at the clock lets `millisecondsALook` pass. `inbox` is what arrives at the next pause. */
class Rig {
  readonly posted: FromWorker[] = [];
  readonly inbox: ToWorker[] = [];
  pauses = 0;
  private now = 0;
  private ended: (() => void) | null = null;
  private readonly receive: (message: unknown) => void;

  constructor(millisecondsALook: number, atPause: (rig: Rig) => void = () => undefined) {
    this.receive = serveJobs({
      simulate,
      makeSandbox: () => Promise.reject(new Error('No scenario here has a policy.')),
      post: (message) => {
        assert(isFromWorker(message), JSON.stringify(message));
        this.posted.push(message);
        if (message.type === 'predictedAll' || message.type === 'crashed') this.ended?.();
      },
      now: () => (this.now += millisecondsALook),
      pause: () => {
        this.pauses++;
        atPause(this);
        for (const message of this.inbox.splice(0)) this.receive(message);
        return Promise.resolve();
      },
    });
  }

  run(scenario: Scenario, options: Partial<PredictJob> = {}): Promise<void> {
    const job: PredictJob = {
      type: 'predict',
      jobId: 7,
      scenario,
      factor: 1,
      limits: false,
      mostMilliseconds: 1e6,
      ...options,
    };
    assert(isToWorker(structuredClone(job)));
    const ended = new Promise<void>((resolve) => (this.ended = resolve));
    this.receive(job);
    return ended;
  }

  get kinds(): string[] {
    return this.posted.map((message) =>
      message.type === 'predicted'
        ? message.prediction.label
        : message.type === 'unpredicted'
          ? `no ${message.label}`
          : message.type,
    );
  }
}

it('predicts each algorithm in the order of the file, with the figures of a run', async () => {
  const scenario = scenarioOf(text);
  const rig = new Rig(0.1);
  await rig.run(scenario);
  assert.deepEqual(rig.kinds, ['xen-precopy', 'hca', 'stop-and-copy', 'predictedAll']);
  const [first] = rig.posted;
  assert(first?.type === 'predicted');
  const end = [...simulate(scenario, { label: 'xen-precopy', repetition: 0 })].at(-1);
  assert.deepEqual(first.prediction.run, end);
  assert.match(first.prediction.sentence, /the guest dirties .* the link carries/);
});

it('tells the limits before any prediction, or with the first one where they depend on it', async () => {
  const steady = scenarioOf(text);
  const rig = new Rig(0.1);
  await rig.run(steady, { limits: true });
  assert.deepEqual(rig.kinds, ['limits', 'xen-precopy', 'hca', 'stop-and-copy', 'predictedAll']);
  const [limits, predicted] = rig.posted;
  assert(limits?.type === 'limits' && limits.limits.curve.kind === 'curve' && predicted?.type === 'predicted');
  assert.deepEqual(limits.limits.floor, predicted.prediction.run.floor);
  const again = new Rig(0.1);
  await again.run(steady);
  assert.equal(again.kinds.includes('limits'), false);

  const bursts = scenarioOf(text.replace('pattern: uniform', 'bursts: { every: 1s, on: 300ms }'));
  const changing = new Rig(0.1);
  await changing.run(bursts, { limits: true });
  assert.deepEqual(changing.kinds.slice(0, 3), ['limits', 'limits', 'xen-precopy']);
  const [before, after, first] = changing.posted;
  assert(before?.type === 'limits' && after?.type === 'limits' && first?.type === 'predicted');
  assert.equal(before.limits.curve.kind, 'none');
  assert(after.limits.curve.kind === 'curve');
  assert.equal(after.limits.suspendedBy, 'xen-precopy');
  assert.deepEqual(after.limits.floor, first.prediction.run.floor);
});

it('gives verdicts only where its runs are all that the scenario has', async () => {
  const verdictsOf = async (written: string, options: Partial<PredictJob> = {}): Promise<unknown> => {
    const rig = new Rig(options.mostMilliseconds === undefined ? 0.1 : 13);
    await rig.run(scenarioOf(written), options);
    const last = rig.posted.at(-1);
    assert(last?.type === 'predictedAll');
    return last.expectations?.map(({ passed }) => passed) ?? null;
  };
  assert.deepEqual(await verdictsOf(text), [true]);
  assert.equal(await verdictsOf(`repetitions: 2\n${text}`), null);
  assert.equal(await verdictsOf(text, { factor: 2 }), null);
  assert.equal(await verdictsOf(text, { mostMilliseconds: 0 }), null);
});

it('is cancelled within a slice, and the next job starts', async () => {
  const scenario = scenarioOf(text);
  const rig = new Rig(13, (at) => {
    if (at.pauses === 3) at.inbox.push({ type: 'cancel', jobId: 7 });
  });
  await rig.run(scenario);
  assert.equal(rig.pauses, 3);
  assert.deepEqual(rig.posted, [{ type: 'predictedAll', jobId: 7, cancelled: true, expectations: null }]);
  await rig.run(scenario, { jobId: 8 });
  assert.equal(rig.posted.filter(({ jobId }) => jobId === 8).length, 4);
});

it('gives an algorithm up that takes too much work, says how far it came, and goes on', async () => {
  const scenario = scenarioOf(text);
  const rig = new Rig(13);
  await rig.run(scenario, { mostMilliseconds: 100 });
  const [gaveUp] = rig.posted;
  assert(gaveUp?.type === 'unpredicted');
  assert.equal(gaveUp.label, 'xen-precopy');
  assert.ok(gaveUp.simulatedSeconds > 0 && gaveUp.round >= 1);
  assert.equal(rig.kinds.length, 4);
  assert.equal(rig.kinds.at(-1), 'predictedAll');
});
