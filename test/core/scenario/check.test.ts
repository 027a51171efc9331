// From text to the resolved scenario: every value in base units, every default filled in, whatever way it is written.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ParameterValues } from '../../../src/core/algorithms/definition';
import type { Scenario } from '../../../src/core/scenario/scenario';
import { checkScenario } from '../../../src/core/scenario/check';
import { freeHost } from '../support/scenarios';
import { check, dataFiles, exchange, outline, sound } from './support';

function resolved(text: string): Scenario {
  const { scenario, problems } = check(text);
  assert.ok(scenario, outline(problems).join('\n'));
  return scenario;
}

/** A region whose writes change whole pages at all times. */
const plainly = { changeBytes: 4096, activity: { kind: 'always' } } as const;

/** The preset `ideal`. */
const idealHost = {
  ...freeHost,
  suspendSeconds: 0.002,
  resumeSeconds: 0.01,
  zeroPageSeconds: 5e-7,
  wakeUpSeconds: 0,
  socketBufferBytes: 7 * 2 ** 20,
};

/** The smallest scenario, with more keys at its end. */
const least = (more = '', vm = 'memory: 1GiB'): string =>
  `vm: { ${vm} }\nlink: { bandwidth: 1Gbit/s }\nalgorithms: [ beta ]\n${more}`;

test('a scenario is resolved to base units, page by page', () => {
  const scenario = resolved(sound);
  const defaults = {
    rounds: 29,
    factor: 3,
    capacity: 0.9,
    limit: null,
    epoch: null,
    header: 0,
    skip: true,
    pace: 'none',
    rate: 500,
  };
  assert.deepEqual(scenario, {
    name: 'A test',
    description: null,
    seed: '1',
    repetitions: 1,
    pages: 262_144,
    pageBytes: 4096,
    memoryBytes: 1_073_741_824,
    deviceStateBytes: 1_048_576,
    zeroPages: 0,
    vcpus: 1,
    catchUpSeconds: 0,
    workload: [
      {
        name: 'hot',
        firstPage: 0,
        pages: 26_214,
        writesPerSecond: 12_000,
        readsPerSecond: 24_000,
        ...plainly,
        pattern: { kind: 'hotspot', hotPages: 2621, hotShare: 0.9, scatter: true },
      },
      {
        name: 'log',
        firstPage: 26_214,
        pages: 16_384,
        writesPerSecond: 500,
        readsPerSecond: 1000,
        ...plainly,
        pattern: { kind: 'sequential', startPage: null },
      },
    ],
    link: { bandwidthBitsPerSecond: 1e9, efficiency: 0.94, rttSeconds: 0.0002, schedule: [] },
    host: idealHost,
    algorithms: [
      { label: 'alpha', algorithm: 'alpha', parameters: defaults },
      { label: 'hasty', algorithm: 'alpha', parameters: { ...defaults, rounds: 5, pace: 'adaptive', rate: 100 } },
      { label: 'beta', algorithm: 'beta', parameters: {} },
    ],
    timeLimitSeconds: 3600,
    expect: [],
  });
});

test('the smallest scenario is an idle guest', () => {
  const scenario = resolved(least());
  assert.deepEqual(scenario.workload, []);
  assert.equal(scenario.name, 'Untitled scenario');
});

for (const nothing of ['workload: none', 'workload:', 'workload: []', 'workload: ~'])
  test(`'${nothing}' is an idle guest too`, () => {
    assert.deepEqual(resolved(least(nothing)).workload, []);
  });

test('quotes, CRLF, a byte order mark and flow style change nothing', () => {
  const expected = resolved(sound);
  assert.deepEqual(resolved(sound.replaceAll('\n', '\r\n')), expected);
  assert.deepEqual(resolved(`\ufeff${sound}`), expected);
  assert.deepEqual(resolved(exchange('1GiB', "'1GiB'").replace('12k/s', '"12k/s"')), expected);
  assert.deepEqual(
    resolved(exchange('link:\n  bandwidth: 1Gbit/s\n  rtt: 0.2ms', 'link: { bandwidth: 1Gbit/s, rtt: 0.2ms }')),
    expected,
  );
});

