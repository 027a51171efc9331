// A person states what must hold, and sees in the file, in the panel and among the tests whether it does; then sweeps.
import assert from 'node:assert/strict';
import { before } from 'node:test';
import { eventually, journey, writeInWorkspace } from './editor';

const file = 'expected.migration.yaml';

const text = `scenario: What must hold
seed: expectations
vm:
  memory: 256MiB
workload:
  - name: index
    size: 40MiB
    writes: 60k/s
    pattern: { hotspot: { pages: 10%, share: 80% } }
link:
  bandwidth: 1Gbit/s
algorithms:
  - xen-precopy
  - hca
expect:
  - hca.downtime < 0.8 * xen-precopy.downtime
  - hca.total <= xen-precopy.total + 500ms
  - hca.downtime < 10ms
sweep:
  workload.index.writes: [ 8k/s, 32k/s, 128k/s ]
`;

before(() => writeInWorkspace(file, text));

journey('expectations are marked in the file, in the panel and among the tests', file, async (editor) => {
  await editor.clickLens('Run');
  const panel = await editor.panelIs('finished');
  const lines = panel.locator('.expectations li');
  await eventually('three expectations in the panel', async () => ((await lines.count()) === 3 ? true : undefined));
  const verdicts = await lines.locator('.verdict').allInnerTexts();
  assert.deepEqual(verdicts, ['✓ holds', '✓ holds', '✗ fails']);
  assert.match(await lines.nth(2).innerText(), /\d\sms against 10\.0\sms/);
  await editor.command('Testing: Focus on Test Explorer View');
  const row = (text: string): ReturnType<typeof editor.page.locator> =>
    editor.page.locator(`.test-explorer .monaco-list-row`, { hasText: text });
  await row(file).first().waitFor();
  await row(file).first().click();
  await editor.page.keyboard.press('ArrowRight');
  await row('hca.downtime < 10ms').waitFor();
  await editor.screenshot('expectations-marked');
  assert.match((await row('hca.downtime < 10ms').getAttribute('aria-label')) ?? '', /Failed/);
  assert.match((await row('hca.total <=').getAttribute('aria-label')) ?? '', /Passed/);
});

journey('results of an earlier text look it', file, async (editor) => {
  await editor.clickLens('Run');
  const panel = await editor.panelIs('finished');
  await editor.typeAndMeasure('# x');
  await panel.locator('.head', { hasText: 'has changed since' }).waitFor();
  await eventually('figures of the earlier text beside their lines', async () =>
    (await editor.marks()).some((mark) => mark.startsWith('earlier: ')) ? true : undefined,
  );
  await editor.screenshot('expectations-stale');
});

journey('a sweep is run from its lens and shows its table', file, async (editor) => {
  const lens = editor.page.locator('.codelens-decoration a', { hasText: 'Run the Sweep' }).first();
  const table = editor.page.locator('.view-line', { hasText: '3 points' }).first();
  await eventually('the table of the sweep', async () => {
    await lens.click({ timeout: 3000 }).catch(() => undefined);
    return table.waitFor({ timeout: 10_000 }).then(
      () => true,
      () => undefined,
    );
  });
  await editor.screenshot('sweep-table');
});
