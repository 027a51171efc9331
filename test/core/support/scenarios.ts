// Short ways to write scenarios in tests: resolved values, regions laid one after the other, everything else plain. The running
// example E1 of docs/closed-forms.md is here too.
import type { ParameterValues } from '../../../src/core/algorithms/definition';
import type {
  Activity,
  AlgorithmChoice,
  Host,
  Link,
  Pattern,
  Region,
  Scenario,
} from '../../../src/core/scenario/scenario';

export interface RegionPlan {
  readonly pages: number;
  readonly writesPerSecond: number;
  readonly pattern: Pattern;
  /** Default: always. */
  readonly activity?: Activity;
  /** What one write changes; default: all of the page. */
  readonly changeBytes?: number;
}

export interface ScenarioPlan {
  readonly pages: number;
  readonly regions?: readonly RegionPlan[];
  readonly link: Link;
  readonly algorithms: readonly AlgorithmChoice[];
  readonly host?: Partial<Omit<Host, 'preset'>>;
  readonly deviceStateBytes?: number;
  readonly timeLimitSeconds?: number;
  readonly seed?: string;
  readonly pageBytes?: number;
  readonly zeroPages?: number;
  readonly zeroLayout?: 'spread';
  readonly vcpus?: number;
  readonly catchUpSeconds?: number;
}

export const uniform: Pattern = { kind: 'uniform' };
/** A sweep from the region's first page. */
export const sweep: Pattern = { kind: 'sequential', startPage: 0 };
/** A sweep from a page that the seed chooses. */
export const sweepFromAnywhere: Pattern = { kind: 'sequential', startPage: null };

export function hotspot(hotPages: number, hotShare: number, scatter = true): Pattern {
  return { kind: 'hotspot', hotPages, hotShare, scatter };
}

/** One algorithm under its own id as label. */
export function choose(algorithm: string, parameters: ParameterValues): AlgorithmChoice {
  return { label: algorithm, algorithm, parameters };
}

/** Algorithms that go on for ever on a guest that writes faster than the link carries. */
const endless: ReadonlySet<string> = new Set(['qemu-precopy', 'cloud-hypervisor']);

/** For comparisons of whole runs: a limit for those that have no limit of their own. */
export function timeLimitFor(algorithm: string): Pick<ScenarioPlan, 'timeLimitSeconds'> {
  return endless.has(algorithm) ? { timeLimitSeconds: 4 } : {};
}

/** The link of example E1: 1 Gbit/s for page payload alone. */
export const gigabit: Link = { bandwidthBitsPerSecond: 1e9, efficiency: 1, rttSeconds: 0, schedule: [] };
/** Pages a second of example E1, without headers. */
export const gigabitPagesPerSecond = 30517.578125;

/** A link that carries so many pages of 4096 bytes a second, without headers. */
export function linkOf(pagesPerSecond: number): Link {
  return { bandwidthBitsPerSecond: pagesPerSecond * 4096 * 8, efficiency: 1, rttSeconds: 0, schedule: [] };
}

function layOut(plans: readonly RegionPlan[], pageBytes: number): Region[] {
  let firstPage = 0;
  return plans.map((plan, i) => {
    const region: Region = {
      name: `region${i}`,
      firstPage,
      readsPerSecond: 2 * plan.writesPerSecond,
      changeBytes: pageBytes,
      activity: { kind: 'always' },
      ...plan,
    };
    firstPage += plan.pages;
    return region;
  });
}

/** A host that costs nothing. */
export const freeHost: Host = {
  preset: 'ideal',
  setupSeconds: 0,
  suspendSeconds: 0,
  resumeSeconds: 0,
  suspendPages: 0,
  suspendDelaySeconds: 0,
  peekDelaySeconds: 0,
  dirtyFaultSeconds: 0,
  clean: { fixedSeconds: 0, perPageSeconds: 0 },
  peek: { fixedSeconds: 0, perPageSeconds: 0 },
  pageCostSeconds: 0,
  zeroPageSeconds: 0,
  wakeUpSeconds: 0,
  socketBufferBytes: 0,
};

export function scenarioOf(plan: ScenarioPlan): Scenario {
  const pageBytes = plan.pageBytes ?? 4096;
  return {
    name: 'test',
    description: null,
    seed: plan.seed ?? '1',
    repetitions: 1,
    pages: plan.pages,
    pageBytes,
    memoryBytes: plan.pages * pageBytes,
    deviceStateBytes: plan.deviceStateBytes ?? 0,
    zeroPages: plan.zeroPages ?? 0,
    ...(plan.zeroLayout && { zeroLayout: plan.zeroLayout }),
    vcpus: plan.vcpus ?? 1,
    catchUpSeconds: plan.catchUpSeconds ?? 0,
    workload: layOut(plan.regions ?? [], pageBytes),
    link: plan.link,
    host: { ...freeHost, ...plan.host },
    algorithms: plan.algorithms,
    timeLimitSeconds: plan.timeLimitSeconds ?? 3600,
    expect: [],
  };
}
