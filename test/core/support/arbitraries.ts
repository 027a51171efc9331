// Small random scenarios for fast-check: guests of 1 to 6000 pages with up to three regions of any pattern, active always or at times,
// links from slower to much faster than the guest writes, shared or not, hosts that cost little or much, algorithms with any
// parameters that their tables allow.
import fc from 'fast-check';
import type {
  AlgorithmDefinition,
  NumberParameter,
  Parameter,
  ParameterValue,
  ParameterValues,
  StepsParameter,
} from '../../../src/core/algorithms/definition';
import { stepsText, type Step } from '../../../src/core/algorithms/steps';
import type { Activity, Host, Link, Pattern, Scenario, TraceRepeat } from '../../../src/core/scenario/scenario';
import { linkOf, scenarioOf } from './scenarios';
import type { RegionPlan } from './scenarios';

/** Numbers between low and high (both above 0) whose logarithm is even: small and large ones alike. */
function evenInLogarithm(low: number, high: number): fc.Arbitrary<number> {
  return fc.double({ min: Math.log(low), max: Math.log(high), noNaN: true }).map((x) => Math.exp(x));
}

/** What to try where the default is the word none or auto, by kind. */
const typical: Readonly<Record<NumberParameter['kind'], number>> = {
  count: 100,
  factor: 2,
  share: 0.2,
  duration: 0.05,
  size: 8,
  'bit-rate': 1e7,
  megabits: 100,
};

const wholeKinds: ReadonlySet<string> = new Set(['count', 'size', 'megabits']);

/** Values within a factor of ten of the default, as far as the bounds allow, the bounds' own ends included. */
function numberValue(parameter: NumberParameter): fc.Arbitrary<ParameterValue> {
  const { kind, min, max } = parameter;
  const centre = parameter.default === null || parameter.default === 0 ? typical[kind] : parameter.default;
  const low = Math.min(max, Math.max(min, centre / 10));
  const high = Math.max(low, Math.min(max, centre * 10));
  const numbers = wholeKinds.has(kind)
    ? fc.integer({ min: Math.ceil(low), max: Math.floor(high) })
    : fc.double({ min: low, max: high, noNaN: true });
  const orNull = parameter.optional === true || parameter.auto === true;
  return orNull ? fc.option<ParameterValue>(numbers, { nil: null, freq: 2 }) : numbers;
}

/** A step in the first seconds that changes one thing. */
function stepOf({ list }: StepsParameter): fc.Arbitrary<Step> {
  const keys = Object.entries(list.item.fields).filter(([key]) => key !== 'at');
  return fc
    .record({
      atSeconds: fc.double({ min: 0, max: 3, noNaN: true }),
      key: fc.constantFrom(...keys),
      size: fc.double({ min: 0.1, max: 10, noNaN: true }),
    })
    .map(({ atSeconds, key: [key, field], size }) => ({
      atSeconds,
      values: { [key]: Math.max(field.min, typical[field.kind] * size) },
    }));
}

function parameterValue(parameter: Parameter): fc.Arbitrary<ParameterValue> {
  switch (parameter.kind) {
    case 'boolean':
      return fc.boolean();
    case 'choice':
      return fc.constantFrom(...parameter.choices);
    case 'steps':
      return fc.array(stepOf(parameter), { minLength: 1, maxLength: 3 }).map((steps) => {
        const sorted = [...steps].sort((a, b) => a.atSeconds - b.atSeconds);
        return stepsText(parameter.list, sorted);
      });
    default:
      return numberValue(parameter);
  }
}

/** Parameters of an algorithm: each at its default half of the time. */
export function parametersOf({ parameters }: AlgorithmDefinition): fc.Arbitrary<ParameterValues> {
  const values = Object.entries(parameters).map(([name, parameter]) => [
    name,
    fc.oneof(fc.constant<ParameterValue>(parameter.default), parameterValue(parameter)),
  ]);
  // Object.fromEntries loses the value type; the entries above are exactly of it.
  return fc.record(Object.fromEntries(values) as Record<string, fc.Arbitrary<ParameterValue>>);
}

function hotspotOf(pages: number): fc.Arbitrary<Pattern> {
  return fc.record<Pattern & { kind: 'hotspot' }>({
    kind: fc.constant('hotspot'),
    hotPages: fc.integer({ min: 1, max: pages }),
    hotShare: fc.double({ min: 0, max: 1, noNaN: true }),
    scatter: fc.boolean(),
  });
}

function sweepOf(pages: number): fc.Arbitrary<Pattern> {
  return fc.record<Pattern & { kind: 'sequential' }>({
    kind: fc.constant('sequential'),
    startPage: fc.option(fc.integer({ min: 0, max: pages - 1 })),
  });
}

