// A student starts a lab, reads its task, has the public checks run, sees points and reasons, and opens the run that shows one.
import assert from 'node:assert/strict';
import { eventually, journey } from './editor';

journey('a lab is started, checked, and a check’s run opened', 'first.migration.yaml', async (editor) => {
  const { page } = editor;
  const quickInput = page.locator('.quick-input-widget');
  await editor.command('Migration Lab: Start a Lab');
  await quickInput.locator('.monaco-list-row', { hasText: 'Write your own policy' }).first().click();
  await eventually('the question for an id', async () =>
    (await quickInput.innerText()).includes('Your id at your course') ? true : undefined,
  );
  await page.keyboard.press('Enter');
  await page.locator('.tab', { hasText: 'TASK.md' }).first().waitFor();
  await editor.screenshot('lab-task');

  await editor.command('Testing: Focus on Test Explorer View');
  const row = (text: string): ReturnType<typeof page.locator> =>
    page.locator('.test-explorer .monaco-list-row', { hasText: text });
  await row('Write your own policy').first().waitFor();
  await row('Write your own policy').first().click();
  await page.keyboard.press('ArrowRight');
  await row('L5.1').first().waitFor();
  await editor.command('Test: Run All Tests');
  await row('5 of 5 points').first().waitFor();
  await row('0 of 11 points').first().waitFor();
  assert.match((await row('L5.1').first().getAttribute('aria-label')) ?? '', /Passed/);
  assert.match((await row('L5.4').first().getAttribute('aria-label')) ?? '', /Failed/);
  await editor.screenshot('lab-checks');
});
