// A person exports charts: one by the menu at the chart, all by the command; both end as files in the workspace.
import assert from 'node:assert/strict';
import { eventually, journey, readInWorkspace } from './editor';

const first = 'first.migration.yaml';

journey('a chart becomes a vector picture beside the scenario, by the menu at the chart', first, async (editor) => {
  await editor.clickLens('Run');
  const panel = await editor.panelAtEnd();
  await panel.getByRole('button', { name: 'Export Pages per round of hca' }).click();
  await panel.getByRole('menuitem', { name: 'Vector picture (SVG)' }).click();
  const name = 'a-first-migration-hca-pages-per-round.svg';
  const asked = editor.page.locator('.quick-input-widget input');
  await eventually('the name in the dialog', async () =>
    (await asked.inputValue()).endsWith(name) ? true : undefined,
  );
  await editor.screenshot('editor-export-dialog');
  await editor.page.keyboard.press('Enter');
  const picture = await eventually(name, () => readInWorkspace(name));
  assert.match(picture, /^<\?xml .*\n<svg [^]*Pages per round · hca[^]*<\/svg>\n$/);
  await editor.page.locator('.notification-toast', { hasText: `Saved ${name}` }).waitFor();
});

journey('all charts become files in a folder, by the command', first, async (editor) => {
  await editor.clickLens('Run');
  const panel = await editor.panelAtEnd();
  await panel.getByRole('heading', { level: 1 }).click();
  await editor.command('Migration Lab: Export Charts');
  const asked = editor.page.locator('.quick-input-widget input');
  await editor.page.locator('.quick-input-widget .monaco-list-row', { hasText: 'Figures (CSV)' }).waitFor();
  await asked.fill('Figures');
  await editor.page.keyboard.press('Enter');
  const place = editor.page.locator('.quick-input-widget', { hasText: 'Export All Charts' });
  await place.waitFor();
  await place.getByRole('button', { name: 'Save 10 Charts Here' }).click();
  const table = await eventually('a table of figures', () =>
    readInWorkspace('a-first-migration-all-algorithms-downtime-in-its-parts.csv'),
  );
  assert.match(table, /^label,suspendSeconds,[^]*\nhca,/);
  await editor.page.locator('.notification-toast', { hasText: 'Saved 10 charts' }).waitFor();
});