/** Up to three groups, the first one with any share of the pages, each next one with any share of the rest. */
function curveOf(pages: number, writesPerSecond: number): fc.Arbitrary<Pattern> {
  const group = fc.record({
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    speed: evenInLogarithm(0.01, 3),
  });
  return fc.array(group, { minLength: 1, maxLength: 3 }).map((shares) => {
    let left = pages;
    const groups = shares.map(({ share, speed }) => {
      const size = Math.floor(share * left);
      left -= size;
      return { pages: size, writesPerSecondPerPage: (speed * writesPerSecond) / pages };
    });
    return { kind: 'dirty-curve', points: [], groups, errors: [] };
  });
}

/** Up to five rows within twice the time that memory takes, of any ranges, at their times or spread over intervals. */
function traceOf(pages: number, seconds: number): fc.Arbitrary<Pattern> {
  const row = fc
    .tuple(fc.nat(16), fc.nat(pages - 1), fc.nat(pages - 1), fc.nat(20))
    .map(([eighth, one, other, more]) => {
      const firstPage = Math.min(one, other);
      const count = Math.max(one, other) - firstPage + 1;
      return { atSeconds: (eighth * seconds) / 8, firstPage, pages: count, writes: count + Math.floor(more ** 2 / 10) };
    });
  return fc
    .record({
      rows: fc.array(row, { maxLength: 5 }),
      intervalSeconds: fc.constantFrom(0, seconds / 20),
      repeat: fc.constantFrom<TraceRepeat[]>('all', 'none', seconds / 10),
    })
    .map(({ rows, intervalSeconds, repeat }) => {
      const sorted = [...rows].sort((a, b) => a.atSeconds - b.atSeconds);
      const start = sorted[0]?.atSeconds ?? 0;
      const atSeconds = Float64Array.from(sorted, (one) => one.atSeconds - start);
      const column = (name: 'firstPage' | 'pages' | 'writes'): Uint32Array =>
        Uint32Array.from(sorted, (one) => one[name]);
      const columns = {
        intervalSeconds,
        seconds: sorted.length === 0 ? 0 : (atSeconds.at(-1) ?? 0) + intervalSeconds,
        atSeconds,
        firstPage: column('firstPage'),
        pages: column('pages'),
        writes: column('writes'),
      };
      return { kind: 'trace', file: 'random.lmtrace', repeat, columns };
    });
}

function patternOf(pages: number, writesPerSecond: number, seconds: number): fc.Arbitrary<Pattern> {
  return fc.oneof(
    fc.constant<Pattern>({ kind: 'uniform' }),
    hotspotOf(pages),
    sweepOf(pages),
    fc.record<Pattern & { kind: 'zipf' }>({
      kind: fc.constant('zipf'),
      exponent: fc.double({ min: 0, max: 2.5, noNaN: true }),
    }),
    curveOf(pages, writesPerSecond),
    traceOf(pages, seconds),
  );
}

/** Always, in up to three intervals, or in bursts; with as many changes in `seconds` as a hand has fingers. */
function activityOf(seconds: number): fc.Arbitrary<Activity> {
  const time = fc.double({ min: 0, max: 2 * seconds, noNaN: true });
  const intervals = fc
    .record({ times: fc.uniqueArray(time, { minLength: 1, maxLength: 6 }), open: fc.boolean() })
    .map(({ times, open }): Activity => {
      const sorted = [...times].sort((a, b) => a - b);
      const begins = sorted.filter((_, i) => i % 2 === 0);
      return {
        kind: 'intervals',
        intervals: begins.flatMap((fromSeconds, i) => {
          const toSeconds = sorted[2 * i + 1] ?? null;
          return toSeconds !== null || open ? [{ fromSeconds, toSeconds }] : [];
        }),
      };
    });
  const bursts = fc
    .record({
      everySeconds: evenInLogarithm(seconds / 5, seconds),
      onShare: fc.double({ min: 0.1, max: 1, noNaN: true }),
      restShare: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true })),
    })
    .map(({ everySeconds, onShare, restShare }): Activity => {
      return { kind: 'bursts', everySeconds, onSeconds: onShare * everySeconds, restShare };
    });
  return fc.oneof({ weight: 3, arbitrary: fc.constant<Activity>({ kind: 'always' }) }, intervals, bursts);
}

/** Regions that lie in `pages` pages together and write up to twice as fast as the link carries. */
function regionsOf(pages: number, pagesPerSecond: number): fc.Arbitrary<RegionPlan[]> {
  const rates = fc.oneof(fc.constant(0), evenInLogarithm(pagesPerSecond / 1000, pagesPerSecond * 2));
  const region = (most: number): fc.Arbitrary<RegionPlan> =>
    fc.tuple(fc.integer({ min: 1, max: most }), rates).chain(([size, writesPerSecond]) =>
      fc.record({
        pages: fc.constant(size),
        writesPerSecond: fc.constant(writesPerSecond),
        pattern: patternOf(size, writesPerSecond, pages / pagesPerSecond),
        activity: activityOf(pages / pagesPerSecond),
        // Little or much, by the region's size: no draw of its own.
        changeBytes: fc.constant([1, 8, 1000, 4096][size % 4] ?? 4096),
      }),
    );
  const most = Math.floor(pages / 3);
  return most === 0 ? fc.array(region(1), { maxLength: 1 }) : fc.array(region(most), { maxLength: 3 });
}

