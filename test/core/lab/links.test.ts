// Links of tasks: what is written is read, and nothing but the short list is, whatever a link says.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { labActions, labLinkAddress, readLabLink, type LabLink } from '../../../src/core/lab/links';

const lab = 'week 3 (b)/a.migration-lab.yaml';

/** As an editor hands a link on: its parts decoded. */
function followed(address: string): ReturnType<typeof readLabLink> {
  const { pathname, search } = new URL(address);
  return readLabLink(decodeURIComponent(pathname), decodeURIComponent(search.slice(1)));
}

function refused(path: string, words: unknown): string {
  const read = readLabLink(path, typeof words === 'string' ? words : JSON.stringify(words));
  assert.ok('reason' in read, JSON.stringify(read));
  return read.reason;
}

describe('links of tasks', () => {
  it('are read as they were written, and can stand in Markdown', () => {
    for (const action of labActions) {
      const file = action === 'open' || action === 'run' ? "it's (my) guest.migration.yaml" : null;
      const link: LabLink = { action, lab, file, checks: action === 'check' ? ['L1.1', 'L1.2'] : [] };
      const address = labLinkAddress('vscode://publisher.name', link);
      assert.doesNotMatch(address, /[()\s'<>]/);
      assert.deepEqual(followed(address), { link });
    }
  });

  it('ask for nothing but the short list', () => {
    for (const path of ['/delete', '/workbench.action.terminal.new', '', '/', '/open/../run', '/constructor', 'run'])
      assert.match(refused(path, { lab, file: 'a.migration.yaml' }), /which no link can: nothing was done/);
  });

  it('name a lab of the workspace, by a plain path', () => {
    const others = [
      '/etc/a.migration-lab.yaml',
      '../a.migration-lab.yaml',
      'x/../../a.migration-lab.yaml',
      'settings.json',
    ];
    for (const name of [...others, 'file:///a.migration-lab.yaml', 'a\\b.migration-lab.yaml', 7, null, undefined])
      assert.match(refused('/check', { lab: name }), /names no lab of this workspace/);
    for (const query of ['', '{', '[]', 'null', '"x"']) assert.match(refused('/check', query), /names no lab/);
  });

  it('open files of the lab’s folder, and run scenarios of it', () => {
    for (const file of [
      '../secret.migration.yaml',
      '/etc/passwd',
      'a/../../b.migration.yaml',
      '',
      'C:\\x',
      7,
      undefined,
    ])
      for (const action of ['/open', '/run']) assert.match(refused(action, { lab, file }), /names no file of the lab/);
    assert.match(refused('/run', { lab, file: 'mine.policy.js' }), /'mine\.policy\.js', which is no scenario/);
  });

  it('name checks by ids', () => {
    for (const checks of ['L1.1', [1], ['x'.repeat(201)], Array(201).fill('x'), { length: 1 }])
      assert.match(refused('/check', { lab, checks }), /names no checks/);
  });
});
