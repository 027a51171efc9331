// What took time to compute is not lost: after a window reload the panel is back with its results, made again from the seed.
import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { eventually, journey } from './editor';

/** All figures and sentences of the results, as they are to be read. */
async function results(panel: Frame): Promise<string> {
  const parts = panel.locator('.head, .lane-head, .figures, .lane-sentence, table.comparison');
  return (await parts.allInnerTexts()).join('\n');
}

journey('after a window reload the panel shows the same results again', 'first.migration.yaml', async (editor) => {
  await editor.clickLens('Run');
  const panel = await editor.panelAtEnd();
  const before = await eventually('a comparison', async () => {
    // The table is drawn after the figures: what is read before it is not all.
    if ((await panel.locator('table.comparison td').count()) === 0) return undefined;
    const shown = await results(panel);
    return /xen-precopy[^]*hca[^]*downtime[^]*Live rounds/.test(shown) ? shown : undefined;
  });
  await editor.reloadWindow('first.migration.yaml');
  const restored = await editor.panelIs('finished');
  let after = '';
  await eventually('the same results', async () => {
    after = await results(restored);
    return after === before || undefined;
  }).catch(() => {
    assert.equal(after, before);
  });
  await editor.screenshot('editor-reloaded');
});
