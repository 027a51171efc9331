// Guards for what messages carry: scenarios, run events, summaries. The bounds are far above what the language allows and
// keep a broken sender from filling the receiver's memory.
import type { StopRule } from '../algorithms/definition';
import type { PairedDifference } from '../compare/paired';
import type { Estimate, SummaryRow } from '../compare/summary';
import type {
  DowntimeParts,
  EndEvent,
  FaultRecord,
  FaultSlice,
  Floor,
  FrameEvent,
  LogEvent,
  LogRecord,
  Outcome,
  Phase,
  RoundEvent,
  RoundRecord,
  RunError,
  RunEvent,
  RunResult,
  RunTotals,
  StartEvent,
  StatisticsEvent,
  StopReason,
  TierKind,
  TierRecord,
} from '../engine/events';
import type { FrameRequest, FramesAt, FramesEvery } from '../engine/frames';
import type { QueryMigrate, QueryMigrateRam, QueryMigrateXbzrle, StatisticsRecord } from '../engine/statistics';
import type { ExpectationResult } from '../expect/evaluate';
import type { NoCurve, Rest, WindowPoint, WorkingSetCurve } from '../metrics/workingSet';
import type { Limits } from '../preview/limits';
import type { Prediction } from '../preview/prediction';
import { longestLogLine } from '../policy/limits';
import { longestPolicy, type PolicyChoice } from '../policy/policy';
import type {
  RecordedChoice,
  RecordedPattern,
  RecordedPolicy,
  RecordedRegion,
  RecordedScenario,
  RecordedTrace,
} from '../scenario/record';
import type {
  Activity,
  AlgorithmChoice,
  Host,
  Link,
  LogCost,
  Pattern,
  Region,
  Scenario,
  TraceColumns,
  TraceRepeat,
} from '../scenario/scenario';
import {
  type Guard,
  isBoolean,
  isCount,
  isNumber,
  isTrue,
  listOf,
  nullOr,
  objectOf,
  oneOf,
  recordOf,
  taggedBy,
  textUpTo,
} from './checks';
import { type Progress, cellBounds } from './messages';
import { type FrameHead, type PackedFrames, bytesPerCell, mostFramesAtOnce } from './packedFrames';

const isLabel = textUpTo(1000);
const isSentence = textUpTo(100_000);
const mostEvents = 2_000_000;

const isWords = (value: unknown): value is Uint32Array => value instanceof Uint32Array;

const isRepeat = (value: unknown): value is TraceRepeat => value === 'all' || value === 'none' || isNumber(value);

type PlainPattern = Exclude<Pattern, { readonly kind: 'trace' }>;

const plainPatterns: {
  readonly [Kind in PlainPattern['kind']]: Guard<Extract<PlainPattern, { readonly kind: Kind }>>;
} = {
  uniform: objectOf({ kind: oneOf('uniform') }),
  hotspot: objectOf({ kind: oneOf('hotspot'), hotPages: isCount, hotShare: isNumber, scatter: isBoolean }),
  sequential: objectOf({ kind: oneOf('sequential'), startPage: nullOr(isCount) }),
  zipf: objectOf({ kind: oneOf('zipf'), exponent: isNumber }),
  'dirty-curve': objectOf({
    kind: oneOf('dirty-curve'),
    points: listOf(objectOf({ seconds: isNumber, pages: isNumber }), 100_000),
    groups: listOf(objectOf({ pages: isCount, writesPerSecondPerPage: isNumber }), 10_000),
    errors: listOf(isNumber, 100_000),
  }),
};

const isPattern = taggedBy<'kind', Pattern>('kind', {
  ...plainPatterns,
  trace: objectOf({
    kind: oneOf('trace'),
    file: isSentence,
    repeat: isRepeat,
    columns: objectOf<TraceColumns>({
      intervalSeconds: isNumber,
      seconds: isNumber,
      atSeconds: (value): value is Float64Array => value instanceof Float64Array,
      firstPage: isWords,
      pages: isWords,
      writes: isWords,
    }),
  }),
});

