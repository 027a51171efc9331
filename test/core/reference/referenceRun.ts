// Runs one algorithm on the slow engine from start to end and gives the figures of docs/results.md, the proofs of
// proofs.ts included: a run that loses a page or beats the clairvoyant floor throws.
import { hasFloor, type AlgorithmDefinition } from '../../../src/core/algorithms/definition';
import type { RunId, RunResult } from '../../../src/core/engine/events';
import type { Scenario } from '../../../src/core/scenario/scenario';
import { assertFloor, assertNothingLost } from './proofs';
import { ReferenceMigration, TimeLimitPassed } from './referenceMigration';
import type { Suspension } from './referenceMigration';

/** A run without the sum of the downtime's parts and without the floor, a figure of the guest (referenceFloor.ts has it). */
export type ReferenceRun = Omit<RunResult, 'floor' | 'downtimeSeconds' | 'reportedDowntimeSeconds'>;

/** How a run ended. */
type Ending = Pick<ReferenceRun, 'outcome' | 'stopReason' | 'totalSeconds' | 'downtime'>;

/**
 * Runs the algorithm that the scenario lists under `label`.
 * Throws if the scenario has no such label, if a page is lost, or if the algorithm breaks the contract of rounds.
 */
export function runReference(
  scenario: Scenario,
  definition: AlgorithmDefinition,
  { label, repetition }: { readonly label: string; readonly repetition: number },
): ReferenceRun {
  const choice = scenario.algorithms.find((candidate) => candidate.label === label);
  if (!choice) throw new Error(`The scenario has no algorithm labelled ${label}: name one that it has.`);
  const migration = new ReferenceMigration(scenario, definition.wire(choice.parameters), repetition);
  const rules = definition.run(migration, choice.parameters);
  const ending = runToEnd(scenario, migration, rules, hasFloor(definition, choice.parameters));
  return {
    label,
    algorithm: definition.id,
    repetition,
    seed: scenario.seed,
    ...ending,
    ...counts(scenario, migration),
  };
}

function runToEnd(
  scenario: Scenario,
  migration: ReferenceMigration,
  rules: Generator<undefined, void>,
  floorHolds: boolean,
): Ending {
  try {
    while (rules.next().done !== true);
  } catch (reason) {
    if (!(reason instanceof TimeLimitPassed)) throw reason;
    migration.giveUp();
    return { outcome: 'not-converged', stopReason: 'time-limit', totalSeconds: migration.now, downtime: null };
  }
  if (!migration.suspension) throw new Error('The algorithm ended without suspending the guest.');
  if (migration.book.phase !== null) throw new Error(`The algorithm ended inside a round: ${migration.book.phase}.`);
  return resume(scenario, migration, migration.suspension, floorHolds);
}

/** Device state and resume follow the last copy; then the run must stand up to its proofs. */
function resume(
  scenario: Scenario,
  migration: ReferenceMigration,
  suspension: Suspension,
  floorHolds: boolean,
): Ending {
  const { host, link, deviceStateBytes } = scenario;
  const { handedOver } = migration;
  if (handedOver) {
    // Post-copy: the guest has been resumed already, and no floor is defined for its downtime.
    assertNothingLost(migration);
    const suspendSeconds = suspension.doneSeconds - suspension.requestedSeconds;
    const downtime = { suspendSeconds, transferSeconds: 0, ...handedOver };
    return { outcome: 'completed', stopReason: suspension.reason, totalSeconds: migration.now, downtime };
  }
  const transferSeconds = migration.now - suspension.doneSeconds;
  const deviceSeconds = migration.link.arrivalSeconds(migration.now, deviceStateBytes) - migration.now;
  const resumeSeconds = host.resumeSeconds + link.rttSeconds;
  assertNothingLost(migration);
  if (floorHolds) assertFloor(migration, suspension, transferSeconds);
  return {
    outcome: 'completed',
    stopReason: suspension.reason,
    totalSeconds: migration.now + deviceSeconds + resumeSeconds,
    downtime: {
      suspendSeconds: suspension.doneSeconds - suspension.requestedSeconds,
      transferSeconds,
      deviceSeconds,
      resumeSeconds,
    },
  };
}

/** What is added up over the rounds. */
function counts(
  { host }: Scenario,
  migration: ReferenceMigration,
): Omit<ReferenceRun, keyof Ending | keyof RunId | 'seed'> {
  const { book, degradedSeconds } = migration;
  const pagesSent = sum(book.records.map((round) => round.pagesSent));
  return {
    setupSeconds: host.setupSeconds,
    bytesSent: sum(book.records.map((round) => round.bytesSent)),
    pagesSent,
    pagesResent: pagesSent - book.everSent.count(),
    zeroPages: migration.zeroPages,
    liveRounds: book.records.filter(({ phase }) => phase === 'precopy').length,
    degradedSeconds,
    faults: {
      remote: sum(book.records.map(({ faults }) => faults?.remote ?? 0)),
      stallSeconds: sum(book.records.map(({ faults }) => faults?.stallSeconds ?? 0)),
    },
    rounds: book.records,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
