// Experiments for the panel's tests: real streams, recorded from the engine itself, whole or cut anywhere.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { summarise } from '../../../src/core/compare/summary';
import type { RunEvent } from '../../../src/core/engine/events';
import { simulate } from '../../../src/core/engine/simulate';
import type { ExperimentSnapshot, ExperimentState, Progress } from '../../../src/core/protocol/messages';
import { checkScenario } from '../../../src/core/scenario/check';
import { recordedScenario } from '../../../src/core/scenario/record';
import type { Scenario } from '../../../src/core/scenario/scenario';

/** The scenario of a text; its problems are thrown. */
export function scenarioOf(text: string): Scenario {
  const { scenario, problems } = checkScenario(text);
  if (!scenario) throw new Error(problems.map(({ message }) => message).join('\n'));
  return scenario;
}

/** One of examples/. */
export function exampleScenario(name: string): Scenario {
  return scenarioOf(readFileSync(path.join(process.cwd(), 'examples', `${name}.migration.yaml`), 'utf8'));
}

/** Every event of the experiment in the order in which the extension stores them: repetition 0 in full, of the others the starts and ends. */
export function recordEvents(scenario: Scenario): readonly RunEvent[] {
  const events: RunEvent[] = [];
  for (let repetition = 0; repetition < scenario.repetitions; repetition += 1) {
    for (const { label } of scenario.algorithms) {
      for (const event of simulate(scenario, { label, repetition })) {
        if (event && (repetition === 0 || event.type !== 'round')) events.push(event);
      }
    }
  }
  return events;
}

export const running: ExperimentState = {
  status: 'running',
  progress: null,
  summary: null,
  expectations: null,
  error: null,
  stale: false,
};

/** The state of an experiment whose events are all there. */
export function finishedState(scenario: Scenario, events: readonly RunEvent[]): ExperimentState {
  const runs = events.filter((event) => event.type === 'end');
  const labels = scenario.algorithms.map(({ label }) => label);
  return { ...running, status: 'finished', summary: summarise(labels, runs) };
}

/** What the extension would say of an experiment after so many of its events. */
export function runningState(scenario: Scenario, events: readonly RunEvent[]): ExperimentState {
  const last = events.at(-1);
  if (!last) return running;
  const progress: Progress = {
    runsFinished: events.filter(({ type }) => type === 'end').length,
    runsTotal: scenario.algorithms.length * scenario.repetitions,
    label: last.label,
    repetition: last.repetition,
    simulatedSeconds: last.type === 'round' ? last.startSeconds + last.seconds : 0,
    round: last.type === 'round' ? last.round + 1 : 1,
  };
  return { ...running, progress };
}

/** A snapshot with some of the events. */
export function snapshotOf(
  scenario: Scenario,
  events: readonly RunEvent[],
  state: ExperimentState,
): ExperimentSnapshot {
  return {
    experimentId: 'experiment-1',
    scenario: recordedScenario(scenario),
    scenarioUri: 'file:///examples/first.migration.yaml',
    file: 'examples/first.migration.yaml',
    state,
    events,
  };
}

/** A finished experiment. */
export function finished(scenario: Scenario): ExperimentSnapshot {
  const events = recordEvents(scenario);
  return snapshotOf(scenario, events, finishedState(scenario, events));
}
