// One experiment as the extension keeps it: what was run, how it stands, and its events.
import type { RunEvent } from '../../core/engine/events';
import type { ExperimentSnapshot, ExperimentState } from '../../core/protocol/messages';
import type { RecordedScenario } from '../../core/scenario/record';
import type { Scenario } from '../../core/scenario/scenario';

/** What was asked for: enough to make the same experiment again, byte for byte. */
export interface ExperimentRequest {
  readonly experimentId: string;
  readonly scenarioUri: string;
  /** The scenario's path as a person knows it. */
  readonly file: string;
  readonly scenario: Scenario;
  /** Of the scenario's text (runs/digest.ts). */
  readonly digest: string;
}

export interface Experiment extends Omit<ExperimentRequest, 'scenario'> {
  readonly scenario: RecordedScenario;
  /** To make frames, or the experiment again; null: it was stored, and its trace or policy is not at hand as it was. */
  readonly runnable: Scenario | null;
  readonly state: ExperimentState;
  /** Grows at its end alone; nothing in it changes. */
  readonly events: readonly RunEvent[];
}

/** What a panel is given to draw the experiment. */
export function snapshotOf(experiment: Experiment): ExperimentSnapshot {
  const { experimentId, scenario, scenarioUri, file, state } = experiment;
  return {
    experimentId,
    scenario,
    scenarioUri,
    file,
    state,
    events: [...experiment.events],
  };
}
