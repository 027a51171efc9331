// The product's engine against the recursions behind the closed forms of docs/closed-forms.md: what a round dirties follows from how long
// it took. Formulas for any rate and threshold, whole tables, guests with unequal rates, traces and rate limits.
// Efficiency 100 %, no round trip and no header unless said otherwise.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { algorithms } from '../../../src/core/algorithms/registry';
import type { ParameterValues } from '../../../src/core/algorithms/definition';
import type { RunResult } from '../../../src/core/engine/events';
import type { Pattern, TraceColumns } from '../../../src/core/scenario/scenario';
import { scenariosOf } from '../support/arbitraries';
import { choiceOf, chooseWith, repeat, runFast } from '../support/run';
import { gigabit, gigabitPagesPerSecond, hotspot, linkOf, scenarioOf, sweep, uniform } from '../support/scenarios';
import type { RegionPlan, ScenarioPlan } from '../support/scenarios';
import { mean, standardError } from '../support/statistics';

const gibibyte = 262144;

function run(plan: Omit<ScenarioPlan, 'algorithms'>, algorithm: string, parameters: ParameterValues = {}): RunResult {
  return runFast(scenarioOf({ ...plan, algorithms: [chooseWith(algorithm, parameters)] }));
}

function runs(count: number, plan: Omit<ScenarioPlan, 'algorithms'>, parameters: ParameterValues): RunResult[] {
  const scenario = scenarioOf({ ...plan, algorithms: [chooseWith('precopy', parameters)] });
  return repeat(count, (repetition) => runFast(scenario, repetition));
}

function closeTo(actual: number | undefined, expected: number, tolerance: number, what: string): void {
  const text = `${what} is ${actual ?? 'missing'}, not within ${tolerance} of ${expected}`;
  assert.ok(actual !== undefined && Math.abs(actual - expected) <= tolerance, text);
}

/** The mean over runs, round by round, within 4 standard errors of these runs and two pages. */
function meansCloseTo(results: readonly RunResult[], expected: readonly number[]): void {
  expected.forEach((pages, i) => {
    const sent = results.map((one) => one.rounds[i]?.pagesSent ?? NaN);
    closeTo(mean(sent), pages, 4 * standardError(sent) + 2, `the mean of round ${i + 1}`);
  });
}

describe('stop-and-copy (section 1)', () => {
  it('takes M / R and the fixed costs, and pre-copy of an idle guest as long, its downtime the fixed costs alone', () => {
    const host = { suspendSeconds: 0.25, resumeSeconds: 0.5 };
    const idle = run({ pages: gibibyte, link: { ...gigabit, rttSeconds: 0.125 }, host }, 'precopy', { rounds: 1 });
    closeTo(idle.totalSeconds, 8.589934592 + 0.875, 1e-9, 'the total');
    assert.equal(idle.downtimeSeconds, 0.875);
  });
});

