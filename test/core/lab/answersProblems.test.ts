// Problems of answers while they are typed: the grader's own words, at the value; what is right is not told.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answersProblems } from '../../../src/core/lab/answersProblems';
import { answersText, checked, exchanged, labText } from './support';

const lab = ((): NonNullable<ReturnType<typeof checked>['lab']> => {
  const more = `  - id: A.3
    title: More
    points: 2
    kind: { interval: { items: [ { answer: between, unit: duration, value: 4s, widest: 3s } ] } }
  - id: A.4
    title: Formula
    points: 2
    kind: { expression: { answer: formula, variables: [ { name: D, from: 1, to: 2 } ], value: 2 * D } }
`;
  const { lab: found, problems } = checked(exchanged([labText, labText + more]));
  assert.ok(found, JSON.stringify(problems));
  return found;
})();

const said = (text: string): string[] =>
  answersProblems(text, lab).map(
    ({ code, range, message }) => `${code} ${JSON.stringify(text.slice(range.start, range.end))} ${message}`,
  );

test('blank answers, and answers that can be read, have no problem, right or wrong', () => {
  for (const text of ['', '# nothing yet\n', answersText]) assert.deepEqual(said(text), [], text);
  assert.deepEqual(
    said('student: 7\ntotal: 99s\nsecond: 1MiB\nrounds: 5\nwho: SWEEP\nbetween: 2s..5s\nformula: "3 * D"\n'),
    [],
  );
  assert.deepEqual(said('between: [ 2s, 5s ]\nforAHiddenCheck: 12\n'), []);
  assert.deepEqual(said('total: 1s\ntotals: 12\n'), [], 'both are there: a hidden check may ask for the other');
});

for (const [text, expected] of [
  ['total: 12', /^unreadable-answer "12" '12' is not written as wanted here: write, for example, /],
  ['rounds: many', /^unreadable-answer "many" 'many' is not written/],
  ['who: nobody', /^unreadable-answer "nobody" 'nobody' is none of sweep, uniform, both\./],
  ['between: 5s..2s', /^unreadable-answer .* is no interval/],
  ['formula: 2 * E', /^unreadable-answer "2 \* E" /],
  ['totl: 3s', /^unknown-answer "totl" The lab asks for no 'totl': is 'total' meant\?/],
  ['total: 3s\ntotal: 4s', /^duplicate-key /],
  ['- 3s', /^wrong-type .*write `key: answer`/],
] as const)
  test(`'${text.replace('\n', ' / ')}' is told at its place`, () => {
    const [only = '', ...others] = said(`${text}\n`);
    assert.match(only, expected);
    assert.deepEqual(others, []);
  });
