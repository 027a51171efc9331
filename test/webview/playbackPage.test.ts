// Playback in the built panel: the control bar by pointer and by keys, what a fresh run does by itself, and what depends on the playhead. Its pictures go to
// out/screenshots/playback-*.png.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { thinSpace } from '../../src/core/metrics/format';
import type { ExperimentSnapshot, PlaybackWish, ToPanel } from '../../src/core/protocol/messages';
import { violations } from './support/axe';
import { type OpenPanel, type PanelServer, openBrowser, openPanel, servePanel } from './support/panelPage';
import {
  exampleScenario,
  finished as finishedRun,
  finishedState,
  recordEvents,
  running,
  runningState,
  snapshotOf,
} from './support/recordings';
import { type ThemeFixture, themeNamed, themes } from './support/themes';

const first = exampleScenario('first');
const finished = finishedRun(first);
const events = recordEvents(first);
const id = finished.experimentId;
const seconds = Math.max(...events.flatMap((event) => (event.type === 'end' ? [event.totalSeconds] : [])));

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
  readonly reducedMotion?: boolean;
  readonly playback?: PlaybackWish;
}

async function open(
  experiment: ExperimentSnapshot,
  { theme = 'dark', playback, ...setting }: Setting = {},
): Promise<OpenPanel> {
  const opened = await openPanel(browser, server, { width: 1280, ...setting, theme: themeNamed(theme) });
  panel = opened;
  await opened.send(hydrate(experiment, playback));
  await opened.drawn(experiment.events.length);
  return opened;
}

function hydrate(experiment: ExperimentSnapshot, playback?: PlaybackWish): ToPanel {
  return { type: 'hydrate', experiment, ...(playback && { playback }) };
}

const slider = (page: Page) => page.getByRole('slider', { name: 'Time' });

/** Waits until what has been done is on the screen: the panel paints in the next frame. */
async function painted(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(resolve));
      }),
  );
}

/** What the slider says, with plain spaces. */
async function told(page: Page): Promise<string> {
  await painted(page);
  return ((await slider(page).getAttribute('aria-valuetext')) ?? '').replaceAll(thinSpace, ' ');
}

/** Where the slider stands: the browser rounds its value. */
async function playhead(page: Page): Promise<number> {
  await painted(page);
  return Number(await slider(page).inputValue());
}

/** Waits until the playhead is where the test wants it, by a function of the page. */
async function playheadIs(page: Page, test: (at: number, end: number) => boolean): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!test(await playhead(page), seconds)) assert.ok(Date.now() < deadline, `stands at ${await told(page)}`);
}

async function progressOf(page: Page, lane: number): Promise<string> {
  return page.locator('.lane-progress').nth(lane).innerText();
}

const atEnd = (at: number, end: number): boolean => Math.abs(at - end) < 1e-9;

describe('a fresh run', () => {
  it('plays by itself from its beginning, to the end', async () => {
    const { page, screenshot } = await open(finished, { playback: { speed: 'fit', isFresh: true } });
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    assert.ok((await playhead(page)) < seconds);
    assert.equal(await page.locator('.finding-sentence').first().isVisible(), true, 'the finding does not wait');
    await playheadIs(page, (at) => at > seconds / 3);
    await screenshot('playback-playing');
    await playheadIs(page, atEnd);
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
    await page.locator('.lane-progress').first().getByText('29 live rounds', { exact: true }).waitFor();
  });

  it('plays on while its end is not known yet, and is never ahead of what is known', async () => {
    const begun = snapshotOf(first, events.slice(0, 3), runningState(first, events.slice(0, 3)));
    const { page, send, drawn } = await open(begun, { playback: { speed: '10x', isFresh: true } });
    for (let from = 3; from < events.length; from += 6) {
      await send({ type: 'events', experimentId: id, from, events: events.slice(from, from + 6) });
      await drawn(Math.min(from + 6, events.length));
      const known = await slider(page).getAttribute('max');
      assert.ok((await playhead(page)) <= Number(known) + 1e-9);
    }
    await send({ type: 'state', experimentId: id, state: finishedState(first, events) });
    await playheadIs(page, atEnd);
  });

  it('can be skipped to its end', async () => {
    const { page } = await open(finished, { playback: { speed: '1x', isFresh: true } });
    await page.getByRole('button', { name: 'Skip to the end' }).click();
    await playheadIs(page, atEnd);
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
    await page.locator('.lane-progress', { hasText: '29 live rounds' }).waitFor();
  });

  it('is at its end at once where the setting says so', async () => {
    const { page } = await open(finished, { playback: { speed: 'max', isFresh: true } });
    await playheadIs(page, atEnd);
  });

  it('does not move by itself where motion is reduced, and jumps when it is played', async () => {
    const { page } = await open(finished, { reducedMotion: true, playback: { speed: 'fit', isFresh: true } });
    assert.ok(atEnd(await playhead(page), seconds));
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    const seen = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const moves = new Set<string>();
          const input = document.querySelector<HTMLInputElement>('.time-slider');
          const until = performance.now() + 1600;
          const look = (): void => {
            moves.add(input?.value ?? '');
            if (performance.now() < until) requestAnimationFrame(look);
            else resolve(moves.size);
          };
          look();
        }),
    );
    assert.ok(seen >= 2 && seen <= 5, `${seen} different times within 1.6 s`);
  });
});

