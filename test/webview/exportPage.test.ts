// Exporting charts in the built panel, by mouse, by keyboard and on the extension's request: what is handed over to be saved, without a report of the
// content security policy. The files land in out/screenshots/export/, to be looked at.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { isSavedFiles } from '../../src/core/protocol/savedFiles';
import { violations } from './support/axe';
import { type OpenPanel, type PanelServer, openBrowser, openPanel, servePanel } from './support/panelPage';
import { exampleScenario, finished } from './support/recordings';
import { type ThemeFixture, themeNamed } from './support/themes';
import { elementsOf } from './support/xml';

const experiment = finished(exampleScenario('first'));
const folder = path.join(process.cwd(), 'out', 'screenshots', 'export');

let server: PanelServer;
let browser: Browser;
let panel: OpenPanel | null = null;

before(async () => {
  mkdirSync(folder, { recursive: true });
  server = await servePanel();
  browser = await openBrowser();
});

after(async () => {
  await browser.close();
  await server.close();
});

afterEach(async () => {
  if (!panel) return;
  const failures = (await panel.posted()).filter(({ type }) => type === 'failure');
  const { noise } = panel;
  await panel.close();
  panel = null;
  assert.deepEqual([...noise, ...failures], []);
});

async function open(theme: ThemeFixture['name'] = 'dark', width = 1280): Promise<OpenPanel> {
  const opened = await openPanel(browser, server, { width, theme: themeNamed(theme) });
  panel = opened;
  await opened.send({ type: 'hydrate', experiment });
  await opened.drawn(experiment.events.length);
  return opened;
}

interface Saved {
  readonly name: string;
  readonly content: string | Buffer;
}

/** The files of the newest request to save, once there are so many requests; all of them as the extension accepts them. */
async function saved(page: Page, requests = 1): Promise<readonly Saved[]> {
  await page.waitForFunction(
    (wanted) =>
      (window as unknown as { posted: { message: { type: string } }[] }).posted.filter(
        ({ message }) => message.type === 'save',
      ).length >= wanted,
    requests,
  );
  // Bytes do not cross from the page as they are: they do as text, in base 64.
  const sent = await page.evaluate(() => {
    interface Posted {
      readonly message: { readonly type: string; readonly files: { name: string; content: string | ArrayBuffer }[] };
    }
    const { posted } = window as unknown as { posted: Posted[] };
    const files = posted.findLast(({ message }) => message.type === 'save')?.message.files ?? [];
    return files.map(({ name, content }) => {
      if (typeof content === 'string') return { name, text: content, bytes: null };
      const signs = Array.from(new Uint8Array(content), (byte) => String.fromCharCode(byte));
      return { name, text: '', bytes: btoa(signs.join('')) };
    });
  });
  const files = sent.map(({ name, text, bytes }) => ({
    name,
    content: bytes === null ? text : Buffer.from(bytes, 'base64'),
  }));
  assert.ok(
    isSavedFiles(
      files.map(({ name, content }) => ({
        name,
        content: typeof content === 'string' ? content : Uint8Array.from(content).buffer,
      })),
    ),
  );
  for (const { name, content } of files) writeFileSync(path.join(folder, name), content);
  return files;
}

const menuOf = (page: Page, chart: string) => page.getByRole('button', { name: `Export ${chart}` });

