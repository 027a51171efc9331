// Outline, folding, growing selections and links: on a scenario with everything, on every example, and on texts that are not finished.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { commentsOf } from '../../../src/core/language/comments';
import { foldsOf } from '../../../src/core/language/folding';
import { addressesOf, filesOf } from '../../../src/core/language/links';
import { type OutlineItem, outlineOf } from '../../../src/core/language/outline';
import { selectionAt } from '../../../src/core/language/selection';
import { atCursor, documentOf, examples, named, textAt } from './support';

const all = [...examples, ['named', named] as const];

/** Texts as they are while somebody types: cut off anywhere, or with a part missing. */
const unfinished = fc
  .tuple(fc.constantFrom(...all.map(([, text]) => text)), fc.nat(), fc.nat({ max: 40 }), fc.boolean())
  .map(([text, at, length, isCut]) => {
    const from = at % text.length;
    return isCut ? text.slice(0, from) : text.slice(0, from) + text.slice(from + length);
  });

/** The outline as indented lines. */
function lines(items: readonly OutlineItem[], depth = 0): string[] {
  return items.flatMap(({ name, detail, kind, children }) => [
    `${'  '.repeat(depth)}${kind} ${name}${detail === '' ? '' : ` (${detail})`}`,
    ...lines(children, depth + 1),
  ]);
}

function checkItems(items: readonly OutlineItem[], start: number, end: number): void {
  for (const { name, range, selection, children } of items) {
    assert.ok(name !== '');
    assert.ok(start <= range.start && range.end <= end, `${name} lies in its parent`);
    assert.ok(range.start <= selection.start && selection.end <= range.end, `${name} holds its selection`);
    checkItems(children, range.start, range.end);
  }
}

void describe('the outline', () => {
  void it('shows regions, labels, expectations and axes with what they say', () => {
    const found = lines(outlineOf(documentOf(named)));
    for (const line of [
      'section scenario (Named)',
      'section vm (1GiB)',
      '  key memory (1GiB)',
      '  region hot (10%, 12k/s, { hotspot: { pages: 10%, share: 90% } })',
      '      key hotspot (10%, 90%)',
      '  region region-2 (64MiB, 500/s)',
      '  region old (traces/shop.lmtrace)',
      'section link (1Gbit/s)',
      '  algorithm xen-precopy',
      '  algorithm hca-8 (hca { tiers: 8 })',
      '  algorithm hca-2 (hca)',
      '  expectation hca-8.downtime < 0.8 * xen-precopy.downtime',
      '  axis algorithms.hca-8.tiers ([4, 8])',
    ])
      assert.ok(found.includes(line), `${line}\n\n${found.join('\n')}`);
  });

  void it('is in the order of the text, each item within its parent', () => {
    for (const [, text] of all) {
      const items = outlineOf(documentOf(text));
      checkItems(items, 0, text.length);
      assert.deepEqual(
        items.map(({ name }) => name),
        [...text.matchAll(/^([A-Za-z]+):/gm)].map(([, key]) => key),
      );
    }
  });

  void it('goes as far as an unfinished text can be read', () => {
    assert.ok(lines(outlineOf(documentOf(`${named}x: [`))).includes('  algorithm hca-8 (hca { tiers: 8 })'));
    fc.assert(
      fc.property(unfinished, (text) => {
        checkItems(outlineOf(documentOf(text)), 0, text.length);
      }),
      { numRuns: 300, seed: 20_201 },
    );
  });
});

/** What is folded, as 'first-last'. */
function folded(text: string): string[] {
  return foldsOf(documentOf(text)).map(({ firstLine, lastLine, kind }) =>
    kind === 'value' ? `${firstLine}-${lastLine}` : `${kind} ${firstLine}-${lastLine}`,
  );
}

void describe('folding', () => {
  const cases: readonly (readonly [what: string, text: string, ...folds: string[]])[] = [
    [
      'maps and lists, without the empty lines behind',
      'vm:\n  memory: 1GiB\n\nworkload:\n  - name: a\n    size: 1%\n  - b\n',
      '0-1',
      '3-6',
      '4-5',
    ],
    ['brackets down to the line that closes them', 'link: {\n  bandwidth: 1Gbit/s,\n}\nseed: 1\n', '0-1'],
    ['brackets that end behind a value', 'a: [1,\n  2]\n', '0-1'],
    ['blocks of comments', '# one\n# two\n\n# alone\nseed: 1 # beside\n# below\n', 'comment 0-1'],
    ['what comments mark as a region', '# region guest\nvm: {}\n# endregion\n', 'region 0-2'],
    ['texts of several lines', 'description: |\n  one\n  two\n\nseed: 1\n', '0-2'],
    ['lines of Windows', 'vm:\r\n  memory: 1GiB\r\nseed: 1\r\n', '0-1'],
    ['nothing of one line', 'vm: { memory: 1GiB }\nseed: 1\n'],
  ];
  for (const [what, text, ...folds] of cases)
    void it(`folds ${what}`, () => {
      assert.deepEqual(folded(text), folds);
    });

  void it('has one fold a line, inside the text, and they do not cross', () => {
    fc.assert(
      fc.property(unfinished, (text) => {
        const folds = foldsOf(documentOf(text)).filter(({ kind }) => kind === 'value');
        const count = text.split('\n').length;
        assert.equal(new Set(folds.map(({ firstLine }) => firstLine)).size, folds.length);
        for (const a of folds) {
          assert.ok(0 <= a.firstLine && a.firstLine < a.lastLine && a.lastLine < count);
          for (const b of folds)
            assert.ok(!(a.firstLine < b.firstLine && b.firstLine <= a.lastLine && a.lastLine < b.lastLine), text);
        }
      }),
      { numRuns: 300, seed: 20_202 },
    );
  });
});

