// The live preview in words: how far it is, what its predictions are of, and why a picture is of an earlier text. Pure.
import { formatCount, formatCounted, formatDuration, formatNumber, formatSeconds } from '../../core/metrics/format';
import { scaleFactor } from '../../core/preview/scale';
import type {
  PredictedAlgorithm,
  PreviewPicture,
  PreviewProblems,
  PreviewSnapshot,
} from '../../core/protocol/previewMessages';
import type { LargeFigure } from '../lanes/laneFacts';

/** A guest scaled down, by its size: 'a guest 1/16 the size'. */
export function sizeInWords(factor: number): string {
  return `a guest 1/${formatCount(factor)} the size`;
}

/** What is being done, or what the predictions are of, in a sentence or two. */
export function stageInWords(picture: PreviewPicture): string {
  const { stage, algorithms, isTooLarge, scenario } = picture;
  const factor = scaleFactor(scenario.pages);
  const of = factor === 1 ? '' : ` on ${sizeInWords(factor)}`;
  switch (stage) {
    case 'quick':
      return `Predicting${of} …`;
    case 'pause':
      return factor === 1
        ? 'What takes longer follows when typing stops.'
        : `Predicted${of}. The guest itself follows when typing stops.`;
    case 'whole': {
      const done = algorithms.filter(({ prediction }) => prediction?.factor === 1).length;
      return `Running the guest itself: ${formatCount(done)} of ${formatCounted(algorithms.length, 'algorithm')} …`;
    }
    case 'done':
      if (isTooLarge) return `Predicted${of}: one so large is not run for a preview.`;
      return whatWasRun(picture);
  }
}

/** What finished predictions are: the very run that the file asks for, or a part of it. */
function whatWasRun({ algorithms, scenario, hasSweep }: PreviewPicture): string {
  const isWhole = algorithms.every(({ prediction }) => prediction?.factor === 1);
  const { repetitions } = scenario;
  const run =
    repetitions > 1 ? `The first of ${formatCount(repetitions)} repetitions` : 'One repetition, as a run makes it';
  const what = isWhole ? `${run}.` : `${run}, as far as it went.`;
  return hasSweep ? `${what} Of the sweep, the file’s own values alone.` : what;
}

/** Whether something is under way. */
export function isBusy({ stage }: PreviewPicture): boolean {
  return stage === 'quick' || stage === 'whole';
}

/** Why the picture is of an earlier text, or why there is none. */
export function problemsInWords({ problems, picture }: PreviewSnapshot): string {
  if (problems === null) return '';
  const count = problems.errors === 1 ? 'The text has an error' : `The text has ${formatCount(problems.errors)} errors`;
  return picture === null
    ? `${count}: there is nothing to predict yet.`
    : `${count}: this is of the last text without.`;
}

/** The first problem with its line. */
export function firstProblemInWords({ first }: PreviewProblems): string {
  return `Line ${formatCount(first.line)}: ${first.message}`;
}

/** What a prediction is of: of which guest, and of the text before if it is; empty if there is none. */
export function remarkOf({ prediction, isEarlier }: PredictedAlgorithm): string {
  if (prediction === null) return '';
  const guest = prediction.factor > 1 ? `on ${sizeInWords(prediction.factor)}` : 'on the guest itself';
  return isEarlier ? `${guest}, by the text before` : guest;
}

const none = '–';

/** The figures of a prediction; those of a guest scaled down are rounded and marked as about right. */
export function predictedFigures({ prediction }: PredictedAlgorithm): readonly LargeFigure[] {
  const run = prediction?.run ?? null;
  const isScaled = prediction !== null && prediction.factor > 1;
  const about = isScaled ? '≈ ' : '';
  const seconds = (value: number | null | undefined): string =>
    value === null || value === undefined ? none : about + formatSeconds(value, isScaled ? 2 : 3);
  return [
    { name: 'downtime', value: seconds(run?.downtimeSeconds), explanation: 'How long the guest stands still' },
    {
      name: 'total',
      value: seconds(run?.totalSeconds),
      explanation: 'From the start until the guest runs at the destination',
    },
    {
      name: 'live rounds',
      value: run === null ? none : about + formatNumber(run.liveRounds),
      explanation: 'Rounds while the guest runs',
    },
  ];
}

/** Why the live phase ends, or why there is no prediction. */
export function predictedSentence(one: PredictedAlgorithm): string {
  const { prediction, gaveUp } = one;
  if (gaveUp === null) return prediction?.sentence ?? 'Being predicted …';
  const { factor, round, simulatedSeconds } = gaveUp;
  const guest = factor === 1 ? 'The guest itself' : `Even ${sizeInWords(factor)}`;
  const reached = `after ${formatDuration(simulatedSeconds)} of migration, in round ${formatCount(round)}`;
  const gave = `${guest} takes too long for a preview, which gave up ${reached}.`;
  return prediction === null ? gave : `${prediction.sentence} ${gave}`;
}

/** The predictions in a sentence, for a listener who waits for the end. */
export function predictionsInWords({ algorithms }: PreviewPicture): string {
  const each = algorithms.map(({ label, prediction }) => {
    const downtime = prediction?.run.downtimeSeconds ?? null;
    if (prediction === null) return `${label} none`;
    return downtime === null ? `${label} does not arrive` : `${label} ${formatSeconds(downtime)}`;
  });
  return `Predicted downtime: ${each.join(', ')}.`;
}
