// The labs that ship: every folder is listed with all of its files, and is a lab without an error. What their checks give is another test's (test/labs).
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { builtInLabs } from '../../../src/core/lab/builtIn';
import { checkLab } from '../../../src/core/lab/check';
import { checkPolicy } from '../../../src/core/policy/check';

const root = path.join('media', 'labs');

describe('the labs that ship', () => {
  for (const id of readdirSync(root)) {
    it(`${id} is listed, and has no problem`, () => {
      const files = readdirSync(path.join(root, id)).sort();
      const listed = builtInLabs.find((lab) => lab.id === id);
      assert.ok(listed, 'it is listed');
      assert.deepEqual([...listed.files].sort(), files);
      const texts = new Map(files.map((name) => [name, { text: readFileSync(path.join(root, id, name), 'utf8') }]));
      const [own = ''] = listed.files;
      const { lab, problems } = checkLab(texts.get(own)?.text ?? '', { files: texts });
      assert.deepEqual(problems, []);
      assert.deepEqual([lab?.id, lab?.title], [id, listed.title]);
      for (const [name, { text }] of texts)
        if (name.endsWith('.policy.js')) assert.deepEqual(checkPolicy(text, null), [], name);
    });
  }

  it('have the types that ship with policies, as they are', () => {
    assert.equal(
      readFileSync(path.join(root, 'write-your-own-policy', 'migration-policy.d.ts'), 'utf8'),
      readFileSync('media/policy/migration-policy.d.ts', 'utf8'),
    );
    assert.equal(
      readFileSync('examples/migration-policy.d.ts', 'utf8'),
      readFileSync('media/policy/migration-policy.d.ts', 'utf8'),
    );
  });
});
