// npm start as a newcomer meets it: one command, one address, and a panel that moves without a click; Ctrl+C stops everything.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import process from 'node:process';
import { test } from 'node:test';
import { Editor, eventually } from './editor';

/** The packing comes before the address, and the panel after it. */
const longestMilliseconds = 180_000;

interface Started {
  readonly child: ChildProcess;
  readonly printed: () => string;
  readonly exited: Promise<number | null>;
}

function startProduct(): Started {
  const child = spawn(process.execPath, ['scripts/start.mjs', '--no-open'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  }
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, printed: () => text, exited };
}

async function answers(address: string): Promise<boolean> {
  return fetch(address).then(
    () => true,
    () => false,
  );
}

void test(
  'npm start shows the first example running on its own, and ends with Ctrl+C',
  { timeout: longestMilliseconds },
  async () => {
    const { child, printed, exited } = startProduct();
    try {
      const address = await eventually('the address', () =>
        Promise.resolve(/http:\/\/127\.0\.0\.1:\S+/.exec(printed())?.[0]),
      );
      assert.equal(printed().split('http://').length, 2, 'there is one address');
      const editor = await Editor.open(address);
      const panel = await editor.panelIs('finished');
      assert.match(await panel.locator('.scenario-name').innerText(), /\S/);
      await editor.ready('first.migration.yaml');
      await editor.screenshot('npm-start');
      await editor.close();
      child.kill('SIGINT');
      assert.equal(await exited, 130);
      assert.equal(await answers(address), false, 'the server is gone');
    } finally {
      child.kill('SIGKILL');
    }
  },
);
