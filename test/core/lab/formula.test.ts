// Formulas: grammar, units, figures, and functions against closed forms.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFormula, valueOf } from '../../../src/core/lab/formula';

const names = { D: 48 * 1024 * 1024, t: 2, 'a-b': 7, a: 10, b: 3 };

function value(text: string): number | string {
  const parsed = parseFormula(text, { names: Object.keys(names), labels: [] });
  if ('fault' in parsed) return parsed.fault.message;
  const found = valueOf(parsed.formula, { names, runs: [] });
  return 'value' in found ? found.value : found.reason;
}

for (const [text, expected] of [
  ['1 + 2 * 3', 7],
  ['(1 + 2) * 3', 9],
  ['2 ^ 3 ^ 2', 512],
  ['-2 ^ 2', -4],
  ['10 / 4 / 5', 0.5],
  ['10-4-3', 3],
  ['300ms', 0.3],
  ['64MiB', 67108864],
  ['64 MiB', 67108864],
  ['1Gbit/s', 125000000],
  ['48MiB/s', 50331648],
  ['12k/s', 12000],
  ['10%', 0.1],
  ['192MiB / 48MiB/s', 4],
  ['D * t', 100663296],
  ['a-b', 7],
  ['a - b', 7],
  ['min(a, b, 5)', 3],
  ['max(a,b)', 10],
  ['ceil(1.2) + floor(1.8) + round(1.5)', 5],
  ['sqrt(abs(-9))', 3],
  ['ln(exp(2))', 2],
  ['112MiB / 4KiB', 28672],
] as const)
  test(`${text} is ${expected}`, () => {
    const found = value(text);
    assert.ok(typeof found === 'number' && Math.abs(found - expected) < 1e-9 * Math.max(1, expected), String(found));
  });

for (const [x, share] of [
  [1, 0],
  [1.2, 0.3137],
  [1.5, 0.5828],
  [2, 0.7968],
] as const)
  test(`longRunShare(${x}) solves u = 1 - e^(-x u)`, () => {
    const found = value(`longRunShare(${x})`);
    assert.ok(typeof found === 'number');
    assert.ok(Math.abs(found - share) < 5e-5);
    assert.ok(Math.abs(found - (1 - Math.exp(-x * found))) < 1e-12);
  });

for (const [text, says] of [
  ['', /too early/],
  ['1 +', /too early/],
  ['(1', /closing bracket/],
  ['1 1', /not expected/],
  ['q', /nothing called 'q'/],
  ['sinh(1)', /no function 'sinh'/],
  ['min(1)', /at least 2/],
  ['3 parsecs', /no unit that is known/],
  ['hca.total', /nothing called 'hca'/],
  ['1 / 0', /divides by zero/],
  ['('.repeat(200), /nested too deep/],
  ['1'.repeat(1001), /at most 1000/],
] as const)
  test(`'${text.slice(0, 20)}' is told: ${says.source}`, () => {
    const found = value(text);
    assert.match(String(found), says);
  });
