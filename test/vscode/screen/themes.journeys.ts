// The panel follows the editor's theme while it is open, in all four kinds, and holds its shape when it is narrow. Its pictures are for a person to look at.
import assert from 'node:assert/strict';
import { changeSettings, eventually, journey } from './editor';

const themes = [
  { name: 'light', theme: 'Default Light Modern', body: 'vscode-light' },
  { name: 'dark', theme: 'Default Dark Modern', body: 'vscode-dark' },
  { name: 'high-contrast', theme: 'Default High Contrast', body: 'vscode-high-contrast' },
  { name: 'high-contrast-light', theme: 'Default High Contrast Light', body: 'vscode-high-contrast-light' },
];

journey(
  'a theme chosen while the panel is open changes its colours, its charts too',
  'first.migration.yaml',
  async (editor) => {
    await editor.clickLens('Run');
    const panel = await editor.panelAtEnd();
    await editor.panelAlone();
    const pictures: string[] = [];
    for (const { name, theme, body } of themes) {
      await changeSettings({ 'workbench.colorTheme': theme });
      await eventually(`the theme ${theme}`, () =>
        panel.evaluate((sign) => document.body.classList.contains(sign) || undefined, body),
      );
      const picture = await eventually('charts in new colours', async () => {
        const drawn = await panel.evaluate(() =>
          document.querySelector<HTMLCanvasElement>('.shape-rounds canvas')?.toDataURL(),
        );
        return drawn !== undefined && !pictures.includes(drawn) ? drawn : undefined;
      });
      pictures.push(picture);
      await editor.screenshot(`editor-panel-${name}`);
    }
    assert.equal(new Set(pictures).size, themes.length);
  },
);

journey(
  'a panel of 400 pixels shows its lanes one below the other and nothing beyond its edge',
  'first.migration.yaml',
  async (editor) => {
    await changeSettings({ 'workbench.colorTheme': 'Default Light Modern' });
    await editor.clickLens('Run');
    await editor.panelAtEnd();
    await editor.panelAlone();
    await editor.page.setViewportSize({ width: 448, height: 900 });
    const panel = await editor.panelIs('finished');
    const width = await eventually('a narrow panel', () =>
      panel.evaluate(() => (innerWidth <= 420 ? innerWidth : undefined)),
    );
    assert.ok(width >= 360, `the panel is ${width} pixels wide`);
    await eventually('nothing beyond its edge', () =>
      panel.evaluate(() => document.documentElement.scrollWidth <= innerWidth || undefined),
    );
    const tops = await panel
      .locator('.lane')
      .evaluateAll((lanes) => lanes.map((lane) => lane.getBoundingClientRect().left));
    assert.equal(new Set(tops).size, 1);
    await editor.screenshot('editor-panel-narrow');
  },
);
