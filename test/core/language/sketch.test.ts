// The sketch of a text: the parser's tree where the text is sound, something sensible where it is not, and never a failure.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { algorithms } from '../../../src/core/algorithms/registry';
import { complete } from '../../../src/core/language/complete';
import { hoverAt } from '../../../src/core/language/hover';
import { placeAt } from '../../../src/core/language/place';
import { signatureAt } from '../../../src/core/language/signature';
import { sketch } from '../../../src/core/language/sketch';
import type { DocumentNode } from '../../../src/core/scenario/document';
import { parseScenario } from '../../../src/core/scenario/parse';
import { cursor, examples, surroundings } from './atCursor';

/** A tree without what the parser alone knows: the ranges of empty values and of whole maps and lists. */
function essence(node: DocumentNode | null): unknown {
  if (node === null || (node.kind === 'scalar' && node.empty)) return null;
  if (node.kind === 'scalar') return [node.text, node.quoted, node.range];
  if (node.kind === 'list') return node.items.map(essence);
  return Object.fromEntries(node.entries.map(({ key, keyRange, value }) => [key, [keyRange, essence(value)]]));
}

const assertSame = (text: string): void => {
  const { document, problem } = parseScenario(text);
  assert.equal(problem, null, problem?.message);
  assert.deepEqual(essence(sketch(text)), essence(document.root));
};

for (const { name, text } of examples())
  test(`the sketch of ${name} is the parser's tree`, () => {
    assertSame(text);
    assertSame(text.replaceAll('\n', '\r\n'));
  });

const styles: readonly (readonly [string, string])[] = [
  ['a list at the column of its key', 'a:\n- b\n- c: 1\n  d: 2\ne: 3\n'],
  ['a list in a list', 'a:\n  - - b\n    - c\n  - d\n'],
  ['brackets over lines with comments', 'a: [ b, # c\n  { d: 1,\n    e: [ f ] },\n] # g\nh: 1\n'],
  ['plain text over lines', 'a: b\n  c d\n  e\nf: [ g\n  h, i ]\n'],
  ['quotes', `a: 'it''s # no comment'\n"b": "c: d"\n`],
  ['signs within words', "a: b#c\nd: e:f\ng: it's\nh: -1\n"],
  ['nothing', 'a:\nb: ~\nc: null\nd: [ ]\ne: {}\n'],
  ['comments and blank lines', '# a\n\nb: # c\n\n  # d\n  e: f\n\n# g\nh: i'],
];

for (const [what, text] of styles)
  test(`the sketch of ${what} is the parser's tree`, () => {
    assertSame(text);
  });

test('a block of text is one value', () => {
  const text = 'a: |\n  b: c\n\n  - d\ne: f\n';
  const node = sketch(text);
  assert.deepEqual(node.kind === 'map' && node.entries.map(({ key }) => key), ['a', 'e']);
});

const places: readonly (readonly [string, string, string])[] = [
  ['vm:\n  |', 'value', 'vm'],
  ['vm:\n  mem|', 'value', 'vm'],
  ['vm:\n  memory: 1GiB\n  |', 'key', 'vm'],
  ['vm: { memory: 1GiB, |', 'key', 'vm'],
  ['vm: { memory: |', 'value', 'vm.memory'],
  ['workload:\n  - name: a\n    |', 'key', 'workload.0'],
  ['workload:\n  - name: a\n  - |', 'value', 'workload.1'],
  ['a: { b: [ c, | ] }', 'value', 'a.b.1'],
  ['a: { b: [ c,\nd: |', 'value', 'd'],
  ['a: 1\n# |', 'none', ''],
  ['a: "|"', 'none', ''],
  ['a: |b c', 'value', 'a'],
];

for (const [marked, role, path] of places.filter(([, , expected]) => expected !== 'none'))
  test(`the cursor in ${JSON.stringify(marked)} is at ${role} ${path}`, () => {
    const { text, offset } = cursor(marked);
    const place = placeAt(text, offset);
    assert.deepEqual([place?.role ?? 'none', place?.path.join('.') ?? ''], [role, path]);
  });

test('no text makes completion, hovers or signatures fail', () => {
  const piece = fc.constantFrom(
    ...['vm', 'memory', 'algorithms', 'hca', 'expect', 'sweep', 'workload', '1GiB', '0.8', 'link.bandwidth', 'as'],
    ...[
      ': ',
      ':',
      '- ',
      '-',
      '{',
      '}',
      '[',
      ']',
      ', ',
      '\n',
      '\n  ',
      '\n    ',
      '\r\n',
      '\t',
      ' ',
      "'",
      '"',
      '#',
      ' # ',
    ],
    ...['|', '>', '&a', '*a', '!x', '\\', '$', '\uFEFF', '\uE000', '💥', '...', '---\n', 'max(', '.', '<'],
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), fc.nat(), (pieces, at) => {
      const text = pieces.join('');
      const offset = at % (text.length + 1);
      complete(text, offset, surroundings);
      hoverAt(text, offset, algorithms);
      signatureAt(text, offset, algorithms);
    }),
    { seed: 361, numRuns: 3000 },
  );
});

/** A test fails on time only at this multiple of a budget: it also runs on slow and busy machines. */
const tolerance = 10;

for (const [what, text] of [
  ['brackets', '['.repeat(100_000)],
  ['braces', '{a: '.repeat(50_000)],
  ['dashes', '- '.repeat(100_000)],
  [
    'lines that go further and further in',
    Array.from({ length: 600 }, (_, line) => `${' '.repeat(line)}a:`).join('\n'),
  ],
  ['words', 'word '.repeat(40_000)],
  ['open quotes', `a: "${'x'.repeat(200_000)}`],
  ['lines of plain text', `a: b\n${'  c\n'.repeat(50_000)}`],
  ['a file that is too large', 'a: b\n'.repeat(100_000)],
] as const)
  test(`many ${what} take no more than a second`, () => {
    const begin = performance.now();
    complete(text, text.length, surroundings);
    hoverAt(text, 1, algorithms);
    const milliseconds = performance.now() - begin;
    assert.ok(milliseconds < tolerance * 1000, `${milliseconds} ms`);
  });
