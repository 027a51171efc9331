// Names: where they are declared and used, and what renaming them changes. The cursor is marked by `|`.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withEdits } from '../../../src/core/language/format';
import { definitionAt, occurrencesAt } from '../../../src/core/language/navigate';
import { namesOf } from '../../../src/core/language/names';
import { renameAt, renameableAt } from '../../../src/core/language/rename';
import { checkScenario } from '../../../src/core/scenario/check';
import { parseScenario } from '../../../src/core/scenario/parse';
import { check, dataFiles } from '../scenario/support';
import { atCursor, documentOf, examples, named, textAt } from './support';

/** The offset behind `part`, which stands in the text once. */
function behind(text: string, part: string): number {
  assert.equal(text.split(part).length, 2, `'${part}' stands once in the text`);
  return text.indexOf(part) + part.length;
}

/** What the word that ends with `part` leads to: the texts of selections, and the files. */
function targets(part: string, text = named): string[] {
  const definition = definitionAt(documentOf(text), behind(text, part));
  return (definition?.targets ?? []).map((target) =>
    target.kind === 'file' ? `file ${target.name}` : textAt(text, target.selection),
  );
}

void describe('the definition', () => {
  const cases: readonly (readonly [part: string, ...found: string[]])[] = [
    ['  - hca-8', 'hca-8'],
    ['0.8 * xen-precopy', 'xen-precopy'],
    ['max(hca', 'hca'],
    ['workload.hot', 'hot'],
    ['workload.hot.writes', 'writes'],
    ['workload.region-2', 'size: 64MiB'],
    ['workload.region-2.size', 'size'],
    ['  workload', 'workload'],
    ['algorithms.hca-8', 'hca-8'],
    ['algorithms.hca-8.tiers', 'tiers'],
    ['link.bandwidth', 'bandwidth'],
    ['name: old, trace: traces/shop', 'file traces/shop.lmtrace'],
    ['[traces/shop', 'file traces/shop.lmtrace'],
    ['b.lm', 'file b.lmtrace'],
    ['as: hca', 'hca-8'],
    ['name: ho', 'hot'],
  ];
  for (const [part, ...found] of cases)
    void it(`of '${part}' is ${found.join(', ')}`, () => {
      // `workload` stands in several paths, which all lead to the same place.
      const text = part === '  workload' ? named.replace(/ {2}workload\.(?:region-2|old).*\n/g, '') : named;
      assert.deepEqual(targets(part, text), found);
    });

  void it('of a policy is its file', () => {
    assert.deepEqual(targets('mine', 'algorithms:\n  - policy: mine.policy.js\n'), ['file mine.policy.js']);
  });

  void it('of a name that two regions have is both', () => {
    assert.deepEqual(targets('workload.hot', named.replace('- size: 64MiB', '- name: hot\n    size: 64MiB')), [
      'hot',
      'hot',
    ]);
  });

  void it('is found in a comparison that is not finished, and in a file that cannot be read', () => {
    assert.deepEqual(targets('0.8 * xen-precopy', named.replace('0.8 * xen-precopy.downtime', '0.8 * xen-precopy.')), [
      'xen-precopy',
    ]);
    assert.deepEqual(targets('workload.hot', `${named}x: [`), ['hot']);
  });

  void it('is nowhere for what names nothing', () => {
    for (const part of ['memory: 1G', '# the base', 'scenario: Na', '500m']) assert.deepEqual(targets(part), [], part);
    assert.deepEqual(targets('workload.hot', named.replace('name: hot', 'name: cold')), []);
  });

  void it('has ranges that hold what they select, for every offset of every example', () => {
    for (const [file, text] of [...examples, ['named', named] as const]) {
      const document = documentOf(text);
      for (let offset = 0; offset <= text.length; offset += 7)
        for (const target of definitionAt(document, offset)?.targets ?? [])
          if (target.kind === 'place') {
            const { range, selection } = target;
            assert.ok(range.start <= selection.start && selection.end <= range.end, `${file}, ${offset}`);
          }
    }
  });
});