describe('a run that is shown again', () => {
  it('stands at its end, and plays from the start when it is asked to', async () => {
    const { page } = await open(finished);
    assert.ok(atEnd(await playhead(page), seconds));
    assert.match(await told(page), /^[\d.]+ s of [\d.]+ s, xen-precopy has ended$/);
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await playheadIs(page, (at) => at < seconds / 2);
    await playheadIs(page, (at) => at > seconds / 2);
  });

  it('follows what becomes known while it goes on, until it is paused', async () => {
    const half = snapshotOf(first, events.slice(0, 9), runningState(first, events.slice(0, 9)));
    const { page, send, drawn } = await open(half);
    const before = await playhead(page);
    await send({ type: 'events', experimentId: id, from: 9, events: events.slice(9, 12) });
    await drawn(12);
    const followed = await playhead(page);
    assert.ok(followed > before);
    await page.getByRole('button', { name: 'Step back a round' }).click();
    const stepped = await playhead(page);
    await send({ type: 'events', experimentId: id, from: 12, events: events.slice(12, 15) });
    await drawn(15);
    assert.equal(await playhead(page), stepped);
    assert.match(await told(page), /known so far, round \d+ of xen-precopy$/);
  });
});

describe('the control bar', () => {
  it('steps by the rounds of the baseline, and every lane goes with it', async () => {
    const { page, screenshot } = await open(finished);
    await slider(page).press('Home');
    assert.equal(await playhead(page), 0);
    for (let round = 1; round <= 5; round += 1)
      await page.getByRole('button', { name: 'Step forward a round' }).click();
    assert.match(await told(page), /, round 6 of xen-precopy$/);
    await page.getByText('round 6 of at most 30').waitFor();
    assert.match(await progressOf(page, 1), /^round \d+/);
    await screenshot('playback-round-6');
    await page.getByRole('button', { name: 'Step back a round' }).click();
    assert.match(await told(page), /, round 5 of xen-precopy$/);
  });

  it('goes where its slider is pressed', async () => {
    const { page } = await open(finished);
    const box = await slider(page).boundingBox();
    assert.ok(box);
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    assert.ok(Math.abs((await playhead(page)) - seconds / 2) < seconds / 50);
  });

  it('draws pale what is still to come, and a line where the time is', async () => {
    const { page } = await open(finished);
    assert.equal(await page.locator('.chart-coming:visible').count(), 0);
    const cursor = async (): Promise<number> =>
      (await page.locator('.has-cursor .veil').first().boundingBox())?.x ?? Number.NaN;
    await slider(page).press('Home');
    await page.locator('.chart-coming:visible').nth(5).waitFor();
    const start = await cursor();
    await slider(page).press('ArrowRight');
    await slider(page).press('ArrowRight');
    await page.waitForFunction(
      (before) => (document.querySelector('.has-cursor .veil')?.getBoundingClientRect().x ?? 0) > before,
      start,
    );
    await slider(page).press('End');
    await page.locator('.chart-coming:visible').first().waitFor({ state: 'detached' });
  });

  it('is on the screen wherever the page is scrolled to', async () => {
    const { page } = await open(finished, { width: 400 });
    await page.evaluate(() => {
      window.scrollTo(0, 900);
    });
    await page.waitForFunction(() => (document.querySelector('.time')?.getBoundingClientRect().top ?? -1) === 0);
  });

  it('keeps the speed that a person chooses, in the panel’s memory', async () => {
    const { page } = await open(finished, { playback: { speed: '1x', isFresh: false } });
    const speed = page.getByRole('combobox', { name: 'Speed' });
    assert.equal(await speed.inputValue(), '1x');
    await speed.selectOption('10×');
    const memory = await page.evaluate(() => sessionStorage.getItem('migration-lab-panel'));
    assert.match(memory ?? '', /"playbackSpeed":"10x"/);
    await panel?.send(hydrate({ ...finished, experimentId: 'another' }, { speed: 'max', isFresh: false }));
    await page.waitForFunction(() => sessionStorage.getItem('migration-lab-panel')?.includes('another'));
    assert.equal(await speed.inputValue(), '10x');
  });

  it('fits into 400 px, with the list of keys open too', async () => {
    const { page, screenshot } = await open(finished, { width: 400 });
    await page.getByLabel('Keyboard').click();
    await page.getByRole('table', { name: 'Keys' }).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
    await screenshot('playback-keys-400');
  });

  for (const theme of themes) {
    it(`is as axe wants it in the theme ${theme.name}, in the middle and with the keys open`, async () => {
      const { page, screenshot } = await open(finished, { theme: theme.name });
      await slider(page).press('PageDown');
      await slider(page).press('PageDown');
      await page.getByLabel('Keyboard').click();
      await page.getByRole('table', { name: 'Keys' }).waitFor();
      await screenshot(`playback-${theme.name}`);
      assert.deepEqual(await violations(page), []);
    });
  }
});

