// A checked file without errors -> the scenario that the engine runs: shares and byte rates become pages, everything is in base units.
import { activityOf } from './activity';
import type { CheckedAlgorithm } from './algorithmList';
import { sound, type Checked, type CheckedPattern, type CheckedScenario } from './checked';
import type { CurveFits } from './fits';
import type { HostFile } from './hostFile';
import { resolveHost } from './resolveHost';
import { uniqueNames } from './labels';
import { portionPages } from './layout';
import type { Layout, PlacedRegion } from './layout';
import type { AlgorithmChoice, Pattern, Region, Scenario, TraceColumns } from './scenario';
import type { NamedFileSource } from './sources';
import type { WriteRate } from './values';

/** As `sound`, of a key that must stand in the file: the checks have refused its absence. */
function present<Value>(checked: Checked<Value | null>): Value {
  const value = sound(checked);
  if (value === null) throw new Error('A value that must be there is not: a check does not report what it refuses.');
  return value;
}

function resolvePattern(pattern: CheckedPattern, pages: number, pageBytes: number): Pattern {
  switch (pattern.name) {
    case 'hotspot': {
      const { pages: hot, share, scatter } = pattern.fields;
      const hotPages = portionPages(sound(hot), pages, pageBytes);
      return { kind: 'hotspot', hotPages, hotShare: sound(share), scatter: sound(scatter) };
    }
    case 'sequential': {
      const start = sound(pattern.fields.start);
      return { kind: 'sequential', startPage: start === null ? null : Math.min(pages - 1, Math.round(start * pages)) };
    }
    case 'uniform':
      return { kind: 'uniform' };
    case 'zipf':
      return { kind: 'zipf', exponent: present(pattern.fields.exponent) };
  }
}

/** Accesses per second, to pages. */
function pagesPerSecond(rate: WriteRate, pageBytes: number): number {
  return 'perSecond' in rate ? rate.perSecond : rate.bytesPerSecond / pageBytes;
}

/** Writes per second of a trace over its length; 0 of a trace that has none. */
function meanRate({ seconds, writes }: TraceColumns): number {
  return seconds > 0 ? writes.reduce((sum, count) => sum + count, 0) / seconds : 0;
}

/** What writes to a region, and how often over all: by its pattern, its trace or its fitted curve. */
function resolveWrites(
  { region, index, pages, source }: PlacedRegion,
  fits: CurveFits,
  pageBytes: number,
): Pick<Region, 'writesPerSecond' | 'pattern'> {
  if (source?.source.kind === 'trace') {
    const { header, columns } = source.source.trace;
    const repeat = sound(region.repeat) ?? header.loop;
    // A trace of no length has nothing to repeat: its writes come once.
    const pattern: Pattern = {
      kind: 'trace',
      file: source.file ?? '',
      repeat: columns.seconds > 0 ? repeat : 'none',
      columns,
    };
    return { writesPerSecond: meanRate(columns), pattern };
  }
  if (source?.source.kind === 'curve') {
    const fit = fits.get(index);
    if (!fit) throw new Error('A curve without a problem has no fit: a check does not report what it refuses.');
    const points = source.source.points.map(({ seconds, pages: count }) => ({ seconds, pages: count }));
    const writesPerSecond = fit.groups.reduce((sum, group) => sum + group.pages * group.writesPerSecondPerPage, 0);
    return { writesPerSecond, pattern: { kind: 'dirty-curve', points, groups: fit.groups, errors: fit.errors } };
  }
  return {
    writesPerSecond: pagesPerSecond(present(region.writes), pageBytes),
    pattern: resolvePattern(sound(region.pattern), pages, pageBytes),
  };
}

function resolveRegion(placed: PlacedRegion, name: string, fits: CurveFits, pageBytes: number): Region {
  const { region, firstPage, pages } = placed;
  const { writesPerSecond, pattern } = resolveWrites(placed, fits, pageBytes);
  const reads = sound(region.reads);
  const change = sound(region.change);
  return {
    name,
    firstPage,
    pages,
    writesPerSecond,
    readsPerSecond: reads ? pagesPerSecond(reads, pageBytes) : 2 * writesPerSecond,
    // The bytes of a page are to its size what pages are to a region's: rounded, and at least one.
    changeBytes: change ? portionPages(change, pageBytes, 1) : pageBytes,
    activity: activityOf(region),
    pattern,
  };
}

function resolveWorkload({ regions, pageBytes }: Layout, fits: CurveFits): Region[] {
  const names = uniqueNames(
    regions.map(({ region, index }) => ({ written: sound(region.name), fallback: `region-${index + 1}` })),
  );
  return regions.map((placed, index) => resolveRegion(placed, names[index] ?? `region-${index + 1}`, fits, pageBytes));
}

function resolveAlgorithm(
  { label, definition, parameters, policy }: CheckedAlgorithm,
  policies: readonly NamedFileSource[],
): AlgorithmChoice {
  const choice = { label, algorithm: definition.id, parameters };
  if (policy === null) return choice;
  const { file, params } = policy;
  const source = policies.find((candidate) => candidate.file === file)?.source;
  if (source?.kind !== 'policy')
    throw new Error('A policy without a problem has no text: a check does not report what it refuses.');
  return { ...choice, policy: { file, params, source: source.text, ...(source.withheld && { withheld: true }) } };
}

/**
 * The scenario of a file in which no check found an error.
 * @throws Error if a value is undefined all the same: a fault of ours, never of the file.
 */
export function resolve(
  checked: CheckedScenario,
  layout: Layout,
  fits: CurveFits,
  algorithms: readonly CheckedAlgorithm[],
  policies: readonly NamedFileSource[],
  expect: readonly string[],
  hostFile: HostFile | null,
): Scenario {
  const link = sound(checked.link);
  return {
    name: sound(checked.scenario),
    description: sound(checked.description),
    seed: sound(checked.seed),
    repetitions: sound(checked.repetitions),
    pages: layout.memoryPages,
    pageBytes: layout.pageBytes,
    memoryBytes: layout.memoryBytes,
    deviceStateBytes: sound(sound(checked.vm).deviceState),
    zeroPages: layout.zeroPages,
    ...(sound(sound(checked.vm).zeroLayout) === 'spread' && { zeroLayout: 'spread' as const }),
    vcpus: sound(sound(checked.vm).vcpus),
    catchUpSeconds: sound(sound(checked.vm).catchUp),
    workload: resolveWorkload(layout, fits),
    link: {
      bandwidthBitsPerSecond: sound(link.bandwidth),
      efficiency: sound(link.efficiency),
      rttSeconds: sound(link.rtt),
      schedule: sound(link.schedule).map((step) => {
        const { at, available } = sound(step);
        return { atSeconds: sound(at), available: sound(available) };
      }),
    },
    host: resolveHost(sound(checked.host), hostFile?.host ?? null),
    algorithms: algorithms.map((checkedAlgorithm) => resolveAlgorithm(checkedAlgorithm, policies)),
    timeLimitSeconds: sound(checked.timeLimit),
    expect,
  };
}
