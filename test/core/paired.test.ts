// The paired t test against Student's own example, and the Pareto front of a summary.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSignificant, pairedDifference } from '../../src/core/compare/paired';
import { estimate, type SummaryRow, summarise } from '../../src/core/compare/summary';
import type { RunTotals } from '../../src/core/engine/events';
import { thinSpace } from '../../src/core/metrics/format';
import { significanceInWords } from '../../src/core/metrics/words';

const byRepetition = (values: readonly number[]): Map<number, number> => new Map(values.map((value, i) => [i, value]));
const near = (value: number | null | undefined, expected: number, tolerance: number): void => {
  assert.ok(typeof value === 'number' && Math.abs(value - expected) <= tolerance, `${String(value)}, not ${expected}`);
};

test('two drugs against sleeplessness: the ten patients of Student (1908)', () => {
  const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
  const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
  const difference = pairedDifference(byRepetition(second), byRepetition(first));
  // t = 4.0621 with nine degrees of freedom.
  near(difference?.mean, 1.58, 1e-12);
  near(difference?.low, 0.7001, 5e-5);
  near(difference?.high, 2.4599, 5e-5);
  near(difference?.probability, 0.002833, 5e-7);
  assert.equal(difference && isSignificant(difference), true);
});

test('only repetitions that both have are paired; one pair shows no chance, equal ones no difference', () => {
  const own = new Map([
    [0, 5],
    [2, 7],
    [3, 9],
  ]);
  const base = new Map([
    [2, 6],
    [3, 7],
    [4, 1],
  ]);
  const both = pairedDifference(own, base);
  assert.deepEqual([both?.pairs, both?.mean], [2, 1.5]);
  const one = pairedDifference(new Map([[0, 5]]), new Map([[0, 3]]));
  assert.deepEqual(one, { pairs: 1, mean: 2, low: 2, high: 2, probability: null });
  assert.equal(isSignificant(one), null);
  assert.equal(pairedDifference(own, new Map()), null);
  assert.equal(pairedDifference(byRepetition([1, 2]), byRepetition([1, 2]))?.probability, 1);
  assert.equal(pairedDifference(byRepetition([1, 2]), byRepetition([2, 3]))?.probability, 0);
});

function run(label: string, repetition: number, downtimeSeconds: number | null, totalSeconds: number): RunTotals {
  return {
    label,
    algorithm: 'precopy',
    repetition,
    seed: '1',
    outcome: downtimeSeconds === null ? 'not-converged' : 'completed',
    stopReason: 'max-rounds',
    totalSeconds,
    downtimeSeconds,
    setupSeconds: 0,
    downtime: null,
    bytesSent: 1,
    pagesSent: 1,
    pagesResent: 0,
    zeroPages: 0,
    degradedSeconds: 0,
    faults: { remote: 0, stallSeconds: 0 },
    floor: { downtimeSeconds: null, rateOnlyDowntimeSeconds: null },
    liveRounds: 3,
  };
}

/** Downtimes and totals of each algorithm, repetition by repetition. */
function summaryOf(figures: Readonly<Record<string, readonly (readonly [number | null, number])[]>>): SummaryRow[] {
  const runs = Object.entries(figures).flatMap(([label, values]) =>
    values.map(([downtime, total], repetition) => run(label, repetition, downtime, total)),
  );
  return summarise(Object.keys(figures), runs);
}

test('the front has those that no other beats in both times; a guest that never arrives is on none', () => {
  const rows = summaryOf({
    base: [[3, 10]],
    better: [[2, 9]],
    quick: [[5, 4]],
    alike: [[2, 9]],
    slow: [[2, 9.5]],
    never: [[null, 60]],
  });
  assert.deepEqual(
    rows.filter((row) => row.isOnFront).map(({ label }) => label),
    ['better', 'quick', 'alike'],
  );
  assert.equal(rows[0]?.downtimeAgainst, null);
  assert.equal(rows[1]?.downtimeAgainst?.mean, -1);
  assert.equal(rows[5]?.downtimeAgainst, null);
});

