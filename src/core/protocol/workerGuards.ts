// Checks every message between a simulation worker and whoever started it, in both directions.
import { longestPolicy } from '../policy/policy';
import type { SyntaxFlaw } from '../policy/sandbox';
import {
  type Guard,
  isBoolean,
  isCount,
  isNumber,
  listOf,
  nullOr,
  objectOf,
  oneOf,
  taggedBy,
  textUpTo,
} from './checks';
import {
  isExpectations,
  isFrameRequest,
  isLimits,
  isPackedFrames,
  isPrediction,
  isProgress,
  isRunEvents,
  isScenario,
  isSummary,
} from './shapes';
import type { FromWorker, ToWorker } from './workerMessages';

type RunMessage = Extract<ToWorker, { readonly type: 'run' }>;

/** Whether a worker received a message of ours. */
export const isToWorker: Guard<ToWorker> = taggedBy<'type', ToWorker>('type', {
  run: objectOf<RunMessage>(
    {
      type: oneOf('run'),
      jobId: isCount,
      scenario: isScenario,
      runs: listOf(objectOf<RunMessage['runs'][number]>({ label: textUpTo(1000), repetition: isCount }), 10_000_000),
      rounds: oneOf('all', 'first-repetition'),
    },
    { mostRounds: isCount, statisticsSeconds: isNumber },
  ),
  predict: objectOf({
    type: oneOf('predict'),
    jobId: isCount,
    scenario: isScenario,
    factor: isCount,
    limits: isBoolean,
    mostMilliseconds: isNumber,
  }),
  frames: objectOf({
    type: oneOf('frames'),
    jobId: isCount,
    scenario: isScenario,
    run: objectOf<RunMessage['runs'][number]>({ label: textUpTo(1000), repetition: isCount }),
    frames: isFrameRequest,
  }),
  framesTaken: objectOf({ type: oneOf('framesTaken'), jobId: isCount }),
  readPolicy: objectOf({ type: oneOf('readPolicy'), jobId: isCount, source: textUpTo(longestPolicy) }),
  cancel: objectOf({ type: oneOf('cancel'), jobId: isCount }),
});

/** Whether a message from a worker is one of ours. */
export const isFromWorker: Guard<FromWorker> = taggedBy<'type', FromWorker>('type', {
  batch: objectOf(
    { type: oneOf('batch'), jobId: isCount, events: isRunEvents, progress: isProgress },
    { roundsLeftOut: isCount },
  ),
  done: objectOf({
    type: oneOf('done'),
    jobId: isCount,
    cancelled: isBoolean,
    summary: nullOr(isSummary),
    expectations: nullOr(isExpectations),
  }),
  frames: objectOf({ type: oneOf('frames'), jobId: isCount, frames: isPackedFrames, complete: isBoolean }),
  limits: objectOf({ type: oneOf('limits'), jobId: isCount, limits: isLimits }),
  predicted: objectOf({ type: oneOf('predicted'), jobId: isCount, prediction: isPrediction }),
  unpredicted: objectOf({
    type: oneOf('unpredicted'),
    jobId: isCount,
    label: textUpTo(1000),
    simulatedSeconds: isNumber,
    round: isCount,
  }),
  predictedAll: objectOf({
    type: oneOf('predictedAll'),
    jobId: isCount,
    cancelled: isBoolean,
    expectations: nullOr(isExpectations),
  }),
  policyRead: objectOf({
    type: oneOf('policyRead'),
    jobId: isCount,
    flaw: nullOr(objectOf<SyntaxFlaw>({ message: textUpTo(10_000), line: nullOr(isCount), column: nullOr(isCount) })),
  }),
  crashed: objectOf({ type: oneOf('crashed'), jobId: isCount, message: textUpTo(100_000) }),
});
