// Files that others broke: whatever the text, one clear answer, in time, at a place inside the text, and nothing thrown.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkScenario, hasErrors } from '../../../src/core/scenario/check';
import { decodeUtf8 } from '../../../src/core/scenario/decode';
import { hugeFiles, secondsAtMost, secondsOf, size } from './hugeFiles';
import { check, outline, sound } from './support';

for (const [name, text, code] of hugeFiles) {
  test(`${name}: one problem, ${code}, within a second`, () => {
    let result = check('');
    const seconds = secondsOf(() => {
      result = check(text);
    });
    const { problems, scenario } = result;
    assert.equal(scenario, null);
    assert.ok(
      problems.some((problem) => problem.code === code),
      outline(problems).slice(0, 3).join('\n'),
    );
    if (code !== 'wrong-value') assert.equal(problems.length, 1, outline(problems).slice(0, 3).join('\n'));
    assert.ok(seconds < secondsAtMost, `took ${seconds.toFixed(3)} s`);
  });
}

test('thousands of unknown keys give a hundred problems at most, within a second', () => {
  const text = Array.from({ length: 5900 }, (_, index) => `memoryy${index}: 1`).join('\n');
  const seconds = secondsOf(() => {
    assert.equal(check(text).problems.length, 100);
  });
  assert.ok(seconds < secondsAtMost, `took ${seconds.toFixed(3)} s`);
});

test('a file of 500 lines is checked within the tenth of a second that typing leaves', () => {
  const regions = Array.from(
    { length: 120 },
    (_, index) => `  - name: region_${index}\n    size: 1MiB\n    writes: 10/s\n    pattern: uniform\n`,
  );
  const text = sound.replace('workload:\n', `workload:\n${regions.join('')}`);
  assert.ok(text.split('\n').length >= 500);
  check(text);
  const times = Array.from({ length: 5 }, () =>
    secondsOf(() => {
      assert.deepEqual(outline(check(text).problems), []);
    }),
  );
  assert.ok(Math.min(...times) < 0.1, `took ${(Math.min(...times) * 1000).toFixed(1)} ms`);
});

test('a thousand values on an axis are checked within a second, each of them, in a file of many regions', () => {
  const regions = Array.from({ length: 200 }, (_, index) => `  - { name: r${index}, size: 1MiB, writes: 10/s }\n`);
  const values = Array.from({ length: 1000 }, (_, index) => (index === 501 ? 'many' : `${index + 1}/s`));
  const rounds = [1, 2];
  const text = `${sound.replace('workload:\n', `workload:\n${regions.join('')}`)}sweep:
  workload.r7.writes: [ ${values.join(', ')} ]
  algorithms.hasty.rounds: [ ${rounds.join(', ')} ]
`;
  let result = check('');
  const seconds = secondsOf(() => {
    result = check(text);
  });
  assert.deepEqual(
    result.problems.map(({ code, range }) => [code, text.slice(range.start, range.end)]),
    [['wrong-value', 'many']],
  );
  assert.ok(seconds < secondsAtMost, `took ${seconds.toFixed(3)} s`);
});

/** Whatever the text is: no exception, and problems with codes, sentences and places inside it. */
function holds(text: string): void {
  const { problems, scenario } = checkScenario(text);
  assert.equal(scenario === null, hasErrors(problems));
  for (const { code, message, range, fixes, related } of problems) {
    assert.match(code, /^[a-z0-9-]+$/);
    assert.ok(message.length > 0 && !message.includes('undefined'), message);
    for (const place of [range, ...fixes.map((fix) => fix.range), ...related.map((other) => other.range)]) {
      assert.ok(
        place.start >= 0 && place.start <= place.end && place.end <= text.length,
        `${code} at ${place.start}-${place.end}`,
      );
    }
  }
  if (scenario) {
    assert.ok(Number.isInteger(scenario.pages) && scenario.pages > 0);
    const last = scenario.workload.at(-1);
    assert.ok(!last || last.firstPage + last.pages <= scenario.pages);
  }
}

const samples = [
  sound,
  readFileSync('test/fixtures/scenarios/full.migration.yaml', 'utf8'),
  readFileSync('examples/hot-and-cold.migration.yaml', 'utf8'),
  readFileSync('examples/whole-language.migration.yaml', 'utf8'),
];

const pieces = [
  ...'{}[]:,-#&*!|>\'"%@`?\t\n\r ~\\\u0000\ufeff\u00b5😀\u202e'.split(''),
  '\n  ',
  ': ',
  '- ',
  '---\n',
  '...',
  'none',
  '10%',
  '..',
  '40s..10s',
  '[1s: 5, 1s: 4]',
  'zipf: ',
  'trace: ',
  '1Gbit/s',
  '-1',
  '1e999',
  '99999999999999999999GiB',
  'as: ',
  'hca',
  'null',
  '__proto__: 1',
  'constructor',
  'toString: ',
];

/** A sample with a few places cut, doubled or overwritten. */
const mutated = fc
  .record({
    sample: fc.constantFrom(...samples),
    edits: fc.array(
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        cut: fc.nat({ max: 12 }),
        insert: fc.constantFrom('', ...pieces),
      }),
      { minLength: 1, maxLength: 6 },
    ),
  })
  .map(({ sample, edits }) =>
    edits.reduce((text, { at, cut, insert }) => {
      const start = Math.floor(at * text.length);
      return text.slice(0, start) + insert + text.slice(start + cut);
    }, sample),
  );

