// What is said of a policy's file without running it: the place, one sentence, and the fix.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { checkPolicy } from '../../../src/core/policy/check';
import { lineColumn } from '../../../src/core/scenario/locate';
import type { Problem } from '../../../src/core/scenario/problem';
import { newSandbox } from '../support/policies';

async function check(source: string): Promise<readonly Problem[]> {
  return checkPolicy(source, (await newSandbox()).read(source));
}

/** Of each problem: where it is, what is underlined, and what is said. */
async function said(source: string): Promise<string[]> {
  return (await check(source)).map(({ code, severity, range: { start, end }, message }) => {
    const { line, column } = lineColumn(source, start);
    return `${line}:${column} ${severity} ${code} [${source.slice(start, end)}] ${message}`;
  });
}

const whole = (body: string): string =>
  `export default async function p({ all, send, wait, suspend, log }) {\n${body}\n}\n`;

const wrong: Readonly<Record<string, { readonly source: string; readonly says: readonly string[] }>> = {
  'a slip of the pen': {
    source: whole('  const a = ;'),
    says: ["2:13 error policy-syntax [;] JavaScript does not read like this: unexpected token in expression: ';'."],
  },
  'a word too many': {
    source: 'const x = 3;\n\n   foo bar;',
    says: ["3:8 error policy-syntax [bar] JavaScript does not read like this: expecting ';'."],
  },
  'a brace that is not closed': {
    source: 'export default async function p() {\n  if (true) {\n',
    says: ['2:13 error policy-syntax [{] The file ends too early: a brace, bracket or parenthesis is not closed.'],
  },
  'an import': {
    source: `import fs from 'node:fs';\n${whole('')}`,
    says: ['1:1 error policy-syntax [import] A policy is one file: it imports nothing.'],
  },
  'an import within': {
    source: whole("  const fs = await import('node:fs');"),
    says: ['2:20 error policy-syntax [import] A policy is one file: it imports nothing.'],
  },
  'a BigInt': {
    source: whole('  const a = 10n;'),
    says: ['2:13 error policy-syntax [10n] A policy has no BigInt: use plain numbers, which are exact up to 2^53.'],
  },
  'a regular expression': {
    source: whole("  log.clean().size || /a+/.test('');"),
    says: ['2:23 error policy-syntax [/] A policy has no regular expressions.'],
  },
  'no export': {
    source: '// @ts-check\nasync function p() {}\n',
    says: [
      "1:1 error policy-export [// @ts-check] The file exports no policy: write 'export default async function policy(vm, params) { … }'.",
    ],
  },
  'a function that is not asynchronous': {
    source: 'export default function p() {}',
    says: [
      "1:1 error policy-export [export default function] A policy awaits what takes simulated time, so that its function is asynchronous: write 'export default async function policy(vm, params) { … }'.",
    ],
  },
  'a pass that nobody waits for': {
    source: whole('  send(all());\n  suspend();\n  await send(log.clean());'),
    says: [
      "2:3 warning policy-await [send] send(…) takes simulated time: write 'await' before it, or the next call comes while it is under way.",
    ],
  },
  'what only other places have': {
    source: whole("  setTimeout(() => {}, 10);\n  console.log(Date.now(), { Date: 1 }.Date);\n  require('fs');"),
    says: [
      '2:3 warning policy-lacks [setTimeout] A policy has no setTimeout: simulated time passes by await wait(seconds).',
      '3:15 warning policy-lacks [Date] A policy has no Date: now() gives the simulated seconds since the start.',
      '4:3 warning policy-lacks [require] A policy has no require: it runs in a sandbox, where nothing of its host is.',
    ],
  },
};

describe('a policy that cannot run, or not as it should', () => {
  for (const [name, { source, says }] of Object.entries(wrong)) {
    it(name, async () => {
      assert.deepEqual(await said(source), says);
    });
  }
});

describe('a policy with nothing wrong', () => {
  const right: Readonly<Record<string, string>> = {
    'pre-copy in 15 lines': readFileSync('media/policy/xen.policy.js', 'utf8'),
    'HCA in 40 lines': readFileSync('media/policy/hca.policy.js', 'utf8'),
    'an export by another name': 'async function p({ send }) {}\nexport { p as default };',
    'an arrow function': 'export default async ({ all, send }) => { await send(all()); };',
    'passes that are waited for later, returned, or passed on': whole(
      '  const pass = send(all());\n  await pass;\n  const again = () => send(all());\n  const both = { send(x) { return x; }, wait: 3 };\n  if (both.wait) await again();',
    ),
    'names of its own': whole('  const Date = 3;\n  function fetch() { return Date; }\n  console.log(fetch());'),
    'texts and comments that look like code': whole(
      "  // import x; send(all());\n  console.log('import 1n', `send(all()) ${'1n'}`);",
    ),
  };

  for (const [name, source] of Object.entries(right)) {
    it(name, async () => {
      assert.deepEqual(await said(source), []);
    });
  }
});

describe('fixes', () => {
  const mended = async (source: string): Promise<string> => {
    const [found] = await check(source);
    const fix = found?.fixes[0];
    assert.ok(fix, 'the problem has a fix');
    return source.slice(0, fix.range.start) + fix.replacement + source.slice(fix.range.end);
  };

  it('leave nothing to say', async () => {
    for (const source of [whole('  send(all());'), whole('  const a = 10n;'), 'export default function p() {}'])
      assert.deepEqual(await said(await mended(source)), []);
    assert.match(await mended(whole('  send(all());')), /\n {2}await send\(all\(\)\);/);
  });
});

describe('reading runs nothing', () => {
  it('of a module that would never end, and of one that would throw', async () => {
    assert.deepEqual(await said(`for (;;) {}\n${whole('')}`), []);
    assert.deepEqual(await said(`throw new Error('x');\n${whole('')}`), []);
  });

  it('and withstands what breaks readers', async () => {
    const bombs = [
      '('.repeat(200_000),
      '['.repeat(200_000),
      '`${'.repeat(50_000),
      'a => '.repeat(100_000),
      '"'.repeat(999_999),
    ];
    for (const bomb of bombs) {
      const sandbox = await newSandbox();
      assert.equal(typeof sandbox.read(bomb)?.message, 'string', bomb.slice(0, 10));
    }
  });
});
