// Runs one algorithm of a scenario on either engine and gives its figures in one shape, so that tests can hold one against the other.
import { findAlgorithm } from '../../../src/core/algorithms/registry';
import type { AlgorithmDefinition } from '../../../src/core/algorithms/definition';
import type { RoundRecord, RunEvent, RunResult } from '../../../src/core/engine/events';
import { simulate } from '../../../src/core/engine/simulate';
import { policyDefinition, policyId } from '../../../src/core/policy/policy';
import type { AlgorithmChoice, Scenario } from '../../../src/core/scenario/scenario';
import { runReference } from '../reference/referenceRun';
import type { ReferenceRun } from '../reference/referenceRun';

/** The algorithm with this id; throws if the registry has none. */
export function definitionOf(algorithm: string): AlgorithmDefinition {
  const definition = algorithm === policyId ? policyDefinition : findAlgorithm(algorithm);
  if (!definition) throw new Error(`The registry has no algorithm ${algorithm}.`);
  return definition;
}

/** An algorithm with its defaults, but for the parameters given. */
export function chooseWith(algorithm: string, parameters: AlgorithmChoice['parameters'] = {}): AlgorithmChoice {
  const table = Object.entries(definitionOf(algorithm).parameters);
  const defaults = Object.fromEntries(table.map(([name, parameter]) => [name, parameter.default]));
  for (const name of Object.keys(parameters))
    if (!(name in defaults)) throw new Error(`${algorithm} has no parameter ${name}.`);
  return { label: algorithm, algorithm, parameters: { ...defaults, ...parameters } };
}

/** The scenario's choice with this label (the first one if none is given). */
export function choiceOf(scenario: Scenario, label?: string): AlgorithmChoice {
  const choice = label === undefined ? scenario.algorithms[0] : scenario.algorithms.find((one) => one.label === label);
  if (!choice) throw new Error(`The scenario has no algorithm labelled ${label ?? 'at all'}.`);
  return choice;
}

/** Runs the first algorithm of the scenario on the slow engine. */
export function runSlow(scenario: Scenario, repetition = 0): ReferenceRun {
  const { label, algorithm } = choiceOf(scenario);
  return runReference(scenario, definitionOf(algorithm), { label, repetition });
}

/** All events of a run on the fast engine. */
export function eventsOf(scenario: Scenario, label: string, repetition: number): RunEvent[] {
  return [...simulate(scenario, { label, repetition })].filter((event) => event !== undefined);
}

/** Runs the first algorithm of the scenario on the fast engine; throws unless it starts, ends once and does not fail. */
export function runFast(scenario: Scenario, repetition = 0): RunResult {
  const events = eventsOf(scenario, choiceOf(scenario).label, repetition);
  const rounds: RoundRecord[] = events.filter((event) => event.type === 'round');
  const end = events.at(-1);
  if (events[0]?.type !== 'start' || end?.type !== 'end')
    throw new Error('A run begins with start and finishes with end.');
  if (end.outcome === 'failed') throw new Error(`The run failed: ${end.error?.message ?? 'it does not say why'}`);
  return { ...end, rounds };
}

/** Runs repetitions 0 … count-1. */
export function repeat<Run>(count: number, run: (repetition: number) => Run): Run[] {
  return Array.from({ length: count }, (_, repetition) => run(repetition));
}
