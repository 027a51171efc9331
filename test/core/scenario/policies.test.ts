// The entry of a policy in a scenario: its file, what it is handed, its label.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkPoint, checkScenario } from '../../../src/core/scenario/check';
import { baseValues } from '../../../src/core/sweep/baseValues';
import { pointCount } from '../../../src/core/sweep/points';
import { policyValueField } from '../../../src/core/scenario/fields';
import type { FileContent } from '../../../src/core/scenario/dataFiles';
import { referencedNames } from '../../../src/core/scenario/referencedFiles';

const head = 'vm: { memory: 64MiB }\nlink: { bandwidth: 1Gbit/s }\nalgorithms:\n';
const files = new Map<string, FileContent>([
  ['mine.policy.js', { text: 'export default async function mine() {}' }],
  ['labs/two.policy.js', { text: '', withheld: true }],
  ['bad.policy.js', { text: 'x', flaw: { line: 3, message: 'It does not read as JavaScript.' } }],
]);
const check = (entries: string): ReturnType<typeof checkScenario> => checkScenario(head + entries, { files });
const messages = (entries: string): string[] =>
  check(entries).problems.map(({ code, message }) => `${code}: ${message}`);

describe('a policy among the algorithms', () => {
  it('is a file, or a map with what it is handed', () => {
    const { scenario, problems } = check(
      "  - policy: mine.policy.js\n  - policy: { file: mine.policy.js, params: { n: 3, on: true, word: fast, text: '3', off: none } }\n    as: own\n  - policy: labs/two.policy.js\n",
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(
      scenario?.algorithms.map(({ label, algorithm, policy }) => [label, algorithm, policy?.params, policy?.withheld]),
      [
        ['mine', 'policy', {}, undefined],
        ['own', 'policy', { n: 3, on: true, word: 'fast', text: '3', off: null }, undefined],
        ['two', 'policy', {}, true],
      ],
    );
    assert.equal(scenario.algorithms[0]?.policy?.source, 'export default async function mine() {}');
  });

  it('has its file named to whoever reads files', () => {
    assert.deepEqual(referencedNames(`${head}  - policy: a.policy.js\n  - policy: { file: b.policy.js }\n`), [
      'a.policy.js',
      'b.policy.js',
    ]);
  });

  it('is warned of if its file cannot run, and the scenario runs none the less', () => {
    const { scenario, problems } = check('  - policy: bad.policy.js\n  - xen-precopy\n');
    assert.deepEqual(
      problems.map(({ code, severity, message }) => [code, severity, message]),
      [['malformed-file', 'warning', "'bad.policy.js', line 3: It does not read as JavaScript."]],
    );
    assert.equal(scenario?.algorithms.length, 2);
  });

  it('is refused with one problem for one cause', () => {
    assert.match(messages('  - policy: none.policy.js\n').join(), /^missing-file: There is no file/);
    assert.match(messages('  - policy: mine.js\n').join(), /^wrong-type: A policy is a file named ….policy.js/);
    assert.match(messages('  - policy\n').join(), /^missing-key: A policy lacks its file/);
    assert.match(messages('  - policy: { params: { a: 1 } }\n').join(), /^missing-key: 'policy' lacks 'file'/);
    assert.match(
      messages('  - policy: { file: mine.policy.js, params: { 2nd: 1 } }\n').join(),
      /^wrong-name: '2nd' is no name: use a letter first/,
    );
    assert.match(
      messages('  - policy: { file: mine.policy.js, params: { a: [1] } }\n').join(),
      /^wrong-type: 'a' wants/,
    );
  });
});

describe('a sweep of what a policy is handed', () => {
  const entries = '  - policy: mine.policy.js\n  - policy: { file: mine.policy.js, params: { n: 3 } }\n    as: own\n';
  const swept = (sweep: string): ReturnType<typeof checkScenario> => check(`${entries}sweep:\n${sweep}`);

  it('hands it each value, whether the entry has the name or not, and has numbers for charts', () => {
    const { sweep, problems, document } = swept(
      '  algorithms.own.params.n: [ 1, 2.5 ]\n  algorithms.mine.params.way: [ fast, slow ]\n',
    );
    assert.deepEqual(problems, []);
    assert.ok(sweep);
    const handed = Array.from({ length: pointCount(sweep.axes) }, (_, point) => {
      const { scenario } = checkPoint(document, sweep, point, { files });
      return scenario?.algorithms.map(({ policy }) => policy?.params);
    });
    assert.deepEqual(handed, [
      [{ way: 'fast' }, { n: 1 }],
      [{ way: 'slow' }, { n: 1 }],
      [{ way: 'fast' }, { n: 2.5 }],
      [{ way: 'slow' }, { n: 2.5 }],
    ]);
    assert.deepEqual(baseValues(policyValueField, ['1', '2.5', '-3e2']), { unit: '', numbers: [1, 2.5, -300] });
    assert.equal(baseValues(policyValueField, ['1', 'fast']), null);
  });

  it('says what a path of it is', () => {
    for (const path of ['n', 'params', 'params.n.m', 'params.2', 'file'])
      assert.deepEqual(
        swept(`  algorithms.own.${path}: [ 1 ]\n`).problems.map(({ code, message }) => [code, message]),
        [['unknown-path', "A sweep varies what a policy is handed, by name: write 'algorithms.own.params.NAME'."]],
      );
  });

  it('tells of values that are there twice, and of lists', () => {
    assert.deepEqual(
      swept('  algorithms.own.params.n: [ 1, 1.0, [2] ]\n').problems.map(({ code }) => code),
      ['equal-values', 'wrong-type'],
    );
  });
});
