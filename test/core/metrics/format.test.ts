// Numbers as a person reads them.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import * as format from '../../../src/core/metrics/format';

/** With plain spaces, so that the expected texts can be read. */
const plain = (text: string): string => text.replaceAll(format.thinSpace, ' ');

describe('formatting numbers', () => {
  it('groups the digits of a count by three', () => {
    assert.equal(plain(format.formatCount(262_144)), '262 144');
    assert.equal(plain(format.formatCount(-1234)), '−1 234');
    assert.equal(format.formatCount(999), '999');
    assert.equal(format.formatCount(-0.2), '0');
  });

  it('puts a count and its noun into singular and plural', () => {
    assert.equal(format.formatCounted(1, 'round'), '1 round');
    assert.equal(format.formatCounted(29, 'round'), '29 rounds');
    assert.equal(format.formatCounted(0, 'page'), '0 pages');
  });

  it('keeps the significant digits of a measured number and drops the zeros of a set one', () => {
    assert.equal(format.formatMeasured(19.96), '20.0');
    assert.equal(format.formatNumber(19.96), '20');
    assert.equal(format.formatMeasured(0.0651), '0.0651');
    assert.equal(format.formatMeasured(0.00651, 2), '0.0065');
    assert.equal(plain(format.formatNumber(31_049)), '31 000');
    assert.equal(plain(format.formatNumber(999.96)), '1 000');
  });

  it('gives times in the unit that a person would choose', () => {
    const cases: readonly (readonly [number, string])[] = [
      [0, '0 s'],
      [0.0000123, '12.3 µs'],
      [0.065, '65.0 ms'],
      [0.9996, '1.00 s'],
      [3.67, '3.67 s'],
      [119.4, '119 s'],
      [125, '2 min 5 s'],
      [120, '2 min'],
      [7260, '2 h 1 min'],
    ];
    for (const [seconds, text] of cases) assert.equal(plain(format.formatSeconds(seconds)), text);
  });

  it('gives durations that somebody has set without zeros at the end', () => {
    assert.equal(plain(format.formatDuration(0.3)), '300 ms');
    assert.equal(plain(format.formatDuration(60)), '60 s');
  });

  it('writes mean and interval in one unit with as many digits', () => {
    assert.equal(plain(format.formatSecondsInterval(0.1174, 0.00063)), '117.4 ± 0.6 ms');
    assert.equal(plain(format.formatSecondsInterval(12.1, 0.035)), '12.10 ± 0.04 s');
    assert.equal(plain(format.formatSecondsInterval(2.2, 0)), '2.2 ± 0.0 s');
  });

  it('gives sizes in binary units and bit rates in decimal ones', () => {
    assert.equal(plain(format.formatBytes(1024 ** 3)), '1 GiB');
    assert.equal(plain(format.formatBytes(1023)), '1 023 B');
    assert.equal(plain(format.formatBytes(1.5 * 1024 ** 2)), '1.5 MiB');
    assert.equal(plain(format.formatBitRate(1e9)), '1 Gbit/s');
    assert.equal(plain(format.formatBitRate(525e6)), '525 Mbit/s');
  });

  it('gives shares and changes in percent, changes with their sign', () => {
    assert.equal(plain(format.formatShare(0.39)), '39 %');
    assert.equal(plain(format.formatShare(0.041)), '4.1 %');
    assert.equal(plain(format.formatChange(-0.534)), '−53 %');
    assert.equal(plain(format.formatChange(0.12)), '+12 %');
    assert.equal(plain(format.formatChange(0.001)), '±0 %');
    assert.equal(plain(format.formatChange(1110.35)), '×1 110');
  });

  it('never writes an exponent, NaN or a plain space inside a number, whatever it is given', () => {
    const number = fc.double({ min: 1e-9, max: 1e15, noNaN: true });
    fc.assert(
      fc.property(number, (value) => {
        for (const text of [format.formatNumber(value), format.formatMeasured(value), format.formatCount(value)]) {
          assert.match(text, /^−?[0-9\u202f]+(\.[0-9]+)?$/);
        }
      }),
    );
  });

  it('is never further from the value than half of its last digit', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), (value) => {
        const read = Number(format.formatMeasured(value).replaceAll(format.thinSpace, ''));
        assert.ok(Math.abs(read - value) <= 0.0051 * value, `${value} became ${read}`);
      }),
    );
  });
});
