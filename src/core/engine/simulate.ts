// One run of one algorithm over one scenario: a generator of events, time-sliced by its caller, which may stop asking at any time.
import type { AlgorithmDefinition } from '../algorithms/definition';
import { findAlgorithm } from '../algorithms/registry';
import { downtimeParts, sumOf, type LastCopy } from '../metrics/downtime';
import { floorAt, floorOf } from '../metrics/floor';
import type { AlgorithmChoice, Scenario } from '../scenario/scenario';
import type {
  Floor,
  FrameEvent,
  Outcome,
  RoundRecord,
  RunError,
  RunEvent,
  RunId,
  RunTotals,
  StopReason,
} from './events';
import type { FrameRequest } from './frames';
import { FastMigration, TimeLimitReached } from './fastMigration';
import type { Tick } from './migration';

/** Where a run stands; the engine keeps it up to date between events. */
export interface RunProgress {
  simulatedSeconds: number;
  round: number;
}

/**
 * Runs the algorithm labelled `label`. Yields the run's events in order, `start` first and `end` last, and `undefined` between batches so that
 * the caller can pass things on or stop; `frame` events for the times asked for come as soon as the dirty log tells them. Never throws for what an algorithm does: that ends as outcome `failed`.
 * @throws Error if the scenario has no such label.
 */
export function* simulate(
  scenario: Scenario,
  { label, repetition }: Pick<RunId, 'label' | 'repetition'>,
  progress: RunProgress = { simulatedSeconds: 0, round: 0 },
  frames: FrameRequest | null = null,
): Generator<RunEvent | Tick, void> {
  const choice = choiceOf(scenario, label);
  const definition = findAlgorithm(choice.algorithm);
  if (definition === undefined) throw new Error(`There is no algorithm ${choice.algorithm}.`);
  const run: RunId = { label, algorithm: choice.algorithm, repetition };
  const vm = new FastMigration(scenario, definition, choice.parameters, repetition, frames);
  const floor = floorOf(scenario, vm.pagesPerSecond);
  const { seed, pages, pageBytes } = scenario;
  yield { type: 'start', ...run, seed, pages, pageBytes, pagesPerSecond: vm.pagesPerSecond, floor };

  let ending: Ending = { outcome: 'completed', error: null };
  let lastCopy: LastCopy | null = null;
  const steps = definition.run(vm, choice.parameters);
  for (let done = false; !done;) {
    try {
      done = steps.next().done === true;
    } catch (error) {
      ending = endingOf(error);
      vm.giveUp();
      done = true;
    }
    progress.simulatedSeconds = vm.now;
    progress.round = vm.round;
    for (const record of vm.outbox.splice(0)) {
      if (record.phase === 'stop-and-copy') lastCopy = lastCopyOf(vm, record);
      yield { type: 'round', ...run, ...record };
    }
    yield* framesOf(vm, run);
    if (!done) yield undefined;
  }
  if (ending.outcome === 'completed') ending = checkArrival(vm);
  vm.endFrames();
  yield* framesOf(vm, run);
  yield { type: 'end', ...totalsOf(scenario, definition, run, vm, floor, ending, lastCopy) };
}

function* framesOf(vm: FastMigration, run: RunId): Generator<FrameEvent> {
  for (const frame of vm.takeFinishedFrames()) yield { type: 'frame', ...run, ...frame };
}

interface Ending {
  readonly outcome: Outcome;
  readonly error: RunError | null;
}

function choiceOf(scenario: Scenario, label: string): AlgorithmChoice {
  const choice = scenario.algorithms.find((candidate) => candidate.label === label);
  if (choice === undefined) throw new Error(`The scenario has no algorithm labelled ${label}.`);
  return choice;
}

function endingOf(error: unknown): Ending {
  if (error instanceof TimeLimitReached) return { outcome: 'not-converged', error: null };
  const message = error instanceof Error ? error.message : String(error);
  return { outcome: 'failed', error: { code: 'algorithm-threw', message } };
}

/** Nothing may be lost: a guest that runs at the destination has its newest content there. */
function checkArrival(vm: FastMigration): Ending {
  if (vm.suspended === null) {
    const message = 'The algorithm ended without suspending the guest: call suspend, then send what is dirty.';
    return { outcome: 'failed', error: { code: 'never-suspended', message } };
  }
  const page = vm.lostPage;
  if (page === undefined) return { outcome: 'completed', error: null };
  const message = `Page ${page} is lost: its newest content was not sent when the guest resumed at ${vm.now.toFixed(3)} s.`;
  return { outcome: 'failed', error: { code: 'page-lost', message } };
}

function totalsOf(
  scenario: Scenario,
  definition: AlgorithmDefinition,
  run: RunId,
  vm: FastMigration,
  floor: Floor,
  { outcome, error }: Ending,
  lastCopy: LastCopy | null,
): RunTotals {
  const downtime = outcome === 'completed' && lastCopy ? downtimeParts(scenario, lastCopy) : null;
  const afterTransfer = downtime === null ? 0 : downtime.deviceSeconds + downtime.resumeSeconds;
  return {
    ...run,
    seed: scenario.seed,
    outcome,
    stopReason: stopReasonOf(vm, outcome),
    totalSeconds: vm.now + afterTransfer,
    downtimeSeconds: downtime === null ? null : sumOf(downtime),
    ...(downtime && definition.reportedDowntime
      ? { reportedDowntimeSeconds: definition.reportedDowntime(downtime) }
      : {}),
    setupSeconds: Math.min(scenario.host.setupSeconds, vm.now),
    downtime,
    ...vm.totals,
    degradedSeconds: vm.degradedSeconds,
    faults: { remote: 0, stallSeconds: 0 },
    floor: lastCopy && (floor.downtimeSeconds === null || vm.wasThrottled) ? floorAtEnd(scenario, vm, lastCopy) : floor,
    ...(error === null ? {} : { error }),
  };
}

/** The last copy begins once the guest stands still and the final dirty set is known. */
function lastCopyOf({ suspended }: FastMigration, { startSeconds, seconds }: RoundRecord): LastCopy {
  const requested = suspended?.atSeconds ?? startSeconds;
  return { fromSeconds: startSeconds, suspendSeconds: startSeconds - requested, transferSeconds: seconds };
}

function floorAtEnd(scenario: Scenario, vm: FastMigration, { fromSeconds, suspendSeconds }: LastCopy): Floor {
  const atSeconds = fromSeconds - suspendSeconds;
  const liveSeconds = atSeconds - scenario.host.setupSeconds;
  const meanSpeed = liveSeconds > 0 ? 1 - vm.degradedSeconds / liveSeconds : 1;
  return floorAt(scenario, vm.pagesPerSecond, { atSeconds, suspendSeconds, history: vm.history, meanSpeed });
}

function stopReasonOf(vm: FastMigration, outcome: Outcome): StopReason | null {
  if (outcome === 'failed') return null;
  return outcome === 'not-converged' ? 'time-limit' : (vm.suspended?.reason ?? null);
}
