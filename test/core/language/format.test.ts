// Formatting: the form itself by examples; that it changes nothing but blanks, once is enough, and broken files stay, by properties.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatEdits, formatRangeEdits, formatted, withEdits } from '../../../src/core/language/format';
import { commentsOf } from '../../../src/core/language/comments';
import { checkScenario } from '../../../src/core/scenario/check';
import { parseScenario } from '../../../src/core/scenario/parse';
import { documentOf, examples, meaning, named, textAt } from './support';

const cases: readonly (readonly [what: string, before: string, after: string])[] = [
  ['indents by two blanks a level', 'vm:\n     memory: 1GiB\n     vcpus: 2\n', 'vm:\n  memory: 1GiB\n  vcpus: 2\n'],
  [
    'indents lists below their key, and entries below their dash',
    'workload:\n-   name: a\n    size: 1%\n-   name: b\n',
    'workload:\n  - name: a\n    size: 1%\n  - name: b\n',
  ],
  ['puts one blank behind colons', 'vm:   { memory:    1GiB }\nseed:  1\n', 'vm: { memory: 1GiB }\nseed: 1\n'],
  ['puts no blank before colons and commas', 'vm : {memory : 1GiB , vcpus: 2}\n', 'vm: { memory: 1GiB, vcpus: 2 }\n'],
  ['puts blanks inside braces, none inside brackets', 'a: {b: [ 1,2 ],c: {}}\n', 'a: { b: [1, 2], c: {} }\n'],
  ['removes blanks at the ends of lines', 'vm:  \n  memory: 1GiB   \n', 'vm:\n  memory: 1GiB\n'],
  ['ends the file with one line end', 'seed: 1', 'seed: 1\n'],
  ['keeps empty lines at the end', 'seed:  1\n\n \n', 'seed: 1\n\n\n'],
  ['keeps every empty line', 'a:  1\n\n\n  \n\nb: 2\n\nc: 3\n', 'a: 1\n\n\n\n\nb: 2\n\nc: 3\n'],
  ['keeps the line ends of the file', 'vm:\r\n    memory: 1GiB\r\n', 'vm:\r\n  memory: 1GiB\r\n'],
  [
    'keeps comments, and the blanks before those that are aligned',
    '#top\na: 1     # one\nbb: 22   # two\nc: 3# no comment\n',
    '#top\na: 1     # one\nbb: 22   # two\nc: 3# no comment\n',
  ],
  [
    'indents comments with what they stand above, or in',
    'vm:\n      # above\n      memory: 1GiB\n      # at the end\n# of the link\nlink:\n    # first\n    bandwidth: 1Gbit/s\n',
    'vm:\n  # above\n  memory: 1GiB\n  # at the end\n# of the link\nlink:\n  # first\n  bandwidth: 1Gbit/s\n',
  ],
  [
    'leaves comments deeper that stand deeper than their list',
    'algorithms:\n    - hca\n      # as: x\n    - precopy\n',
    'algorithms:\n  - hca\n    # as: x\n  - precopy\n',
  ],
  [
    'indents the lines of brackets, and their end as the line that opens them',
    'link: {\n bandwidth: 1Gbit/s, # fast\n      schedule: [\n { at: 1s, available: 40% },\n ]\n    }\n',
    'link: {\n  bandwidth: 1Gbit/s, # fast\n  schedule: [\n    { at: 1s, available: 40% },\n  ]\n}\n',
  ],
  [
    'indents brackets in the first entry of an item more than the entry',
    'workload:\n- pattern: {\n      zipf: 1 }\n  name: a\n',
    'workload:\n  - pattern: {\n      zipf: 1 }\n    name: a\n',
  ],
  ['keeps values on a line of their own', 'host:\n     # one of four\n     kvm\n', 'host:\n  # one of four\n  kvm\n'],
  [
    'moves the lines of a text together',
    'description: |\n     First.\n\n       - deeper\n\n\nseed: 1\n',
    'description: |\n  First.\n\n    - deeper\n\n\nseed: 1\n',
  ],
  [
    'indents the lines of a plain text',
    'description: one\n      two\n\n   three\nseed: 1\n',
    'description: one\n  two\n\n  three\nseed: 1\n',
  ],
  ['keeps the order of keys', 'vm:\n  vcpus: 2\n  memory: 1GiB\n', 'vm:\n  vcpus: 2\n  memory: 1GiB\n'],
  ['leaves a file that cannot be read as it is', 'vm: {memory:  1GiB\nseed:   1', 'vm: {memory:  1GiB\nseed:   1'],
  [
    'leaves a file alone whose texts keep their last line ends',
    'description: |+\n    a\n\n\n',
    'description: |+\n    a\n\n\n',
  ],
];

void describe('formatting', () => {
  for (const [what, before, after] of cases)
    void it(what, () => {
      assert.equal(formatted(before), after);
      assert.equal(formatted(after), after);
      assert.equal(withEdits(before, formatEdits(before)), after);
    });

  for (const [file, text] of examples)
    void it(`leaves ${file} as it ships`, () => {
      assert.equal(formatted(text), text);
      assert.deepEqual(formatEdits(text), []);
    });
});

void describe('formatting a range', () => {
  const text = 'vm:\n    memory:   1GiB\n    vcpus:   2\nlink: {bandwidth: 1Gbit/s}\n';
  const format = (part: string): string => {
    const start = text.indexOf(part);
    return withEdits(text, formatRangeEdits(text, { start, end: start + part.length }));
  };

  void it('formats the whole lines that it touches, and no others', () => {
    assert.equal(format('bandwidth'), text.replace('{bandwidth: 1Gbit/s}', '{ bandwidth: 1Gbit/s }'));
    assert.equal(format('memory:   1GiB\n    vcpus'), 'vm:\n  memory: 1GiB\n  vcpus: 2\nlink: {bandwidth: 1Gbit/s}\n');
  });

  void it('leaves an indentation alone that has to change together with that of other lines', () => {
    assert.equal(format('memory'), text.replace('memory:   ', 'memory: '));
  });
});