const isRecordedPattern = taggedBy<'kind', RecordedPattern>('kind', {
  ...plainPatterns,
  trace: objectOf<RecordedTrace>({
    kind: oneOf('trace'),
    file: isSentence,
    repeat: isRepeat,
    rows: isCount,
    seconds: isNumber,
  }),
});

const isActivity = taggedBy<'kind', Activity>('kind', {
  always: objectOf({ kind: oneOf('always') }),
  intervals: objectOf({
    kind: oneOf('intervals'),
    intervals: listOf(objectOf({ fromSeconds: isNumber, toSeconds: nullOr(isNumber) }), 100_000),
  }),
  bursts: objectOf({ kind: oneOf('bursts'), everySeconds: isNumber, onSeconds: isNumber, restShare: isNumber }),
});

const regionFields = {
  name: isLabel,
  firstPage: isCount,
  pages: isCount,
  writesPerSecond: isNumber,
  readsPerSecond: isNumber,
  changeBytes: isCount,
  activity: isActivity,
};

const isRegion = objectOf<Region>({ ...regionFields, pattern: isPattern });
const isRecordedRegion = objectOf<RecordedRegion>({ ...regionFields, pattern: isRecordedPattern });

const isLogCost = objectOf<LogCost>({ fixedSeconds: isNumber, perPageSeconds: isNumber });

const isParameters = recordOf(
  (value): value is number | boolean | string | null =>
    value === null || isNumber(value) || isBoolean(value) || isLabel(value),
  1000,
);

const choiceFields = { label: isLabel, algorithm: isLabel, parameters: isParameters };

const isAlgorithmChoice = objectOf<AlgorithmChoice>(choiceFields, {
  policy: objectOf<PolicyChoice>(
    { file: isSentence, params: isParameters, source: textUpTo(longestPolicy) },
    { withheld: isTrue },
  ),
});

const isRecordedChoice = objectOf<RecordedChoice>(choiceFields, {
  policy: objectOf<RecordedPolicy>({ file: isSentence, params: isParameters }),
});

const scenarioFields = {
  name: isSentence,
  description: nullOr(textUpTo(10_000_000)),
  seed: isSentence,
  repetitions: isCount,
  pages: isCount,
  pageBytes: isCount,
  memoryBytes: isCount,
  deviceStateBytes: isCount,
  zeroPages: isCount,
  vcpus: isCount,
  catchUpSeconds: isNumber,
  link: objectOf<Link>({
    bandwidthBitsPerSecond: isNumber,
    efficiency: isNumber,
    rttSeconds: isNumber,
    schedule: listOf(objectOf({ atSeconds: isNumber, available: isNumber }), 100_000),
  }),
  host: objectOf<Host>({
    preset: isLabel,
    setupSeconds: isNumber,
    suspendSeconds: isNumber,
    resumeSeconds: isNumber,
    suspendPages: isCount,
    suspendDelaySeconds: isNumber,
    peekDelaySeconds: isNumber,
    dirtyFaultSeconds: isNumber,
    clean: isLogCost,
    peek: isLogCost,
    pageCostSeconds: isNumber,
    zeroPageSeconds: isNumber,
    wakeUpSeconds: isNumber,
    socketBufferBytes: isCount,
  }),
  timeLimitSeconds: isNumber,
  expect: listOf(textUpTo(1000), 1000),
};

const optionalScenarioFields = { zeroLayout: oneOf('spread') };

/** A scenario that can be run. */
export const isScenario: Guard<Scenario> = objectOf<Scenario>(
  {
    ...scenarioFields,
    workload: listOf(isRegion, 100_000),
    algorithms: listOf(isAlgorithmChoice, 1000),
  },
  optionalScenarioFields,
);

