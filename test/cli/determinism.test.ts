// The same scenario and seed give the same bytes: twice, on Node 20, 22 and 24, with one worker or several. Rules: docs/results.md.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { miglab, nodes } from './miglab';

const examples = readdirSync('examples')
  .filter((file) => file.endsWith('.migration.yaml'))
  .map((file) => `examples/${file}`);

const json = async (words: readonly string[], node?: string): Promise<string> => {
  const { status, stdout, stderr } = await miglab(['run', '--format', 'json', ...words], node);
  assert.equal(status, 0, stderr);
  return stdout;
};

void test('there are examples, and they run on more than one Node', () => {
  assert.ok(examples.length >= 4);
  assert.ok(nodes().length >= 3);
});

for (const example of examples) {
  void test(`${example} gives the same bytes each time and on each Node`, async () => {
    const [first, ...others] = [...nodes(), ...nodes()];
    const expected = await json([example], first);
    assert.ok(expected.includes('"format": "miglab.result/1"'));
    for (const node of others) assert.ok((await json([example], node)) === expected, `other bytes from ${node}`);
  });
}

void test('the number of workers changes nothing', async () => {
  // The second one replays a trace, whose columns workers share.
  for (const example of ['first', 'whole-language']) {
    const words = [`examples/${example}.migration.yaml`, '--repetitions', '4'];
    const expected = await json([...words, '--jobs', '1']);
    assert.ok((await json([...words, '--jobs', '3'])) === expected);
  }
});

void test('another seed gives another result', async () => {
  const words = ['examples/first.migration.yaml', '--repetitions', '1'];
  assert.notEqual(await json([...words, '--seed', 'one']), await json([...words, '--seed', 'two']));
});
