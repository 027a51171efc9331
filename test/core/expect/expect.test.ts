// Expectations: the grammar (docs/scenario-reference.md, 'Expectations') and what they say of runs.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { RunTotals } from '../../../src/core/engine/events';
import { evaluateExpectations } from '../../../src/core/expect/evaluate';
import { expectedAndActual, figuresInWords } from '../../../src/core/expect/words';
import { metrics, type MetricId } from '../../../src/core/expect/metrics';
import { parseExpectation, tokensOf } from '../../../src/core/expect/parse';

const labels = ['hca', 'hca-8', 'xen-precopy'];

function run(
  label: string,
  repetition: number,
  downtimeSeconds: number | null,
  more: Partial<RunTotals> = {},
): RunTotals {
  return {
    label,
    algorithm: 'hca',
    repetition,
    seed: '1',
    outcome: downtimeSeconds === null ? 'not-converged' : 'completed',
    stopReason: null,
    totalSeconds: 10 + repetition,
    downtimeSeconds,
    setupSeconds: 0.05,
    downtime: null,
    bytesSent: 2 ** 30,
    pagesSent: 3000,
    pagesResent: 200,
    zeroPages: 0,
    degradedSeconds: 0.8,
    faults: { remote: 7, stallSeconds: 0.3 },
    floor: { downtimeSeconds: 0.1, rateOnlyDowntimeSeconds: null },
    liveRounds: 12,
    ...more,
  };
}

const runs = [
  ...[0.2, 0.3, 0.4].map((seconds, repetition) => run('hca', repetition, seconds)),
  ...[0.25, 0.25, 0.25].map((seconds, repetition) => run('hca-8', repetition, seconds)),
  ...[0.5, null, 0.7].map((seconds, repetition) => run('xen-precopy', repetition, seconds)),
];

const evaluated = (text: string): ReturnType<typeof evaluateExpectations>[0] => {
  const [result] = evaluateExpectations([text], labels, runs);
  assert.ok(result);
  return result;
};

const near = (actual: number | null, expected: number): void => {
  assert.ok(actual !== null && Math.abs(actual - expected) < 1e-12, `${String(actual)} is not ${expected}`);
};

void describe('an expectation', () => {
  const sides: readonly (readonly [text: string, left: number, right: number, passed: boolean])[] = [
    ['hca.downtime < 310ms', 0.3, 0.31, true],
    ['hca.downtime < 0.3s', 0.3, 0.3, false],
    ['hca.downtime <= 300 ms', 0.3, 0.3, true],
    ['hca.downtime == 300ms', 0.3, 0.3, true],
    ['hca.downtime > 0.8 * hca-8.downtime', 0.3, 0.2, true],
    ['hca.downtime >= 2 * 0.5 * hca-8.downtime + 50ms', 0.3, 0.3, true],
    ['hca.downtime - hca-8.downtime < 51ms', 0.05, 0.051, true],
    ['hca.downtime<1s', 0.3, 1, true],
    ['1s > hca.downtime', 1, 0.3, true],
    ['max(hca.downtime) < 500ms', 0.4, 0.5, true],
    ['min( hca.downtime ) < 0.5 * max(hca.downtime)', 0.2, 0.2, false],
    ['p95(hca.downtime) == 400ms', 0.4, 0.4, true],
    ['hca.total < 20s', 11, 20, true],
    ['hca.setup == 50ms', 0.05, 0.05, true],
    ['hca.bytes <= 1GiB', 2 ** 30, 2 ** 30, true],
    ['hca.bytes > 1GB', 2 ** 30, 1e9, true],
    ['hca.pages < 3001', 3000, 3001, true],
    ['hca.resent == 200', 200, 200, true],
    ['hca.rounds < 29', 12, 29, true],
    ['hca.stall < 1s', 0.3, 1, true],
    ['hca.faults == 7', 7, 7, true],
    ['hca.degraded < 800ms', 0.8, 0.8, false],
    ['hca.floor == 100ms', 0.1, 0.1, true],
    ['hca.completed == 1', 1, 1, true],
    ['hca.completed >= 95%', 1, 0.95, true],
    ['xen-precopy.completed < 0.7', 2 / 3, 0.7, true],
    ['xen-precopy.rounds == 12', 12, 12, true],
  ];
  for (const [text, left, right, passed] of sides)
    void it(text, () => {
      const result = evaluated(text);
      near(result.left, left);
      near(result.right, right);
      assert.equal(result.passed, passed);
      assert.equal(result.reason, null);
    });

  it('has a test for every metric that a run has', () => {
    const tested = new Set(
      sides.flatMap(([text]) => [...text.matchAll(/\.([a-z][A-Za-z]*)/g)].map(([, word]) => word)),
    );
    const untested = Object.keys(metrics).filter((id) => !tested.has(id));
    assert.deepEqual(untested, ['rateOnly']);
  });

  it('fails where a metric has no figure, and says why', () => {
    const cases: readonly (readonly [string, RegExp])[] = [
      [
        'xen-precopy.downtime < 100s',
        /^xen-precopy did not converge in 1 of 3 repetitions, and has no downtime then\.$/,
      ],
      ['max(xen-precopy.total) < 100s', /did not converge in 1 of 3 repetitions/],
      ['hca.rateOnly < 100s', /^hca has no rateOnly here\.$/],
      ['hca.downtime < xen-precopy.downtime', /did not converge/],
    ];
    for (const [text, reason] of cases) {
      const result = evaluated(text);
      assert.equal(result.passed, false);
      assert.match(result.reason ?? '', reason);
    }
    const failed = [run('hca', 0, null, { outcome: 'failed' })];
    const [result] = evaluateExpectations(['hca.rounds < 99'], labels, failed);
    assert.equal(result?.passed, false);
    assert.equal(result.reason, 'hca failed.');
  });

  it('is left out if it asks about what did not run', () => {
    assert.deepEqual(evaluateExpectations(['hca.downtime < xen-precopy.downtime'], ['hca'], runs), []);
  });
});