/** A scenario as results and panels carry it. */
export const isRecordedScenario: Guard<RecordedScenario> = objectOf<RecordedScenario>(
  {
    ...scenarioFields,
    workload: listOf(isRecordedRegion, 100_000),
    algorithms: listOf(isRecordedChoice, 1000),
  },
  optionalScenarioFields,
);

const isFloor = objectOf<Floor>({ downtimeSeconds: nullOr(isNumber), rateOnlyDowntimeSeconds: nullOr(isNumber) });
const runId = { label: isLabel, algorithm: isLabel, repetition: isCount };

const isStopRule = objectOf<StopRule>({
  fewPages: nullOr(
    objectOf<NonNullable<StopRule['fewPages']>>(
      { limit: isNumber, atLimit: isBoolean, from: oneOf('minPages', 'downtimeLimit') },
      { isMeasured: isTrue },
    ),
  ),
  liveRounds: nullOr(isNumber),
  sentPages: nullOr(isNumber),
  shrink: nullOr(isNumber),
});

const isStart = objectOf<StartEvent>({
  type: oneOf('start'),
  ...runId,
  seed: isSentence,
  pages: isCount,
  pageBytes: isCount,
  pagesPerSecond: isNumber,
  floor: isFloor,
  stopRule: isStopRule,
});

const isTier = objectOf<TierRecord>({
  tier: isCount,
  pages: isCount,
  dirty: isCount,
  sent: isCount,
  deferred: isCount,
});

const isPhase = oneOf<Phase>('sampling', 'precopy', 'stop-and-copy', 'postcopy');

const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array;

const isFrame = objectOf<FrameEvent>({
  type: oneOf('frame'),
  ...runId,
  seconds: isNumber,
  round: isCount,
  phase: nullOr(isPhase),
  cursor: nullOr(isCount),
  pagesPerCell: isCount,
  cells: isBytes,
  tierCells: isBytes,
  sentCells: isBytes,
});

const isPositive: Guard<number> = (value): value is number => isNumber(value) && value > 0;

/** A number of cells that memory may be cut into. */
export const isCells: Guard<number> = (value): value is number =>
  isCount(value) && value >= cellBounds.fewest && value <= cellBounds.most;

const isFramesAt = objectOf<FramesAt>({ atSeconds: listOf(isNumber, mostFramesAtOnce), cells: isCells });
const isFramesEvery = objectOf<FramesEvery>({ everySeconds: isPositive, most: isPositive, cells: isCells });

export const isFrameRequest: Guard<FrameRequest> = (value): value is FrameRequest =>
  isFramesAt(value) || isFramesEvery(value);

const isFrameHead = objectOf<FrameHead>({
  seconds: isNumber,
  round: isCount,
  phase: nullOr(isPhase),
  cursor: nullOr(isCount),
});

const hasItsParts = objectOf<PackedFrames>({
  pagesPerCell: isCount,
  cells: isCount,
  heads: listOf(isFrameHead, mostFramesAtOnce),
  bytes: (value): value is ArrayBuffer => value instanceof ArrayBuffer,
});

/** As many bytes as its heads promise. */
export const isPackedFrames: Guard<PackedFrames> = (value): value is PackedFrames =>
  hasItsParts(value) && value.bytes.byteLength === value.heads.length * bytesPerCell * value.cells;

const isFaultRecord = objectOf<FaultRecord>({
  remote: isCount,
  stallSeconds: isNumber,
  vcpuStallSeconds: listOf(isNumber, 10_000),
  allStalledSeconds: isNumber,
  slices: listOf(
    objectOf<FaultSlice>({ seconds: isNumber, remote: isCount, stallSeconds: isNumber, pagesSent: isCount }),
    1000,
  ),
});

