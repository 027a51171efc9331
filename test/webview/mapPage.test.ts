// The memory map in the built panel: real frames, drawn, read by pointer and by keys, in every view, theme and width. Its pictures go to
// out/screenshots/map-*.png.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { thinSpace } from '../../src/core/metrics/format';
import type { ExperimentSnapshot, FromPanel } from '../../src/core/protocol/messages';
import type { Scenario } from '../../src/core/scenario/scenario';
import { violations } from './support/axe';
import { evenTimes, framesMessage, recordFrames } from './support/frames';
import { type OpenPanel, type PanelServer, openBrowser, openPanel, servePanel } from './support/panelPage';
import { exampleScenario, finished as finishedRun, running, scenarioOf, snapshotOf } from './support/recordings';
import { type ThemeFixture, themeNamed, themes } from './support/themes';

const first = exampleScenario('first');
const finished = finishedRun(first);
const id = finished.experimentId;
const cells = 4096;

function secondsOf({ events }: ExperimentSnapshot): number {
  return Math.max(...events.flatMap((event) => (event.type === 'end' ? [event.totalSeconds] : [])));
}

let server: PanelServer;
let browser: Browser;
let panel: OpenPanel | null = null;

before(async () => {
  mkdirSync(path.join(process.cwd(), 'out', 'screenshots'), { recursive: true });
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

interface Setting {
  readonly theme?: ThemeFixture['name'];
  readonly width?: number;
  readonly scenario?: Scenario;
  readonly experiment?: ExperimentSnapshot;
  readonly scale?: number;
}

/** Opens a finished experiment with its frames, the playhead at a share of its time. */
async function open(
  share: number,
  { theme = 'dark', width = 1280, scenario = first, experiment = finished, scale = 1 }: Setting = {},
): Promise<OpenPanel> {
  const opened = await openPanel(browser, server, { width, scale, theme: themeNamed(theme) });
  panel = opened;
  await opened.send({ type: 'hydrate', experiment });
  await opened.drawn(experiment.events.length);
  await opened.waitForPost('watch');
  const end = secondsOf(experiment);
  for (const { label } of scenario.algorithms) {
    const frames = recordFrames(scenario, label, evenTimes(61, end), cells);
    await opened.send(framesMessage(id, label, frames));
  }
  await opened.page.getByRole('slider', { name: 'Time' }).evaluate((slider, at) => {
    (slider as HTMLInputElement).value = String(at * Number((slider as HTMLInputElement).max));
    slider.dispatchEvent(new Event('input'));
  }, share);
  await painted(opened.page);
  return opened;
}

/** Waits until what has been done is on the screen. */
async function painted(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      }),
  );
}

const maps = (page: Page) => page.locator('.map');
const spaced = (text: string): string => text.replaceAll(thinSpace, ' ');
const reading = async (page: Page, lane: number): Promise<string> =>
  spaced(await maps(page).nth(lane).locator('.map-reading').innerText());

async function picture(page: Page, lane = 0): Promise<string> {
  await painted(page);
  return page
    .locator('.map-cells')
    .nth(lane)
    .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
}

describe('the memory map, drawn', () => {
  for (const theme of themes) {
    it(`shows the pages in every view in the theme ${theme.name}, with nothing that axe objects to`, async () => {
      const { page, screenshot } = await open(0.5, { theme: theme.name });
      const pictures = new Set<string>();
      for (const view of ['state', 'tier', 'sent']) {
        await page.getByRole('combobox', { name: 'Memory map of hca shows' }).selectOption(view);
        pictures.add(await picture(page));
        await screenshot(`map-${theme.name}-${view}`);
        assert.deepEqual(await violations(page), []);
      }
      assert.equal(pictures.size, 3);
    });
  }

  it('keeps its height at 400 px, and nothing goes beyond the edge', async () => {
    const { page, screenshot } = await open(0.4, { width: 400 });
    const heights = await page.locator('.map-frame').evaluateAll((frames) => frames.map((frame) => frame.clientHeight));
    assert.deepEqual(heights, [152, 152]);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
    await screenshot('map-400');
  });
});