void describe('references', () => {
  const lines = (part: string): string[] =>
    occurrencesAt(documentOf(named), behind(named, part)).map(({ range, isDeclaration }) => {
      const line = named.slice(0, range.start).split('\n').length;
      return `${isDeclaration ? 'declared' : 'used'} ${line}: ${textAt(named, range)}`;
    });

  void it('of a label are its declaration, its expectations and its axes, from each of them', () => {
    const all = ['declared 18: hca-8', 'used 21: hca-8', 'used 22: hca-8', 'used 27: hca-8'];
    for (const part of ['as: hca-8', '- hca-8', '<= hca-8', 'algorithms.hca-8'])
      assert.deepEqual(lines(part), all, part);
  });

  void it('of a region are its name and its axes', () => {
    assert.deepEqual(lines('name: hot'), ['declared 5: hot', 'used 24: hot']);
  });

  void it('tell an algorithm from another one whose label begins like it', () => {
    assert.deepEqual(lines('max(hca'), ['declared 16: hca', 'used 22: hca']);
  });
});

/** Renames what is at the cursor: the text afterwards, or the refusal. */
function rename(marked: string, name: string): string {
  const { text, offset } = atCursor(marked);
  const result = renameAt(parseScenario(text), offset, name);
  return 'refusal' in result ? result.refusal : withEdits(text, result);
}

/** `named` with the cursor behind a part of it. */
function cursorBehind(part: string): string {
  const at = behind(named, part);
  return `${named.slice(0, at)}|${named.slice(at)}`;
}