const roundFields = {
  round: isCount,
  phase: isPhase,
  startSeconds: isNumber,
  seconds: isNumber,
  pagesToSend: isCount,
  pagesSent: isCount,
  pagesSkipped: isCount,
  pagesHeld: isCount,
  pagesResent: isCount,
  pagesDirtied: isCount,
  pagesDirtiedSuspending: isCount,
  bytesSent: isCount,
  throttle: isNumber,
  tierKind: oneOf<TierKind>('rate', 'count', 'times-found-dirty'),
  tiers: listOf(isTier, 10_000),
};

const isRound = objectOf<RoundEvent>({ type: oneOf('round'), ...runId, ...roundFields }, { faults: isFaultRecord });

const stopReasons: Readonly<Record<StopReason, true>> = {
  'few-dirty-pages': true,
  'max-rounds': true,
  'max-transfer': true,
  'downtime-limit': true,
  'dirty-growth': true,
  'not-shrinking': true,
  'time-limit': true,
  policy: true,
  immediate: true,
  switch: true,
  abort: true,
};

const isStopReason: Guard<StopReason> = (value): value is StopReason =>
  typeof value === 'string' && Object.hasOwn(stopReasons, value);

const totalsFields = {
  ...runId,
  seed: isSentence,
  outcome: oneOf<Outcome>('completed', 'not-converged', 'failed'),
  stopReason: nullOr(isStopReason),
  totalSeconds: isNumber,
  downtimeSeconds: nullOr(isNumber),
  setupSeconds: isNumber,
  downtime: nullOr(
    objectOf<DowntimeParts>({
      suspendSeconds: isNumber,
      transferSeconds: isNumber,
      deviceSeconds: isNumber,
      resumeSeconds: isNumber,
    }),
  ),
  bytesSent: isCount,
  pagesSent: isCount,
  pagesResent: isCount,
  zeroPages: isCount,
  liveRounds: isCount,
  degradedSeconds: isNumber,
  faults: objectOf<RunTotals['faults']>(
    { remote: isCount, stallSeconds: isNumber },
    { meanVcpuStallSeconds: isNumber },
  ),
  floor: isFloor,
};

const totalsExtras = {
  error: objectOf<RunError>(
    { code: isLabel, message: isSentence },
    { file: isSentence, line: isCount, round: isCount },
  ),
  reportedDowntimeSeconds: isNumber,
};

const isEnd = objectOf<EndEvent>({ type: oneOf('end'), ...totalsFields }, totalsExtras);

const logFields = { round: isCount, atSeconds: isNumber, text: textUpTo(2 * longestLogLine) };

const isLog = objectOf<LogEvent>({ type: oneOf('log'), ...runId, ...logFields });

const isRam = objectOf<QueryMigrateRam>(
  {
    total: isCount,
    transferred: isCount,
    remaining: isCount,
    duplicate: isCount,
    normal: isCount,
    'normal-bytes': isCount,
    'page-size': isCount,
    'dirty-sync-count': isCount,
    'dirty-pages-rate': isCount,
    mbps: isNumber,
    'pages-per-second': isCount,
    'precopy-bytes': isCount,
    'downtime-bytes': isCount,
  },
  { 'multifd-bytes': isCount },
);

const isXbzrle = objectOf<QueryMigrateXbzrle>({
  'cache-size': isCount,
  bytes: isCount,
  pages: isCount,
  'cache-miss': isCount,
  'cache-miss-rate': isNumber,
  'encoding-rate': isNumber,
  overflow: isCount,
});

const statisticsFields = {
  atSeconds: isNumber,
  reply: objectOf<QueryMigrate>(
    { status: oneOf('setup', 'active', 'device', 'completed'), 'total-time': isCount },
    {
      'setup-time': isCount,
      'expected-downtime': isCount,
      downtime: isCount,
      'cpu-throttle-percentage': isCount,
      ram: isRam,
      'xbzrle-cache': isXbzrle,
    },
  ),
};

const isStatistics = objectOf<StatisticsEvent>({ type: oneOf('statistics'), ...runId, ...statisticsFields });

