// The JSON Schema (draft-07) of the result document `miglab.result/1` (docs/results.md): of a run, of a sweep, and of several files. Written by hand, and
// held to the types: a field that a type has and this file has not, or the other way round, does not compile. `miglab schema result` prints it.
import type { Estimate, SummaryRow } from './compare/summary';
import type { PairedDifference } from './compare/paired';
import type {
  DowntimeParts,
  FaultRecord,
  FaultSlice,
  Floor,
  LogRecord,
  Outcome,
  Phase,
  RoundRecord,
  RunError,
  RunResult,
  StopReason,
  TierKind,
  TierRecord,
} from './engine/events';
import type { QueryMigrate, QueryMigrateRam, QueryMigrateXbzrle, StatisticsRecord } from './engine/statistics';
import type { ExpectationResult } from './expect/evaluate';
import type { Dimension } from './expect/metrics';
import { closedMap, type JsonSchema } from './jsonSchema';
import type { ResultDocument, ScenarioRecord } from './result';
import type { RecordedChoice, RecordedPattern, RecordedPolicy, RecordedRegion } from './scenario/record';
import type { Activity, CurvePoint, Host, Link, LogCost } from './scenario/scenario';
import type { AxisRecord, PointResult, SweepDocument } from './sweep/result';
import type { BaseValues } from './sweep/baseValues';

/** A schema for each field of a type, and for nothing else. */
type FieldsOf<T> = { readonly [K in keyof Required<T>]: JsonSchema };

/** A record of the result: each of its fields must be there, but those in `optional`. */
function record<T>(fields: FieldsOf<T>, optional: readonly (keyof T)[] = []): JsonSchema {
  const keys = Object.keys(fields);
  return closedMap(
    fields,
    keys.filter((key) => !optional.some((one) => one === key)),
  );
}

/** One of the words of a type; the values are of no use but to have the compiler compare the keys. */
function word<Word extends string>(words: Readonly<Record<Word, true>>): JsonSchema {
  return { enum: Object.keys(words) };
}

const text: JsonSchema = { type: 'string' };
const number: JsonSchema = { type: 'number' };
const truth: JsonSchema = { type: 'boolean' };
const seconds: JsonSchema = { type: 'number', minimum: 0 };
const share: JsonSchema = { type: 'number', minimum: 0, maximum: 1 };
const count: JsonSchema = { type: 'integer', minimum: 0 };
const positive: JsonSchema = { type: 'integer', minimum: 1 };
const rate: JsonSchema = { type: 'number', minimum: 0 };
const list = (items: JsonSchema): JsonSchema => ({ type: 'array', items });
const orNull = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, { type: 'null' }] });
const described = (description: string, schema: JsonSchema): JsonSchema => ({ description, ...schema });
const constant = (value: string): JsonSchema => ({ const: value });

const point = record<CurvePoint>({ seconds, pages: number });

type PatternOf<Kind extends RecordedPattern['kind']> = Extract<RecordedPattern, { readonly kind: Kind }>;
type ActivityOf<Kind extends Activity['kind']> = Extract<Activity, { readonly kind: Kind }>;

const patterns: Readonly<Record<RecordedPattern['kind'], JsonSchema>> = {
  uniform: record<PatternOf<'uniform'>>({ kind: constant('uniform') }),
  hotspot: record<PatternOf<'hotspot'>>({
    kind: constant('hotspot'),
    hotPages: positive,
    hotShare: share,
    scatter: truth,
  }),
  sequential: record<PatternOf<'sequential'>>({
    kind: constant('sequential'),
    startPage: described('Null: chosen by the seed.', orNull(count)),
  }),
  zipf: record<PatternOf<'zipf'>>({ kind: constant('zipf'), exponent: rate }),
  'dirty-curve': record<PatternOf<'dirty-curve'>>({
    kind: constant('dirty-curve'),
    points: described('As measured.', list(point)),
    groups: described(
      'The fit.',
      list(record<PatternOf<'dirty-curve'>['groups'][number]>({ pages: count, writesPerSecondPerPage: rate })),
    ),
    errors: described('Fit less measured, as a share of the measured, point by point.', list(number)),
  }),
  trace: record<PatternOf<'trace'>>({
    kind: constant('trace'),
    file: text,
    repeat: { anyOf: [{ enum: ['all', 'none'] }, seconds] },
    rows: count,
    seconds,
  }),
};

const activities: Readonly<Record<Activity['kind'], JsonSchema>> = {
  always: record<ActivityOf<'always'>>({ kind: constant('always') }),
  intervals: record<ActivityOf<'intervals'>>({
    kind: constant('intervals'),
    intervals: list(
      record<ActivityOf<'intervals'>['intervals'][number]>({ fromSeconds: seconds, toSeconds: orNull(seconds) }),
    ),
  }),
  bursts: record<ActivityOf<'bursts'>>({
    kind: constant('bursts'),
    everySeconds: seconds,
    onSeconds: seconds,
    restShare: share,
  }),
};

