// Checks every message that arrives from the other side of the panel's wall: shape and bounds, in both directions. What fails is
// told in a sentence for the log and dropped; nothing is guessed.
import { type Guard, isBoolean, isCount, isNumber, nullOr, objectOf, oneOf, taggedBy, textUpTo } from './checks';
import {
  type ActMessage,
  type Envelope,
  type ExperimentSnapshot,
  type ExperimentState,
  type ExportMessage,
  type FramesMessage,
  type FromPanel,
  type PanelMemory,
  type PlaybackWish,
  type Reference,
  type ToPanel,
  mapViews,
  panelActions,
  playbackSpeeds,
  protocolVersion,
} from './messages';
import { exportFormats, isSavedFiles } from './savedFiles';
import {
  isCells,
  isExpectations,
  isPackedFrames,
  isProgress,
  isRecordedScenario,
  isRunEvents,
  isRunTotals,
  isSummary,
} from './shapes';

const isId = textUpTo(200);
const isUri = textUpTo(10_000);
const isSentence = textUpTo(100_000);

export const isState: Guard<ExperimentState> = objectOf<ExperimentState>(
  {
    status: oneOf('running', 'finished', 'cancelled', 'failed'),
    progress: nullOr(isProgress),
    summary: nullOr(isSummary),
    expectations: nullOr(isExpectations),
    error: nullOr(isSentence),
    stale: isBoolean,
  },
  { roundsLeftOut: isCount, reveal: oneOf('comparison') },
);

const isSnapshot: Guard<ExperimentSnapshot> = objectOf<ExperimentSnapshot>({
  experimentId: isId,
  scenario: isRecordedScenario,
  scenarioUri: isUri,
  file: isUri,
  state: isState,
  events: isRunEvents,
});

const isFrames: Guard<FramesMessage> = objectOf<FramesMessage>(
  {
    type: oneOf('frames'),
    experimentId: isId,
    label: textUpTo(1000),
    batch: nullOr(isCount),
    from: isCount,
    frames: isPackedFrames,
    complete: isBoolean,
  },
  { request: isCount },
);

const isReference: Guard<Reference> = objectOf<Reference>({
  experimentId: nullOr(isId),
  name: isUri,
  isOwn: isBoolean,
  scenario: isRecordedScenario,
  runs: isRunTotals,
});

const isSpeed = oneOf(...playbackSpeeds);

const isExport: Guard<ExportMessage> = objectOf<ExportMessage>({
  type: oneOf('export'),
  format: oneOf(...exportFormats),
  forPrint: isBoolean,
});

const isToPanel = taggedBy<'type', ToPanel>('type', {
  act: objectOf<ActMessage>({ type: oneOf('act'), action: oneOf(...panelActions) }),
  export: isExport,
  hydrate: objectOf(
    { type: oneOf('hydrate'), experiment: nullOr(isSnapshot) },
    { playback: objectOf<PlaybackWish>({ speed: isSpeed, isFresh: isBoolean }), reference: isReference },
  ),
  reference: objectOf({ type: oneOf('reference'), reference: nullOr(isReference) }),
  events: objectOf({ type: oneOf('events'), experimentId: isId, from: isCount, events: isRunEvents }),
  state: objectOf({ type: oneOf('state'), experimentId: isId, state: isState }),
  frames: isFrames,
});

const isFromPanel = taggedBy<'type', FromPanel>('type', {
  ready: objectOf({ type: oneOf('ready') }),
  resync: objectOf({ type: oneOf('resync') }),
  drawn: objectOf({ type: oneOf('drawn'), experimentId: isId, upTo: isCount }),
  cancel: objectOf({ type: oneOf('cancel'), experimentId: isId }),
  watch: objectOf({ type: oneOf('watch'), experimentId: isId, cells: isCells }),
  unwatch: objectOf({ type: oneOf('unwatch') }),
  framesTaken: objectOf({ type: oneOf('framesTaken'), experimentId: isId, batch: isCount }),
  frameAt: objectOf({
    type: oneOf('frameAt'),
    experimentId: isId,
    seconds: isNumber,
    cells: isCells,
    request: isCount,
  }),
  save: objectOf({ type: oneOf('save'), files: isSavedFiles }),
  runAgain: objectOf({ type: oneOf('runAgain') }),
  showScenario: objectOf({ type: oneOf('showScenario') }),
  pin: objectOf({ type: oneOf('pin'), experimentId: isId }),
  unpin: objectOf({ type: oneOf('unpin') }),
  compareWith: objectOf({ type: oneOf('compareWith') }),
  explain: objectOf({ type: oneOf('explain'), algorithm: textUpTo(100) }),
  failure: objectOf({ type: oneOf('failure'), message: isSentence }),
});

/** A checked message, or why it was refused. */
export type Checked<Message> =
  | { readonly ok: true; readonly envelope: Envelope<Message> }
  | {
      readonly ok: false;
      /** `protocol`: the other side is of another version; `shape`: the message is not one of ours. */
      readonly refused: 'protocol' | 'shape';
      readonly reason: string;
    };

const isAnyEnvelope = objectOf<Envelope<unknown>>({
  protocol: isNumber,
  sequence: isCount,
  message: (value): value is unknown => value !== undefined,
});

/** The word that a value carries as its type, for the log. */
const typeWord = (value: unknown): string => {
  const type: unknown = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
  return typeof type === 'string' ? `'${type.slice(0, 40)}'` : 'no type';
};

/** Checks an envelope and what is in it. */
export const checkEnvelope = <Message>(value: unknown, isMessage: Guard<Message>): Checked<Message> => {
  if (!isAnyEnvelope(value)) return { ok: false, refused: 'shape', reason: 'A message came without its envelope.' };
  const { protocol, sequence, message } = value;
  if (protocol !== protocolVersion) {
    const reason = `A message came in protocol ${protocol}; this side speaks protocol ${protocolVersion}.`;
    return { ok: false, refused: 'protocol', reason };
  }
  if (!isMessage(message)) {
    return {
      ok: false,
      refused: 'shape',
      reason: `A message with ${typeWord(message)} does not have the shape of its kind.`,
    };
  }
  return { ok: true, envelope: { protocol, sequence, message } };
};

/** Checks what the extension received from a panel. */
export const checkFromPanel = (value: unknown): Checked<FromPanel> => checkEnvelope(value, isFromPanel);

/** Checks what the panel received from the extension. */
export const checkToPanel = (value: unknown): Checked<ToPanel> => checkEnvelope(value, isToPanel);

/** Whether a stored value is what a panel of this version remembers. */
export const isPanelMemory: Guard<PanelMemory> = objectOf<PanelMemory>(
  {
    schema: oneOf(1),
    scenarioUri: isUri,
    experimentId: nullOr(isId),
    asTables: isBoolean,
  },
  { playbackSpeed: isSpeed, baseline: textUpTo(1000), mapView: oneOf(...mapViews), forPrint: isBoolean },
);
