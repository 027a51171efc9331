// The entry of a policy in a scenario: its file, what it is handed, its label.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkScenario } from '../../../src/core/scenario/check';
import type { FileContent } from '../../../src/core/scenario/dataFiles';
import { referencedNames } from '../../../src/core/scenario/referencedFiles';

const head = 'vm: { memory: 64MiB }\nlink: { bandwidth: 1Gbit/s }\nalgorithms:\n';
const files = new Map<string, FileContent>([
  ['mine.policy.js', { text: 'export default async function mine() {}' }],
  ['labs/two.policy.js', { text: '', withheld: true }],
  ['bad.policy.js', { text: 'x', flaw: { line: 3, message: 'it does not read as JavaScript.' } }],
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

  it('is refused with one problem for one cause', () => {
    assert.match(messages('  - policy: none.policy.js\n').join(), /^missing-file: There is no file/);
    assert.match(messages('  - policy: mine.js\n').join(), /^wrong-type: A policy is a file named ….policy.js/);
    assert.match(messages('  - policy\n').join(), /^missing-key: A policy lacks its file/);
    assert.match(messages('  - policy: { params: { a: 1 } }\n').join(), /^missing-key: 'policy' lacks 'file'/);
    assert.match(
      messages('  - policy: bad.policy.js\n').join(),
      /^malformed-file: 'bad.policy.js', line 3: it does not/,
    );
    assert.match(
      messages('  - policy: { file: mine.policy.js, params: { a: [1] } }\n').join(),
      /^wrong-type: 'a' wants/,
    );
  });
});