const region = record<RecordedRegion>({
  name: text,
  firstPage: count,
  pages: positive,
  writesPerSecond: described('Over the region while it is active.', rate),
  readsPerSecond: described('Over the region while it is active.', rate),
  changeBytes: positive,
  activity: { oneOf: Object.values(activities) },
  pattern: { oneOf: Object.values(patterns) },
});

const link = record<Link>({
  bandwidthBitsPerSecond: rate,
  efficiency: share,
  rttSeconds: seconds,
  schedule: list(record<Link['schedule'][number]>({ atSeconds: seconds, available: share })),
});

const logCost = record<LogCost>({ fixedSeconds: seconds, perPageSeconds: seconds });

const host = record<Host>({
  preset: text,
  setupSeconds: seconds,
  suspendSeconds: seconds,
  resumeSeconds: seconds,
  suspendPages: count,
  suspendDelaySeconds: seconds,
  peekDelaySeconds: seconds,
  dirtyFaultSeconds: seconds,
  clean: logCost,
  peek: logCost,
  pageCostSeconds: seconds,
  zeroPageSeconds: seconds,
  wakeUpSeconds: seconds,
  socketBufferBytes: count,
});

const plainValues: JsonSchema = {
  type: 'object',
  additionalProperties: { type: ['number', 'boolean', 'string', 'null'] },
};

const algorithm = record<RecordedChoice>(
  {
    label: text,
    algorithm: text,
    parameters: described('All of them, in base units; null is none or auto.', plainValues),
    policy: described(
      'Of the algorithm policy alone: its file, and what the scenario hands to it.',
      record<RecordedPolicy>({ file: text, params: plainValues }),
    ),
  },
  ['policy'],
);

const scenario = record<ScenarioRecord>(
  {
    name: text,
    description: orNull(text),
    seed: text,
    repetitions: positive,
    pages: positive,
    pageBytes: positive,
    memoryBytes: positive,
    deviceStateBytes: count,
    zeroPages: count,
    zeroLayout: described('Where zero pages lie; absent: at the end of memory.', constant('spread')),
    vcpus: positive,
    catchUpSeconds: seconds,
    workload: list(region),
    link,
    host,
    algorithms: list(algorithm),
    timeLimitSeconds: seconds,
    expect: described('As written.', list(text)),
    file: described('As given, with forward slashes, never absolute.', text),
  },
  ['zeroLayout'],
);

const tier = record<TierRecord>({
  tier: described('0 is the coldest.', count),
  pages: count,
  dirty: count,
  sent: count,
  deferred: count,
});

const faults = record<FaultRecord>({
  remote: described('Missing pages that the guest touched: each was asked for once.', count),
  stallSeconds: described('What all processors waited for pages, added up.', seconds),
  vcpuStallSeconds: list(seconds),
  allStalledSeconds: described('All of them waited at once.', seconds),
  slices: described(
    'Over time, all of one length but the last: at most 64.',
    list(record<FaultSlice>({ seconds, remote: count, stallSeconds: seconds, pagesSent: count })),
  ),
});

const round = record<RoundRecord>(
  {
    round: described('From 1; sampling before the copy is 0.', count),
    phase: word<Phase>({ sampling: true, precopy: true, 'stop-and-copy': true, postcopy: true }),
    startSeconds: seconds,
    seconds,
    pagesToSend: count,
    pagesSent: count,
    pagesSkipped: count,
    pagesHeld: count,
    pagesResent: count,
    pagesDirtied: count,
    pagesDirtiedSuspending: count,
    bytesSent: count,
    throttle: share,
    tierKind: word<TierKind>({ rate: true, count: true, 'times-found-dirty': true }),
    tiers: list(tier),
    faults: described('Of phase postcopy alone.', faults),
  },
  ['faults'],
);

const downtime = record<DowntimeParts>({
  suspendSeconds: seconds,
  transferSeconds: seconds,
  deviceSeconds: seconds,
  resumeSeconds: seconds,
});

const answer = record<QueryMigrate>(
  {
    status: word<QueryMigrate['status']>({ setup: true, active: true, device: true, completed: true }),
    'total-time': count,
    'setup-time': count,
    'expected-downtime': count,
    downtime: count,
    'cpu-throttle-percentage': count,
    ram: record<QueryMigrateRam>(
      {
        total: count,
        transferred: count,
        remaining: count,
        duplicate: count,
        normal: count,
        'normal-bytes': count,
        'page-size': count,
        'dirty-sync-count': count,
        'dirty-pages-rate': count,
        mbps: rate,
        'pages-per-second': count,
        'precopy-bytes': count,
        'downtime-bytes': count,
        'multifd-bytes': count,
      },
      ['multifd-bytes'],
    ),
    'xbzrle-cache': record<QueryMigrateXbzrle>({
      'cache-size': count,
      bytes: count,
      pages: count,
      'cache-miss': count,
      'cache-miss-rate': rate,
      'encoding-rate': rate,
      overflow: count,
    }),
  },
  ['setup-time', 'expected-downtime', 'downtime', 'cpu-throttle-percentage', 'ram', 'xbzrle-cache'],
);