/** The ends of runs. */
export const isRunTotals: Guard<readonly RunTotals[]> = listOf(
  objectOf<RunTotals>(totalsFields, totalsExtras),
  mostEvents,
);

/** The finished runs of a result document. */
export const isRunResults: Guard<readonly RunResult[]> = listOf(
  objectOf<RunResult>(
    { ...totalsFields, rounds: listOf(objectOf<RoundRecord>(roundFields, { faults: isFaultRecord }), mostEvents) },
    {
      ...totalsExtras,
      log: listOf(objectOf<LogRecord>(logFields), mostEvents),
      statistics: listOf(objectOf<StatisticsRecord>(statisticsFields), mostEvents),
    },
  ),
  mostEvents,
);

const isWindowPoint = objectOf<WindowPoint>({ seconds: isNumber, written: isNumber, carried: isNumber });
const isRest = objectOf<Rest>({ pages: isNumber, seconds: isNumber });

export const isLimits: Guard<Limits> = objectOf<Limits>({
  pagesPerSecond: isNumber,
  curve: taggedBy<'kind', WorkingSetCurve | NoCurve>('kind', {
    curve: objectOf<WorkingSetCurve>({
      kind: oneOf('curve'),
      points: listOf(isWindowPoint, 10_000),
      widest: isWindowPoint,
      floor: isRest,
      rateOnly: nullOr(isRest),
      suspendedAtSeconds: nullOr(isNumber),
      atFullSpeed: isBoolean,
    }),
    none: objectOf<NoCurve>({ kind: oneOf('none'), because: isSentence }),
  }),
  floor: isFloor,
  suspendedBy: nullOr(isLabel),
});

export const isPrediction: Guard<Prediction> = objectOf<Prediction>({
  label: isLabel,
  factor: isCount,
  run: isEnd,
  sentence: isSentence,
});

export const isRunEvents: Guard<readonly RunEvent[]> = listOf(
  taggedBy<'type', RunEvent>('type', {
    start: isStart,
    round: isRound,
    frame: isFrame,
    log: isLog,
    statistics: isStatistics,
    end: isEnd,
  }),
  mostEvents,
);

export const isProgress: Guard<Progress> = objectOf<Progress>({
  runsFinished: isCount,
  runsTotal: isCount,
  label: isLabel,
  repetition: isCount,
  simulatedSeconds: isNumber,
  round: isCount,
});

const isEstimate = objectOf<Estimate>({
  mean: isNumber,
  low: isNumber,
  high: isNumber,
  min: isNumber,
  median: isNumber,
  max: isNumber,
});

const isDifference = objectOf<PairedDifference>({
  pairs: isCount,
  mean: isNumber,
  low: isNumber,
  high: isNumber,
  probability: nullOr(isNumber),
});

export const isExpectations: Guard<readonly ExpectationResult[]> = listOf(
  objectOf<ExpectationResult>({
    text: isLabel,
    passed: isBoolean,
    left: nullOr(isNumber),
    right: nullOr(isNumber),
    dimension: oneOf('seconds', 'bytes', 'count'),
    reason: nullOr(isSentence),
  }),
  1000,
);

export const isSummary: Guard<readonly SummaryRow[]> = listOf(
  objectOf<SummaryRow>(
    {
      label: isLabel,
      runs: isCount,
      completed: isCount,
      totalSeconds: nullOr(isEstimate),
      downtimeSeconds: nullOr(isEstimate),
      bytesSent: nullOr(isEstimate),
      pagesSent: nullOr(isEstimate),
      rounds: nullOr(isEstimate),
      totalAgainst: nullOr(isDifference),
      downtimeAgainst: nullOr(isDifference),
      bytesAgainst: nullOr(isDifference),
      isOnFront: isBoolean,
    },
    { meanVcpuStallSeconds: nullOr(isEstimate), meanVcpuStallAgainst: nullOr(isDifference) },
  ),
  1000,
);
