// One slip, one problem at most: every place of two scenarios is broken in every way in which a single word, mark or line goes wrong.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { checkScenario } from '../../../src/core/scenario/check';
import type { ScenarioCheck } from '../../../src/core/scenario/check';
import { check, outline, sound } from './support';

interface Slip {
  readonly name: string;
  readonly places: RegExp;
  readonly becomes: (found: string) => string;
}

const gone = (): string => '';
const slips: readonly Slip[] = [
  {
    name: 'a word in place of a value',
    places: /(?<=(?:: |- ))[^\s,[\]{}&][^\n,[\]{}:#]*(?=[\n,\]} ])/g,
    becomes: () => 'xyzzy',
  },
  { name: 'a negative number', places: /(?<![A-Za-z\d.-])\d+(?:\.\d+)?(?=[a-zA-Z%/]|[ ,\n])/g, becomes: () => '-5' },
  { name: 'a unit of nowhere', places: /(?<=\d)(?:%|[A-Za-z/]+)/g, becomes: () => 'qq' },
  { name: 'no unit', places: /(?<=\d)(?:%|[A-Za-z/]+)/g, becomes: gone },
  { name: 'a letter too much in a key', places: /[A-Za-z][\w-]*(?=:)/g, becomes: (key) => `${key}x` },
  { name: 'a missing colon', places: /:(?=[ \n])/g, becomes: gone },
  { name: 'a missing bracket', places: /[[\]{}]/g, becomes: gone },
  { name: 'a missing comma', places: /,/g, becomes: gone },
  { name: 'a missing dash', places: /- /g, becomes: gone },
  { name: 'a missing line', places: /^.*\n/gm, becomes: gone },
  { name: 'a line too far to the right', places: /^.*\n/gm, becomes: (line) => `  ${line}` },
  { name: 'a line too far to the left', places: /^ {2}.*\n/gm, becomes: (line) => line.slice(2) },
  { name: 'a line without indentation', places: /^ +/gm, becomes: gone },
  { name: 'a tab for an indentation', places: /^ +/gm, becomes: () => '\t' },
];

const inBraces = readFileSync('examples/hot-and-cold.migration.yaml', 'utf8');
const samples: readonly (readonly [text: string, check: (text: string) => ScenarioCheck])[] = [
  [sound, check],
  [inBraces, checkScenario],
];

for (const { name, places, becomes } of slips)
  test(`${name}, at every place: one error at most`, () => {
    let broken = 0;
    for (const [text, checked] of samples)
      for (const { 0: found, index } of text.matchAll(places)) {
        const slipped = text.slice(0, index) + becomes(found) + text.slice(index + found.length);
        const errors = checked(slipped).problems.filter(({ severity }) => severity === 'error');
        assert.ok(errors.length <= 1, `${JSON.stringify(found)} at ${index}\n${outline(errors).join('\n')}`);
        broken += errors.length;
      }
    assert.ok(broken >= 3, `only ${broken} were wrong`);
  });
