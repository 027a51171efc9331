// The product's engine against the closed forms of docs/closed-forms.md, with efficiency
// 100 %, no round trip and no header unless said otherwise: numbers worked out by hand, not by another program of ours.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { RunResult } from '../../../src/core/engine/events';
import type { ParameterValues } from '../../../src/core/algorithms/definition';
import { scenariosOf } from '../support/arbitraries';
import { choiceOf, chooseWith, definitionOf, repeat, runFast } from '../support/run';
import { gigabit, gigabitPagesPerSecond, linkOf, scenarioOf, sweep, uniform } from '../support/scenarios';
import type { RegionPlan, ScenarioPlan } from '../support/scenarios';
import { mean, standardError, variance } from '../support/statistics';

const gibibyte = 262144;

function run(plan: Omit<ScenarioPlan, 'algorithms'>, algorithm: string, parameters: ParameterValues = {}): RunResult {
  return runFast(scenarioOf({ ...plan, algorithms: [chooseWith(algorithm, parameters)] }));
}

/** Twenty repetitions of pre-copy on example E1, with so many live rounds. */
function twenty(regions: readonly RegionPlan[], rounds: number, minPages = 0): RunResult[] {
  const algorithms = [chooseWith('precopy', { rounds, minPages })];
  const scenario = scenarioOf({ pages: gibibyte, link: gigabit, regions, algorithms });
  return repeat(20, (repetition) => runFast(scenario, repetition));
}

function sentByRound({ rounds }: RunResult): number[] {
  return rounds.map((round) => round.pagesSent);
}

function closeTo(actual: number | undefined, expected: number, tolerance: number, what = 'it'): void {
  const text = `${what} is ${actual ?? 'missing'}, not within ${tolerance} of ${expected}`;
  assert.ok(actual !== undefined && Math.abs(actual - expected) <= tolerance, text);
}

function eachCloseTo(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  assert.equal(actual.length, expected.length, `${actual.join(', ')} is not ${expected.join(', ')}`);
  expected.forEach((value, i) => {
    closeTo(actual[i], value, tolerance, `round ${i + 1}`);
  });
}

/** The mean over runs, round by round, within 4 standard errors (of these runs) and one page. */
function meansCloseTo(runs: readonly RunResult[], expected: readonly number[]): void {
  expected.forEach((pages, i) => {
    const sent = runs.map((one) => one.rounds[i]?.pagesSent ?? NaN);
    closeTo(mean(sent), pages, 4 * standardError(sent) + 1, `the mean of round ${i + 1}`);
  });
}