describe('geometric pre-copy (section 2)', () => {
  const pages = 65536;
  const pagesPerSecond = 8192;
  const guest = (share: number): Omit<ScenarioPlan, 'algorithms'> => ({
    pages,
    link: linkOf(pagesPerSecond),
    regions: [{ pages, writesPerSecond: share * pagesPerSecond, pattern: sweep }],
  });
  const shares = fc.double({ min: 0.02, max: 0.95, noNaN: true });

  it('makes n = ceil(ln(θ/M) / ln ρ) live rounds and sends M (1 - ρ^(n+1)) / (1 - ρ) pages, for any ρ and θ', () => {
    const property = fc.property(shares, fc.integer({ min: 5, max: 30_000 }), (share, threshold) => {
      const { rounds, pagesSent, stopReason } = run(guest(share), 'precopy', { rounds: 1000, minPages: threshold });
      assert.equal(stopReason, 'few-dirty-pages');
      const n = Math.ceil(Math.log(threshold / pages) / Math.log(share));
      // Sets are whole pages: within a page of the threshold a round more or less may run.
      const isNear = [n - 1, n].some((i) => Math.abs(pages * share ** i - threshold) <= 2 / (1 - share));
      if (!isNear) assert.equal(rounds.length - 1, n);
      const live = rounds.length - 1;
      const sum = (pages * (1 - share ** (live + 1))) / (1 - share);
      closeTo(pagesSent, sum, (live + 1) / (1 - share), 'pages sent in all');
    });
    fc.assert(property, { seed: 21, numRuns: 80 });
  });

  it('makes floor(x) + 1 live rounds, x = ln(1 - f (1 - ρ)) / ln ρ, under a cap of f memories', () => {
    const property = fc.property(shares, fc.double({ min: 1.1, max: 8, noNaN: true }), (share, factor) => {
      const isReached = factor * (1 - share) < 0.999;
      const result = run(guest(share), 'precopy', { rounds: 60, minPages: 0, maxFactor: factor });
      const x = Math.log(1 - factor * (1 - share)) / Math.log(share);
      if (!isReached) assert.notEqual(result.stopReason, 'max-transfer');
      else if (Math.abs(x - Math.round(x)) > 0.05 && x < 55) {
        assert.equal(result.stopReason, 'max-transfer');
        assert.equal(result.rounds.length - 1, Math.floor(x) + 1);
      }
    });
    fc.assert(property, { seed: 22, numRuns: 80 });
  });

  it('never shrinks a set if the guest writes as fast as the link or faster: only a cap ends it', () => {
    for (const share of [1, 1.3, 7]) {
      const result = run(guest(share), 'precopy', { rounds: 6, minPages: 50 });
      for (const round of result.rounds) closeTo(round.pagesSent, pages, share === 1 ? 6 : 0, 'a round');
      assert.equal(result.stopReason, 'max-rounds');
      closeTo(result.downtimeSeconds ?? NaN, pages / pagesPerSecond, 6 / pagesPerSecond, 'the downtime');
    }
  });

  it('sends no fewer pages and is down no less for a guest that writes faster, at a fixed number of rounds (section 12)', () => {
    const rates = fc.tuple(fc.double({ min: 0.02, max: 3, noNaN: true }), fc.double({ min: 1, max: 2, noNaN: true }));
    const property = fc.property(rates, ([share, faster]) => {
      const [slow, fast] = [share, share * faster].map((one) => run(guest(one), 'precopy', { rounds: 5, minPages: 0 }));
      assert.ok(slow && fast);
      // Whole pages: a page a round.
      assert.ok(fast.pagesSent >= slow.pagesSent - 6, `${fast.pagesSent} pages, not ${slow.pagesSent} or more`);
      assert.ok((fast.downtimeSeconds ?? 0) >= (slow.downtimeSeconds ?? 0) - 1.5 / pagesPerSecond);
    });
    fc.assert(property, { seed: 23, numRuns: 60 });
  });
});

describe("the bounds of Xen's rules (section 3)", () => {
  const table: readonly (readonly [pages: number, bitsPerSecond: number, lower: number, upper: number])[] = [
    [131072, 1e8, 42.949673, 214.748037],
    [131072, 1e9, 4.294967, 21.474804],
    [131072, 1e10, 0.429497, 2.14748],
    [262144, 1e8, 85.899346, 429.496402],
    [262144, 1e9, 8.589935, 42.94964],
    [262144, 1e10, 0.858993, 4.294964],
  ];
  /** Xen's headers: 8 bytes a page, 4 a batch of 1024. */
  const overhead = (4096 + 8 + 4 / 1024) / 4096;

  for (const [pages, bandwidthBitsPerSecond, lower, upper] of table) {
    it(`are met at ${pages} pages and ${bandwidthBitsPerSecond} bit/s: below by an idle guest, above by one that rewrites all`, () => {
      const plan = { pages, link: { ...gigabit, bandwidthBitsPerSecond } };
      closeTo(run(plan, 'xen-precopy').totalSeconds, lower * overhead, 2e-6, 'the total of the idle guest');
      const regions = [{ pages, writesPerSecond: 1e10, pattern: sweep }];
      const all = run({ ...plan, regions }, 'xen-precopy', { skip: false });
      const page = (4096 * 8) / bandwidthBitsPerSecond;
      closeTo(all.totalSeconds, (upper + page) * overhead, 2e-6, 'the total of the rewriting guest');
      closeTo(all.downtimeSeconds ?? NaN, lower * overhead, 2e-6, 'its downtime');
    });
  }
});

describe('random writes over a hot set (section 5)', () => {
  const hot = 65536;
  for (const [writesPerSecond, share] of [
    [40_000, 0.43332150222265076],
    [61_035.15625, 0.7968121300200213],
    [91_552.734375, 0.94047979070736],
  ] as const) {
    it(`settle at v = 1 - exp(-a v) of the set for a = ${writesPerSecond / gigabitPagesPerSecond}`, () => {
      const plan = { pages: gibibyte, link: gigabit, regions: [{ pages: hot, writesPerSecond, pattern: uniform }] };
      const last = runs(10, plan, { rounds: 29, minPages: 0 }).map((one) => one.rounds.at(-1)?.pagesSent ?? NaN);
      closeTo(mean(last), share * hot, 4 * standardError(last) + 1, 'the last copy');
    });
  }

  it('die out for a < 1', () => {
    const regions = [{ pages: hot, writesPerSecond: 20_000, pattern: uniform }];
    const results = runs(5, { pages: gibibyte, link: gigabit, regions }, { rounds: 40, minPages: 0 });
    for (const { rounds } of results) assert.ok((rounds[40]?.pagesSent ?? 0) <= 5);
  });
});

