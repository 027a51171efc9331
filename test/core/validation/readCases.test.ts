// Cases files: what is read, and what is said of a wrong one; tolerances and the summary of errors by hand.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parse, stringify } from 'yaml';
import type { Case, Figure, Source } from '../../../src/core/validation/cases';
import { isWithin, type Comparison } from '../../../src/core/validation/compare';
import { errorsOf, quantile } from '../../../src/core/validation/errors';
import { readCases } from '../../../src/core/validation/readCases';
import { checkScenario } from '../../../src/core/scenario/check';

const files = readdirSync('validation').filter((file) => file.includes('.cases.'));
const example = /```yaml\n(format: [^`]*)```/.exec(readFileSync('docs/validation-cases.md', 'utf8'))?.[1] ?? '';

describe('a cases file', () => {
  it('is right if it comes with the program', () => {
    assert.ok(files.length >= 3);
    for (const file of files) assert.deepEqual(readCases(readFileSync(`validation/${file}`, 'utf8')).faults, []);
  });

  it('is right if it is the one in the documentation, scenario included', () => {
    const { cases, faults } = readCases(example);
    assert.deepEqual(faults, []);
    const scenario = cases?.sources[0]?.cases?.[0]?.scenario;
    assert.ok(typeof scenario === 'object');
    const { problems } = checkScenario(stringify(scenario));
    assert.deepEqual(
      problems.filter(({ severity }) => severity === 'error').map(({ message }) => message),
      [],
    );
  });

  const slips: readonly (readonly [string, (text: string) => string, RegExp])[] = [
    ['no YAML', () => '[', /cannot be read/],
    ['a list', () => '- 1', /^line 1: A cases file wants a map of keys: 'format' and 'sources'/],
    ['another format', (text) => text.replace('cases/1', 'cases/9'), /format: miglab.cases\/1/],
    [
      'an unknown metric',
      (text) => text.replace('metric: bytes', 'metric: megabytes'),
      /figures\[2\].metric wants one of/,
    ],
    ['an unknown unit', (text) => text.replace('unit: MiB', 'unit: GiB'), /figures\[2\].unit wants one of/],
    ['a figure that is a text', (text) => text.replace('41.2', 'long'), /figures\[1\].published wants a number/],
    [
      'a misspelt key',
      (text) => text.replace('published: 41.2', 'publishd: 41.2'),
      /^line 22: sources\[1\].cases\[1\].figures\[1\] has no key 'publishd': did you mean 'published'\?\nline 22: .*published wants a number/,
    ],
    [
      'a key of its own',
      (text) =>
        text
          .replace('reasons: {}', 'reasons: {}, host: kvm')
          .replace('reasons: {}, host: kvm', 'reasons: {}\n    guestKernel: 6.1'),
      /has no key 'guestKernel': it may have id, title/,
    ],
    [
      "a case's reason that is not there",
      (text) => text.replace('label: qemu', 'because: luck\n        label: qemu'),
      /because names a reason/,
    ],
    ['an empty tolerance', (text) => text.replace('{ amount: 1 }', '{}'), /figures\[4\].tolerance wants 'share'/],
    ['a tolerance in per cent', (text) => text.replace('share: 0.03', 'percent: 3'), /figures\[2\].tolerance wants/],
    ['a reason that is not there', (text) => text.replace('published: 7,', 'published: 7, because: luck,'), /lack\./],
    ['a case without its scenario', (text) => text.replace(/scenario: #.*\n/, 'else:\n'), /scenario wants a map/],
  ];
  for (const [slip, change, expected] of slips)
    it(`with ${slip} is refused, with the place`, () => {
      const { cases, faults } = readCases(change(example));
      assert.equal(cases, null);
      assert.match(faults.join('\n'), expected);
    });

  it('has each id once', () => {
    // The documentation's example, its case twice.
    const data = parse(example) as { sources: { cases: unknown[] }[] };
    const [source] = data.sources;
    source?.cases.push(...source.cases);
    assert.match(readCases(JSON.stringify(data)).faults.join('\n'), /cases\[2\].id is used before/);
  });
});

function comparison(published: number, simulated: number, more: Partial<Figure> = {}): Comparison {
  const figure: Figure = { name: 'total', metric: 'total', unit: 's', published, ...more };
  return { figure, published, simulated, half: 0, difference: simulated / published - 1, isLarge: false };
}

describe('a tolerance', () => {
  it('is a share, an amount, or whichever is more', () => {
    assert.equal(isWithin(comparison(100, 104, { tolerance: { share: 0.04 } }), undefined), true);
    assert.equal(isWithin(comparison(100, 104.1, { tolerance: { share: 0.04 } }), undefined), false);
    assert.equal(isWithin(comparison(1, 1.5, { tolerance: { share: 0.04, amount: 0.5 } }), undefined), true);
    assert.equal(isWithin(comparison(100, 105), { share: 0.05 }), true);
    assert.equal(isWithin(comparison(100, 105), undefined), null);
  });

  it('takes in all that was measured', () => {
    const measured = { range: [90, 120] as const, tolerance: { share: 0.01 } };
    assert.equal(isWithin(comparison(100, 119, measured), undefined), true);
    assert.equal(isWithin(comparison(100, 121, measured), undefined), false);
    assert.equal(isWithin(comparison(100, 121, { range: [90, 120] }), undefined), false);
  });

  it('of an outcome is the word alone', () => {
    const figure: Figure = { name: 'outcome', metric: 'outcome', unit: '', published: 'completed' };
    const found = (simulated: Comparison['simulated']): boolean | null =>
      isWithin({ figure, published: 'completed', simulated, half: 0, difference: null, isLarge: false }, undefined);
    assert.deepEqual([found('completed'), found('not-converged'), found(null)], [true, false, false]);
  });
});

describe('the summary of errors', () => {
  const one = (id: string, more: Partial<Case> = {}): Case => ({
    id,
    title: id,
    scenario: {},
    label: 'x',
    figures: [],
    ...more,
  });

  it('counts every case that was run, but those that stand for their measurement in part', () => {
    const source: Source = { id: 's', title: 's', reference: 's', text: [], reasons: {}, tolerance: { share: 0.05 } };
    const outcome = (case_: Case, simulated: number): Parameters<typeof errorsOf>[1][number] => ({
      one: case_,
      comparisons: [comparison(100, simulated)],
      refused: null,
    });
    const [errors] = errorsOf(source, [
      outcome(one('a'), 101),
      outcome(one('b'), 90),
      outcome(one('c'), 104),
      outcome(one('d', { partly: 'Half of it.' }), 500),
      { one: one('e'), comparisons: null, refused: 'It cannot run.' },
    ]);
    assert.deepEqual(
      {
        ...errors,
        median: errors?.median?.toFixed(3),
        ninth: errors?.ninth?.toFixed(3),
        largest: errors?.largest?.toFixed(3),
      },
      { name: 'total', figures: 3, median: '0.040', ninth: '0.100', largest: '0.100', judged: 3, within: 2 },
    );
  });

  it('takes the mean of the middle two for a median, and the nearest rank else', () => {
    assert.equal(quantile([1, 2, 3, 10], 0.5), 2.5);
    assert.equal(quantile([3, 1, 2], 0.5), 2);
    assert.equal(quantile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.9), 9);
    assert.equal(quantile([], 0.5), null);
  });
});
