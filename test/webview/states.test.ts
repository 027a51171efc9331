// Every state of panel and preview in every theme, at 400 px, at 1200 px and at a zoom of 200 %: nothing that axe objects to, nothing beyond the edge; and what a
// screen reader gets, as a snapshot. Its pictures go to out/screenshots/state-*.png. One page for each of the two: states and themes come by messages.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type { FromPanel } from '../../src/core/protocol/messages';
import type { FromPreview, ToPreview } from '../../src/core/protocol/previewMessages';
import { violations } from './support/axe';
import { evenTimes, framesMessage, recordFrames } from './support/frames';
import {
  type OpenPage,
  type OpenPanel,
  type PanelServer,
  openBrowser,
  openPage,
  openPanel,
  servePanel,
} from './support/panelPage';
import { controlsOf, tabThrough } from './support/keyboard';
import { matchesSnapshot } from './support/snapshot';
import { type PanelState, panelStates, previewStates, scenario } from './support/states';
import { type ThemeFixture, themeNamed, themes } from './support/themes';

/** Widths of the window in CSS pixels; at a zoom of 200 % a window of 1200 px has 600 of them. */
const widths = [
  { name: '400', width: 400 },
  { name: '1200', width: 1200 },
  { name: 'zoom-200', width: 600 },
] as const;

/** What depends on the theme and the width; everything else is the same in all of them, and is looked at once for each state. */
const rulesOfLooks = ['color-contrast', 'link-in-text-block', 'scrollable-region-focusable', 'target-size'] as const;

/** PICTURES=1 takes one of each state, theme and width: two hundred, to be looked at. */
const takesPictures = process.env['PICTURES'] === '1';

let browser: Browser;
const servers: PanelServer[] = [];

before(async () => {
  mkdirSync(path.join(process.cwd(), 'out', 'screenshots'), { recursive: true });
  browser = await openBrowser();
});

after(async () => {
  await browser.close();
  for (const server of servers) await server.close();
});

async function serve(name: 'panel' | 'preview'): Promise<PanelServer> {
  const server = await servePanel(name);
  servers.push(server);
  return server;
}

/** How many states have been looked at. */
let looked = 0;

/** Looks at a state that stands on the page: what is wrong with it. */
async function faultsOf(
  { page, setTheme, screenshot }: Pick<OpenPanel, 'page' | 'setTheme' | 'screenshot'>,
  name: string,
): Promise<readonly string[]> {
  const faults: string[] = [];
  const found = (where: string, what: readonly string[]): void => {
    faults.push(...what.map((fault) => `${name}, ${where}: ${fault}`));
  };
  found('all rules', await violations(page));
  for (const { theme, width } of looksOf(looked)) {
    await setTheme(theme);
    await page.setViewportSize({ width: width.width, height: 900 });
    // A bar that stays in sight covers what scrolls under it.
    await page.evaluate(() => {
      window.scrollTo(0, 0);
    });
    const where = `${theme.name} ${width.name}`;
    found(where, await beyondTheEdge(page));
    found(where, await violations(page, rulesOfLooks));
    if (takesPictures) await screenshot(`state-${name}-${theme.name}-${width.name}`);
  }
  looked += 1;
  await setTheme(themeNamed('dark'));
  await page.setViewportSize({ width: widths[1].width, height: 900 });
  return faults;
}

/** Every theme, and every width among them, another one for each theme from state to state: all pairs in three states, for a third of the time. */
function looksOf(state: number): readonly { readonly theme: ThemeFixture; readonly width: (typeof widths)[number] }[] {
  const pairs = themes.flatMap((theme, index) => widths.map((width, at) => ({ theme, width, turn: (at + index) % 3 })));
  return takesPictures ? pairs : pairs.filter(({ turn }) => turn === state % 3);
}

/** Waits until two frames are drawn (canvases follow a new width in the next), and says what is wider than the window. */
async function beyondTheEdge(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => {
    for (let frame = 0; frame < 3; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth <= clientWidth ? [] : [`${scrollWidth} px wide in a window of ${clientWidth} px`];
  });
}

describe('the panel', () => {
  it('has nothing that axe objects to, and nothing beyond the edge, in any state, theme and width', async () => {
    const server = await serve('panel');
    const panel = await openPanel(browser, server, { width: 1200, theme: themeNamed('dark') });
    const faults: string[] = [];
    for (const state of await panelStates()) {
      await show(panel, state);
      if (state.name === 'policy') await panel.page.locator('.lane-log:not([hidden]) > summary').click();
      faults.push(...(await faultsOf(panel, state.name)));
      if (['empty', 'running', 'finished', 'policy', 'policy-failed'].includes(state.name))
        faults.push(...matchesSnapshot(`panel-${state.name}`, await treeOf(panel.page)));
      if (['running', 'policy'].includes(state.name)) faults.push(...(await keyboardFaultsOf(panel.page, state.name)));
      if (state.name === 'finished') {
        faults.push(...(await keyboardFaultsOf(panel.page, state.name)));
        await actsByCommand(panel);
        await panel.send({ type: 'act', action: 'showAsTables' });
        await panel.page.getByRole('checkbox', { name: 'Show as tables', checked: true }).waitFor();
        await panel.page.locator('.chart-table').first().getByRole('table').waitFor();
        faults.push(...(await faultsOf(panel, 'tables')));
        await panel.page.getByRole('checkbox', { name: 'Show as tables' }).click();
        await panel.page.locator('.shape-rounds canvas').first().waitFor();
      }
    }
    const failures = (await panel.posted()).filter(({ type }) => type === 'failure');
    await panel.close();
    assert.deepEqual([...faults, ...panel.noise, ...failures], []);
  });
});