describe('random writes at unequal rates (sections 5 and 6)', () => {
  const pages = 65536;
  const pagesPerSecond = 16384;
  const size = 40_000;
  const groups = [
    { pages: 800, writesPerSecondPerPage: 9 },
    { pages: 6000, writesPerSecondPerPage: 0.9 },
    { pages: 20_000, writesPerSecondPerPage: 0.04 },
  ];
  const zipfSum = Array.from({ length: size }, (_, i) => (i + 1) ** -0.9).reduce((sum, weight) => sum + weight, 0);
  const writesPerSecond = 12_000;
  const guests: readonly (readonly [Pattern, (seconds: number) => number])[] = [
    [
      hotspot(2500, 0.7),
      (seconds) => {
        const share = (of: number, rate: number): number => of * (1 - Math.exp((-rate * seconds) / of));
        return share(2500, 0.7 * writesPerSecond) + share(size - 2500, 0.3 * writesPerSecond);
      },
    ],
    [
      { kind: 'zipf', exponent: 0.9 },
      (seconds) => {
        let dirty = 0;
        for (let rank = 1; rank <= size; rank++)
          dirty += 1 - Math.exp((-writesPerSecond * seconds * rank ** -0.9) / zipfSum);
        return dirty;
      },
    ],
    [
      { kind: 'dirty-curve', points: [], groups, errors: [] },
      (seconds) =>
        groups.reduce((sum, group) => sum + group.pages * (1 - Math.exp(-group.writesPerSecondPerPage * seconds)), 0),
    ],
  ];

  for (const [pattern, workingSet] of guests) {
    const plan = { pages, link: linkOf(pagesPerSecond), regions: [{ pages: size, writesPerSecond, pattern }] };

    it(`follow V(i) = W(V(i-1) / R) with the working-set function of a ${pattern.kind} region`, () => {
      const expected = [pages];
      for (let i = 1; i <= 8; i++) expected.push(workingSet((expected[i - 1] ?? NaN) / pagesPerSecond));
      meansCloseTo(runs(20, plan, { rounds: 8, minPages: 0 }), expected);
    });

    it(`stop at the first copy within the downtime limit, in a ${pattern.kind} region`, () => {
      const limit = 0.25;
      const seconds = [pages / pagesPerSecond];
      while ((seconds.at(-1) ?? NaN) > limit && seconds.length < 30)
        seconds.push(workingSet(seconds.at(-1) ?? NaN) / pagesPerSecond);
      const results = runs(10, plan, { rounds: 29, minPages: 0, downtimeLimit: limit });
      const expected = seconds.reduce((sum, one) => sum + one, 0);
      for (const { totalSeconds, rounds } of results) {
        assert.equal(rounds.length, seconds.length);
        closeTo(totalSeconds, expected, 0.01 * expected, 'the total');
      }
    });
  }
});