test('seed, name and description keep the text as it is written', () => {
  assert.equal(resolved(least('seed: 1')).seed, '1');
  assert.equal(resolved(least("seed: '1'")).seed, '1');
  assert.equal(resolved(least('seed: 4.10')).seed, '4.10');
  assert.equal(resolved(least('seed: 0x10')).seed, '0x10');
  assert.equal(resolved(least('seed: cyberc-2010')).seed, 'cyberc-2010');
  assert.equal(resolved(least('scenario: 12.50')).name, '12.50');
  assert.equal(resolved(least('scenario: true')).name, 'true');
  assert.equal(resolved(least('description: |\n  two\n  lines\n')).description, 'two\nlines\n');
});

test('other page sizes divide memory and byte rates', () => {
  const more = 'workload: [ { name: a, size: 50%, writes: 48MiB/s } ]';
  const scenario = resolved(least(more, 'memory: 16GiB, pageSize: 2MiB'));
  assert.equal(scenario.pages, 8192);
  assert.deepEqual(scenario.workload, [
    {
      name: 'a',
      firstPage: 0,
      pages: 4096,
      writesPerSecond: 24,
      readsPerSecond: 48,
      changeBytes: 2_097_152,
      activity: { kind: 'always' },
      pattern: { kind: 'uniform' },
    },
  ]);
});

test('patterns may be a word or a map, and a pointer may start at a place', () => {
  const pattern = (text: string): unknown =>
    resolved(least(`workload: [ { name: a, size: 40KiB, writes: 1/s, pattern: ${text} } ]`)).workload[0]?.pattern;
  assert.deepEqual(pattern('uniform'), { kind: 'uniform' });
  assert.deepEqual(pattern('{ uniform: }'), { kind: 'uniform' });
  assert.deepEqual(pattern('{ sequential: {} }'), { kind: 'sequential', startPage: null });
  assert.deepEqual(pattern('{ sequential: { start: 0% } }'), { kind: 'sequential', startPage: 0 });
  assert.deepEqual(pattern('{ sequential: { start: 50% } }'), { kind: 'sequential', startPage: 5 });
  assert.deepEqual(pattern('{ sequential: { start: 100% } }'), { kind: 'sequential', startPage: 9 });
  const hotspot = { kind: 'hotspot', hotPages: 2, hotShare: 0.9, scatter: false };
  assert.deepEqual(pattern('{ hotspot: { pages: 20%, share: 90%, scatter: false } }'), hotspot);
  assert.deepEqual(pattern('{ hotspot: { pages: 0.2, share: 0.9, scatter: false } }'), hotspot);
  assert.deepEqual(pattern('{ hotspot: { pages: 8KiB, share: 90%, scatter: false } }'), hotspot);
});

test('a share is at least one page, and shares that make up the memory always fit', () => {
  const sizes = (memory: string, ...shares: string[]): number[] =>
    resolved(
      least(`workload: [ ${shares.map((size) => `{ size: ${size}, writes: 1/s }`).join(', ')} ]`, `memory: ${memory}`),
    ).workload.map(({ pages }) => pages);
  assert.deepEqual(sizes('1MiB', '0.01%'), [1]);
  assert.deepEqual(sizes('12KiB', '50%', '50%'), [2, 1]);
  assert.deepEqual(sizes('1GiB', '33.3%', '33.3%', '33.4%'), [87_294, 87_294, 87_556]);
});

test('regions lie one after the other and never reach beyond memory', () => {
  const share = fc.integer({ min: 1, max: 1000 });
  fc.assert(
    fc.property(
      fc.integer({ min: 20, max: 5000 }),
      fc.array(share, { minLength: 1, maxLength: 10 }),
      (pages, weights) => {
        const sum = weights.reduce((total, weight) => total + weight, 0);
        const regions = weights.map((weight) => `{ size: ${((100 * weight) / sum).toFixed(9)}%, writes: 1/s }`);
        const { scenario, problems } = check(least(`workload: [ ${regions.join(', ')} ]`, `memory: ${pages * 4}KiB`));
        if (!scenario) {
          assert.deepEqual([...new Set(problems.map(({ code }) => code))], ['regions-beyond-memory']);
          return;
        }
        let next = 0;
        for (const region of scenario.workload) {
          assert.equal(region.firstPage, next);
          assert.ok(Number.isInteger(region.pages) && region.pages >= 1);
          next += region.pages;
        }
        assert.ok(next <= pages);
      },
    ),
    { seed: 4, numRuns: 500 },
  );
});

