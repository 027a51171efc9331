// Completion and hovers in labs, from the lab's table by the code that serves scenarios.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { algorithms } from '../../../src/core/algorithms/registry';
import { labTable } from '../../../src/core/lab/fields';
import { complete, fileEndingsAt } from '../../../src/core/language/complete';
import { hoverAt } from '../../../src/core/language/hover';

/** The text without its mark, and where that stood. */
function marked(text: string): { readonly text: string; readonly offset: number } {
  return { text: text.replace('⟦', ''), offset: text.indexOf('⟦') };
}

function labels(with_: string, files: readonly string[] = []): string[] {
  const { text, offset } = marked(with_);
  return complete(text, offset, { algorithms, files, templates: [], table: labTable }).map(({ label }) => label);
}

const head = 'title: A\nid: a\nchecks:\n  - id: A\n    title: T\n    points: 1\n';

test('the keys of a lab are offered at its top, those that must be there first', () => {
  const offered = labels('⟦');
  assert.deepEqual(offered.slice(0, 3), ['title', 'id', 'checks']);
  assert.ok(offered.includes('variant'));
  assert.ok(!offered.includes('vm'));
});

test('the keys of a check, and none that it has', () => {
  const offered = labels(`${head}    ⟦`);
  assert.ok(offered.includes('kind') && offered.includes('hint'));
  assert.ok(!offered.includes('points'));
});

test('kinds, shapes of credit and words of a choice are offered by their names', () => {
  assert.ok(labels(`${head}    kind: { ⟦ }\n`).includes('counterexample'));
  assert.ok(labels(`${head}    credit: ⟦\n`).includes('step'));
  assert.ok(labels(`${head}    visibility: ⟦\n`).includes('after-due'));
  assert.ok(labels(`${head}    kind:\n      reference:\n        ⟦\n`).includes('against'));
});

test('files of the folder are offered where one is named', () => {
  const { text, offset } = marked('title: A\nstarter: [ ⟦ ]\n');
  assert.deepEqual(fileEndingsAt(text, offset, algorithms, labTable), ['.yaml', '.js']);
  assert.deepEqual(
    labels('title: A\nstarter: [ ⟦ ]\n', ['guest.migration.yaml', 'old.lmtrace']).filter((label) =>
      label.includes('.'),
    ),
    ['guest.migration.yaml'],
  );
});

test('a hover tells what a key, a kind and a word mean', () => {
  const says = (with_: string): string => {
    const { text, offset } = marked(with_);
    return hoverAt(text, offset, algorithms, labTable)?.markdown ?? '';
  };
  assert.match(says(`title: A\nmin⟦utes: 90\n`), /How long it takes/);
  assert.match(says(`${head}    ki⟦nd: { choice: { items: [] } }\n`), /What is looked at/);
  assert.match(says(`${head}    visibility: after⟦-due\n`), /Once it is due/);
  assert.match(says(`title: A\ni⟦d: a\n`), /never changes/);
  assert.doesNotMatch(says(`title: A\nid: a⟦b\n`), /region/i);
});