/** Other traffic: nothing, or up to three changes within twice the time that memory takes; the last leaves something. */
function scheduleOf(seconds: number): fc.Arbitrary<Link['schedule']> {
  const entry = fc.record({
    atSeconds: fc.double({ min: 0, max: 2 * seconds, noNaN: true }),
    available: fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })),
  });
  const entries = fc.uniqueArray(entry, { maxLength: 3, selector: ({ atSeconds }) => atSeconds }).map((unsorted) => {
    const sorted = [...unsorted].sort((a, b) => a.atSeconds - b.atSeconds);
    return sorted.map((one, i) => (i + 1 < sorted.length ? one : { ...one, available: Math.max(0.1, one.available) }));
  });
  return fc.oneof(fc.constant([]), entries);
}

/** Costs from nothing to what hurts a guest of so many pages on such a link. */
function hostOf(pages: number, pagesPerSecond: number): fc.Arbitrary<Omit<Host, 'preset'>> {
  const upTo = (seconds: number): fc.Arbitrary<number> =>
    fc.oneof(fc.constant(0), evenInLogarithm(seconds / 100, seconds));
  return fc.record({
    setupSeconds: fc.constantFrom(0, 0.1),
    suspendSeconds: fc.constantFrom(0, 0.002, 0.03),
    resumeSeconds: fc.constantFrom(0, 0.01),
    suspendPages: fc.constantFrom(0, 0, 3, 150),
    suspendDelaySeconds: fc.constantFrom(0, 0, 0.02),
    peekDelaySeconds: fc.oneof(fc.constant(0), evenInLogarithm(1 / pagesPerSecond, (2 * pages) / pagesPerSecond)),
    dirtyFaultSeconds: upTo(3 / pagesPerSecond),
    clean: fc.record({
      fixedSeconds: upTo((0.1 * pages) / pagesPerSecond),
      perPageSeconds: upTo(0.1 / pagesPerSecond),
    }),
    peek: fc.record({ fixedSeconds: upTo(3 / pagesPerSecond), perPageSeconds: upTo(0.001 / pagesPerSecond) }),
    pageCostSeconds: upTo(2 / pagesPerSecond),
    zeroPageSeconds: fc.constant(0.5e-6),
    wakeUpSeconds: fc.constantFrom(0, 0, 0.0007),
    socketBufferBytes: fc.constantFrom(0, 20_000, 2 ** 20),
  });
}

/** A scenario with one algorithm, labelled with its id. */
export function scenariosOf(definition: AlgorithmDefinition): fc.Arbitrary<Scenario> {
  const sizes = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 41, max: 6000 }));
  return fc.tuple(sizes, evenInLogarithm(300, 300_000)).chain(([pages, pagesPerSecond]) =>
    fc
      .record({
        pages: fc.constant(pages),
        regions: regionsOf(pages, pagesPerSecond),
        link: fc.record({
          bandwidthBitsPerSecond: fc.constant(linkOf(pagesPerSecond).bandwidthBitsPerSecond),
          efficiency: fc.constantFrom(1, 0.94, 0.3),
          rttSeconds: fc.constantFrom(0, 0.0002, 0.05),
          schedule: scheduleOf(pages / pagesPerSecond),
        }),
        host: hostOf(pages, pagesPerSecond),
        vcpus: fc.constantFrom(1, 2, 5),
        catchUpSeconds: fc.constantFrom(0, 0, 0.003, 0.2),
        zeroShare: fc.constantFrom(0, 0, 0.5, 1),
        zeroSpread: fc.boolean(),
        deviceStateBytes: fc.constantFrom(0, 2 ** 20),
        parameters: parametersOf(definition),
        passes: fc.constantFrom(0.5, 3, 12, 40),
        seed: fc.string({ minLength: 1, maxLength: 8 }),
      })
      .map(({ parameters, passes, zeroShare, zeroSpread, ...plan }) => {
        const used = plan.regions.reduce((sum, region) => sum + region.pages, 0);
        return scenarioOf({
          ...plan,
          zeroPages: Math.floor(zeroShare * (pages - used)),
          ...(zeroSpread && { zeroLayout: 'spread' as const }),
          timeLimitSeconds: (passes * pages) / pagesPerSecond + 0.05,
          algorithms: [{ label: definition.id, algorithm: definition.id, parameters }],
        });
      }),
  );
}