void describe('the words for a result', () => {
  const worded = (text: string): unknown => {
    const result = evaluated(text);
    return { figures: figuresInWords(result), ...expectedAndActual(result) };
  };

  void it('have both figures, with their units', () => {
    assert.deepEqual(worded('hca.downtime >= 2 * hca-8.downtime'), {
      figures: '300\u202fms against 500\u202fms',
      expected: 'at least 500\u202fms',
      actual: '300\u202fms',
    });
    assert.deepEqual(worded('hca.pages < 2999'), {
      figures: '3\u202f000 against 2\u202f999',
      expected: 'less than 2\u202f999',
      actual: '3\u202f000',
    });
  });

  void it('count sizes in the unit that was written, as long as it fits', () => {
    assert.equal(figuresInWords(evaluated('hca.bytes < 2GB')), '1.07\u202fGB against 2\u202fGB');
    assert.equal(figuresInWords(evaluated('hca.bytes < 1500 MiB')), '1\u202f024\u202fMiB against 1\u202f500\u202fMiB');
    assert.equal(figuresInWords(evaluated('hca.bytes < 2GiB')), '1\u202fGiB against 2\u202fGiB');
    assert.equal(figuresInWords(evaluated('hca.bytes - hca-8.bytes < 3MB')), '0\u202fB against 3\u202fMB');
    assert.equal(figuresInWords(evaluated('hca.bytes > 10kB')), '1.07\u202fGB against 10\u202fkB');
    assert.equal(figuresInWords(evaluated('hca.bytes <= hca-8.bytes')), '1\u202fGiB against 1\u202fGiB');
  });

  void it('tell close figures apart', () => {
    assert.deepEqual(worded('hca.downtime < 299.99ms'), {
      figures: '300.000\u202fms against 299.990\u202fms',
      expected: 'less than 299.990\u202fms',
      actual: '300.000\u202fms',
    });
  });

  void it('give the reason where there is no figure', () => {
    assert.deepEqual(worded('hca.rateOnly < 1s'), { figures: 'hca has no rateOnly here.' });
  });
});

void describe('the 95th percentile', () => {
  it('is the nearest rank', () => {
    const many = Array.from({ length: 20 }, (_, repetition) => run('hca', repetition, (repetition + 1) / 100));
    const [result] = evaluateExpectations(['p95(hca.downtime) == 190ms'], labels, many);
    assert.equal(result?.passed, true);
  });
});

