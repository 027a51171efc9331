// npm start as a newcomer meets it: one command, one address, and a panel that moves without a click; Ctrl+C stops everything.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { type AddressInfo, createServer } from 'node:net';
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

function startProduct(...options: readonly string[]): Started {
  const child = spawn(process.execPath, ['scripts/start.mjs', '--no-open', ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
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
      editor.hasAskedNobody();
      await editor.close();
      child.kill('SIGINT');
      assert.equal(await exited, 130);
      assert.equal(await answers(address), false, 'the server is gone');
    } finally {
      child.kill('SIGKILL');
    }
  },
);

void test('npm start says at once that a port is in use', { timeout: longestMilliseconds }, async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  try {
    // It listens on a port, not on a pipe.
    const { port } = other.address() as AddressInfo;
    const { printed, exited } = startProduct('--port', String(port));
    assert.equal(await exited, 1);
    assert.equal(printed(), `Port ${port} is in use: give another one by --port, or none for any free one.\n`);
  } finally {
    other.close();
  }
});
