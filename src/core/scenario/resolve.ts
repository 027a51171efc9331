// A checked file without errors -> the scenario that the engine runs: shares and byte rates become pages, everything is in base units.
import type { CheckedAlgorithm } from './algorithmList';
import type { Checked, CheckedPattern, CheckedScenario } from './checked';
import { uniqueNames } from './labels';
import { portionPages } from './layout';
import type { Layout, PlacedRegion } from './layout';
import type { Pattern, Region, Scenario } from './scenario';

/** The value of something that has no problem. */
function sound<Value>({ value }: Checked<Value>): Value {
  if (value === undefined)
    throw new Error('A value without a problem is undefined: a check does not report what it refuses.');
  return value;
}

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
      throw new Error(`The pattern ${pattern.name} is not built: the table refuses it.`);
  }
}

function resolveRegion({ region, firstPage, pages }: PlacedRegion, name: string, pageBytes: number): Region {
  const rate = present(region.writes);
  const writesPerSecond = 'perSecond' in rate ? rate.perSecond : rate.bytesPerSecond / pageBytes;
  return {
    name,
    firstPage,
    pages,
    writesPerSecond,
    readsPerSecond: 2 * writesPerSecond,
    changeBytes: pageBytes,
    activity: { kind: 'always' },
    pattern: resolvePattern(sound(region.pattern), pages, pageBytes),
  };
}

/** Host costs that this version does not read from a file yet. */
const noCosts = {
  suspendPages: 0,
  dirtyFaultSeconds: 0,
  clean: { fixedSeconds: 0, perPageSeconds: 0 },
  peek: { fixedSeconds: 0, perPageSeconds: 0 },
  pageCostSeconds: 0,
  zeroPageSeconds: 0,
};

function resolveWorkload({ regions, pageBytes }: Layout): Region[] {
  const names = uniqueNames(
    regions.map(({ region, index }) => ({ written: sound(region.name), fallback: `region-${index + 1}` })),
  );
  return regions.map((placed, index) => resolveRegion(placed, names[index] ?? `region-${index + 1}`, pageBytes));
}

/**
 * The scenario of a file in which no check found an error.
 * @throws Error if a value is undefined all the same: a fault of ours, never of the file.
 */
export function resolve(checked: CheckedScenario, layout: Layout, algorithms: readonly CheckedAlgorithm[]): Scenario {
  const link = sound(checked.link);
  const host = sound(checked.host);
  return {
    name: sound(checked.scenario),
    description: sound(checked.description),
    seed: sound(checked.seed),
    repetitions: sound(checked.repetitions),
    pages: layout.memoryPages,
    pageBytes: layout.pageBytes,
    memoryBytes: layout.memoryBytes,
    deviceStateBytes: sound(sound(checked.vm).deviceState),
    zeroPages: 0,
    vcpus: 1,
    workload: resolveWorkload(layout),
    link: {
      bandwidthBitsPerSecond: sound(link.bandwidth),
      efficiency: sound(link.efficiency),
      rttSeconds: sound(link.rtt),
      schedule: [],
    },
    host: {
      preset: sound(host.preset),
      setupSeconds: sound(host.setup),
      suspendSeconds: sound(host.suspend),
      resumeSeconds: sound(host.resume),
      ...noCosts,
    },
    algorithms: algorithms.map(({ label, definition, parameters }) => ({
      label,
      algorithm: definition.id,
      parameters,
    })),
    timeLimitSeconds: sound(checked.timeLimit),
  };
}
