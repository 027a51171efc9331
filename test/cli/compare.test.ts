// `miglab compare`: scenarios and saved results side by side, as text and as JSON; what is wrong with a side is said in a sentence.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import type { ComparisonDocument } from '../../src/core/compare/document';
import { miglab } from './miglab';

const folder = mkdtempSync(path.join(tmpdir(), 'miglab-compare-'));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

const text = `scenario: A small guest
repetitions: 3
vm: { memory: 64MiB }
workload: [ { name: index, size: 20%, writes: 20k/s, pattern: uniform } ]
link: { bandwidth: 1Gbit/s }
algorithms: [ xen-precopy, hca ]
`;

function file(name: string, content: string): string {
  const place = path.join(folder, name);
  writeFileSync(place, content);
  return place;
}

const before = file('before.migration.yaml', text);
const now = file('now.migration.yaml', text.replace('1Gbit', '2Gbit').replace(', hca', ', hca, precopy'));

async function comparison(words: readonly string[]): Promise<ComparisonDocument> {
  const { status, stdout, stderr } = await miglab(['compare', ...words, '--format', 'json']);
  assert.equal(status, 0, stderr);
  // The contract's own form; the assertions below look at it.
  return JSON.parse(stdout) as ComparisonDocument;
}

void test('two scenarios: what changed in the files, and in their results', async () => {
  const { status, stdout, stderr } = await miglab(['compare', before, now]);
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^before\.migration\.yaml → now\.migration\.yaml\n/);
  assert.match(stdout, /\n {2}link\.bandwidth 1\sGbit\/s → 2\sGbit\/s\n {2}algorithms: precopy added\n/);
  assert.match(stdout, /\n {2}hca +downtime +[\d.]+.*ms +[\d.]+.*−[\d.]+\sms.*(not )?significant \(p [=<] 0\.\d+\)\n/);
  assert.match(stdout, / its floor /);
  assert.match(stdout, /\nPaired t tests over 3 repetitions/);
  assert.match(stdout, /\nOnly in now\.migration\.yaml: precopy\.\n/);
});

void test('a saved result stands for its scenario, and another seed is told by Welch’s test', async () => {
  const run = await miglab(['run', before, '--format', 'json']);
  const saved = file('saved.json', run.stdout);
  const same = await comparison([saved, before]);
  assert.equal(same.format, 'miglab.comparison/1');
  assert.deepEqual(same.changes, []);
  assert.ok(same.algorithms.length === 2 && same.algorithms.every(({ isSame }) => isSame));
  const other = await comparison([saved, before, '--seed', 'other', '--repetitions', '4']);
  assert.deepEqual(
    other.changes.map(({ path: key, now: value }) => [key, value?.text]),
    [
      ['seed', 'other'],
      ['repetitions', '4'],
    ],
  );
  const { downtimeSeconds } = other.algorithms[0]?.figures ?? assert.fail();
  assert.deepEqual([downtimeSeconds.difference?.test, downtimeSeconds.difference?.runs], ['welch', 3]);
  const { status, stderr } = await miglab(['compare', saved, saved, '--seed', 'x']);
  assert.equal(status, 2);
  assert.match(stderr, /^miglab: Saved results stay as they were run: leave --seed and --repetitions\./);
});

void test('what cannot be compared is told, with its file and what to do', async () => {
  const wrong: readonly (readonly [string, string, RegExp])[] = [
    ['cut.json', '{ "format"', /cut\.json: The result cannot be compared: it is not JSON: name a scenario/],
    ['list.json', '[]', /list\.json: .*: it holds the results of several files/],
    ['other.json', '{ "format": "x/1" }', /other\.json: .*: it is of the format x\/1, not miglab\.result\/1\./],
    ['sweep.json', '{ "format": "miglab.result/1", "points": [] }', /: it is the result of a sweep/],
    ['half.json', '{ "format": "miglab.result/1", "runs": [] }', /: it is not a whole result of this version/],
    ['wrong.migration.yaml', text.replace('hca', 'hcb'), /wrong\.migration\.yaml:6:\d+ error unknown-algorithm /],
  ];
  await Promise.all(
    wrong.map(async ([name, content, sentence]) => {
      const { status, stdout, stderr } = await miglab(['compare', before, file(name, content)]);
      assert.equal(status, 1);
      assert.equal(stdout, '');
      assert.match(stderr, sentence);
    }),
  );
  const missing = await miglab(['compare', before, path.join(folder, 'none.json')]);
  assert.equal(missing.status, 1);
  assert.match(missing.stderr, /none\.json: The result cannot be read: there is nothing of that name/);
  const one = await miglab(['compare', before]);
  assert.equal(one.status, 2);
  assert.match(one.stderr, /miglab compare takes two files: before and now\./);
});
