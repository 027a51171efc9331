// The component toolkit is no longer maintained: one file knows it, so that replacing it means to write one file anew.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';

describe('the component toolkit', () => {
  it('is imported in ui/controls.ts and nowhere else', () => {
    const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    assert.ok(files.length > 20);
    const importers = files.filter((file) =>
      /from '@(vscode\/webview-ui-toolkit|microsoft\/fast)/.test(readFileSync(path.join('src', file), 'utf8')),
    );
    assert.deepEqual(
      importers.map((file) => file.split(path.sep).join('/')),
      ['webview/ui/controls.ts'],
    );
  });
});
