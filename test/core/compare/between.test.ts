// Two experiments side by side: which test, on known figures; what is said of them; real runs with one key changed.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Side, between } from '../../../src/core/compare/between';
import { betweenFinding, betweenGroups, missingInWords, testInWords } from '../../../src/core/compare/betweenWords';
import { changesBetween } from '../../../src/core/compare/fileChanges';
import { welchDifference } from '../../../src/core/compare/welch';
import type { RunTotals } from '../../../src/core/engine/events';
import { simulate } from '../../../src/core/engine/simulate';
import { formatSeconds, thinSpace } from '../../../src/core/metrics/format';
import { plain } from '../../../src/core/metrics/words';
import { checkScenario } from '../../../src/core/scenario/check';
import { recordedScenario } from '../../../src/core/scenario/record';

const spaced = (text: string): string => text.replaceAll(thinSpace, ' ');

describe('Welch’s test', () => {
  it('gives the textbook’s t, degrees of freedom and probability', () => {
    // The first example of Wikipedia's article on the test: t = -2.46, 25.0 degrees of freedom, p = 0.021.
    const a = [27.5, 21.0, 19.0, 23.6, 17.0, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19.0, 21.7, 21.4];
    const b = [27.1, 22.0, 20.8, 23.4, 23.4, 23.5, 25.8, 22.0, 24.8, 20.2, 21.9, 22.1, 22.9, 20.5, 24.4];
    const difference = welchDifference(a, b);
    assert.ok(difference?.probability);
    assert.ok(Math.abs(difference.probability - 0.021) < 0.0005, `p = ${difference.probability}`);
    // The 97.5 % quantile of Student's t for 25 degrees of freedom is 2.0595.
    const error = difference.mean / -2.46;
    assert.ok(Math.abs((difference.high - difference.low) / 2 / error - 2.0595) < 0.01);
  });

  it('is Student’s test for groups of equal size and spread', () => {
    // t = 1 / (1 * sqrt(2 / 3)) = 1.2247 with 4 degrees of freedom: p = 0.2879.
    const difference = welchDifference([2, 3, 4], [1, 2, 3]);
    assert.ok(difference?.probability);
    assert.ok(Math.abs(difference.probability - 0.2879) < 1e-4);
    assert.ok(Math.abs(difference.high - (1 + 2.7764 * Math.sqrt(2 / 3))) < 1e-3);
  });

  it('says nothing where one run cannot tell, and is certain where nothing varies', () => {
    assert.equal(welchDifference([], [1]), null);
    assert.deepEqual(welchDifference([3], [1, 2, 3]), { mean: 1, low: 1, high: 1, probability: null });
    assert.deepEqual(welchDifference([2, 2], [1, 1]), { mean: 1, low: 1, high: 1, probability: 0 });
    assert.deepEqual(welchDifference([2, 2], [2, 2]), { mean: 0, low: 0, high: 0, probability: 1 });
  });
});

const text = `repetitions: 4
vm: { memory: 32MiB }
workload:
  - { name: hot, size: 10%, writes: 30k/s, pattern: uniform }
link: { bandwidth: 1Gbit/s }
algorithms:
  - xen-precopy
  - hca
`;

function sideOf(source: string): Side {
  const { scenario, problems } = checkScenario(source);
  assert.ok(scenario, problems.map(({ message }) => message).join('\n'));
  const runs = Array.from({ length: scenario.repetitions }, (_, repetition) =>
    scenario.algorithms.flatMap(({ label }) =>
      [...simulate(scenario, { label, repetition })].flatMap((event): RunTotals[] =>
        event?.type === 'end' ? [event] : [],
      ),
    ),
  ).flat();
  return { scenario: recordedScenario(scenario), runs };
}

const before = sideOf(text);

function told(now: Side): string {
  const changes = changesBetween(before.scenario, now.scenario);
  return spaced(plain(betweenFinding(changes, between(before, now), null)));
}

const behind = `${text.split('algorithms:')[0] ?? ''}algorithms:
  - postcopy: { preempt: true }
  - xen-precopy
`;