describe('a memory map that is watched', () => {
  it('asks for frames of as many cells as it shows, and again after each hydrate', async () => {
    const { page, posted, send } = await open(0.5);
    const watches = async () => (await posted()).flatMap((message) => (message.type === 'watch' ? [message] : []));
    assert.deepEqual(await watches(), [{ type: 'watch', experimentId: id, cells }]);
    await send({ type: 'hydrate', experiment: finished });
    await painted(page);
    assert.deepEqual(await watches(), [
      { type: 'watch', experimentId: id, cells },
      { type: 'watch', experimentId: id, cells },
    ]);
  });

  it('asks for the exact frames of a time at which the playhead stands, and shows them', async () => {
    const { page, posted, send } = await open(0.37);
    const wanted = 0.37 * secondsOf(finished);
    const isThere = (message: FromPanel): boolean =>
      message.type === 'frameAt' && Math.abs(message.seconds - wanted) < 1e-6 * wanted;
    while (!(await posted()).some(isThere)) await painted(page);
    const asked = (await posted()).find(isThere);
    assert.ok(asked?.type === 'frameAt');
    assert.equal(asked.cells, cells);
    const before = await picture(page);
    const exact = recordFrames(first, 'xen-precopy', [asked.seconds], cells);
    await send(framesMessage(id, 'xen-precopy', exact, { batch: null, request: asked.request }));
    await page.waitForFunction(
      (known) => document.querySelector<HTMLCanvasElement>('.map-cells')?.toDataURL() !== known,
      before,
    );
  });

  it('says that states are on their way, and that there are none of what was not run', async () => {
    const opened = await openPanel(browser, server, { width: 800, theme: themeNamed('dark') });
    panel = opened;
    await opened.send({ type: 'hydrate', experiment: snapshotOf(first, finished.events.slice(0, 3), running) });
    await opened.drawn(3);
    await opened.page.getByText('The states of its pages are on their way …').first().waitFor();
    const cancelled = { ...running, status: 'cancelled' as const };
    await opened.send({ type: 'state', experimentId: id, state: cancelled });
    await opened.page.getByText('It was not run: nothing is known of its pages.').waitFor();
    await opened.screenshot('map-waiting');
  });

  it('moves with the playhead, its cursor between frames too', async () => {
    const { page } = await open(0.05);
    const before = await picture(page);
    const cursor = async (): Promise<number> => {
      await painted(page);
      const box = await page.locator('.map-cursor').first().boundingBox();
      return box ? box.x + 10_000 * box.y : Number.NaN;
    };
    const places = [await cursor()];
    for (let step = 0; step < 3; step += 1) {
      await page.keyboard.press('.');
      places.push(await cursor());
    }
    assert.ok(
      places.every((place, index) => index === 0 || place > (places[index - 1] ?? Infinity)),
      places.join(),
    );
    await page.getByRole('slider', { name: 'Time' }).press('ArrowRight');
    assert.notEqual(await picture(page), before);
  });

  it('has crisp cells on a screen of two device pixels a CSS pixel', async () => {
    const { page, screenshot } = await open(0.3, { scale: 2 });
    const ratio = await page
      .locator('.map-cells')
      .first()
      .evaluate((canvas) => (canvas as HTMLCanvasElement).width / canvas.clientWidth);
    assert.equal(ratio, 2);
    await screenshot('map-two-pixels');
  });
});

