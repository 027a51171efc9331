// Predictions in the simulation worker: one algorithm after the other, in slices, so that a cancellation takes effect within one. An algorithm that takes
// too much work is given up and said to be so; the next ones go on.
import type { EndEvent } from '../core/engine/events';
import type { RunProgress } from '../core/engine/simulate';
import { isPolicy } from '../core/policy/policy';
import type { SandboxMaker } from '../core/policy/sandbox';
import { evaluateExpectations } from '../core/expect/evaluate';
import { limitsAfter, limitsBefore } from '../core/preview/limits';
import { type Prediction, predict } from '../core/preview/prediction';
import type { FromWorker, ToWorker } from '../core/protocol/workerMessages';

type Job = Extract<ToWorker, { readonly type: 'predict' }>;

/** What a prediction needs of its surroundings: a part of JobHost (runJobs.ts). */
export interface PredictHost {
  readonly post: (message: FromWorker) => void;
  readonly now: () => number;
  readonly pause: () => Promise<void>;
  readonly makeSandbox: SandboxMaker;
}

/** Longest time between two looks at the messages. */
const sliceMilliseconds = 12;

/** One algorithm; null if it was cancelled or given up. */
async function predictOne(
  host: PredictHost,
  { scenario, factor, mostMilliseconds }: Job,
  label: string,
  progress: RunProgress,
  isCancelled: () => boolean,
): Promise<Prediction | null> {
  const sandbox = isPolicy(scenario, label) ? await host.makeSandbox() : null;
  const steps = predict(scenario, label, factor, progress, sandbox);
  let worked = 0;
  let sliceStart = host.now();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    const slice = host.now() - sliceStart;
    if (slice < sliceMilliseconds) continue;
    worked += slice;
    await host.pause();
    if (isCancelled() || worked > mostMilliseconds) return null;
    sliceStart = host.now();
  }
}

/** Makes the predictions of a job, and tells each as soon as it is there. */
export async function runPredictions(host: PredictHost, job: Job, isCancelled: () => boolean): Promise<FromWorker> {
  const { jobId, scenario, factor } = job;
  const runs: EndEvent[] = [];
  const first = job.limits ? limitsBefore(scenario) : null;
  if (first !== null) host.post({ type: 'limits', jobId, limits: first });
  for (const { label } of scenario.algorithms) {
    if (!isCancelled()) await host.pause();
    if (isCancelled()) break;
    const progress: RunProgress = { simulatedSeconds: 0, round: 0 };
    const prediction = await predictOne(host, job, label, progress, isCancelled);
    if (prediction !== null) {
      const limits = label === scenario.algorithms[0]?.label ? limitsAfter(scenario, prediction) : null;
      if (limits !== null) host.post({ type: 'limits', jobId, limits });
      runs.push(prediction.run);
      host.post({ type: 'predicted', jobId, prediction });
    } else if (!isCancelled()) host.post({ type: 'unpredicted', jobId, label, ...progress });
  }
  const isWhole = factor === 1 && scenario.repetitions === 1 && runs.length === scenario.algorithms.length;
  const labels = scenario.algorithms.map(({ label }) => label);
  return {
    type: 'predictedAll',
    jobId,
    cancelled: isCancelled(),
    expectations: isWhole ? evaluateExpectations(scenario.expect, labels, runs) : null,
  };
}
