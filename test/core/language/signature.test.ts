// Signature help: the shape of an expectation, by the cursor.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { algorithms } from '../../../src/core/algorithms/registry';
import { signatureAt } from '../../../src/core/language/signature';
import { cursor } from './atCursor';

/** The signature at the cursor with the parameter that it is in, in angle brackets. */
function shown(marked: string): string | null {
  const { text, offset } = cursor(`algorithms: [ xen-precopy, hca ]\n${marked}`);
  const found = signatureAt(text, offset, algorithms);
  if (!found) return null;
  const parameter = found.parameters[found.activeParameter];
  assert.ok(parameter);
  const { label } = found;
  return `${label.slice(0, parameter.start)}⟨${label.slice(parameter.start, parameter.end)}⟩${label.slice(parameter.end)}`;
}

const cases: readonly (readonly [string, string | null])[] = [
  ['expect:\n  - |', '⟨LEFT⟩ < RIGHT'],
  ['expect:\n  - hca.downtime |', '⟨LEFT⟩ < RIGHT'],
  ['expect:\n  - hca.downtime < |', 'LEFT < ⟨RIGHT⟩'],
  ['expect: [ hca.downtime <= 0.8 * x| ]', 'LEFT < ⟨RIGHT⟩'],
  ['expect:\n  - max(|', 'max(⟨LABEL.METRIC⟩)'],
  ['expect:\n  - hca.total < p95(hca.|)', 'p95(⟨LABEL.METRIC⟩)'],
  ['expect:\n  - max(hca.downtime) |', '⟨LEFT⟩ < RIGHT'],
  ['expect:\n  - nothing(|', '⟨LEFT⟩ < RIGHT'],
  ['timeLimit: 1|', null],
  ['# max(|', null],
];

for (const [marked, expected] of cases)
  test(`the signature in ${JSON.stringify(marked)} is ${String(expected)}`, () => {
    assert.equal(shown(marked), expected);
  });

test('the parameter names the labels of the file', () => {
  const { text, offset } = cursor('algorithms: [ xen-precopy, hca ]\nexpect: [ min(| ]');
  assert.match(signatureAt(text, offset, algorithms)?.parameters[0]?.documentation ?? '', /`xen-precopy`, `hca`/);
});
