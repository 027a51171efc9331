// One run of one algorithm over one scenario: a generator of events, time-sliced by its caller, which may stop asking at any time.
import { hasFloor, type AlgorithmDefinition } from '../algorithms/definition';
import { findAlgorithm } from '../algorithms/registry';
import { downtimeParts, sumOf, type LastCopy } from '../metrics/downtime';
import { floorAt, floorOf } from '../metrics/floor';
import { formatCounted } from '../metrics/format';
import { isPolicyFailure } from '../policy/failure';
import { policyDefinition, type PolicyChoice } from '../policy/policy';
import { startPolicy, type PolicyRun } from '../policy/rules';
import type { PolicySandbox } from '../policy/sandbox';
import type { AlgorithmChoice, Scenario } from '../scenario/scenario';
import type {
  Floor,
  FaultRecord,
  FrameEvent,
  LogEvent,
  Outcome,
  RoundRecord,
  RunError,
  RunEvent,
  RunId,
  RunTotals,
  StatisticsEvent,
  StopReason,
} from './events';
import type { FrameRequest } from './frames';
import { FastMigration, TimeLimitReached } from './fastMigration';
import type { Tick } from './migration';
import { StatisticsRecorder, type StatisticsEnd } from './statistics';

/** Where a run stands; the engine keeps it up to date between events. */
export interface RunProgress {
  simulatedSeconds: number;
  round: number;
}

/**
 * Runs the algorithm labelled `label`. Yields the run's events in order, `start` first and `end` last, and `undefined` between batches so that
 * the caller can pass things on or stop; `frame` events for the times asked for come as soon as the dirty log tells them. Never throws for what an algorithm does: that ends as outcome `failed`. A policy wants a sandbox
 * of its own. `statisticsSeconds`: how often to ask for statistics; null: never.
 * @throws Error if the scenario has no such label.
 */
export function* simulate(
  scenario: Scenario,
  { label, repetition }: Pick<RunId, 'label' | 'repetition'>,
  progress: RunProgress = { simulatedSeconds: 0, round: 0 },
  frames: FrameRequest | null = null,
  sandbox: PolicySandbox | null = null,
  statisticsSeconds: number | null = null,
): Generator<RunEvent | Tick, void> {
  const choice = choiceOf(scenario, label);
  const policy = choice.policy ?? null;
  const definition = policy === null ? findAlgorithm(choice.algorithm) : policyDefinition;
  if (definition === undefined) throw new Error(`There is no algorithm ${choice.algorithm}.`);
  const run: RunId = { label, algorithm: choice.algorithm, repetition };
  const statistics =
    statisticsSeconds === null ? null : new StatisticsRecorder(statisticsSeconds, scenario.host.setupSeconds);
  const vm = new FastMigration(scenario, definition, choice.parameters, repetition, frames, statistics);
  const floor = hasFloor(definition, choice.parameters) ? floorOf(scenario, vm.pagesPerSecond) : noFloor;
  const { seed, pages, pageBytes } = scenario;
  const { pagesPerSecond } = vm;
  const stopRule = definition.stopRule(choice.parameters, { pages, pageBytes, pagesPerSecond });
  yield { type: 'start', ...run, seed, pages, pageBytes, pagesPerSecond, floor, stopRule };

  let ending: Ending = { outcome: 'completed', error: null };
  let lastCopy: LastCopy | null = null;
  let liveRounds = 0;
  let faults: RunTotals['faults'] = { remote: 0, stallSeconds: 0 };
  const own = policy && startPolicy(vm, policy, { seed, repetition }, sandbox);
  const steps = own?.steps ?? definition.run(vm, choice.parameters);
  for (let done = false; !done;) {
    try {
      done = steps.next().done === true;
    } catch (error) {
      ending = endingOf(error, policy, own);
      vm.giveUp();
      done = true;
    }
    progress.simulatedSeconds = vm.now;
    progress.round = vm.round;
    yield* linesOf(own, run);
    yield* answersOf(statistics, run);
    for (const record of vm.outbox.splice(0)) {
      if (record.phase === 'stop-and-copy') lastCopy = lastCopyOf(vm, record);
      if (record.phase === 'precopy') liveRounds++;
      if (record.faults) faults = faultTotals(record.faults);
      yield { type: 'round', ...run, ...record };
    }
    yield* framesOf(vm, run);
    if (!done) yield undefined;
  }
  if (ending.outcome === 'completed') ending = checkArrival(vm, policy, own);
  vm.endFrames();
  yield* framesOf(vm, run);
  const totals = totalsOf(scenario, definition, run, vm, floor, ending, { lastCopy, liveRounds, faults });
  statistics?.end(vm.now, endOf(totals, vm.handedOver));
  yield* answersOf(statistics, run);
  yield { type: 'end', ...totals };
}

function faultTotals({ remote, stallSeconds, vcpuStallSeconds }: FaultRecord): RunTotals['faults'] {
  return { remote, stallSeconds, meanVcpuStallSeconds: stallSeconds / vcpuStallSeconds.length };
}

