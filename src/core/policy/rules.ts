// Runs a policy as the engine runs a built-in algorithm's rules: a generator that yields between batches. The code in the sandbox is asked to go on whenever
// what it waited for is there; while a pass is under way it does not run, so that a run can be cancelled at every batch.
import type { LogRecord } from '../engine/events';
import type { Migration, Tick } from '../engine/migration';
import { randomStream } from '../random';
import { PolicyDesk } from './desk';
import { PolicyFailure } from './failure';
import { mostSteps } from './limits';
import type { PolicyChoice } from './policy';
import type { PolicySandbox } from './sandbox';

/** Where a policy's random numbers come from. */
export interface PolicySeed {
  readonly seed: string;
  readonly repetition: number;
}

/** A policy that has been started. */
export interface PolicyRun {
  /** @throws PolicyFailure, and whatever the migration throws */
  readonly steps: Generator<Tick, void>;
  /** Rounds begun so far. */
  readonly round: number;
  /** The line of the policy's file that suspended the guest, else that of its last request; null: unknown. */
  readonly lastLine: number | null;
  /** Lines written since the last look. */
  takeLines(): LogRecord[];
}

/** Starts a policy on a migration. Two policies of one scenario draw the same numbers: what differs between them is their code. */
export function startPolicy(
  vm: Migration,
  { file, source, params, withheld }: PolicyChoice,
  { seed, repetition }: PolicySeed,
  sandbox: PolicySandbox | null,
): PolicyRun {
  const desk = new PolicyDesk(vm, randomStream(seed, repetition, 'policy'));
  return {
    steps: run(desk, { file, source, params, mostSteps: mostSteps(vm.pages) }, sandbox, withheld === true),
    get round() {
      return desk.round;
    },
    get lastLine() {
      return desk.lastLine;
    },
    takeLines: () => desk.lines.splice(0),
  };
}

function* run(
  desk: PolicyDesk,
  code: Parameters<PolicySandbox['open']>[0],
  sandbox: PolicySandbox | null,
  isWithheld: boolean,
): Generator<Tick, void> {
  if (isWithheld) {
    const message = 'A policy runs in a trusted workspace alone: trust the workspace, then run it again.';
    throw new PolicyFailure('policy-unavailable', message, null);
  }
  if (sandbox === null) throw new PolicyFailure('policy-unavailable', 'No sandbox for policies was started.', null);
  const program = sandbox.open(code, desk);
  try {
    let step = program.begin();
    while (step.kind === 'asks') {
      const answer = yield* desk.serve(step.request);
      step = program.resume(answer);
    }
  } finally {
    program.dispose();
  }
  desk.finish();
}