async function show(panel: OpenPanel, { experiment, playback, shows }: PanelState): Promise<void> {
  const { page, send } = panel;
  await send({ type: 'hydrate', experiment, ...(playback && { playback }) });
  if (!experiment) {
    await page.locator('#panel', { hasText: shows }).waitFor();
    return;
  }
  await page.waitForFunction(
    (wanted) =>
      (window as unknown as { posted: { message: FromPanel }[] }).posted.some(
        ({ message }) => message.type === 'drawn' && message.experimentId === wanted,
      ),
    experiment.experimentId,
  );
  await page.locator('#panel', { hasText: shows }).waitFor();
  if (experiment.state.status === 'finished' && experiment.scenario.name === scenario.name) {
    for (const { label } of scenario.algorithms) {
      const frames = recordFrames(scenario, label, evenTimes(5, 1), 1024);
      await send(framesMessage(experiment.experimentId, label, frames));
    }
  }
  if (playback) await page.getByRole('button', { name: 'Pause' }).click();
}

/** The editor's commands do what the controls of time do. */
async function actsByCommand({ page, send }: OpenPanel): Promise<void> {
  const slider = page.getByRole('slider', { name: 'Time' });
  const atEnd = (await slider.getAttribute('aria-valuetext')) ?? '';
  for (const action of ['stepBack', 'skipToEnd', 'stepBack', 'stepForward'] as const) {
    await send({ type: 'act', action });
    await page.waitForFunction(
      ([text, isThere]) =>
        (document.querySelector('.time-slider')?.getAttribute('aria-valuetext') === text) === isThere,
      [atEnd, action !== 'stepBack'] as const,
    );
  }
  await send({ type: 'act', action: 'stepBack' }, { type: 'act', action: 'playOrPause' });
  await page.getByRole('button', { name: 'Pause' }).waitFor();
  await send({ type: 'act', action: 'skipToEnd' });
  await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
}

describe('the preview', () => {
  it('has nothing that axe objects to, and nothing beyond the edge, in any state, theme and width', async () => {
    const server = await serve('preview');
    const setting = { width: 1200, theme: themeNamed('dark') };
    const preview: OpenPage<FromPreview, ToPreview> = await openPage(browser, server, setting);
    const faults: string[] = [];
    for (const { name, preview: snapshot } of previewStates()) {
      if (snapshot) {
        const sequence = await preview.send({ type: 'show', preview: snapshot });
        await preview.page.waitForFunction(
          (wanted) =>
            (window as unknown as { posted: { message: FromPreview }[] }).posted.some(
              ({ message }) => message.type === 'drawn' && message.sequence === wanted,
            ),
          sequence,
        );
      }
      faults.push(...(await faultsOf(preview, `preview-${name}`)));
      if (name === 'stale') faults.push(...matchesSnapshot('preview-stale', await treeOf(preview.page)));
    }
    const failures = (await preview.posted()).filter(({ type }) => type === 'failure');
    await preview.close();
    assert.deepEqual([...faults, ...preview.noise, ...failures], []);
  });
});

/** Controls that Tab does not lead to in the order of the page, or that do not show that they have the focus. */
async function keyboardFaultsOf(page: Page, name: string): Promise<readonly string[]> {
  const controls = await controlsOf(page);
  const met = await tabThrough(page, controls.length);
  const order = controls.flatMap((control, index) => {
    const found = met[index]?.name;
    return found === control ? [] : [`${name}: Tab leads to '${found ?? ''}' instead of '${control}'`];
  });
  const unmarked = met.flatMap((one) => (one.isMarked ? [] : [`${name}: the focus is not seen on '${one.name}'`]));
  return [...order.slice(0, 1), ...unmarked];
}

/** The accessibility tree: roles, names, live regions; with figures left out, and rows of tables but for the first two. */
async function treeOf(page: Page): Promise<string> {
  const lines = (await page.locator('body').ariaSnapshot()).split('\n');
  const shape = lines.map((line) => line.replaceAll(/\d[\d.,]*(?:\s\d[\d.,]*)*/g, '#'));
  const regions = await page
    .locator('[aria-live]')
    .evaluateAll((elements) =>
      elements
        .filter((element) => element.closest('[aria-hidden=true]') === null)
        .map((element) => `${element.getAttribute('role') ?? 'no role'}, ${element.getAttribute('aria-live') ?? ''}`),
    );
  return [...withoutFurtherRows(shape), 'live regions:', ...regions.map((region) => `- ${region}`), ''].join('\n');
}

/** Rows after the second of a table body go, with what is in them. */
function withoutFurtherRows(lines: readonly string[]): readonly string[] {
  const indentOf = (line: string): number => line.search(/\S/);
  const kept: string[] = [];
  let rows = 0;
  let rowIndent = -1;
  let skipping = false;
  for (const line of lines) {
    const indent = indentOf(line);
    if (/^\s*- row\b/.test(line)) {
      rows = indent === rowIndent ? rows + 1 : 1;
      rowIndent = indent;
      skipping = rows > 2;
    } else if (indent <= rowIndent) {
      rows = 0;
      rowIndent = -1;
      skipping = false;
    }
    if (!skipping) kept.push(line);
  }
  return kept;
}