function* framesOf(vm: FastMigration, run: RunId): Generator<FrameEvent> {
  for (const frame of vm.takeFinishedFrames()) yield { type: 'frame', ...run, ...frame };
}

function* linesOf(own: PolicyRun | null, run: RunId): Generator<LogEvent> {
  for (const line of own?.takeLines() ?? []) yield { type: 'log', ...run, ...line };
}

function* answersOf(statistics: StatisticsRecorder | null, run: RunId): Generator<StatisticsEvent> {
  for (const answer of statistics?.take() ?? []) yield { type: 'statistics', ...run, ...answer };
}

/** The source is done when all is sent; the guest runs at the destination a little later. */
function endOf(
  { totalSeconds, downtimeSeconds, downtime, reportedDowntimeSeconds }: RunTotals,
  handedOver: boolean,
): StatisticsEnd | null {
  if (downtime === null || downtimeSeconds === null) return null;
  const afterwards = downtimeSeconds - (reportedDowntimeSeconds ?? downtimeSeconds);
  // After a hand-over the last page is the end for both.
  return {
    atSeconds: handedOver ? totalSeconds : totalSeconds - afterwards,
    downtimeSeconds: downtimeSeconds - afterwards,
  };
}

/** Post-copy moves no page while the guest stands still: no page sets a limit to its downtime. Nor is there one for senders of less than whole pages. */
const noFloor: Floor = { downtimeSeconds: null, rateOnlyDowntimeSeconds: null };

interface Ending {
  readonly outcome: Outcome;
  readonly error: RunError | null;
}

/** What the totals need of the rounds. */
interface Rounds {
  readonly lastCopy: LastCopy | null;
  readonly liveRounds: number;
  readonly faults: RunTotals['faults'];
}

function choiceOf(scenario: Scenario, label: string): AlgorithmChoice {
  const choice = scenario.algorithms.find((candidate) => candidate.label === label);
  if (choice === undefined) throw new Error(`The scenario has no algorithm labelled ${label}.`);
  return choice;
}

function endingOf(error: unknown, policy: PolicyChoice | null, own: PolicyRun | null): Ending {
  if (error instanceof TimeLimitReached) return { outcome: 'not-converged', error: null };
  if (isPolicyFailure(error)) return failure(error.code, error.message, policy, own, error.line);
  const message = error instanceof Error ? error.message : String(error);
  return failure('algorithm-threw', message, policy, own, null);
}

/** A failed run. What failed in a policy says where: file, line and round stand before the sentence, and each by itself beside it. */
function failure(
  code: string,
  message: string,
  policy: PolicyChoice | null,
  own: PolicyRun | null,
  line: number | null,
): Ending {
  if (policy === null || own === null) return { outcome: 'failed', error: { code, message } };
  const { file } = policy;
  const { round } = own;
  const place = [line === null ? file : `${file}, line ${line}`, round === 0 ? 'before round 1' : `round ${round}`];
  const error = { code, message: `${place.join(', ')}: ${message}`, file, ...(line !== null && { line }), round };
  return { outcome: 'failed', error };
}

/** Nothing may be lost: a guest that runs at the destination has its newest content there. */
function checkArrival(vm: FastMigration, policy: PolicyChoice | null, own: PolicyRun | null): Ending {
  if (vm.suspended === null) {
    const what = policy === null ? 'algorithm' : 'policy';
    const message = `The ${what} ended without suspending the guest: call suspend, then send what is dirty.`;
    return failure('never-suspended', message, policy, own, own?.lastLine ?? null);
  }
  const { loss } = vm;
  if (loss === null) return { outcome: 'completed', error: null };
  const others = loss.pages === 1 ? '' : `, and ${formatCounted(loss.pages - 1, 'other page')} with it`;
  const why = loss.wasSent
    ? 'the guest wrote to it after its last copy was sent, and its newest content was not there'
    : 'it was never sent';
  const when = vm.handedOver ? 'the migration ended' : 'the guest resumed';
  const message = `Page ${loss.page} is lost${others}: ${why} when ${when} at ${vm.now.toFixed(3)} s.`;
  return failure('page-lost', message, policy, own, own?.lastLine ?? null);
}

function totalsOf(
  scenario: Scenario,
  definition: AlgorithmDefinition,
  run: RunId,
  vm: FastMigration,
  floor: Floor,
  { outcome, error }: Ending,
  { lastCopy, liveRounds, faults }: Rounds,
): RunTotals {
  const downtime = outcome === 'completed' && lastCopy ? downtimeParts(scenario, lastCopy) : null;
  // Of a guest handed over, both have passed.
  const afterTransfer = downtime === null || vm.handedOver ? 0 : downtime.deviceSeconds + downtime.resumeSeconds;
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
    liveRounds,
    degradedSeconds: vm.degradedSeconds,
    faults,
    floor:
      floor !== noFloor && lastCopy && (floor.downtimeSeconds === null || vm.wasThrottled)
        ? floorAtEnd(scenario, vm, lastCopy)
        : floor,
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