void describe('renaming', () => {
  void it('a label changes it in as, expect and sweep', () => {
    for (const part of ['as: hca-8', '<= hca-8', 'algorithms.hca-8'])
      assert.equal(rename(cursorBehind(part), 'deep'), named.replaceAll('hca-8', 'deep'));
  });

  void it('a region changes it in name and sweep', () => {
    assert.equal(
      rename(cursorBehind('workload.hot'), 'index'),
      named.replace('name: hot', 'name: index').replace('workload.hot', 'workload.index'),
    );
  });

  void it('a region without a name gives it one', () => {
    assert.equal(
      rename(cursorBehind('workload.region-2'), 'log'),
      named.replace('- size: 64MiB', '- name: log\n    size: 64MiB').replace('region-2', 'log'),
    );
  });

  void it("a label that is the algorithm's id adds as, and leaves the comment where it is", () => {
    assert.equal(
      rename(cursorBehind('- xen-precopy'), 'base'),
      named
        .replace('- xen-precopy # the baseline', '- xen-precopy: {} # the baseline\n    as: base')
        .replace('xen-precopy.downtime', 'base.downtime'),
    );
  });

  void it('the first of two that share an id leaves the label of the second as it is', () => {
    const before = 'algorithms:\n  - hca|\n  - hca\nexpect:\n  - hca.total < hca-2.total\n';
    const after =
      'algorithms:\n  - hca: {}\n    as: one\n  - hca: {}\n    as: hca-2\nexpect:\n  - one.total < hca-2.total\n';
    assert.equal(rename(before, 'one'), after);
  });

  const styles: readonly (readonly [what: string, before: string, after: string])[] = [
    ['in brackets', '[ hca|, precopy ]', '[ { hca: {}, as: x }, precopy ]'],
    ['in brackets, with parameters', '[ hca|: { tiers: 8 }, precopy ]', '[ { hca: { tiers: 8 }, as: x }, precopy ]'],
    ['in braces', '\n  - { hca|: { tiers: 8 } } # c', '\n  - { hca: { tiers: 8 }, as: x } # c'],
    ['beside one in braces', '\n  - hca|\n  - { precopy: {} }', '\n  - { hca: {}, as: x }\n  - { precopy: {} }'],
    ['with an empty map', '\n  - { hca|: }', '\n  - { as: x, hca: }'],
    [
      'with parameters in a block',
      '\n  - hca|:\n      tiers: 8 # c\n  - precopy',
      '\n  - hca:\n      tiers: 8 # c\n    as: x\n  - precopy',
    ],
    ['with nothing behind the colon', '\n  - hca|:\n  - precopy', '\n  - hca:\n    as: x\n  - precopy'],
    ['in quotes', "\n  - 'hca|'", "\n  - 'hca': {}\n    as: x"],
    ['with a label in quotes', "\n  - hca:\n    as: 'y|'", "\n  - hca:\n    as: 'x'"],
    ['at the end of lines of Windows', '\r\n  - hca|\r\n', '\r\n  - hca: {}\r\n    as: x\r\n'],
  ];
  for (const [what, before, after] of styles)
    void it(`writes as in the style of the list: ${what}`, () => {
      assert.equal(rename(`algorithms: ${before}`, 'x'), `algorithms: ${after}`);
      const checked = checkScenario(`vm: { memory: 1GiB }\nlink: { bandwidth: 1Gbit/s }\nalgorithms: ${after}`);
      assert.equal(checked.scenario?.algorithms.find(({ algorithm }) => algorithm === 'hca')?.label, 'x');
    });

  void it('gives a region in brackets braces for its name', () => {
    const before = 'workload: [ trace: a.lmtrace ]\nsweep:\n  workload.region-1|.trace: [ b.lmtrace ]\n';
    assert.equal(
      rename(before, 'x'),
      'workload: [ { name: x, trace: a.lmtrace } ]\nsweep:\n  workload.x.trace: [ b.lmtrace ]\n',
    );
  });

  const refusals: readonly (readonly [part: string, name: string, refusal: RegExp])[] = [
    ['memory: 1G', 'x', /Only a region's name and an algorithm's label/],
    ['  - hca: { tiers', 'x', /Only a region's name/],
    ['algorithms.hca-8', 'xen-precopy', /Another label is called 'xen-precopy'/],
    ['algorithms.hca-8', 'hca-2', /Another label is called 'hca-2'/],
    ['workload.hot', 'region-2', /Another region is called 'region-2'/],
    ['workload.hot', '2nd', /'2nd' is no name/],
    ['workload.hot', '', /is no name/],
    ['workload.hot', 'a.b', /is no name/],
    ['workload.hot', 'null', /means that nothing is there/],
    ['workload.hot', 'x'.repeat(65), /at most 64 characters/],
  ];
  for (const [part, name, refusal] of refusals)
    void it(`is refused in a sentence: '${part}' to '${name.slice(0, 20)}'`, () => {
      const result = rename(cursorBehind(part), name);
      assert.match(result, refusal);
      assert.match(result, /^[A-Z'].*[^.]\.$/);
    });

  void it("is refused at an algorithm's id beside a label", () => {
    assert.match(rename('algorithms: [ { hca|: {}, as: x } ]', 'y'), /An algorithm's id stays as it is/);
  });

  void it('is refused where names are used twice, are not there, or stand in a text with escapes', () => {
    assert.match(rename('algorithms: [ { hca: {}, as: x| }, { precopy: {}, as: x } ]', 'y'), /stands here twice/);
    assert.match(rename('algorithms: [ hca ]\nexpect: [ hcaa|.total < 1s ]', 'y'), /no label 'hcaa'/);
    assert.match(rename('algorithms: [ hca| ]\nexpect: [ "hca.total\\x20< 1s" ]', 'y'), /text with escapes/);
  });

  void it('is refused in a file that cannot be read', () => {
    assert.match(rename('algorithms: [ hca|\nx: 1', 'y'), /cannot be read as it is/);
  });

  void it('offers the name itself, without quotes', () => {
    const { text, offset } = atCursor("algorithms: [ { hca: {}, as: 'x|' } ]");
    const found = renameableAt(parseScenario(text), offset);
    assert.ok('range' in found);
    assert.deepEqual([found.name, textAt(text, found.range)], ['x', 'x']);
  });

  void it('of any name in any example changes that name alone, and brings no problem', () => {
    const codes = (text: string): string[] => check(text).problems.map(({ code }) => code);
    for (const [file, text] of [...examples, ['named', named] as const]) {
      const { declarations, uses } = namesOf(documentOf(text));
      for (const declaration of declarations) {
        const use = uses.find(({ kind, name }) => kind === declaration.kind && name === declaration.name);
        const at = declaration.nameRange ?? use?.range;
        if (!at) continue;
        const edits = renameAt(parseScenario(text), at.start, 'renamed');
        assert.ok(!('refusal' in edits), file);
        const after = withEdits(text, edits);
        assert.deepEqual(codes(after), codes(text), file);
        assert.deepEqual(
          namesOf(documentOf(after)).declarations.map(({ name }) => name),
          declarations.map((one) => (one === declaration ? 'renamed' : one.name)),
          file,
        );
      }
    }
  });
});

void describe('the names of a file', () => {
  void it('are those of the scenario that runs', () => {
    for (const [file, text] of [...examples, ['named', named] as const]) {
      const { scenario } = checkScenario(text, { files: dataFiles({}) });
      if (!scenario) continue;
      const names = namesOf(documentOf(text)).declarations;
      const of = (kind: string): string[] => names.filter((one) => one.kind === kind).map(({ name }) => name);
      assert.deepEqual(
        of('region'),
        scenario.workload.map(({ name }) => name),
        file,
      );
      assert.deepEqual(
        of('label'),
        scenario.algorithms.map(({ label }) => label),
        file,
      );
    }
  });
});
