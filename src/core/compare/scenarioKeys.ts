// A resolved scenario as the keys of its file: a path and a value each, in the language's own words, defaults included. Two scenarios are compared key by
// key by it (fileChanges.ts). A path is named as a sweep names it.
import type { Parameter, ParameterValue } from '../algorithms/definition';
import { findAlgorithm } from '../algorithms/registry';
import { formatBytes, formatCount, formatDuration, formatNumber as formatFigure, thinSpace } from '../metrics/format';
import { hostPresets } from '../scenario/hostPresets';
import type { RecordedChoice, RecordedPattern, RecordedRegion, RecordedScenario } from '../scenario/record';
import type { Activity, Host, TraceRepeat } from '../scenario/scenario';
import { formatNumber, type NumberKind } from '../scenario/values';

/** One key of a scenario. */
export interface ScenarioKey {
  /** As a sweep names it: 'link.bandwidth', 'workload.log.writes', 'algorithms.hca.tiers'. */
  readonly path: string;
  /** The value as the language writes it. */
  readonly text: string;
  /** The value as a person reads it. */
  readonly words: string;
  /** What decides whether two values are the same; what follows from other keys is left out of it. */
  readonly identity: string;
  /** What the key is about besides a value; it and the keys below it come and go together. */
  readonly kind?: 'region' | 'algorithm' | 'pattern' | 'list-item' | 'text';
  /** The path of a key that it comes and goes with, where that is not a part of its own path. */
  readonly whole?: string;
}

/** All keys of a scenario, in the order of a file. */
export function scenarioKeys(scenario: RecordedScenario): readonly ScenarioKey[] {
  const { pages, zeroPages, zeroLayout = 'last', link, timeLimitSeconds } = scenario;
  return [
    plain('scenario', scenario.name),
    ...(scenario.description === null
      ? []
      : [{ ...plain('description', scenario.description), kind: 'text' as const }]),
    plain('seed', scenario.seed),
    quantity('repetitions', 'count', scenario.repetitions),
    quantity('vm.memory', 'size', scenario.memoryBytes),
    quantity('vm.pageSize', 'size', scenario.pageBytes),
    share('vm.zeroPages', zeroPages, pages),
    plain('vm.zeroLayout', zeroLayout),
    quantity('vm.deviceState', 'size', scenario.deviceStateBytes),
    quantity('vm.vcpus', 'count', scenario.vcpus),
    quantity('vm.catchUp', 'duration', scenario.catchUpSeconds),
    ...scenario.workload.flatMap((region) => regionKeys(region, scenario)),
    quantity('link.bandwidth', 'bit-rate', link.bandwidthBitsPerSecond),
    quantity('link.efficiency', 'share', link.efficiency),
    quantity('link.rtt', 'duration', link.rttSeconds),
    plain('link.schedule', scheduleText(link.schedule)),
    ...hostKeys(scenario.host),
    ...scenario.algorithms.flatMap(algorithmKeys),
    quantity('timeLimit', 'duration', timeLimitSeconds),
    ...scenario.expect.map((text): ScenarioKey => ({ ...plain('expect', text), identity: text, kind: 'list-item' })),
  ];
}

/** 'a, b, c': the names of a list in their order. */
export function orderOf(names: readonly string[]): string {
  return names.join(', ');
}

function plain(path: string, text: string): ScenarioKey {
  return { path, text, words: spaced(text), identity: text };
}

function quantity(path: string, kind: NumberKind, value: number): ScenarioKey {
  return { path, text: formatNumber(kind, value), words: quantityWords(kind, value), identity: String(value) };
}

function quantityWords(kind: NumberKind, value: number): string {
  switch (kind) {
    case 'size':
      return formatBytes(value);
    case 'duration':
      return formatDuration(value);
    case 'count':
      return formatCount(value);
    case 'factor':
      return formatFigure(value, 6);
    default:
      return spaced(formatNumber(kind, value));
  }
}

/** Sets units apart from their numbers: '10Gbit/s' -> '10 Gbit/s'. */
function spaced(text: string): string {
  return text.replace(/(^|[\s([{])(\d[\d.]*)(%|[A-Za-z]+(?:\/s)?|\/s)(?=$|[\s,)\]}])/g, `$1$2${thinSpace}$3`);
}

/** Part of a whole in the shortest percentage that gives it again: what a file would say. */
function share(path: string, part: number, whole: number): ScenarioKey {
  const text = `${shortestPercent(part, whole)}%`;
  return { path, text, words: spaced(text), identity: text };
}