const run = record<RunResult>(
  {
    label: text,
    algorithm: text,
    repetition: count,
    seed: text,
    outcome: word<Outcome>({ completed: true, 'not-converged': true, failed: true }),
    stopReason: orNull(
      word<StopReason>({
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
      }),
    ),
    totalSeconds: seconds,
    downtimeSeconds: described('The sum of its parts; null unless completed.', orNull(seconds)),
    reportedDowntimeSeconds: described(
      'What the system itself calls downtime, where that is something else. Only if completed.',
      seconds,
    ),
    setupSeconds: seconds,
    downtime: orNull(downtime),
    bytesSent: count,
    pagesSent: count,
    pagesResent: count,
    zeroPages: count,
    liveRounds: described('Rounds of phase precopy.', count),
    degradedSeconds: seconds,
    faults: record<RunResult['faults']>(
      {
        remote: count,
        stallSeconds: seconds,
        meanVcpuStallSeconds: described('Of runs with post-copy alone: stallSeconds over the processors.', seconds),
      },
      ['meanVcpuStallSeconds'],
    ),
    floor: record<Floor>({ downtimeSeconds: orNull(seconds), rateOnlyDowntimeSeconds: orNull(seconds) }),
    error: described(
      'Only if failed.',
      record<RunError>(
        {
          code: text,
          message: text,
          file: described('Of a policy: its file.', text),
          line: described('Of that file.', positive),
          round: described('The round under way; 0 before the first.', count),
        },
        ['file', 'line', 'round'],
      ),
    ),
    rounds: list(round),
    statistics: described(
      'As query-migrate would have answered, under its own names and in its units; only on request, of algorithms of QEMU’s kin.',
      list(record<StatisticsRecord>({ atSeconds: seconds, reply: answer })),
    ),
    log: described(
      'What a policy wrote, line by line.',
      list(record<LogRecord>({ round: count, atSeconds: seconds, text })),
    ),
  },
  ['error', 'log', 'reportedDowntimeSeconds', 'statistics'],
);

const estimate = orNull(
  record<Estimate>({ mean: number, low: number, high: number, min: number, median: number, max: number }),
);

const difference = orNull(
  record<PairedDifference>({ pairs: positive, mean: number, low: number, high: number, probability: orNull(share) }),
);

const summaryRow = record<SummaryRow>(
  {
    label: text,
    runs: count,
    completed: count,
    totalSeconds: estimate,
    downtimeSeconds: estimate,
    bytesSent: estimate,
    pagesSent: estimate,
    rounds: estimate,
    meanVcpuStallSeconds: described('Only where runs have post-copy.', estimate),
    totalAgainst: difference,
    downtimeAgainst: difference,
    bytesAgainst: difference,
    meanVcpuStallAgainst: difference,
    isOnFront: truth,
  },
  ['meanVcpuStallSeconds', 'meanVcpuStallAgainst'],
);

const expectations = list(
  record<ExpectationResult>({
    text: described('As written.', text),
    passed: truth,
    left: orNull(number),
    right: orNull(number),
    dimension: word<Dimension>({ seconds: true, bytes: true, count: true }),
    reason: described('Why a side has no figure.', orNull(text)),
  }),
);

const refer = (name: string): JsonSchema => ({ $ref: `#/definitions/${name}` });

const document = record<ResultDocument>({
  format: constant('miglab.result/1'),
  generator: text,
  scenario: refer('scenario'),
  baseline: described('The label of the algorithm that the summary compares the others with.', text),
  runs: list(refer('run')),
  summary: list(refer('summaryRow')),
  expectations,
});

const axis = record<AxisRecord>({
  path: text,
  values: described('As written.', list(text)),
  base: orNull(record<BaseValues>({ unit: text, numbers: list(number) })),
});

const sweptPoint = record<PointResult>({
  point: count,
  values: { type: 'object', additionalProperties: text },
  runs: list(refer('run')),
  summary: list(refer('summaryRow')),
  expectations,
});

const sweep = record<SweepDocument>({
  format: constant('miglab.result/1'),
  generator: text,
  scenario: refer('scenario'),
  baseline: described('The label of the algorithm that the summaries compare the others with.', text),
  sweep: list(axis),
  points: list(sweptPoint),
});

/** The schema of what `--format json` prints. */
export function resultSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'HCA Migration Lab: result',
    description:
      'The document miglab.result/1: of one file, of a sweep, or a list of those of several files. Times are simulated seconds.',
    if: { type: 'array' },
    then: { items: refer('document') },
    else: { if: { required: ['points'] }, then: refer('sweep'), else: refer('document') },
    definitions: { document, sweep, scenario, run, summaryRow },
  };
}
