// Hovers and outline of labs, on those that ship.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { algorithms } from '../../../src/core/algorithms/registry';
import { labTable } from '../../../src/core/lab/fields';
import { labOutline } from '../../../src/core/lab/help';
import { hoverAt } from '../../../src/core/language/hover';
import { parseScenario } from '../../../src/core/scenario/parse';

const text = readFileSync('media/labs/write-your-own-policy/write-your-own-policy.migration-lab.yaml', 'utf8');
const { document } = parseScenario(text);

describe('help in a lab', () => {
  const hover = (before: string, word: string): string | null => {
    const at = text.indexOf(word, text.indexOf(before));
    const found = hoverAt(text, at + 1, algorithms, labTable);
    if (found !== null) assert.equal(text.slice(found.range.start, found.range.end), word);
    return found?.markdown ?? null;
  };

  it('tells of keys, kinds, credits and what lies in them', () => {
    assert.match(hover('title:', 'title') ?? '', /lab's name/);
    assert.match(hover('checks:\n  - id', 'points') ?? '', /Its most points/);
    assert.match(hover('    kind:', 'policy') ?? '', /The student's policy is run/);
    assert.match(hover('kind:\n      policy', 'cases') ?? '', /Variants of the scenario/);
    assert.match(hover('credit: {', 'linear') ?? '', /Full points up to/);
    assert.match(hover('linear: {', 'full') ?? '', /up to which there are full points/);
  });

  it('lists steps and checks by their titles', () => {
    const outline = labOutline(document);
    const named = (name: string): string[] =>
      outline.find((item) => item.name === name)?.children.map((child) => `${child.name} ${child.detail}`.trim()) ?? [];
    assert.deepEqual(named('steps').slice(0, 2), ['See what you have', 'Stop wasting']);
    assert.equal(named('checks')[0], 'L5.1 It runs to its end and loses nothing, on three guests 5 points');
    for (const { range, selection } of outline.flatMap((item) => [item, ...item.children]))
      assert.ok(range.start <= selection.start && selection.end <= range.end);
  });

  it('bears unfinished texts', () => {
    for (let end = 0; end < text.length; end += 211) {
      const part = parseScenario(text.slice(0, end)).document;
      labOutline(part);
      hoverAt(text.slice(0, end), end, algorithms, labTable);
    }
  });
});