describe('pre-copy of a guest that never writes a page twice in a round (the geometric model)', () => {
  const guest = (writesPerSecond: number): Omit<ScenarioPlan, 'algorithms'> => ({
    pages: gibibyte,
    link: gigabit,
    regions: [{ pages: gibibyte, writesPerSecond, pattern: sweep }],
  });

  it('sends the page-exact rounds of the table at 10 000 pages a second', () => {
    const result = run(guest(10_000), 'precopy', { minPages: 50 });
    eachCloseTo(sentByRound(result), [gibibyte, 85899, 28147, 9223, 3022, 990, 324, 106, 34], 1);
    closeTo(result.pagesSent, 389889, 4);
    closeTo(result.totalSeconds, 12.775882752, 4 / gigabitPagesPerSecond);
    assert.equal(result.stopReason, 'few-dirty-pages');
  });

  it('stops after 3 rounds at 1 000 pages a second, and for a threshold of 8 192 after 4 at 10 000', () => {
    const slow = run(guest(1000), 'precopy', { minPages: 50 });
    eachCloseTo(sentByRound(slow), [gibibyte, 8589.9, 281.5, 9.2], 1);
    const coarse = run(guest(10_000), 'precopy', { minPages: 8192 });
    eachCloseTo(sentByRound(coarse), [gibibyte, 85899.3, 28147.5, 9223.4, 3022.3], 1);
    closeTo(coarse.downtimeSeconds ?? NaN, 0.09903520314283044, 1 / gigabitPagesPerSecond);
  });

  it('stops on traffic after 4 rounds at 25 000 pages a second', () => {
    const result = run(guest(25_000), 'precopy', { rounds: 29, minPages: 50, maxFactor: 3 });
    const expected = [0, 1, 2, 3, 4].map((i) => gibibyte * 0.8192 ** i);
    eachCloseTo(sentByRound(result), expected, 1);
    assert.equal(result.stopReason, 'max-transfer');
    closeTo(result.downtimeSeconds ?? NaN, 3.8685626227668126, 1 / gigabitPagesPerSecond);
    closeTo(result.totalSeconds, 29.982345638437092, 5 / gigabitPagesPerSecond);
  });

  it('needs 43 rounds for fewer than 50 pages at 25 000 pages a second', () => {
    const result = run(guest(25_000), 'precopy', { rounds: 100, minPages: 50 });
    // The threshold falls between V_42 = 60.4 and V_43 = 49.5; a page of rounding may cost one round more.
    closeTo(result.rounds.length - 1, 43, 1, 'the number of live rounds');
    eachCloseTo(
      sentByRound(result).slice(0, 43),
      Array.from({ length: 43 }, (_, i) => gibibyte * 0.8192 ** i),
      1,
    );
  });

  it('stops by the downtime limit as in the example of a QEMU-like link', () => {
    const result = run(
      { pages: 2097152, link: linkOf(32768), regions: [{ pages: 2097152, writesPerSecond: 16384, pattern: sweep }] },
      'precopy',
      { rounds: 30, minPages: 0, downtimeLimit: 0.3 },
    );
    assert.deepEqual(
      sentByRound(result),
      Array.from({ length: 9 }, (_, i) => 2097152 / 2 ** i),
    );
    assert.equal(result.stopReason, 'downtime-limit');
    assert.equal(result.downtimeSeconds, 0.25);
    assert.equal(result.totalSeconds, 127.75);
  });

  it('copies an idle guest once, and stop-and-copy takes as long with the guest stopped', () => {
    const idle = { pages: gibibyte, link: gigabit };
    const precopy = run(idle, 'precopy');
    assert.equal(precopy.downtimeSeconds, 0);
    assert.equal(precopy.pagesSent, gibibyte);
    const withoutHeader = run(idle, 'stop-and-copy');
    const { headerBytesPerPage, bytesPerBatch } = definitionOf('stop-and-copy').wire(
      chooseWith('stop-and-copy').parameters,
    );
    const overhead = (headerBytesPerPage + bytesPerBatch / 1024) / 4096;
    closeTo(withoutHeader.downtimeSeconds ?? NaN, 8.589934592 * (1 + overhead), 1e-9);
    assert.equal(withoutHeader.stopReason, 'immediate');
    assert.equal(withoutHeader.rounds.length, 1);
  });
});

describe('pre-copy of a guest that writes at random', () => {
  const hot = 65536;
  const guest = (writesPerSecond: number): RegionPlan[] => [{ pages: hot, writesPerSecond, pattern: uniform }];
  const recursion = (writesPerSecond: number, rounds: number): number[] => {
    const sent = [gibibyte];
    for (let i = 1; i <= rounds; i++) {
      const seconds = (sent[i - 1] ?? NaN) / gigabitPagesPerSecond;
      sent.push(hot * (1 - Math.exp((-writesPerSecond * seconds) / hot)));
    }
    return sent;
  };

  it('sends the expected pages of the table, round by round, at 20 000 writes a second', () => {
    const expected = recursion(20_000, 17);
    [60771.657, 29845.554, 16910.695].forEach((pages, i) => {
      closeTo(expected[i + 1], pages, 0.001);
    });
    closeTo(expected[17], 36.512, 0.001);
    meansCloseTo(twenty(guest(20_000), 17), expected);
  });

  it('stops below 50 pages about there', () => {
    const runs = twenty(guest(20_000), 40, 50);
    assert.ok(runs.every((one) => one.stopReason === 'few-dirty-pages'));
    closeTo(mean(runs.map((one) => one.rounds.length - 1)), 17, 2, 'the mean number of live rounds');
    meansCloseTo(runs, recursion(20_000, 12));
  });

  it('settles at the giant component for 50 000 writes a second', () => {
    const expected = recursion(50_000, 29);
    closeTo(expected[29], 43380.43, 0.01);
    meansCloseTo(twenty(guest(50_000), 29), expected);
  });

  for (const share of [0.003, 0.019, 0.3, 0.95, 0.985, 0.9995]) {
    it(`finds as many distinct pages as balls in bins where ${share} of them is written, with the spread of independent pages`, () => {
      const link = linkOf(hot);
      const regions = guest(-Math.log(1 - share) * hot);
      const scenario = scenarioOf({ pages: hot, link, regions, algorithms: [chooseWith('precopy', { rounds: 1 })] });
      const dirtied = repeat(200, (repetition) => runFast(scenario, repetition).rounds[0]?.pagesDirtied ?? NaN);
      const expectedVariance = hot * share * (1 - share);
      closeTo(mean(dirtied), hot * share, 5 * Math.sqrt(expectedVariance / 200), 'the mean');
      // (n-1) s²/σ² is chi-square with mean n-1 and variance 2(n-1).
      closeTo(
        variance(dirtied) / expectedVariance,
        1,
        5 * Math.sqrt(2 / 199),
        'the variance in units of the expected one',
      );
    });
  }
});

