// The algorithm at the cursor, in finished texts and in others.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { algorithmAt } from '../../../src/core/language/algorithmAt';

/** The algorithm where the text has a bar. */
function at(marked: string): string | null {
  const offset = marked.indexOf('|');
  return algorithmAt(marked.replace('|', ''), offset);
}

const head = 'scenario: x\nvm: { memory: 1GiB }\nlink: { bandwidth: 1Gbit/s }\n';

test('the cursor in an entry of algorithms names its algorithm, wherever in it', () => {
  assert.equal(at(`${head}algorithms:\n  - xen-pre|copy\n  - hca\n`), 'xen-precopy');
  assert.equal(at(`${head}algorithms:\n  - xen-precopy\n  - hca|\n`), 'hca');
  assert.equal(at(`${head}algorithms:\n  - xen-precopy\n  - hca: { tiers: 8| }\n    as: hca-8\n`), 'hca');
  assert.equal(at(`${head}algorithms:\n  - xen-precopy\n  - hca: { tiers: 8 }\n    as: hc|a-8\n`), 'hca');
  assert.equal(at(`${head}algorithms: [hca, micro|wiper]\n`), 'microwiper');
});

test('elsewhere, or in an entry that names none, there is no algorithm', () => {
  assert.equal(at(`sc|enario: x\nalgorithms:\n  - hca\n`), null);
  assert.equal(at(`${head}algorithms:\n  - hcaa|\n`), null);
  assert.equal(at(`${head}algor|ithms:\n  - hca\n`), null);
  assert.equal(at('|'), null);
});

test('a text that is not finished has its algorithms all the same', () => {
  assert.equal(at('algorithms:\n  - hca: { tiers: |\n'), 'hca');
  assert.equal(at('vm: {\nalgorithms:\n  - xen-precopy|\n'), 'xen-precopy');
});
