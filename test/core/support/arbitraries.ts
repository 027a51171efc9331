// Small random scenarios for fast-check: guests of 1 to 6000 pages with up to three regions of any pattern, links from slower
// to much faster than the guest writes, algorithms with any parameters that their tables allow.
import fc from 'fast-check';
import type {
  AlgorithmDefinition,
  NumberParameter,
  Parameter,
  ParameterValue,
  ParameterValues,
} from '../../../src/core/algorithms/definition';
import type { Pattern, Scenario } from '../../../src/core/scenario/scenario';
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

function parameterValue(parameter: Parameter): fc.Arbitrary<ParameterValue> {
  switch (parameter.kind) {
    case 'boolean':
      return fc.boolean();
    case 'choice':
      return fc.constantFrom(...parameter.choices);
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

function patternOf(pages: number): fc.Arbitrary<Pattern> {
  return fc.oneof(
    fc.constant<Pattern>({ kind: 'uniform' }),
    fc.record<Pattern & { kind: 'hotspot' }>({
      kind: fc.constant('hotspot'),
      hotPages: fc.integer({ min: 1, max: pages }),
      hotShare: fc.double({ min: 0, max: 1, noNaN: true }),
      scatter: fc.boolean(),
    }),
    fc.record<Pattern & { kind: 'sequential' }>({
      kind: fc.constant('sequential'),
      startPage: fc.option(fc.integer({ min: 0, max: pages - 1 })),
    }),
  );
}

/** Regions that lie in `pages` pages together and write up to twice as fast as the link carries. */
function regionsOf(pages: number, pagesPerSecond: number): fc.Arbitrary<RegionPlan[]> {
  const region = (most: number): fc.Arbitrary<RegionPlan> =>
    fc.integer({ min: 1, max: most }).chain((size) =>
      fc.record({
        pages: fc.constant(size),
        writesPerSecond: fc.oneof(fc.constant(0), evenInLogarithm(pagesPerSecond / 1000, pagesPerSecond * 2)),
        pattern: patternOf(size),
      }),
    );
  const most = Math.floor(pages / 3);
  return most === 0 ? fc.array(region(1), { maxLength: 1 }) : fc.array(region(most), { maxLength: 3 });
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
          schedule: fc.constant([]),
        }),
        host: fc.record({
          setupSeconds: fc.constantFrom(0, 0.1),
          suspendSeconds: fc.constantFrom(0, 0.002, 0.03),
          resumeSeconds: fc.constantFrom(0, 0.01),
        }),
        deviceStateBytes: fc.constantFrom(0, 2 ** 20),
        parameters: parametersOf(definition),
        passes: fc.constantFrom(0.5, 3, 12, 40),
        seed: fc.string({ minLength: 1, maxLength: 8 }),
      })
      .map(({ parameters, passes, ...plan }) =>
        scenarioOf({
          ...plan,
          timeLimitSeconds: (passes * pages) / pagesPerSecond + 0.05,
          algorithms: [{ label: definition.id, algorithm: definition.id, parameters }],
        }),
      ),
  );
}
