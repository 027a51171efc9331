// Five thousand broken scenarios, the same ones each time, each with an answer as it has to be (answer.ts). `npm run fuzz` tries many more, and others.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { codesOf, faultOf } from './answer';
import { fuzz } from './fuzzing';
import { mutated } from './mutate';
import { check, sound } from './support';

/** Ten times what a person may wait: other work on the machine counts too. */
const secondsAtMost = 10;
const atOnce = 500;

for (let from = 0; from < 5000; from += atOnce)
  test(`broken scenarios ${from} to ${from + atOnce - 1}: an answer to each`, () => {
    for (const { index, text, fault } of fuzz({ seed: 'test', from, count: atOnce, secondsAtMost }))
      assert.fail(`${index}: ${fault}\n${JSON.stringify(text)}`);
  });

test('a number names the same text each time, and another number another text', () => {
  assert.equal(mutated([sound], 'a', 5), mutated([sound], 'a', 5));
  const texts = new Set(Array.from({ length: 200 }, (_, index) => mutated([sound], 'a', index)));
  assert.ok(texts.size > 190, String(texts.size));
});

test('most broken scenarios have a problem, of nearly every code that one text can have', () => {
  const codes = new Set<string>();
  let right = 0;
  for (let index = 0; index < 2000; index++) {
    const { problems, scenario } = check(mutated([sound], 'codes', index));
    if (scenario) right++;
    for (const { code } of problems) codes.add(code);
  }
  assert.ok(right > 100 && right < 1000, String(right));
  assert.ok(codes.size >= 25, [...codes].join(', '));
});

test('what judges an answer sees each kind of fault', () => {
  const page = readFileSync('docs/problems.md', 'utf8');
  const demands = { ...codesOf(page), files: new Map(), secondsAtMost };
  const slip = sound.replace('memory', 'memmory');
  assert.match(faultOf(slip, { ...demands, codes: new Set() }) ?? '', /does not explain/);
  assert.match(faultOf(slip, { ...demands, secondsAtMost: 0 }) ?? '', /^took /);
  const two = slip.replace('500/s', '500');
  assert.match(faultOf(two, { ...demands, alone: new Set(['unknown-key']) }) ?? '', /is not alone/);
  assert.ok(demands.alone.size > 8 && demands.codes.size > demands.alone.size + 30);
});
