// Where a policy's text has what its sandbox cannot place by itself.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lineOfBigInt, lineOfImport, lineOfLoop, lineOfThrow } from '../../../src/core/policy/scan';

describe('a BigInt', () => {
  it('is found among words, not in texts, comments and names', () => {
    assert.equal(lineOfBigInt('const a = 1;\nconst b = 10n;'), 2);
    assert.equal(lineOfBigInt('const a = 0x1Fn;'), 1);
    assert.equal(lineOfBigInt('const a1n = \'1n\'; // 1n\n/* 2n */ const b = `3n`; const c = "4n";'), null);
    assert.equal(lineOfBigInt('const a = `x ${ `y ${1n}` } z`;'), 1);
    assert.equal(lineOfBigInt("const a = 'it\\'s 1n';\nconst b = `a\n\\`${{ a: 1 }.a}\n1n`;"), null);
    assert.equal(lineOfBigInt('a.b1n = c[1] + 1.5e3;'), null);
  });
});

describe('an import', () => {
  it('is found, but not as a property', () => {
    assert.equal(lineOfImport("// import\n\nimport a from 'b';"), 3);
    assert.equal(lineOfImport("const a = { import: 1 }.import; const b = 'import';"), 1);
    assert.equal(lineOfImport('a.import();'), null);
  });
});

describe('a throw', () => {
  it('is placed if it is the only one', () => {
    assert.equal(lineOfThrow('a();\nthrow 5;'), 2);
    assert.equal(lineOfThrow('throw 1;\nthrow 2;'), null);
    assert.equal(lineOfThrow('a();'), null);
  });
});

describe('the loop that never ended', () => {
  const source = [
    'async function p() {', // 1
    '  await send(all());', // 2
    '  let i = 0;', // 3
    '  while (i >= 0) {', // 4
    '    i += 1;', // 5
    '  }', // 6
    '  for (const x of y) {', // 7
    '    f(x);', // 8
    '    do { i++; } while (i > 0);', // 9
    '  }', // 10
    '  for (;;) g();', // 11
    '}', // 12
  ].join('\n');

  it('is the next one after the last place before it', () => {
    assert.equal(lineOfLoop(source, 2, 9), 4);
    assert.equal(lineOfLoop(source, 7, 18), 9);
    assert.equal(lineOfLoop(source, 8, 5), 9);
  });

  it('is the one around the place if none follows in it', () => {
    assert.equal(lineOfLoop(source, 11, 13), 11);
    assert.equal(lineOfLoop(source, 5, 5), 4);
  });

  it('is the place itself if there is no loop', () => {
    assert.equal(lineOfLoop('f();\ng();', 2, 1), 2);
  });
});