test('what processors wait for pages counts beside both times: who waits longer is beaten, who waits less is not', () => {
  const waiting = (label: string, downtime: number, total: number, stall: number): RunTotals => ({
    ...run(label, 0, downtime, total),
    faults: { remote: 1, stallSeconds: 2 * stall, meanVcpuStallSeconds: stall },
  });
  // Downtime and total of both post-copies are one but for the last digit, and they beat pre-copy in these.
  const runs = [waiting('preempt', 0.02, 9, 1.54), waiting('none', 0.02, 9 - 1e-13, 2.14), run('pre', 0, 0.05, 10)];
  const rows = summarise(['preempt', 'none', 'pre'], runs);
  assert.deepEqual(
    rows.map(({ isOnFront }) => isOnFront),
    [true, false, true],
  );
  assert.deepEqual(
    rows.map(({ meanVcpuStallSeconds }) => meanVcpuStallSeconds?.mean),
    [1.54, 2.14, 0],
  );
  near(rows[1]?.meanVcpuStallAgainst?.mean, 0.6, 1e-12);
  assert.match(significanceInWords(rows).at(-1) ?? '', /in total and in waiting for pages .*: preempt, pre\.$/);
});

test('a summary without post-copy has no field for what nobody waited', () => {
  const [row] = summaryOf({ a: [[1, 2]] });
  assert.ok(row && !Object.keys(row).some((name) => name.includes('Stall')));
});

test('the words test the waiting too', () => {
  const stalls = { slow: [2.14, 2.1, 2.2], quick: [1.54, 1.5, 1.55] };
  const runs = Object.entries(stalls).flatMap(([label, values]) =>
    values.map((stall, repetition) => ({
      ...run(label, repetition, 0.02, 9),
      faults: { remote: 1, stallSeconds: stall, meanVcpuStallSeconds: stall },
    })),
  );
  const [, words = ''] = significanceInWords(summarise(['slow', 'quick'], runs));
  assert.match(words.replaceAll(thinSpace, ' '), /; waiting 617 ms shorter \(.*\), significant \(p < 0\.001\)\.$/);
});

test('any algorithm can be the baseline: differences are against it, its own are none, and the front stays', () => {
  const runs = [
    run('xen', 0, 0.2, 10),
    run('xen', 1, 0.21, 10.4),
    run('hca', 0, 0.1, 9),
    run('hca', 1, 0.12, 9.1),
    { ...run('hca', 2, 0.1, 9), bytesSent: 5 },
  ];
  const against = (baseline?: string): SummaryRow[] => summarise(['xen', 'hca'], runs, baseline);
  assert.deepEqual(against(), against('xen'));
  const [xen, hca] = against('hca');
  assert.ok(xen?.downtimeAgainst && xen.bytesAgainst);
  assert.equal(xen.downtimeAgainst.pairs, 2);
  assert.ok(Math.abs(xen.downtimeAgainst.mean - 0.095) < 1e-12);
  assert.equal(xen.downtimeAgainst.mean, -(against('xen')[1]?.downtimeAgainst?.mean ?? NaN));
  assert.equal(xen.bytesAgainst.mean, 0);
  assert.deepEqual([hca?.downtimeAgainst, hca?.totalAgainst, hca?.bytesAgainst], [null, null, null]);
  assert.deepEqual(
    against('hca').map(({ isOnFront }) => isOnFront),
    against('xen').map(({ isOnFront }) => isOnFront),
  );
});

test('the words name the test, the interval and whether it is significant', () => {
  const words = significanceInWords(
    summaryOf({
      xen: [
        [0.2, 10],
        [0.21, 10.4],
        [0.19, 9.8],
      ],
      hca: [
        [0.1, 10.1],
        [0.112, 10.3],
        [0.089, 9.9],
      ],
    }),
  ).map((text) => text.replaceAll(thinSpace, ' '));
  assert.equal(words[0], 'Against xen, by paired t tests over 3 repetitions (95 % intervals):');
  assert.match(
    words[1] ?? '',
    /^hca: downtime 99\.7 ms shorter \(.* to .*\), significant \(p < 0\.001\); total 33\.3 ms longer \(−.* to .*\), not significant \(p = 0\.67\)\.$/,
  );
  assert.equal(words[2], 'No other is shorter both in downtime and in total (Pareto front): xen, hca.');
  assert.deepEqual(significanceInWords(summaryOf({ alone: [[1, 2]] })), []);
  assert.equal(estimate([]), null);
});
