// Where a check's outcome is shown: in the file that the student edits, at the answer that it begins with.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { checkLab } from '../../../src/core/lab/check';
import { isLabFile } from '../../../src/core/lab/lab';
import { lineOfKey, subjectOf } from '../../../src/core/lab/subject';
import { exchanged, folder, labFolder } from './support';

test('every check of the labs that ship is about a file of theirs, and one about answers about a line of them', () => {
  const root = 'media/labs';
  for (const name of readdirSync(root)) {
    const names = readdirSync(path.join(root, name));
    const text = (file: string): string => readFileSync(path.join(root, name, file), 'utf8');
    const files = folder(Object.fromEntries(names.map((file) => [file, text(file)])));
    const { lab } = checkLab(text(names.find(isLabFile) ?? ''), { files });
    assert.ok(lab);
    for (const check of lab.checks) {
      const subject = subjectOf(check);
      assert.ok(subject !== null && names.includes(subject.file), check.id);
      if (subject.key === null) assert.notEqual(subject.file, 'answers.yaml', check.id);
      else
        assert.ok(text(subject.file).split('\n')[lineOfKey(text(subject.file), subject.key)]?.startsWith(subject.key));
    }
  }
  assert.equal(lineOfKey('a: 1\nab: 2\n', 'ab'), 1);
  assert.equal(lineOfKey('a: 1\n', 'b'), 0);
});

test('a check of what stands under a label is about the file of that label', () => {
  const structure =
    '{ structure: { algorithms: [ { file: sweep.migration.yaml, label: precopy, oneOf: [ precopy ] } ] } }';
  const choice = '{ choice: { items: [ { answer: who, of: [ sweep, uniform, both ], right: [ uniform ] } ] } }';
  const { lab } = checkLab(exchanged([choice, structure]), { files: labFolder });
  const check = lab?.checks.at(-1);
  assert.ok(check);
  assert.deepEqual(subjectOf(check), { file: 'sweep.migration.yaml', key: null });
});