describe('two experiments with post-copy', () => {
  const [was, is] = [sideOf(behind), sideOf(behind.replace('preempt: true', 'preempt: false'))];
  const compared = between(was, is);

  it('compare what the processors waited, with a test', () => {
    const [postcopy] = compared.algorithms;
    const waited = postcopy?.figures.meanVcpuStallSeconds;
    assert.ok(waited?.before && waited.now && waited.difference?.test === 'paired');
    assert.ok(waited.now.mean > waited.before.mean && waited.difference.low > 0);
    const row = betweenGroups(compared)[0]?.rows.find(({ figure }) => figure === 'waited');
    assert.equal(row?.tone, 'worse');
    const said = spaced(plain(betweenFinding(changesBetween(was.scenario, is.scenario), compared, null)));
    assert.match(said, /postcopy needs about the same downtime, .*, and its processors wait .* for pages instead of/);
  });

  it('have no such figure for an algorithm that never waits', () => {
    const [, precopy] = compared.algorithms;
    assert.ok(precopy && !('meanVcpuStallSeconds' in precopy.figures));
    assert.ok(!betweenGroups(compared)[1]?.rows.some(({ figure }) => figure === 'waited'));
  });
});

describe('two experiments', () => {
  it('pair their repetitions where the guest is the same, and are exactly as before where nothing changed', () => {
    const same = between(before, sideOf(text));
    assert.ok(same.sameGuest);
    assert.ok(same.algorithms.every(({ isSame }) => isSame));
    assert.equal(
      told(sideOf(text)),
      'With the same guest, link and algorithms nothing changes: every run comes out exactly as before.',
    );
    const faster = between(before, sideOf(text.replace('1Gbit', '10Gbit')));
    assert.ok(faster.sameGuest);
    for (const { figures } of faster.algorithms) {
      assert.equal(figures.downtimeSeconds.difference?.test, 'paired');
      assert.equal(figures.downtimeSeconds.difference.runs, 4);
      assert.ok(figures.totalSeconds.difference && figures.totalSeconds.difference.high < 0);
      const { before: was, now, difference } = figures.bytesSent;
      assert.ok(was && now && difference);
      assert.ok(Math.abs(difference.mean - (now.mean - was.mean)) < 1e-3);
    }
    assert.match(testInWords(faster), /^Paired t tests over 4 repetitions, .*: guest and seed are the same/);
  });

  it('are compared by Welch’s test where the guest or the seed is another', () => {
    for (const [piece, by] of [
      ['writes: 30k/s', 'writes: 40k/s'],
      ['repetitions: 4', 'repetitions: 4\nseed: other'],
    ] as const) {
      const now = between(before, sideOf(text.replace(piece, by)));
      assert.equal(now.sameGuest, false);
      assert.equal(now.algorithms[0]?.figures.downtimeSeconds.difference?.test, 'welch');
      assert.match(testInWords(now), /^Welch’s t tests over 4 repetitions, .*: the guest is not the same/);
    }
  });

  it('say in a sentence what one change did, and which algorithms it left alone', () => {
    assert.match(
      told(sideOf(text.replace('1Gbit', '10Gbit'))),
      /^With 10 Gbit\/s instead of 1 Gbit\/s (hca|xen-precopy) needs [\d.]+ ms of downtime instead of [\d.]+ ms, and [\d.]+ m?s in total instead of [\d.]+ m?s; (hca|xen-precopy) [\d.]+ ms instead of [\d.]+ ms\.$/,
    );
    assert.match(
      told(sideOf(text.replace('- hca', '- hca: { maxRounds: 2 }'))),
      /^With hca\.maxRounds 2 instead of 40 hca needs .*; xen-precopy runs exactly as before\.$/,
    );
    assert.match(
      told(sideOf(text.replace('1Gbit', '10Gbit').replace('- hca', '- hca: { tiers: 8 }'))),
      /^With these 2 changes /,
    );
  });

  it('names what only one of them has, and compares the rest', () => {
    const now = between(before, sideOf(text.replace('- xen-precopy', '- precopy').replace('1Gbit', '2Gbit')));
    assert.deepEqual([now.onlyBefore, now.onlyNow], [['xen-precopy'], ['precopy']]);
    assert.deepEqual(
      now.algorithms.map(({ label }) => label),
      ['hca'],
    );
    assert.deepEqual(missingInWords(now, null), ['Only in the pinned run: xen-precopy.', 'Only in this run: precopy.']);
    assert.deepEqual(missingInWords(now, { before: 'a.yaml', now: 'b.yaml' }), [
      'Only in a.yaml: xen-precopy.',
      'Only in b.yaml: precopy.',
    ]);
    const nothing = between(before, sideOf(text.replace('- xen-precopy\n  - hca', '- precopy')));
    assert.deepEqual(nothing.algorithms, []);
    assert.equal(
      plain(betweenFinding([], nothing, null)),
      'No algorithm was run in both: there is nothing to compare.',
    );
  });

  it('tell the floor, which follows from guest and link, before and now', () => {
    const faster = between(before, sideOf(text.replace('1Gbit', '10Gbit')));
    const ends = faster.algorithms[0]?.floor;
    const [was, is] = [ends?.before?.downtimeSeconds, ends?.now?.downtimeSeconds];
    assert.ok(was && is && is < was);
    const floor = betweenGroups(faster)[0]?.rows[1];
    assert.equal(floor?.before, formatSeconds(was));
    assert.equal(floor.now, formatSeconds(is));
    assert.equal(floor.difference, `−${formatSeconds(was - is)}`);
  });

  it('say that one run proves nothing', () => {
    const [one, faster] = [text, text.replace('1Gbit', '10Gbit')].map((source) =>
      sideOf(source.replace('repetitions: 4', 'repetitions: 1')),
    );
    assert.ok(one && faster);
    const now = between(one, faster);
    assert.match(testInWords(now), /^One run of each proves nothing about chance/);
    assert.deepEqual(
      betweenGroups(now).flatMap(({ rows }) =>
        rows.filter(({ figure }) => figure !== 'its floor').map(({ verdict, interval }) => `${verdict}${interval}`),
      ),
      now.algorithms.flatMap(({ figures }) =>
        Object.values(figures).map(({ difference }) => (difference?.mean === 0 ? 'the same' : 'one run: no test')),
      ),
    );
  });
});