describe('hot pages beside a stream of cold ones', () => {
  it('sends the hot pages in every round and stops at the floor', () => {
    const regions: RegionPlan[] = [
      { pages: 2000, writesPerSecond: 2e6, pattern: uniform },
      { pages: gibibyte - 2000, writesPerSecond: 5000, pattern: sweep },
    ];
    const plan = { pages: gibibyte, link: gigabit, regions };
    const result = run(plan, 'precopy', { rounds: 6, minPages: 0 });
    const expected = [gibibyte, 44949.673, 9364.5544, 3534.2886, 2579.0578, 2422.5528, 2396.9111];
    eachCloseTo(sentByRound(result), expected, 1.2);
    closeTo(result.pagesSent, 327391.04, 7);
    closeTo(result.totalSeconds, 10.727949523714814, 7 / gigabitPagesPerSecond);
    const settled = run(plan, 'precopy', { rounds: 20, minPages: 0 });
    closeTo(settled.downtimeSeconds ?? NaN, 0.07837734404898584, 2 / gigabitPagesPerSecond);
  });
});

describe('skipping pages that are dirty again', () => {
  it('leaves out what was written before its turn, with writes all over the memory', () => {
    // The scan moves at R / (share still clean) = R e^(λt), so M = R (e^(λT) - 1) / λ and R T pages are sent.
    const rate = 1 / 8;
    const regions: RegionPlan[] = [{ pages: gibibyte, writesPerSecond: gibibyte * rate, pattern: uniform }];
    const algorithms = [chooseWith('precopy', { rounds: 1, skip: true })];
    const scenario = scenarioOf({ pages: gibibyte, link: gigabit, regions, algorithms });
    const sent = repeat(20, (repetition) => runFast(scenario, repetition).rounds[0]?.pagesSent ?? NaN);
    const expected = (gigabitPagesPerSecond / rate) * Math.log(1 + (rate * gibibyte) / gigabitPagesPerSecond);
    // A page is skipped by the peek of its batch, on average half a batch early: λ x half a batch more of each page is sent.
    const early = (rate * 512) / gigabitPagesPerSecond;
    closeTo(mean(sent), expected * (1 + early / 2), 4 * standardError(sent) + expected * early);
  });

  it('skips the share 1 - (1 - e^-q)/q of a small region that a permuted scan meets evenly', () => {
    const [pages, written] = [131072, 2048];
    const link = linkOf(16384);
    const seconds = pages / 16384;
    for (const q of [0.5, 1, 3]) {
      const regions: RegionPlan[] = [{ pages: written, writesPerSecond: (q * written) / seconds, pattern: uniform }];
      const algorithms = [chooseWith('xen-precopy', { maxRounds: 1, order: 'permuted' })];
      const scenario = scenarioOf({ pages, link, regions, algorithms });
      const skipped = repeat(20, (repetition) => runFast(scenario, repetition).rounds[0]?.pagesSkipped ?? NaN);
      const share = 1 - (1 - Math.exp(-q)) / q;
      // The region is 1/64 of the memory: leaving pages out shortens the pass, hence q, by less than that.
      closeTo(mean(skipped), share * written, 4 * standardError(skipped) + written / 64);
    }
  });

  it('sends what is not rewritten at once, and no more than a batch of the rest', () => {
    const regions: RegionPlan[] = [{ pages: 65536, writesPerSecond: 1e8, pattern: uniform }];
    const result = run({ pages: 131072, link: gigabit, regions }, 'precopy', { rounds: 1, skip: true });
    assert.deepEqual(sentByRound(result), [65536 + 1024, 65536]);
    assert.equal(result.rounds[0]?.pagesSkipped, 65536 - 1024);
  });
});

