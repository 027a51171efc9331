// A person types a scenario: suggestions come by themselves, a word under the mouse explains itself, and a new scenario is chosen from a list.
import { before } from 'node:test';
import { eventually, journey, writeInWorkspace } from './editor';

const file = 'typed.migration.yaml';

before(() =>
  writeInWorkspace(
    file,
    `scenario: As it is typed
vm:
  memory: 1GiB
link:
  bandwidth: 1Gbit/s
algorithms:
  - xen-precopy
  - hca: { tiers: 6 }
expect:
`,
  ),
);

journey('suggestions appear while an expectation is typed, and one is taken', file, async (editor) => {
  const { page } = editor;
  await page.locator('.editor-instance .view-lines').first().click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('  - hca.', { delay: 40 });
  const widget = page.locator('.suggest-widget');
  const offer = widget.locator('.monaco-list-row', { hasText: 'downtime' }).first();
  // What is typed before the language is known has no suggestions: the dot is typed again.
  await eventually('suggestions', async () => {
    if (
      await offer.waitFor({ timeout: 4000 }).then(
        () => true,
        () => false,
      )
    )
      return true;
    await page.keyboard.press('Backspace');
    await page.keyboard.type('.', { delay: 40 });
    return undefined;
  });
  await editor.screenshot('typing-suggestions');
  await page.keyboard.type('downt', { delay: 40 });
  await page.keyboard.press('Tab');
  await eventually('the metric that was taken', async () => {
    const text = await page.locator('.view-line', { hasText: 'hca.downtime' }).count();
    return text > 0 || undefined;
  });
});

journey('a hover explains a parameter with its source', file, async (editor) => {
  const { page } = editor;
  const word = page.locator('.view-line', { hasText: 'hca: { tiers' }).locator('span', { hasText: 'tiers' }).last();
  const hover = page.locator('.monaco-hover:visible').first();
  // Lenses and hints that arrive move the text away from under the pointer, and the editor then waits for it to move again.
  await eventually('a hover of the parameter', async () => {
    await word.hover();
    const text = await hover.innerText({ timeout: 2000 }).catch(() => '');
    if (/[Ll]evels/.test(text)) return true;
    await page.mouse.move(0, 0);
    return undefined;
  });
  await editor.screenshot('typing-hover');
});

journey('a new scenario is chosen from templates', file, async (editor) => {
  const { page } = editor;
  await editor.command('Migration Lab: New Scenario');
  const rows = page.locator('.quick-input-widget .monaco-list-row');
  await eventually('six templates', async () => ((await rows.count()) === 6 ? true : undefined));
  await editor.screenshot('typing-templates');
  await page.keyboard.press('Enter');
  await page.locator('#status\\.editor\\.mode', { hasText: 'Migration Scenario' }).waitFor();
  await page.locator('.codelens-decoration a', { hasText: 'Run' }).first().waitFor();
  await editor.screenshot('typing-new-scenario');
});