/** A side of runs of one algorithm with these downtimes; null: it did not arrive. */
function madeUp(downtimes: readonly (number | null)[]): Side {
  const [template] = before.runs;
  assert.ok(template);
  const runs = downtimes.map((downtimeSeconds, repetition): RunTotals => ({
    ...template,
    repetition,
    downtimeSeconds,
    outcome: downtimeSeconds === null ? 'not-converged' : 'completed',
  }));
  const { scenario } = before;
  return { scenario: { ...scenario, algorithms: scenario.algorithms.slice(0, 1) }, runs };
}

describe('the figures of two experiments', () => {
  it('have difference, share, interval and verdict', () => {
    const now = between(madeUp([0.2, 0.21, 0.19]), madeUp([0.1, 0.112, 0.088]));
    const [downtime, floor, total] = betweenGroups(now)[0]?.rows ?? [];
    assert.ok(downtime && floor && total);
    assert.deepEqual([floor.figure, floor.verdict, floor.tone], ['its floor', 'the same', 'same']);
    assert.match(spaced(downtime.before), /^200 ± 25 ms$/);
    assert.equal(spaced(downtime.difference), '−100 ms');
    assert.equal(spaced(downtime.change), '−50 %');
    assert.match(spaced(downtime.interval), /^−105 ms to −95\.0 ms$/);
    assert.match(downtime.verdict, /^significant \(p < 0\.001\)$/);
    assert.equal(downtime.tone, 'better');
    assert.deepEqual([total.verdict, total.tone], ['the same', 'same']);
  });

  it('claim nothing that chance may have made', () => {
    const now = between(madeUp([0.2, 0.3, 0.1]), madeUp([0.3, 0.1, 0.21]));
    const [downtime] = betweenGroups(now)[0]?.rows ?? [];
    assert.match(downtime?.verdict ?? '', /^not significant \(p = 0\.\d+\)$/);
    assert.equal(downtime?.tone, 'same');
    assert.match(
      spaced(plain(betweenFinding([], now, null))),
      /shows no clear difference: 200 ms of downtime and [\d.]+ m?s in total\.$/,
    );
  });

  it('are told of guests that arrive no longer, or only now, or not always', () => {
    const found = (was: readonly (number | null)[], is: readonly (number | null)[]): string =>
      plain(betweenFinding([], between(madeUp(was), madeUp(is)), null));
    assert.match(found([0.1, 0.1], [null, null]), /xen-precopy no longer moves the guest\.$/);
    assert.match(found([null, null], [0.1, 0.1]), /xen-precopy moves the guest, which it did not before\.$/);
    assert.match(found([null, null], [null, null]), /nothing changes/);
    const sometimes = betweenGroups(between(madeUp([0.1, 0.2, 0.1]), madeUp([null, 0.3, 0.2])))[0];
    assert.equal(sometimes?.remark, '3 of 3 completed before, 2 of 3 completed now');
    assert.equal(spaced(sometimes.rows[0]?.difference ?? ''), '+100 ms', 'over the repetitions that both completed');
  });
});
