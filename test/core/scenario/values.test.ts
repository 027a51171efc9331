// Values of the language: the examples of docs/scenario-reference.md, exactness, and what is said about slips.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatNumber, parseNumber, parsePortion, parseWriteRate } from '../../../src/core/scenario/values';
import type { Fault, NumberKind, Parsed } from '../../../src/core/scenario/values';

function value<Value>(parsed: Parsed<Value>): Value {
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.fault.message);
  return parsed.value;
}

function faultOf(parsed: Parsed<unknown>): Fault {
  assert.ok(!parsed.ok, 'should not be read');
  return parsed.fault;
}

const numbers: readonly (readonly [NumberKind, string, number])[] = [
  ['size', '4GiB', 4_294_967_296],
  ['size', '512 MiB', 536_870_912],
  ['size', '4096', 4096],
  ['size', '4096B', 4096],
  ['size', '16GB', 16e9],
  ['size', '0.1GB', 100_000_000],
  ['size', '1.5KiB', 1536],
  ['size', '2TiB', 2_199_023_255_552],
  ['duration', '300ms', 0.3],
  ['duration', '1.5s', 1.5],
  ['duration', '2min', 120],
  ['duration', '1h', 3600],
  ['duration', '50us', 0.00005],
  ['duration', '50µs', 0.00005],
  ['duration', '0.05ns', 5e-11],
  ['duration', '0.2ms', 0.0002],
  ['bit-rate', '1Gbit/s', 1e9],
  ['bit-rate', '1Gbps', 1e9],
  ['bit-rate', '125MB/s', 1e9],
  ['bit-rate', '100MiB/s', 838_860_800],
  ['bit-rate', '525Mbit/s', 525e6],
  ['bit-rate', '1Gibit/s', 1_073_741_824],
  ['share', '10%', 0.1],
  ['share', '0.1', 0.1],
  ['share', '94 %', 0.94],
  ['share', '12.5%', 0.125],
  ['count', '29', 29],
  ['count', '29.0', 29],
  ['factor', '2.5', 2.5],
  ['factor', '.5', 0.5],
  ['megabits', '100Mbit/s', 100],
  ['megabits', '1Gbit/s', 1000],
  ['megabits', '12.5MB/s', 100],
];

for (const [kind, text, expected] of numbers) {
  test(`'${text}' as ${kind} is ${expected}`, () => {
    assert.equal(value(parseNumber(kind, text)), expected);
  });
}

test('write rates count pages, or bytes that the page size divides', () => {
  assert.deepEqual(value(parseWriteRate('12k/s')), { perSecond: 12_000 });
  assert.deepEqual(value(parseWriteRate('1.2M/s')), { perSecond: 1_200_000 });
  assert.deepEqual(value(parseWriteRate('800/s')), { perSecond: 800 });
  assert.deepEqual(value(parseWriteRate('48MiB/s')), { bytesPerSecond: 50_331_648 });
});

test('a bare number is bytes where a size may stand, and a share where only a share may', () => {
  assert.deepEqual(value(parsePortion('10%', 'bytes')), { share: 0.1 });
  assert.deepEqual(value(parsePortion('1GiB', 'bytes')), { bytes: 1_073_741_824 });
  assert.deepEqual(value(parsePortion('8192', 'bytes')), { bytes: 8192 });
  assert.deepEqual(value(parsePortion('0.1', 'share')), { share: 0.1 });
  assert.deepEqual(faultOf(parsePortion('64', 'share')).replacements, ['64%', '64MiB']);
});

test('the last digit of a fraction counts: 0.1 and 0.2 seconds make the doubles that JavaScript writes so', () => {
  assert.equal(value(parseNumber('duration', '0.1s')), 0.1);
  assert.equal(value(parseNumber('duration', '100ms')), 0.1);
  assert.equal(value(parseNumber('duration', '100000us')), 0.1);
});