test('host costs may stand beside a preset, or alone', () => {
  const expected = { ...idealHost, setupSeconds: 0.05, resumeSeconds: 0.02 };
  assert.deepEqual(resolved(least('host: { preset: ideal, setup: 50ms, resume: 20ms }')).host, expected);
  assert.deepEqual(resolved(least('host: { setup: 50ms, resume: 20ms }')).host, expected);
});

test('none and auto are null', () => {
  const text = exchange('rounds: 5', 'limit: none, epoch: auto');
  const values: ParameterValues = resolved(text).algorithms[1]?.parameters ?? {};
  assert.deepEqual([values['limit'], values['epoch']], [null, null]);
});

test('parameters come in the order of the algorithm’s table, however they are written', () => {
  const one = resolved(
    exchange('rounds: 5, pace: adaptive, rate: 100Mbit/s', 'rate: 100Mbit/s, pace: adaptive, rounds: 5'),
  );
  assert.equal(JSON.stringify(one), JSON.stringify(resolved(sound)));
});

test('labels that nobody wrote are made unique past those taken', () => {
  const labels = (list: string): string[] =>
    resolved(least().replace('[ beta ]', list)).algorithms.map(({ label }) => label);
  assert.deepEqual(labels('[ beta, beta, beta ]'), ['beta', 'beta-2', 'beta-3']);
  assert.deepEqual(labels('[ beta, { beta: , as: beta-2 }, beta ]'), ['beta', 'beta-2', 'beta-3']);
  assert.deepEqual(labels('[ beta, { alpha: , as: beta } ]'), ['beta-2', 'beta']);
});

test('all labels of a scenario are different, whatever is written', () => {
  const label = fc.constantFrom(null, 'beta', 'beta-2', 'beta-3', 'alpha', 'x');
  const entry = fc.record({ id: fc.constantFrom('alpha', 'beta'), label });
  fc.assert(
    fc.property(fc.array(entry, { minLength: 1, maxLength: 12 }), (entries) => {
      const list = entries.map(({ id, label: as }) => (as === null ? id : `{ ${id}: , as: ${as} }`));
      const { scenario, problems } = check(least().replace('[ beta ]', `[ ${list.join(', ')} ]`));
      const written = entries.flatMap(({ label: as }) => as ?? []);
      if (new Set(written).size < written.length) {
        assert.deepEqual([...new Set(problems.map(({ code }) => code))], ['duplicate-label']);
        return;
      }
      assert.ok(scenario, outline(problems).join('\n'));
      const labels = scenario.algorithms.map((algorithm) => algorithm.label);
      assert.equal(new Set(labels).size, labels.length);
      entries.forEach(({ label: as }, index) => {
        if (as !== null) assert.equal(labels[index], as);
      });
    }),
    { seed: 5, numRuns: 500 },
  );
});

test('of the language’s full sample, this version refuses the algorithms of later ones and nothing else', () => {
  const text = readFileSync('test/fixtures/scenarios/full.migration.yaml', 'utf8');
  const files = dataFiles({ 'redis.lmtrace': '#lmtrace 1\n#page_size 4096\n#pages 64\n#interval_ms 100\n0,3,2\n' });
  const { scenario, problems } = checkScenario(text, { files });
  assert.equal(scenario, null);
  assert.deepEqual(
    problems.map(({ code, range }) => `${code} ${text.slice(range.start, range.end)}`),
    ['curve-fit [125ms: 16896, 1s: 120832, 10s: 459776, 60s: 1514496]', 'missing-file mine.policy.js'],
  );
});

test('expectations are looked into although an algorithm is wrong; their labels are not', () => {
  const text = `${sound.replace('- beta', '- btea')}expect:\n  - gamma.downtme < 1s\n  - beta.total < 1s\n`;
  assert.deepEqual(
    check(text).problems.map(({ code }) => code),
    ['unknown-algorithm', 'unknown-metric'],
  );
});