describe('the trace-driven estimate (section 7)', () => {
  const pages = 4000;
  const pagesPerSecond = 2000;
  /** Events of up to 300 pages at odd milliseconds over three seconds. */
  const rows = fc.sample(
    fc.record({ at: fc.nat(2999), first: fc.nat(pages - 300), count: fc.integer({ min: 1, max: 300 }) }),
    { seed: 24, numRuns: 120 },
  );
  const sorted = [...rows].sort((a, b) => a.at - b.at);
  const start = sorted[0]?.at ?? 0;
  const columns: TraceColumns = {
    intervalSeconds: 0,
    seconds: ((sorted.at(-1)?.at ?? 0) - start) / 1000,
    atSeconds: Float64Array.from(sorted, ({ at }) => (at - start) / 1000),
    firstPage: Uint32Array.from(sorted, ({ first }) => first),
    pages: Uint32Array.from(sorted, ({ count }) => count),
    writes: Uint32Array.from(sorted, ({ count }) => count),
  };

  /** W(s, t): distinct pages that the repeated trace writes after s and until t. */
  function written(s: number, t: number): number {
    const found = new Set<number>();
    for (let round = 0; round * columns.seconds <= t; round++) {
      sorted.forEach(({ first, count }, row) => {
        const at = (columns.atSeconds[row] ?? 0) + round * columns.seconds;
        if (at > s && at <= t) for (let page = first; page < first + count; page++) found.add(page);
      });
    }
    return found.size;
  }

  it('gives n(j) = W(s, s + τ) pages after a round of τ, and τ(j) = n(j) / R', () => {
    const regions: RegionPlan[] = [
      { pages, writesPerSecond: 1000, pattern: { kind: 'trace', file: 'made.lmtrace', repeat: 'all', columns } },
    ];
    // Not a whole millisecond, so that no event falls on the end of a round.
    const host = { setupSeconds: 0.0123456789 };
    const { rounds, downtime } = run({ pages, link: linkOf(pagesPerSecond), regions, host }, 'precopy', {
      rounds: 12,
      minPages: 0,
    });
    let now = host.setupSeconds;
    let toSend = pages;
    for (const round of rounds.slice(0, 12)) {
      assert.equal(round.pagesSent, toSend);
      const end = now + toSend / pagesPerSecond;
      toSend = written(now, end);
      assert.equal(round.pagesDirtied, toSend);
      now = end;
    }
    assert.ok(toSend > 0);
    closeTo(downtime?.transferSeconds, toSend / pagesPerSecond, 1e-9, 'the expected downtime');
  });
});

describe('the rate that follows the guest (section 8)', () => {
  it('makes a round V(k+1) = V(k) d / (d + δ), with the megabits of the code', () => {
    // 102.5 Mbit/s are written, and the rate starts at 100 of 2^20 bits: a tenth of the memory is not written in round 1.
    const pages = 100_000;
    const pageBits = 4096 * 8;
    const dirtyBitsPerSecond = 102.5e6;
    const regions = [{ pages, writesPerSecond: dirtyBitsPerSecond / pageBits, pattern: sweep }];
    const result = run({ pages, link: linkOf(1e6), regions }, 'xen-precopy', {
      rateLimit: 'adaptive',
      skip: false,
      maxFactor: 1000,
    });
    // Headers are on the wire and not in the dirty rate.
    const overhead = (4096 + 8 + 4 / 1024) / 4096;
    const ratioAt = (megabits: number): number => (dirtyBitsPerSecond * overhead) / (megabits * 2 ** 20);
    const expected = [pages, pages * ratioAt(100)];
    // After round 1 the dirty rate is 102 whole megabits, more than 100: 152 from then on.
    while ((expected.at(-1) ?? 0) >= 50) expected.push((expected.at(-1) ?? NaN) * ratioAt(152));
    expected.push((expected.at(-1) ?? NaN) * ratioAt(152));
    assert.equal(result.stopReason, 'few-dirty-pages');
    closeTo(result.rounds.length, expected.length, 1, 'the number of rounds');
    result.rounds.slice(0, expected.length).forEach(({ pagesSent, round }) => {
      // A batch that is not full costs as many bytes beside its pages as a full one, which is next to nothing.
      const pagesExpected = expected[round - 1] ?? NaN;
      closeTo(pagesSent, pagesExpected, 4 + 0.001 * pagesExpected, `round ${round}`);
    });
  });
});

describe('stop-and-copy beside any other algorithm (section 12)', () => {
  for (const definition of algorithms.filter(({ id }) => id !== 'stop-and-copy')) {
    it(`has a shorter total than ${definition.id}, on any guest and host, if nobody else is on the link`, () => {
      const property = fc.property(scenariosOf(definition), (drawn) => {
        const scenario = { ...drawn, link: { ...drawn.link, schedule: [] } };
        const live = runFast(scenario);
        if (live.outcome !== 'completed') return;
        const stopped = runFast({ ...scenario, algorithms: [chooseWith('stop-and-copy')] });
        const { headerBytesPerPage, bytesPerBatch } = definition.wire(choiceOf(scenario).parameters);
        // Only where the other one does not save the bytes of Xen's headers.
        if (headerBytesPerPage < 8 || (bytesPerBatch < 4 && headerBytesPerPage < 12)) return;
        const rounding = 1e-9 * live.totalSeconds;
        assert.ok(
          stopped.totalSeconds <= live.totalSeconds + rounding,
          `${stopped.totalSeconds}, ${live.totalSeconds}`,
        );
        assert.ok((live.downtimeSeconds ?? NaN) <= live.totalSeconds + rounding);
      });
      fc.assert(property, { seed: 25, numRuns: 40 });
    });
  }
});