test('mutated scenarios: nothing thrown, every place inside the text', () => {
  fc.assert(fc.property(mutated, holds), { seed: 6, numRuns: 1500 });
});

test('random pieces: nothing thrown, every place inside the text', () => {
  const words = [
    'vm',
    'memory',
    'workload',
    'link',
    'algorithms',
    'pattern',
    'hotspot',
    'size',
    'writes',
    'host',
    ...pieces,
  ];
  const text = fc.array(fc.constantFrom(...words), { maxLength: 40 }).map((parts) => parts.join(''));
  fc.assert(fc.property(text, holds), { seed: 7, numRuns: 3000 });
});

test('random characters: nothing thrown, every place inside the text', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), holds), { seed: 8, numRuns: 2000 });
});

test('every beginning of a sound scenario is answered: this is what typing looks like', () => {
  for (let length = 0; length <= sound.length; length++) holds(sound.slice(0, length));
});

test('columns count UTF-16 units, with emoji and right-to-left names before the place', () => {
  const text = sound.replace('A test', '😀 \u05d0\u05d1').replace('1Gbit/s', '1Gb/s');
  const [problem] = check(text).problems;
  assert.ok(problem);
  assert.equal(text.slice(problem.range.start, problem.range.end), '1Gb/s');
});

test('line ends of other systems and a mark of byte order change nothing but the places', () => {
  const slip = sound.replace('1Gbit/s', '1Gb/s');
  for (const text of [slip.replaceAll('\n', '\r\n'), `\ufeff${slip}`, `\ufeff${slip.replaceAll('\n', '\r\n')}`]) {
    const { problems } = check(text);
    assert.deepEqual(
      problems.map(({ code, range }) => [code, text.slice(range.start, range.end)]),
      [['unknown-unit', '1Gb/s']],
    );
    const mended = text.replace('1Gb/s', '1Gbit/s');
    assert.deepEqual(outline(check(mended).problems), []);
    assert.deepEqual(check(mended).scenario, check(sound).scenario);
  }
});

test('a name may be written from right to left, or with emoji', () => {
  for (const name of [
    '\u05d4\u05d2\u05d9\u05e8\u05d4',
    '\u0647\u062c\u0631\u0629 1',
    '😀 👩\u200d💻',
    '\u200fa\u05d0',
  ]) {
    const { problems, scenario } = check(sound.replace('A test', name));
    assert.deepEqual(outline(problems), []);
    assert.equal(scenario?.name, name);
  }
});

const bytes = (...parts: (string | readonly number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...new TextEncoder().encode(part)] : part)));

for (const [name, file, code] of [
  ['50 MB of bytes that are no UTF-8', new Uint8Array(50e6).fill(0xff), 'file-too-large'],
  ['as many bad bytes as are allowed', new Uint8Array(size).fill(0xc3), 'not-utf8'],
  ['a byte of Latin-1', bytes('scenario: caf', [0xe9], '\n'), 'not-utf8'],
  ['a character cut off by the end', bytes(sound, '# ', [0xf0, 0x9f, 0x98]), 'not-utf8'],
  ['a character of three bytes for a slash', bytes('a: ', [0xe0, 0x80, 0xaf]), 'not-utf8'],
  ['UTF-16', Uint8Array.from([0xff, 0xfe, ...Buffer.from(sound, 'utf16le')]), 'not-utf8'],
] as const)
  test(`${name}: ${code} within a second`, () => {
    let told = '';
    const seconds = secondsOf(() => {
      told = decodeUtf8(file).problem?.code ?? '';
    });
    assert.equal(told, code);
    assert.ok(seconds < secondsAtMost, `took ${seconds.toFixed(3)} s`);
  });

test('mutated traces and curves beside a scenario: nothing thrown, and the file’s name as the place', () => {
  const trace = readFileSync('examples/traces/shop.lmtrace', 'utf8').slice(0, 600);
  const curve = 'seconds,pages\n0.125,260\n1,1850\n10,7100\n';
  const text = `vm: { memory: 64MiB }
workload: [ { name: a, trace: a.lmtrace }, { name: b, dirtyCurve: b.csv } ]
link: { bandwidth: 1Gbit/s }
algorithms: [ beta ]
`;
  const edits = fc.array(
    fc.record({
      at: fc.nat({ max: 600 }),
      cut: fc.nat({ max: 12 }),
      insert: fc.constantFrom('', '\n', '\r', '#', ',', '-', '.', '9', '99999999999999999999', '1e9', 'x', '\0', '😀'),
    }),
    { maxLength: 4 },
  );
  const edited = (file: string, changes: readonly { at: number; cut: number; insert: string }[]): string =>
    changes.reduce((all, { at, cut, insert }) => all.slice(0, at) + insert + all.slice(at + cut), file);
  fc.assert(
    fc.property(edits, edits, (ofTrace, ofCurve) => {
      const beside = { 'a.lmtrace': edited(trace, ofTrace), 'b.csv': edited(curve, ofCurve) };
      const { scenario, problems } = check(text, beside);
      assert.equal(scenario === null, hasErrors(problems));
      for (const { message, range } of problems) {
        assert.ok(message.length < 400 && !/undefined|NaN|Infinity/.test(message), message);
        assert.ok(['a.lmtrace', 'b.csv'].includes(text.slice(range.start, range.end)), message);
      }
    }),
    { seed: 9, numRuns: 1500 },
  );
});