describe('reading the memory map', () => {
  it('by pointer says which pages, whose and why, in all lanes at once, and moves nothing', async () => {
    const { page, screenshot } = await open(0.5);
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page
      .locator('.map-cells')
      .first()
      .hover({ position: { x: 3, y: 3 } });
    await page.locator('.map-reading').nth(1).waitFor({ state: 'visible' });
    for (const lane of [0, 1])
      assert.match(await reading(page, lane), /^Pages 0–63 · index [^]*: [^]*[Ss]ent .*; tier: /);
    assert.equal(await page.evaluate(() => document.documentElement.scrollHeight), height);
    await screenshot('map-reading');
    await page.mouse.move(5, 5);
    await page.locator('.map-reading').first().waitFor({ state: 'hidden' });
  });

  it('by the arrow keys goes from cell to cell and from row to row, and is heard', async () => {
    const { page } = await open(0.5);
    const reader = page.getByRole('group', { name: /^Memory of xen-precopy/ });
    await reader.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    assert.match(await reading(page, 0), /^Pages 64–127 · index/);
    await page.keyboard.press('ArrowLeft');
    assert.match(await reading(page, 0), /^Pages 0–63 · index/);
    await page.keyboard.press('ArrowDown');
    const below = await reading(page, 0);
    assert.doesNotMatch(below, /^Pages 0–63 /);
    await page.keyboard.press('End');
    assert.match(await reading(page, 0), /–262 143 · never written/);
    const heard = maps(page).first().locator('[aria-live]');
    await page.waitForFunction(() => document.querySelector('.map [aria-live]')?.textContent.includes('never written'));
    assert.match(
      spaced(await heard.innerText()),
      /^Pages .*–262 143 · never written\. At the destination: sent in round 1/,
    );
    await page.keyboard.press('Escape');
    await page.locator('.map-reading').first().waitFor({ state: 'hidden' });
  });

  it('does not speak more often than once a second', async () => {
    const { page } = await open(0.5);
    await page.evaluate(() => {
      const region = document.querySelector('.map [aria-live]');
      const times: number[] = [];
      (window as unknown as { heard: number[] }).heard = times;
      if (region)
        new MutationObserver(() => times.push(performance.now())).observe(region, {
          childList: true,
          characterData: true,
          subtree: true,
        });
    });
    await page.getByRole('group', { name: /^Memory of xen-precopy/ }).focus();
    for (let press = 0; press < 40; press += 1) await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() =>
      document.querySelector('.map [aria-live]')?.textContent.replaceAll('\u202f', ' ').startsWith('Pages 2 496'),
    );
    const times = await page.evaluate(() => (window as unknown as { heard: number[] }).heard);
    assert.ok(times.length < 40);
    assert.ok(
      times.every((time, index) => index === 0 || time - (times[index - 1] ?? 0) > 990),
      times.join(),
    );
  });

  it('is a sentence and a table for everybody who wants that', async () => {
    const { page, screenshot } = await open(0.5);
    await page.getByRole('combobox', { name: 'Memory map of hca shows' }).selectOption('state');
    await page.waitForFunction(() =>
      /^Memory of xen-precopy: .* at the destination/.test(
        (document.querySelector('.map .visually-hidden')?.textContent ?? '').trim(),
      ),
    );
    await page.getByRole('checkbox', { name: 'Show as tables' }).click();
    const table = page.getByRole('table', { name: 'Memory of hca by state' });
    await table.waitFor();
    assert.equal(await table.getByRole('row').count(), 7);
    assert.equal(await page.locator('.map-cells').first().isVisible(), false);
    assert.deepEqual(await violations(page), []);
    await screenshot('map-tables');
  });
});

describe('the view of the memory maps', () => {
  it('is chosen for all lanes at once and kept in the panel’s memory', async () => {
    const { page } = await open(0.5);
    await page.getByRole('combobox', { name: 'Memory map of hca shows' }).selectOption('Times sent');
    assert.equal(await page.getByRole('combobox', { name: 'Memory map of xen-precopy shows' }).inputValue(), 'sent');
    assert.match((await page.evaluate(() => sessionStorage.getItem('migration-lab-panel'))) ?? '', /"mapView":"sent"/);
    await maps(page).first().locator('.legend').getByText('once', { exact: true }).waitFor();
  });

  it('shows a guest of a tebibyte as well as one of sixteen mebibytes', async () => {
    for (const memory of ['1TiB', '16MiB']) {
      const scenario = scenarioOf(`
scenario: A guest of ${memory}
timeLimit: 100s
vm: { memory: ${memory} }
workload:
  - { name: hot, size: 2%, writes: 20k/s, pattern: uniform }
link: { bandwidth: 10Gbit/s }
algorithms: [stop-and-copy]
`);
      const experiment = finishedRun(scenario);
      const { page, close, screenshot } = await open(0.5, { scenario, experiment });
      assert.match(
        spaced(await maps(page).first().locator('.chart-title').innerText()),
        /^Memory · [\d ]+ pages, a cell is /,
      );
      await screenshot(`map-${memory}`);
      await close();
      panel = null;
    }
  });
});