/** The shortest percentage of a whole that rounds to a part of it. */
export function shortestPercent(part: number, whole: number): number {
  const exact = whole === 0 ? 0 : (100 * part) / whole;
  for (let digits = 1; digits < 12; digits++) {
    const candidate = Number(exact.toPrecision(digits));
    if (Math.round((candidate / 100) * whole) === part) return candidate;
  }
  return exact;
}

function regionKeys(region: RecordedRegion, { pages, pageBytes }: RecordedScenario): ScenarioKey[] {
  const at = `workload.${region.name}`;
  const bytes = region.pages * pageBytes;
  const writes = rateText(region.writesPerSecond);
  // A trace and a measured curve say themselves how often they write.
  const isRecorded = region.pattern.kind === 'trace' || region.pattern.kind === 'dirty-curve';
  const pattern = patternKeys(at, region);
  const about = `${formatBytes(bytes)}, ${isRecorded ? '' : `${spaced(writes)}, `}${pattern[0]?.words ?? ''}`;
  return [
    { path: at, text: region.name, words: about, identity: region.name, kind: 'region' },
    {
      ...quantity(`${at}.size`, 'size', bytes),
      words: `${formatBytes(bytes)} (${spaced(`${shortestPercent(region.pages, pages)}%`)} of memory)`,
    },
    ...(isRecorded ? [] : [{ ...plain(`${at}.writes`, writes), identity: String(region.writesPerSecond) }]),
    ...pattern,
    // Without the key, twice the writes: then it follows them.
    {
      ...plain(`${at}.reads`, rateText(region.readsPerSecond)),
      identity: ifOther(region.readsPerSecond, 2 * region.writesPerSecond),
    },
    { ...quantity(`${at}.change`, 'size', region.changeBytes), identity: ifOther(region.changeBytes, pageBytes) },
    plain(`${at}.during`, activityText(region.activity)),
  ];
}

/** Empty for a value that is what it is without its key. */
function ifOther(value: number, otherwise: number): string {
  return value === otherwise ? '' : String(value);
}

/** Writes or reads a second, as briefly as they can be written: '20k/s'. */
function rateText(perSecond: number): string {
  const [size, name] = perSecond >= 1e6 ? [1e6, 'M'] : perSecond >= 1e3 ? [1e3, 'k'] : [1, ''];
  return `${formatNumber('factor', perSecond / size)}${name}/s`;
}

function patternKeys(at: string, { pattern, pages, writesPerSecond }: RecordedRegion): ScenarioKey[] {
  const head = (text: string, words = spaced(text)): ScenarioKey => ({
    path: `${at}.pattern`,
    text,
    words,
    identity: pattern.kind,
    kind: 'pattern',
  });
  const whole = `${at}.pattern`;
  const inside = (name: string): string => `${at}.pattern.${pattern.kind}.${name}`;
  switch (pattern.kind) {
    case 'uniform':
      return [head('uniform')];
    case 'hotspot': {
      const hot = share(inside('pages'), pattern.hotPages, pages);
      const hits = quantity(inside('share'), 'share', pattern.hotShare);
      const scatter = plain(inside('scatter'), String(pattern.scatter));
      return [
        head(`{ hotspot: { pages: ${hot.text}, share: ${hits.text}, scatter: ${scatter.text} } }`),
        hot,
        hits,
        scatter,
      ];
    }
    case 'sequential': {
      const start =
        pattern.startPage === null
          ? plain(inside('start'), 'by the seed')
          : share(inside('start'), pattern.startPage, pages);
      return [head('sequential'), start];
    }
    case 'zipf': {
      const exponent = quantity(inside('exponent'), 'factor', pattern.exponent);
      return [head(`{ zipf: ${exponent.text} }`), exponent];
    }
    case 'dirty-curve':
      return [head('a measured dirty curve'), { ...curveKey(at, pattern), whole }];
    case 'trace':
      return [
        head(`the trace ${pattern.file}`),
        ...traceKeys(at, pattern, writesPerSecond).map((key) => ({ ...key, whole })),
      ];
  }
}

function curveKey(at: string, { points }: Extract<RecordedPattern, { readonly kind: 'dirty-curve' }>): ScenarioKey {
  const texts = points.map(({ seconds, pages }) => `${formatNumber('duration', seconds)}: ${pages}`);
  const text = `[ ${texts.join(', ')} ]`;
  const last = points.at(-1);
  const words =
    points.length <= 3 || last === undefined
      ? spaced(text)
      : `${points.length} points up to ${formatCount(last.pages)} pages within ${formatDuration(last.seconds)}`;
  return { path: `${at}.dirtyCurve`, text, words, identity: text };
}

