// Checks every message between the extension and the live preview, in both directions, as guards.ts does for the panel.
import {
  type Guard,
  isBoolean,
  isCount,
  isNumber,
  listOf,
  nullOr,
  objectOf,
  oneOf,
  taggedBy,
  textUpTo,
} from './checks';
import { type Checked, checkEnvelope } from './guards';
import type {
  FromPreview,
  PredictedAlgorithm,
  PreviewMemory,
  PreviewPicture,
  PreviewProblems,
  PreviewSnapshot,
  ToPreview,
} from './previewMessages';
import { isSavedFiles } from './savedFiles';
import { isExpectations, isLimits, isPrediction, isRecordedScenario } from './shapes';

const isLabel = textUpTo(1000);
const isUri = textUpTo(10_000);
const isSentence = textUpTo(100_000);

const isProblems: Guard<PreviewProblems> = objectOf<PreviewProblems>({
  errors: isCount,
  first: objectOf<PreviewProblems['first']>({ message: isSentence, line: isCount }),
});

const isAlgorithm: Guard<PredictedAlgorithm> = objectOf<PredictedAlgorithm>({
  label: isLabel,
  algorithm: isLabel,
  prediction: nullOr(isPrediction),
  isEarlier: isBoolean,
  gaveUp: nullOr(
    objectOf<NonNullable<PredictedAlgorithm['gaveUp']>>({
      factor: isCount,
      simulatedSeconds: isNumber,
      round: isCount,
    }),
  ),
});

const isPicture: Guard<PreviewPicture> = objectOf<PreviewPicture>({
  scenario: isRecordedScenario,
  limits: nullOr(isLimits),
  algorithms: listOf(isAlgorithm, 1000),
  stage: oneOf('quick', 'pause', 'whole', 'done'),
  isTooLarge: isBoolean,
  hasSweep: isBoolean,
  expectations: nullOr(isExpectations),
  error: nullOr(isSentence),
});

const isSnapshot: Guard<PreviewSnapshot> = objectOf<PreviewSnapshot>({
  scenarioUri: isUri,
  file: isUri,
  problems: nullOr(isProblems),
  picture: nullOr(isPicture),
});

const isToPreview: Guard<ToPreview> = objectOf<ToPreview>({ type: oneOf('show'), preview: isSnapshot });

const isFromPreview = taggedBy<'type', FromPreview>('type', {
  ready: objectOf({ type: oneOf('ready') }),
  drawn: objectOf({ type: oneOf('drawn'), sequence: isCount }),
  run: objectOf({ type: oneOf('run') }),
  save: objectOf({ type: oneOf('save'), files: isSavedFiles }),
  showProblem: objectOf({ type: oneOf('showProblem') }),
  explain: objectOf({ type: oneOf('explain'), algorithm: textUpTo(100) }),
  failure: objectOf({ type: oneOf('failure'), message: isSentence }),
});

/** Checks what the extension received from the preview. */
export const checkFromPreview = (value: unknown): Checked<FromPreview> => checkEnvelope(value, isFromPreview);

/** Checks what the preview received from the extension. */
export const checkToPreview = (value: unknown): Checked<ToPreview> => checkEnvelope(value, isToPreview);

/** Whether a stored value is what a preview of this version remembers. */
export const isPreviewMemory: Guard<PreviewMemory> = objectOf<PreviewMemory>(
  {
    schema: oneOf(1),
    scenarioUri: isUri,
    asTables: isBoolean,
  },
  { forPrint: isBoolean },
);