const faults: readonly (readonly [NumberKind | 'write-rate' | 'portion', string, Fault['code'], readonly string[]])[] =
  [
    ['size', '16Gi', 'unknown-unit', ['16GiB']],
    ['size', '16gib', 'unknown-unit', ['16GiB']],
    ['size', '16G', 'unknown-unit', ['16GiB']],
    ['size', '0.3B', 'wrong-value', ['0B']],
    ['size', '1,000,000', 'wrong-value', ['1000000']],
    ['size', '1_000MiB', 'wrong-value', ['1000MiB']],
    ['size', '1e9', 'wrong-value', []],
    ['size', 'plenty', 'wrong-value', []],
    ['duration', '300', 'missing-unit', ['300ms', '300s']],
    ['duration', '2', 'missing-unit', ['2s', '2ms']],
    ['duration', '0.2', 'missing-unit', ['0.2ms', '0.2s']],
    ['duration', '10sec', 'unknown-unit', ['10s']],
    ['duration', '10m', 'unknown-unit', ['10min']],
    ['duration', '10minutes', 'unknown-unit', ['10min']],
    ['bit-rate', '1', 'missing-unit', ['1Gbit/s', '1Mbit/s']],
    ['bit-rate', '100', 'missing-unit', ['100Mbit/s', '100Gbit/s']],
    ['bit-rate', '1000000000', 'missing-unit', ['1000000000bit/s']],
    ['bit-rate', '1Gb/s', 'unknown-unit', ['1Gbit/s']],
    ['bit-rate', '1gbit/s', 'unknown-unit', ['1Gbit/s']],
    ['bit-rate', '1Gbit', 'unknown-unit', ['1Gbit/s']],
    ['bit-rate', '32B', 'unknown-unit', ['32B/s']],
    ['bit-rate', '32kB', 'unknown-unit', ['32kB/s']],
    ['bit-rate', '32KB', 'unknown-unit', ['32kB/s']],
    ['bit-rate', '32MB', 'unknown-unit', ['32MB/s']],
    ['bit-rate', '32GB', 'unknown-unit', ['32GB/s']],
    ['bit-rate', '32KiB', 'unknown-unit', ['32KiB/s']],
    ['bit-rate', '32MiB', 'unknown-unit', ['32MiB/s']],
    ['bit-rate', '32GiB', 'unknown-unit', ['32GiB/s']],
    ['bit-rate', '32MBps', 'unknown-unit', ['32MB/s']],
    ['bit-rate', '32Mbytes/s', 'unknown-unit', ['32MB/s']],
    ['bit-rate', '32MB/S', 'unknown-unit', ['32MB/s']],
    ['bit-rate', '32MBpsec', 'wrong-value', []],
    ['bit-rate', '32Mib/s', 'unknown-unit', ['32Mibit/s']],
    ['bit-rate', '32Mbit', 'unknown-unit', ['32Mbit/s']],
    ['bit-rate', '32Mb', 'unknown-unit', ['32Mbit/s']],
    ['bit-rate', '32kb/s', 'unknown-unit', ['32kbit/s']],
    ['bit-rate', '32mb', 'unknown-unit', ['32Mbit/s', '32MB/s']],
    ['bit-rate', '32mib/s', 'unknown-unit', ['32MiB/s', '32Mibit/s']],
    ['bit-rate', '32M', 'unknown-unit', ['32Mbit/s']],
    ['bit-rate', '1G', 'unknown-unit', ['1Gbit/s']],
    ['bit-rate', '1TB/s', 'wrong-value', []],
    ['bit-rate', '1Pbit/s', 'wrong-value', []],
    ['megabits', '32MB', 'unknown-unit', ['32MB/s']],
    ['megabits', '100Mb/s', 'unknown-unit', ['100Mbit/s']],
    ['write-rate', '48MiB', 'unknown-unit', ['48MiB/s']],
    ['write-rate', '48mb/s', 'unknown-unit', ['48MB/s']],
    ['write-rate', '48Mbit/s', 'wrong-value', []],
    ['size', '1PiB', 'wrong-value', []],
    ['duration', '5ps', 'wrong-value', []],
    ['megabits', '1.5Mbit/s', 'wrong-value', ['2Mbit/s']],
    ['count', '2.5', 'wrong-value', ['3']],
    ['count', '29rounds', 'unknown-unit', ['29']],
    ['share', '10 percent', 'unknown-unit', ['10%']],
    ['write-rate', '12000', 'missing-unit', ['12000/s', '12000k/s']],
    ['write-rate', '12k', 'unknown-unit', ['12k/s']],
    ['write-rate', '12K/s', 'unknown-unit', ['12k/s']],
    ['portion', '10KB', 'unknown-unit', ['10KiB']],
  ];

for (const [kind, text, code, replacements] of faults) {
  test(`'${text}' as ${kind} is refused as ${code}${replacements[0] === undefined ? '' : `, and ${replacements[0]} offered`}`, () => {
    const parsed: Parsed<unknown> =
      kind === 'write-rate'
        ? parseWriteRate(text)
        : kind === 'portion'
          ? parsePortion(text, 'bytes')
          : parseNumber(kind, text);
    const fault = faultOf(parsed);
    assert.equal(fault.code, code);
    assert.deepEqual(fault.replacements, replacements);
    assert.match(fault.message, /^[A-Z'].*[.?]$/);
  });
}

const kinds: readonly NumberKind[] = ['count', 'factor', 'share', 'duration', 'size', 'bit-rate', 'megabits'];

test('what is written back reads as the same value', () => {
  const amount = fc.oneof(
    fc.integer({ min: 0, max: 2 ** 40 }),
    fc.integer({ min: 1, max: 9999 }).map((n) => n / 1000),
  );
  fc.assert(
    fc.property(fc.constantFrom(...kinds), amount, (kind, given) => {
      const whole = kind === 'size' || kind === 'count' || kind === 'megabits';
      const wanted = whole ? Math.round(given) : given;
      const again = value(parseNumber(kind, formatNumber(kind, wanted)));
      assert.ok(Math.abs(again - wanted) <= Math.abs(wanted) * 1e-11, `${formatNumber(kind, wanted)} gave ${again}`);
    }),
    { seed: 1, numRuns: 2000 },
  );
});

test('a rate is written back as a person would write it', () => {
  const rates: readonly (readonly [bitsPerSecond: number, text: string])[] = [
    [128 * 8 * 2 ** 20, '128MiB/s'],
    [1e9, '1Gbit/s'],
    [525e6, '525Mbit/s'],
    [8e12, '8Tbit/s'],
    [117.5e6 * 8, '940Mbit/s'],
    [1_234_567_891, '1.234567891Gbit/s'],
  ];
  for (const [rate, text] of rates) assert.equal(formatNumber('bit-rate', rate), text);
});

test('sizes up to 8192 TiB are exact to the byte', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 43n }), (kibibytes) => {
      assert.equal(value(parseNumber('size', `${kibibytes.toString()}KiB`)), Number(kibibytes * 1024n));
    }),
    { seed: 2, numRuns: 500 },
  );
});

test('any text is read or refused with a sentence, never thrown at', () => {
  fc.assert(
    fc.property(fc.constantFrom(...kinds), fc.string({ maxLength: 80 }), (kind, text) => {
      const parsed = parseNumber(kind, text);
      if (parsed.ok) assert.ok(Number.isFinite(parsed.value));
      else assert.ok(parsed.fault.message.length > 10);
    }),
    { seed: 3, numRuns: 2000 },
  );
});