function traceKeys(
  at: string,
  { file, rows, seconds, repeat }: Extract<RecordedPattern, { readonly kind: 'trace' }>,
  writesPerSecond: number,
): ScenarioKey[] {
  const extent = `${formatCount(rows)} rows over ${formatDuration(seconds)}, ${formatFigure(writesPerSecond, 6)} writes/s`;
  const repeated: Readonly<Record<Exclude<TraceRepeat, number>, string>> = { all: 'true', none: 'false' };
  return [
    { path: `${at}.trace`, text: file, words: `${file} (${extent})`, identity: `${file} ${extent}` },
    plain(`${at}.repeat`, typeof repeat === 'number' ? formatNumber('duration', repeat) : repeated[repeat]),
  ];
}

function activityText(activity: Activity): string {
  const time = (seconds: number): string => formatNumber('duration', seconds);
  switch (activity.kind) {
    case 'always':
      return 'always';
    case 'intervals': {
      const spans = activity.intervals.map(
        ({ fromSeconds, toSeconds }) => `${time(fromSeconds)}..${toSeconds === null ? '' : time(toSeconds)}`,
      );
      return `[ ${spans.join(', ')} ]`;
    }
    case 'bursts': {
      const { everySeconds, onSeconds, restShare } = activity;
      return `{ bursts: { every: ${time(everySeconds)}, on: ${time(onSeconds)}, rest: ${formatNumber('share', restShare)} } }`;
    }
  }
}

function scheduleText(schedule: RecordedScenario['link']['schedule']): string {
  if (schedule.length === 0) return 'none';
  const steps = schedule.map(
    ({ atSeconds, available }) =>
      `{ at: ${formatNumber('duration', atSeconds)}, available: ${formatNumber('share', available)} }`,
  );
  return `[ ${steps.join(', ')} ]`;
}

/** The costs of a host, each with its place in the file; `identity` is empty for one that is its preset's. */
function hostKeys(host: Host): ScenarioKey[] {
  const costs = costsOf(host);
  const preset = Object.hasOwn(hostPresets, host.preset)
    ? costsOf({ ...hostPresets[host.preset as keyof typeof hostPresets].costs, preset: host.preset })
    : null;
  return [
    plain('host.preset', host.preset),
    ...costs.map(([path, kind, value], index) => ({
      ...quantity(path, kind, value),
      identity: ifOther(value, preset?.[index]?.[2] ?? NaN),
    })),
  ];
}

function costsOf(host: Host): (readonly [string, NumberKind, number])[] {
  return [
    ['host.setup', 'duration', host.setupSeconds],
    ['host.suspend', 'duration', host.suspendSeconds],
    ['host.resume', 'duration', host.resumeSeconds],
    ['host.suspendPages', 'count', host.suspendPages],
    ['host.suspendDelay', 'duration', host.suspendDelaySeconds],
    ['host.peekDelay', 'duration', host.peekDelaySeconds],
    ['host.dirtyFault', 'duration', host.dirtyFaultSeconds],
    ['host.clean.fixed', 'duration', host.clean.fixedSeconds],
    ['host.clean.perPage', 'duration', host.clean.perPageSeconds],
    ['host.peek.fixed', 'duration', host.peek.fixedSeconds],
    ['host.peek.perPage', 'duration', host.peek.perPageSeconds],
    ['host.pageCost', 'duration', host.pageCostSeconds],
    ['host.zeroPage', 'duration', host.zeroPageSeconds],
    ['host.wakeUp', 'duration', host.wakeUpSeconds],
    ['host.socketBuffer', 'size', host.socketBufferBytes],
  ];
}

function algorithmKeys({ label, algorithm, parameters, policy }: RecordedChoice): ScenarioKey[] {
  const at = `algorithms.${label}`;
  const table = findAlgorithm(algorithm)?.parameters ?? {};
  const keys = Object.entries(parameters).map(([name, value]) => parameterKey(`${at}.${name}`, table[name], value));
  return [
    { path: at, text: algorithm, words: algorithm, identity: algorithm, kind: 'algorithm' },
    ...keys,
    ...(policy === undefined
      ? []
      : [
          plain(`${at}.file`, policy.file),
          ...Object.entries(policy.params).map(([name, value]) =>
            parameterKey(`${at}.params.${name}`, undefined, value),
          ),
        ]),
  ];
}

function parameterKey(path: string, parameter: Parameter | undefined, value: ParameterValue): ScenarioKey {
  if (value === null) return plain(path, parameter !== undefined && 'auto' in parameter ? 'auto' : 'none');
  if (typeof value !== 'number') return plain(path, String(value));
  const kind = parameter === undefined || !('min' in parameter) ? 'factor' : parameter.kind;
  return quantity(path, kind, value);
}