/** Other layouts of a text: each changes blanks alone. The parser decides which of them still mean the same. */
const mutations: readonly ((text: string, random: () => number) => string)[] = [
  (text) => text.replaceAll(/^(?= +\S)/gm, '  '),
  (text) => text.replaceAll(/^(?= {4,}\S)/gm, '   ').replaceAll(/^( {2}-)(?= )/gm, '$1   '),
  (text) => text.replaceAll(/^ {2}(?=\S)/gm, '     '),
  (text, random) => text.replaceAll(/: (?=\S)/g, () => `:${' '.repeat(1 + Math.floor(random() * 4))}`),
  (text, random) => text.replaceAll(/\{ | \}/g, (blank) => (random() < 0.5 ? blank.trim() : blank)),
  (text, random) => text.replaceAll(', ', () => (random() < 0.5 ? ',' : ' ,   ')),
  (text, random) => text.replaceAll('\n', () => (random() < 0.2 ? '   \n\n' : '\n')),
  (text, random) => text.replaceAll(/, |\{ | \}/g, (mark) => (random() < 0.3 ? `${mark.trimEnd()}\n         ` : mark)),
  (text, random) => text.replaceAll('\n', () => (random() < 0.1 ? '\n      # a remark\n' : '\n')),
  (text) => text.replaceAll('\n', '\r\n'),
  (text) => text.replaceAll(/ +$/gm, '').trimEnd(),
];

const layouts = fc
  .tuple(
    fc.constantFrom(named, ...examples.map(([, text]) => text)),
    fc.uniqueArray(fc.nat({ max: mutations.length - 1 }), { maxLength: 4 }),
    fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
  )
  .map(([text, chosen, numbers]) => {
    const random = (): number => numbers.next().value as number;
    return chosen.reduce((before, index) => mutations[index]?.(before, random) ?? before, text);
  });

const remarks = (text: string): string[] => commentsOf(text).map((range) => textAt(text, range));

void describe('whatever the layout, formatting', () => {
  void it('changes no value and no comment, and once is enough', () => {
    let read = 0;
    let changed = 0;
    fc.assert(
      fc.property(layouts, (text) => {
        const after = formatted(text);
        if (parseScenario(text).problem) {
          assert.equal(after, text);
          return;
        }
        read++;
        if (after !== text) changed++;
        assert.deepEqual(meaning(documentOf(after).root), meaning(documentOf(text).root));
        assert.deepEqual(remarks(after), remarks(text));
        assert.equal(formatted(after), after);
        assert.equal(withEdits(text, formatEdits(text)), after);
      }),
      { numRuns: 300, seed: 20_101 },
    );
    assert.ok(read > 150 && changed > 120, `${read} layouts could be read, ${changed} were changed`);
  });

  void it('gives blank changes their one form', () => {
    const [indented, joined] = [mutations[0], mutations[4]];
    assert.ok(indented && joined);
    for (const [file, text] of examples) {
      if (/^(?: *)#/m.test(text.split('\n').slice(1).join('\n')) || text.includes('|\n')) continue;
      assert.equal(
        formatted(
          joined(
            indented(text, () => 0),
            () => 0,
          ),
        ),
        text,
        file,
      );
    }
  });

  void it('never throws, and once is enough, for texts of any marks', () => {
    const mark = fc.constantFrom(
      ...Array.from('ab:,{}[]-#"\'|>?! \t\n\r\\%&*1~'),
      ': ',
      '- ',
      '\n  ',
      ' #',
      '\n- ',
      '---\n',
    );
    let read = 0;
    fc.assert(
      fc.property(fc.array(mark, { maxLength: 30 }), (marks) => {
        const text = marks.join('');
        const after = formatted(text);
        if (parseScenario(text).problem === null) read++;
        assert.deepEqual(meaning(documentOf(after).root), meaning(documentOf(text).root));
        assert.equal(formatted(after), after);
      }),
      { numRuns: 2000, seed: 20_104 },
    );
    assert.ok(read > 200, `${read} could be read`);
  });

  void it('leaves the scenario that runs as it is', () => {
    fc.assert(
      fc.property(layouts, (text) => {
        const [before, after] = [checkScenario(text), checkScenario(formatted(text))];
        assert.deepEqual(after.scenario, before.scenario);
        assert.deepEqual(
          after.problems.map(({ code, message }) => [code, message]),
          before.problems.map(({ code, message }) => [code, message]),
        );
      }),
      { numRuns: 60, seed: 20_102 },
    );
  });

  void it('of a part never changes a value, nor a line outside', () => {
    fc.assert(
      fc.property(layouts, fc.nat(), fc.nat(), (text, a, b) => {
        const [start = 0, end = 0] = [a % (text.length + 1), b % (text.length + 1)].sort((x, y) => x - y);
        const edits = formatRangeEdits(text, { start, end });
        const after = withEdits(text, edits);
        assert.deepEqual(meaning(documentOf(after).root), meaning(documentOf(text).root));
        const firstLine = text.lastIndexOf('\n', start - 1) + 1;
        assert.equal(after.slice(0, firstLine), text.slice(0, firstLine));
      }),
      { numRuns: 200, seed: 20_103 },
    );
  });
});