describe("Xen's stop rules", () => {
  const rewriting = (skip: boolean): RunResult =>
    run(
      { pages: 65536, link: linkOf(65536), regions: [{ pages: 65536, writesPerSecond: 1e7, pattern: sweep }] },
      'xen-precopy',
      { skip },
    );

  it('sends exactly five times the memory if nothing is skipped and all of it is rewritten', () => {
    const result = rewriting(false);
    assert.deepEqual(sentByRound(result), new Array<number>(5).fill(65536));
    assert.equal(result.stopReason, 'max-transfer');
  });

  it('sends far less if re-dirtied pages are skipped: a batch a round, then all', () => {
    const result = rewriting(true);
    assert.deepEqual(sentByRound(result), [...new Array<number>(29).fill(1024), 65536]);
    assert.equal(result.stopReason, 'max-rounds');
  });

  it('takes three passes for an idle guest: all, nothing, nothing', () => {
    const result = run({ pages: 8192, link: gigabit }, 'xen-precopy');
    assert.deepEqual(sentByRound(result), [8192, 0, 0]);
    assert.equal(result.stopReason, 'few-dirty-pages');
    assert.equal(result.downtime?.transferSeconds, 0);
  });

  it('keep every run between one and five times the memory', () => {
    const xen = definitionOf('xen-precopy');
    const { parameters } = chooseWith('xen-precopy');
    const scenarios = scenariosOf(xen).map((scenario) => ({
      ...scenario,
      link: { ...scenario.link, schedule: [] },
      host: { ...scenario.host, pageCostSeconds: 0 },
      timeLimitSeconds: Infinity,
      algorithms: [{ ...choiceOf(scenario), parameters }],
    }));
    const property = fc.property(scenarios, (scenario) => {
      const { pagesSent, downtime } = runFast(scenario);
      assert.ok(pagesSent >= scenario.pages && pagesSent <= 5 * scenario.pages);
      const pagesPerSecond = (scenario.link.bandwidthBitsPerSecond * scenario.link.efficiency) / 8 / (4096 + 8 + 4);
      assert.ok((downtime?.transferSeconds ?? NaN) <= scenario.pages / pagesPerSecond);
    });
    fc.assert(property, { seed: 3, numRuns: 150 });
  });
});

describe('a guest and a link both twice as fast', () => {
  const plan = (speed: number, region: Omit<RegionPlan, 'pages'>): Omit<ScenarioPlan, 'algorithms'> => ({
    pages: 16384,
    link: linkOf(8192 * speed),
    regions: [{ pages: 8192, ...region, writesPerSecond: region.writesPerSecond * speed }],
  });

  for (const algorithm of ['precopy', 'xen-precopy', 'hca']) {
    it(`leaves ${algorithm} with the same pages in half the time`, () => {
      const sweeping = { writesPerSecond: 6000, pattern: sweep };
      const [once, twice] = [run(plan(1, sweeping), algorithm), run(plan(2, sweeping), algorithm)];
      assert.deepEqual(sentByRound(twice), sentByRound(once));
      closeTo(twice.totalSeconds, once.totalSeconds / 2, 1e-9 * once.totalSeconds);
      const random = { writesPerSecond: 9000, pattern: uniform };
      const pages = [1, 2].map((speed) => {
        const scenario = scenarioOf({ ...plan(speed, random), seed: `${speed}`, algorithms: [chooseWith(algorithm)] });
        return repeat(40, (repetition) => runFast(scenario, repetition).pagesSent);
      });
      const [a, b] = [pages[0] ?? [], pages[1] ?? []];
      closeTo(mean(a), mean(b), 5 * Math.hypot(standardError(a), standardError(b)), 'the mean of pages sent');
    });
  }
});