describe('exporting a chart', () => {
  it('gives a vector picture, chosen by mouse', async () => {
    const { page, screenshot } = await open();
    await menuOf(page, 'Pages per round of hca').click();
    await page.getByRole('menu').waitFor();
    assert.deepEqual(await page.getByRole('menuitem').allInnerTexts(), [
      'Picture (PNG)',
      'Vector picture (SVG)',
      'Figures (CSV)',
    ]);
    assert.deepEqual(await violations(page), []);
    await screenshot('panel-export-menu');
    await page.getByRole('menuitem', { name: 'Vector picture (SVG)' }).click();
    const [file] = await saved(page);
    assert.equal(file?.name, 'a-first-migration-hca-pages-per-round.svg');
    assert.ok(typeof file.content === 'string');
    const elements = elementsOf(file.content);
    assert.ok(elements.filter(({ name }) => name === 'rect').length > 50);
    assert.match(file.content, /Pages per round · hca/);
    assert.match(file.content, /examples\/first\.migration\.yaml · seed 1 · miglab /);
    assert.ok(
      elements.some(({ name, attributes }) => name === 'rect' && attributes['fill'] === '#ffffff'),
      'for print',
    );
    assert.equal(await page.getByRole('menu').isVisible(), false);
  });

  it('gives a picture of pixels as sharp as paper needs, chosen by keyboard', async () => {
    const { page } = await open('light');
    const button = menuOf(page, 'Total against downtime of all algorithms');
    await button.focus();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('menu').waitFor();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowDown');
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Picture (PNG)');
    await page.keyboard.press('Enter');
    const [file] = await saved(page);
    assert.equal(file?.name, 'a-first-migration-all-algorithms-total-against-downtime.png');
    const bytes = Buffer.from(file.content);
    assert.deepEqual([...bytes.subarray(0, 8)], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    assert.equal(bytes.readUInt32BE(16), 1440);
    assert.ok(bytes.length > 10_000);
    assert.equal(
      await page.evaluate(() => document.activeElement?.getAttribute('aria-label')),
      'Export Total against downtime of all algorithms',
    );
  });

  it('gives the figures with all their digits', async () => {
    const { page } = await open();
    await menuOf(page, 'Downtime in its parts of all algorithms').click();
    await page.keyboard.press('f');
    await page.keyboard.press('Enter');
    const [file] = await saved(page);
    assert.ok(typeof file?.content === 'string');
    const [header, ...rows] = file.content.trimEnd().split('\n');
    assert.equal(
      header,
      'label,suspendSeconds,transferSeconds,deviceSeconds,resumeSeconds,downtimeSeconds,floorSeconds,rateOnlySeconds',
    );
    const ends = experiment.events.filter((event) => event.type === 'end');
    rows.forEach((row, index) => {
      const downtime = Number(row.split(',')[5]);
      assert.ok(Math.abs(downtime - (ends[index]?.downtimeSeconds ?? 0)) < 1e-12);
    });
  });

  it('is in the panel’s colours when a person switches print off, and remembers it', async () => {
    const { page, waitForPost } = await open('dark');
    await menuOf(page, 'Pages left after each round of all algorithms').click();
    const print = page.getByRole('menuitemcheckbox', { name: 'Pictures light for print' });
    assert.equal(await print.getAttribute('aria-checked'), 'true');
    await print.click();
    assert.equal(await print.getAttribute('aria-checked'), 'false');
    await page.getByRole('menuitem', { name: 'Vector picture (SVG)' }).click();
    const [file] = await saved(page);
    assert.ok(typeof file?.content === 'string');
    assert.ok(elementsOf(file.content).some(({ attributes }) => attributes['fill'] === '#1f1f1f'));
    assert.doesNotMatch(file.content, /#ffffff/);
    const memory = await page.evaluate(() => sessionStorage.getItem('migration-lab-panel'));
    assert.match(memory ?? '', /"forPrint":false/);
    await page.reload();
    await waitForPost('ready');
    assert.equal(await page.locator('#panel').getAttribute('data-for-print'), 'false');
  });

  it('can be thought better of: Escape and a click elsewhere close the menu', async () => {
    const { page, posted } = await open();
    const button = menuOf(page, 'Pages per round of hca');
    await button.click();
    await page.keyboard.press('Escape');
    assert.equal(await page.getByRole('menu').isVisible(), false);
    assert.equal(await button.getAttribute('aria-expanded'), 'false');
    await button.click();
    await page.getByRole('heading', { level: 1 }).click();
    assert.equal(await page.getByRole('menu').isVisible(), false);
    assert.deepEqual(
      (await posted()).filter(({ type }) => type === 'save'),
      [],
    );
  });

  it('fits into 400 px with its menu open', async () => {
    const { page, screenshot } = await open('high-contrast', 400);
    await menuOf(page, 'Pages per round of xen-precopy').click();
    const box = await page.getByRole('menu').boundingBox();
    assert.ok(box && box.x >= 0 && box.x + box.width <= 400);
    assert.deepEqual(await violations(page), []);
    await screenshot('panel-export-menu-400');
  });
});

describe('exporting all charts', () => {
  it('gives one file for each, by the menu of the head', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Vector pictures (SVG)' }).click();
    const files = await saved(page);
    assert.equal(files.length, 10);
    assert.equal(new Set(files.map(({ name }) => name)).size, 10);
    for (const { content } of files) assert.ok(elementsOf(String(content)).length > 20);
  });

  it('does so when the extension asks, and while the charts are shown as tables', async () => {
    const { page, send } = await open('high-contrast-light');
    await page.getByRole('checkbox', { name: 'Show as tables' }).click();
    await send({ type: 'export', format: 'png', forPrint: false });
    const files = await saved(page);
    assert.equal(files.length, 10);
    for (const { name, content } of files) {
      assert.match(name, /\.png$/);
      assert.equal(Buffer.from(content).readUInt32BE(16), 1440);
    }
    await send({ type: 'export', format: 'csv', forPrint: true });
    const tables = await saved(page, 2);
    assert.ok(tables.every(({ content }) => String(content).split('\n').length > 2));
  });
});