describe('by keyboard alone', () => {
  it('Space plays and pauses wherever no control wants it', async () => {
    const { page } = await open(finished);
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
    await slider(page).focus();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await page.keyboard.press('Space');
    await page.getByRole('checkbox', { name: 'Show as tables' }).focus();
    await page.keyboard.press('Space');
    assert.equal(await page.getByRole('checkbox').getAttribute('aria-checked'), 'true');
    assert.equal(await page.getByRole('button', { name: 'Play', exact: true }).isVisible(), true);
  });

  it('the slider steps by round, by a tenth, and to either end', async () => {
    const { page } = await open(finished);
    await slider(page).focus();
    await page.keyboard.press('Home');
    assert.equal(await playhead(page), 0);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    assert.match(await told(page), /round 3 of xen-precopy$/);
    await page.keyboard.press('ArrowLeft');
    assert.match(await told(page), /round 2 of xen-precopy$/);
    const before = await playhead(page);
    await page.keyboard.press('PageUp');
    assert.ok(Math.abs((await playhead(page)) - before - seconds / 10) < 1e-6);
    await page.keyboard.press('PageDown');
    assert.ok(Math.abs((await playhead(page)) - before) < 1e-6);
    await page.keyboard.press('End');
    assert.ok(atEnd(await playhead(page), seconds));
  });

  it('comma and full stop go by frames and undo each other; the question mark lists the keys', async () => {
    const { page } = await open(finished);
    await slider(page).press('Home');
    await page.keyboard.press('.');
    await page.keyboard.press('.');
    const two = await playhead(page);
    assert.ok(two > 0 && two < seconds / 100);
    await page.keyboard.press('.');
    await page.keyboard.press(',');
    assert.equal(await playhead(page), two);
    await page.keyboard.press('?');
    await page.getByRole('table', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('table', { name: 'Keys' }).waitFor({ state: 'hidden' });
  });

  it('is reached by Tab in the order of the page', async () => {
    const { page } = await open(finished);
    const reached: string[] = [];
    for (let tab = 0; tab < 20; tab += 1) {
      await page.keyboard.press('Tab');
      reached.push(
        await page.evaluate(() => {
          const focused = document.activeElement;
          return focused?.getAttribute('aria-label') ?? focused?.textContent ?? '';
        }),
      );
    }
    const bar = ['Step back a round', 'Play', 'Step forward a round', 'Skip to the end', 'Time', 'Speed', 'Keyboard'];
    assert.deepEqual(
      reached.filter((name) => bar.includes(name)),
      bar,
    );
  });
});

describe('a run that has just begun', () => {
  it('has a bar without a time to go to', async () => {
    const { page } = await open(snapshotOf(first, events.slice(0, 1), running));
    assert.equal(await slider(page).isDisabled(), true);
  });
});
