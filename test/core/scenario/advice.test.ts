// What a problem tells a person to write is right where it is told: for every number of the language and of the algorithms.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { algorithms } from '../../../src/core/algorithms/registry';
import type { ScalarNode } from '../../../src/core/scenario/document';
import { mapsInside, scenarioFields } from '../../../src/core/scenario/fields';
import type { Fields } from '../../../src/core/scenario/fields';
import { type NumberRule, checkNumber } from '../../../src/core/scenario/scalars';

const numberKinds = ['count', 'factor', 'share', 'duration', 'size', 'bit-rate', 'megabits'];

const isNumberRule = (rule: { readonly kind: string }): rule is NumberRule => numberKinds.includes(rule.kind);

function numbersOf(fields: Fields): [key: string, rule: NumberRule][] {
  return Object.entries(fields).flatMap(([key, field]) => {
    const inside = mapsInside(field);
    if (inside.length > 0) return inside.flatMap(numbersOf);
    if (field.kind === 'variant') return Object.values(field.variants).flatMap((variant) => numbersOf(variant.fields));
    return isNumberRule(field) ? [[key, field]] : [];
  });
}

const numbers: readonly (readonly [key: string, rule: NumberRule])[] = [
  ...numbersOf(scenarioFields),
  ...algorithms.flatMap(({ id, parameters }) =>
    Object.entries(parameters).flatMap(([key, rule]) => (isNumberRule(rule) ? [[`${id}.${key}`, rule] as const] : [])),
  ),
];

const node = (text: string): ScalarNode => ({
  kind: 'scalar',
  text,
  quoted: false,
  empty: false,
  range: { start: 0, end: text.length },
});

/** The texts that the problem of a wrong value offers; one about its unit keeps the number that was written. */
function offered(text: string, key: string, rule: NumberRule): readonly string[] {
  const result = checkNumber(node(text), key, rule);
  if (!('problem' in result)) return [];
  const { code, message, fixes } = result.problem;
  if (code !== 'wrong-value' && code !== 'out-of-range') return [];
  const [, examples = ''] = /(?:for example,|did you mean) (.*)[.?]$/.exec(message) ?? [];
  return [...examples.split(/, | or /).filter((example) => example !== ''), ...fixes.map((fix) => fix.replacement)];
}

test('every number of the language is found here', () => {
  assert.ok(numbers.length >= 40, `${numbers.length} numbers`);
  for (const key of ['memory', 'bandwidth', 'repetitions', 'share', 'hca.tiers'])
    assert.ok(
      numbers.some(([name]) => name === key),
      key,
    );
});

for (const text of ['three', '1e3', '0.0000001', '0.0000001B', '2.5', '-1', '99999999999999999999']) {
  test(`what is advised in place of ${text} is right there`, () => {
    let count = 0;
    for (const [key, rule] of numbers) {
      for (const example of offered(text, key, rule)) {
        const result = checkNumber(node(example), key, rule);
        assert.ok(
          'value' in result,
          `${key}: ${text} -> ${example}: ${'problem' in result ? result.problem.message : ''}`,
        );
        count++;
      }
    }
    assert.ok(count > 0);
  });
}