void describe('a growing selection', () => {
  const grown = (marked: string): string[] => {
    const { text, offset } = atCursor(marked);
    return selectionAt(documentOf(text), offset).map((range) => textAt(text, range));
  };

  void it('goes from the word over value, entry and map to the whole', () => {
    const entry = 'pattern: { hotspot: { pages: 10%, share: 90% } }';
    const item = `name: a\n    ${entry}`;
    assert.deepEqual(grown(`workload:\n  - name: a\n    ${entry.replace('90', '9|0')}\n`), [
      '90%',
      'share: 90%',
      '{ pages: 10%, share: 90% }',
      'hotspot: { pages: 10%, share: 90% }',
      '{ hotspot: { pages: 10%, share: 90% } }',
      entry,
      item,
      `- ${item}`,
      `workload:\n  - ${item}`,
      `workload:\n  - ${item}\n`,
    ]);
  });

  void it('takes the words of expectations and paths one by one', () => {
    const item = 'hca.downtime < 1s';
    assert.deepEqual(grown('expect: [ hca.down|time < 1s ]').slice(0, 3), ['downtime', 'hca.downtime', item]);
    assert.deepEqual(grown('sweep: { link.band|width: [ 1 ] }').slice(0, 2), ['bandwidth', 'link.bandwidth']);
  });

  void it('takes quoted texts without their quotes first, and comments', () => {
    assert.deepEqual(grown("scenario: 'a |b'").slice(0, 3), ['b', 'a b', "'a b'"]);
    assert.deepEqual(grown('a: 1 # some wo|rds\n'), ['words', '# some words', 'a: 1 # some words\n']);
  });

  void it('holds the cursor and grows with each step, at any place of any text', () => {
    fc.assert(
      fc.property(unfinished, fc.nat(), (text, number) => {
        const offset = number % (text.length + 1);
        const ranges = selectionAt(documentOf(text), offset);
        assert.ok(ranges.length > 0);
        for (const [index, { start, end }] of ranges.entries()) {
          const inner = ranges[index - 1];
          assert.ok(start <= offset && offset <= end);
          if (inner) assert.ok(start <= inner.start && inner.end <= end && end - start > inner.end - inner.start);
        }
      }),
      { numRuns: 500, seed: 20_203 },
    );
  });
});

void describe('links', () => {
  void it('lead to traces and dirty curves, in the sweep too, and to policies', () => {
    const text = `${named}  workload.old.dirtyCurve: ['c.csv']\n`.replace('- hca\n', '- policy: "mine.policy.js"\n');
    const files = filesOf(documentOf(text));
    assert.deepEqual(
      files.map(({ name }) => name),
      ['traces/shop.lmtrace', 'mine.policy.js', 'traces/shop.lmtrace', 'b.lmtrace', 'c.csv'],
    );
    for (const { name, range } of files) assert.equal(textAt(text, range), name);
  });

  void it('lead to addresses in comments and in the description, without the marks of the sentence', () => {
    const text = [
      '# see https://example.org/a_(b), or (http://example.org/c).',
      'scenario: https://example.org/no',
      'description: |',
      '  [The paper](https://doi.org/10.1109/CYBERC.2010.71), 2010.',
      'seed: 1 # https://example.org/d?e=f#g',
      '',
    ].join('\n');
    assert.deepEqual(
      addressesOf(documentOf(text)).map(({ address, range }) => [address, textAt(text, range)]),
      [
        'https://example.org/a_(b)',
        'http://example.org/c',
        'https://doi.org/10.1109/CYBERC.2010.71',
        'https://example.org/d?e=f#g',
      ].map((address) => [address, address]),
    );
  });
});

void describe('comments', () => {
  void it('are found apart from what only looks like one', () => {
    const text = `# a\nb: 'no # comment' # c\nd#e: "#"\nf: |\n  # text\n# g\n`;
    assert.deepEqual(
      commentsOf(text).map((range) => textAt(text, range)),
      ['# a', '# c', '# g'],
    );
  });
});