void describe('a wrong expectation', () => {
  const wrong: readonly (readonly [marked: string, code: string, fix?: string])[] = [
    ['⟦⟧', 'wrong-expectation'],
    ['hca.downtime⟦⟧', 'wrong-expectation'],
    ['hca.downtime <⟦⟧', 'wrong-expectation'],
    ['hca.downtime ⟦=⟧ 3s', 'wrong-expectation', '=='],
    ['hca.downtime < 3s ⟦<⟧ 4s', 'wrong-expectation'],
    ['hca.downtime ⟦300ms⟧', 'wrong-expectation'],
    ['hca.downtime ⟦=>⟧ 300ms', 'wrong-expectation', '>='],
    ['hca.downtime ⟦=<⟧ 300ms', 'wrong-expectation', '<='],
    ['hca.downtime < ⟦-⟧1ms', 'wrong-expectation'],
    ['hca.⟦downtime-hca⟧.total < 1s', 'wrong-expectation', 'downtime - hca'],
    ['hca.downtime < ⟦50%⟧ * hca.total', 'wrong-expectation', '0.5'],
    ['⟦mean⟧(hca.downtime) < 3s', 'wrong-expectation'],
    ['hca.downtime < ⟦1e⟧3ms', 'unknown-unit'],
    ['hca.downtime ⟦-⟧5ms < 3s', 'wrong-expectation', ' - '],
    ['⟦hca.downtime * 2⟧ < 3s', 'wrong-expectation', '2 * hca.downtime'],
    ['hca.downtime ⟦*⟧ 2s < 3s', 'wrong-expectation'],
    ['hca.downtime ⟦/⟧ 3 < 3s', 'wrong-expectation'],
    ['hca.downtime < ⟦(⟧hca.total - 3s)', 'wrong-expectation'],
    ['⟦2s⟧ * hca.downtime < 3s', 'wrong-expectation'],
    ['⟦downtime⟧ < 3s', 'wrong-expectation', 'hca.downtime'],
    ['⟦maxi⟧(hca.downtime) < 3s', 'wrong-expectation', 'max'],
    ['max(⟦3⟧) < 3s', 'wrong-expectation'],
    ['max(hca.downtime⟦<⟧ 3s', 'wrong-expectation'],
    ['⟦1s < 2s⟧', 'wrong-expectation'],
    ['⟦§⟧ < 2s', 'wrong-expectation'],
    ['⟦hcaa⟧.downtime < 3s', 'unknown-label', 'hca'],
    ['⟦xen-precop⟧.downtime < 3s', 'unknown-label', 'xen-precopy'],
    ['hca.⟦downtme⟧ < 3s', 'unknown-metric', 'downtime'],
    ['⟦hca.⟧ < 3s', 'unknown-metric'],
    ['hca.downtime < ⟦300⟧', 'missing-unit', '300ms'],
    ['hca.bytes < ⟦2⟧', 'missing-unit', '2MiB'],
    ['hca.downtime < ⟦3 sec⟧', 'unknown-unit', '3s'],
    ['hca.downtime < ⟦1 minute⟧', 'unknown-unit', '1min'],
    ['hca.downtime < ⟦3Gbit/s⟧', 'unknown-unit'],
    ['hca.downtime < ⟦3MiB⟧', 'mixed-units'],
    ['hca.downtime < ⟦hca.bytes⟧', 'mixed-units'],
    ['hca.rounds < ⟦3s⟧', 'mixed-units'],
    ['⟦3s⟧ > 2 * hca.rounds + hca.total', 'mixed-units'],
  ];
  for (const [marked, code, fix] of wrong)
    void it(marked, () => {
      const text = marked.replace(/[⟦⟧]/g, '');
      const parsed = parseExpectation(text, labels);
      assert.ok('fault' in parsed);
      const { fault } = parsed;
      assert.equal(fault.code, code, fault.message);
      assert.deepEqual(fault.span, { start: marked.indexOf('⟦'), end: marked.indexOf('⟧') - 1 }, fault.message);
      assert.equal(fault.replacements[0], fix, fault.message);
    });
});

void describe('the reader', () => {
  const words = fc.constantFrom(
    'hca',
    'hca-8',
    '.',
    'downtime',
    'bytes',
    '<',
    '==',
    '+',
    ' - ',
    '-',
    '*',
    '(',
    ')',
    'max',
    '3',
    '0.5',
    'ms',
    's',
    '%',
    ' ',
    'é',
    '😀',
    '"',
  );

  it('never throws, and keeps its places in the text', () => {
    fc.assert(
      fc.property(fc.array(words, { maxLength: 25 }), (parts) => {
        const text = parts.join('');
        const tokens = tokensOf(text);
        let at = 0;
        for (const { span, text: part } of tokens) {
          assert.equal(text.slice(span.start, span.end), part);
          assert.equal(text.slice(at, span.start).trim(), '');
          at = span.end;
        }
        assert.equal(text.slice(at).trim(), '');
        const parsed = parseExpectation(text, labels);
        if ('expectation' in parsed) return;
        const { start, end } = parsed.fault.span;
        assert.ok(start >= 0 && start <= end && end <= text.length);
        assert.ok(!parsed.fault.message.includes('\n'));
      }),
      { seed: 5, numRuns: 20_000 },
    );
  });

  it('reads back what is written from parts', () => {
    const metric = fc.constantFrom<MetricId>('downtime', 'total', 'setup', 'degraded');
    const atom = fc.tuple(fc.constantFrom(...labels), metric).map(([label, id]) => `${label}.${id}`);
    const over = fc.tuple(fc.constantFrom('max', 'min', 'p95'), atom).map(([name, inner]) => `${name}(${inner})`);
    const time = fc.integer({ min: 0, max: 1000 }).map((ms) => `${ms}ms`);
    const plain = fc.oneof(atom, over, time);
    const term = fc.oneof(
      plain,
      fc.tuple(fc.integer({ min: 0, max: 9 }), plain).map(([by, inner]) => `${by} * ${inner}`),
    );
    const more = fc.array(fc.tuple(fc.constantFrom(' + ', ' - '), term), { maxLength: 3 });
    const sum = fc.tuple(term, more).map(([first, rest]) => first + rest.map(([sign, next]) => sign + next).join(''));
    fc.assert(
      fc.property(atom, fc.constantFrom('<', '<=', '>', '>=', '=='), sum, (left, comparison, right) => {
        const parsed = parseExpectation(`${left} ${comparison} ${right}`, labels);
        assert.ok('expectation' in parsed, JSON.stringify(parsed));
        assert.equal(parsed.expectation.comparison, comparison);
        assert.equal(parsed.expectation.dimension, 'seconds');
        const signs = right.match(/ [+-] /g)?.length ?? 0;
        assert.equal(parsed.expectation.right.length, signs + 1);
      }),
      { seed: 5, numRuns: 2000 },
    );
  });
});
