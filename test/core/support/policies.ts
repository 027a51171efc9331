// Runs policies in tests: on either engine, with the sandbox that was built.
import path from 'node:path';
import type { RunEvent, RunResult } from '../../../src/core/engine/events';
import { simulate } from '../../../src/core/engine/simulate';
import { policyDefinition, policyId } from '../../../src/core/policy/policy';
import { startPolicy } from '../../../src/core/policy/rules';
import type { PolicySandbox } from '../../../src/core/policy/sandbox';
import { collectRun } from '../../../src/core/result';
import type { AlgorithmChoice, Scenario } from '../../../src/core/scenario/scenario';
import { makeSandbox } from '../../../src/worker/sandbox';
import { runReference, type ReferenceRun } from '../reference/referenceRun';
import type { ParameterValues } from '../../../src/core/algorithms/definition';

/** Where the build has put the sandbox. */
export const newSandbox = (): Promise<PolicySandbox> => makeSandbox(path.resolve('dist'));

/** An entry of a scenario's list. */
export function policyChoice(source: string, params: ParameterValues = {}): AlgorithmChoice {
  return { label: 'mine', algorithm: policyId, parameters: {}, policy: { file: 'mine.policy.js', params, source } };
}

/** The scenario with a policy as its only algorithm. */
export function withPolicy(scenario: Scenario, source: string, params: ParameterValues = {}): Scenario {
  return { ...scenario, algorithms: [policyChoice(source, params)] };
}

/** All events of a policy's run on the fast engine. */
export async function policyEvents(
  scenario: Scenario,
  source: string,
  params: ParameterValues = {},
  repetition = 0,
): Promise<RunEvent[]> {
  const run = { label: 'mine', repetition };
  const events = simulate(withPolicy(scenario, source, params), run, undefined, null, await newSandbox());
  return [...events].filter((event) => event !== undefined);
}

/** The result of a policy that may do so much work and no more: what ends by that limit ends sooner than in a run of its own. */
export async function runBriefly(scenario: Scenario, source: string, mostSteps: number): Promise<RunResult> {
  const whole = await newSandbox();
  const brief: PolicySandbox = { ...whole, open: (code, calls) => whole.open({ ...code, mostSteps }, calls) };
  const events = simulate(withPolicy(scenario, source), { label: 'mine', repetition: 0 }, undefined, null, brief);
  const result = collectRun([...events].filter((event) => event !== undefined));
  if (result === null) throw new Error('The run has no end.');
  return result;
}

/** The result of a policy's run on the fast engine. */
export async function runPolicy(
  scenario: Scenario,
  source: string,
  params: ParameterValues = {},
  repetition = 0,
): Promise<RunResult> {
  const result = collectRun(await policyEvents(scenario, source, params, repetition));
  if (result === null) throw new Error('The run has no end.');
  return result;
}

/** The same on the slow engine, whose proofs throw if a page is lost. */
export async function runPolicySlowly(
  scenario: Scenario,
  source: string,
  params: ParameterValues = {},
  repetition = 0,
): Promise<ReferenceRun> {
  const sandbox = await newSandbox();
  const choice = policyChoice(source, params);
  const { policy } = choice;
  if (policy === undefined) throw new Error('The choice is a policy.');
  const definition = {
    ...policyDefinition,
    run: (vm: Parameters<typeof startPolicy>[0]) =>
      startPolicy(vm, policy, { seed: scenario.seed, repetition }, sandbox).steps,
  };
  return runReference({ ...scenario, algorithms: [choice] }, definition, { label: 'mine', repetition });
}
