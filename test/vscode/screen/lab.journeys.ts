// A student starts a lab, reads its task beside its first file, has the public checks run from there, sees points and reasons, and opens the run that shows one.
import assert from 'node:assert/strict';
import type { Frame, Locator } from 'playwright-core';
import { type Editor, eventually, journey } from './editor';

/** The Markdown preview, once it shows a heading. */
async function preview({ page }: Editor, heading: string): Promise<Frame> {
  return eventually(`the preview of ${heading}`, async () => {
    for (const frame of page.frames()) {
      const found = await frame
        .locator('.markdown-body h1, body.vscode-body h1', { hasText: heading })
        .count()
        .catch(() => 0);
      if (found > 0) return frame;
    }
    return undefined;
  });
}

async function start(editor: Editor, title: string): Promise<Frame> {
  const quickInput = editor.page.locator('.quick-input-widget');
  await editor.command('Migration Lab: Start a Lab');
  await quickInput.locator('.monaco-list-row', { hasText: title }).first().click();
  await eventually('the question for an id', async () =>
    (await quickInput.innerText()).includes('Your id at your course') ? true : undefined,
  );
  await editor.page.keyboard.press('Enter');
  return preview(editor, title);
}

journey('a lab is started, checked from its task, and a check’s run opened', 'first.migration.yaml', async (editor) => {
  const { page } = editor;
  const task = await start(editor, 'Write your own policy');
  await page.locator('.tab', { hasText: 'guests.migration.yaml' }).first().waitFor();
  await editor.screenshot('lab-task');
  await task.locator('h1').first().click();
  await page.getByRole('button', { name: 'Run Public Checks' }).first().click();

  const row = (text: string): Locator => page.locator('.test-explorer .monaco-list-row', { hasText: text });
  await row('Write your own policy').first().waitFor();
  await row('Write your own policy').first().click();
  await page.keyboard.press('ArrowRight');
  await row('5 of 5 points').first().waitFor();
  await row('0 of 11 points').first().waitFor();
  assert.match((await row('L5.1').first().getAttribute('aria-label')) ?? '', /Passed/);
  assert.match((await row('L5.4').first().getAttribute('aria-label')) ?? '', /Failed/);
  await editor.screenshot('lab-checks');

  await row('L5.4').first().click();
  await page.locator('.tab', { hasText: 'mine.policy.js' }).first().waitFor();
  const link = page.locator('.zone-widget a', { hasText: 'Open this run' }).first();
  await link.waitFor();
  await editor.screenshot('lab-failed-check');
  await link.click();
  await page.locator('.tab', { hasText: 'L5.4 ' }).first().waitFor();
  await editor.panelIs('finished');
  await editor.screenshot('lab-run');
});
