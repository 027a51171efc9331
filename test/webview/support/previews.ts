// Pictures of the live preview for its tests, with real predictions.
import { limitsBefore } from '../../../src/core/preview/limits';
import { predict, type Prediction } from '../../../src/core/preview/prediction';
import type { PreviewPicture, PreviewSnapshot } from '../../../src/core/protocol/previewMessages';
import { recordedScenario } from '../../../src/core/scenario/record';
import type { Scenario } from '../../../src/core/scenario/scenario';

/** What the preview predicts for an algorithm, on a guest 1/`factor` the size. */
export function predictionOf(scenario: Scenario, label: string, factor: number): Prediction {
  const steps = predict(scenario, label, factor);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The picture of a scenario, everything predicted on a guest 1/`factor` the size. */
export function pictureOf(scenario: Scenario, factor: number, changed: Partial<PreviewPicture> = {}): PreviewPicture {
  return {
    scenario: recordedScenario(scenario),
    limits: limitsBefore(scenario),
    algorithms: scenario.algorithms.map(({ label, algorithm }) => ({
      label,
      algorithm,
      prediction: predictionOf(scenario, label, factor),
      isEarlier: false,
      gaveUp: null,
    })),
    stage: factor === 1 ? 'done' : 'pause',
    isTooLarge: false,
    hasSweep: false,
    expectations: null,
    error: null,
    ...changed,
  };
}

/** A preview of examples/first with this picture. */
export const previewOf = (
  picture: PreviewPicture | null,
  problems: PreviewSnapshot['problems'] = null,
): PreviewSnapshot => ({
  scenarioUri: 'file:///examples/first.migration.yaml',
  file: 'examples/first.migration.yaml',
  problems,
  picture,
});
