// A person looks back: a run that has ended stands in the view of runs and is opened from there; and another file is held against it.
import assert from 'node:assert/strict';
import { eventually, journey } from './editor';

const first = 'first.migration.yaml';

journey('a run that has ended stands in the view of runs, and is opened from there', first, async (editor) => {
  await editor.clickLens('Run');
  await editor.panelIs('finished');
  await editor.closePanel();
  await editor.command('Explorer: Focus on Migration Runs View');
  const row = editor.page
    .locator('.pane', { hasText: 'Migration Runs' })
    .locator('.monaco-list-row', { hasText: 'A first migration' })
    .first();
  await row.waitFor();
  assert.match((await row.getAttribute('aria-label')) ?? '', /A first migration/);
  await editor.screenshot('history-view');
  await row.click();
  await editor.page.keyboard.press('Enter');
  const panel = await editor.panelIs('finished');
  assert.match(await panel.locator('.finding-sentence').first().innerText(), /hca .*downtime/);
});

journey('the results of another file are held against those of this one', first, async (editor) => {
  const { page } = editor;
  await editor.clickLens('Run');
  await editor.panelIs('finished');
  await editor.command('Migration Lab: Compare with');
  const choices = page.locator('.quick-input-widget', { hasText: 'Compare first.migration.yaml with' });
  await choices.waitFor();
  await page.keyboard.type('hot-and-cold.migration.yaml', { delay: 20 });
  await choices.locator('.monaco-list-row.focused', { hasText: 'hot-and-cold.migration.yaml' }).waitFor();
  await page.keyboard.press('Enter');
  const panel = await eventually('the comparison in the panel', async () => {
    const frame = await editor.panelIs('finished');
    const heading = frame.getByRole('heading', { name: 'Compared with' });
    return (await heading.count().catch(() => 0)) > 0 ? frame : undefined;
  });
  const changes = await panel.locator('.changes').first().innerText();
  assert.match(changes, /workload/);
  assert.match(changes, /downtime/i);
  await panel.getByRole('heading', { name: 'Compared with' }).scrollIntoViewIfNeeded();
  await editor.screenshot('compare-with');
});
