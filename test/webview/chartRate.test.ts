// How often charts are drawn while a stream runs: in turn, ten times a second at most, and those that nobody sees not at all.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { Browser } from 'playwright-core';
import type { RunEvent } from '../../src/core/engine/events';
import { type OpenPanel, type PanelServer, openBrowser, openPanel, servePanel } from './support/panelPage';
import { recordEvents, running, scenarioOf, snapshotOf } from './support/recordings';
import { themeNamed } from './support/themes';

const six = scenarioOf(`
scenario: Six lanes
vm: { memory: 64MiB }
workload: [ { name: hot, size: 8MiB, writes: 20k/s, pattern: uniform } ]
link: { bandwidth: 1Gbit/s }
algorithms: [ xen-precopy, precopy, hca, microwiper, time-series, stop-and-copy ]
`);
const all = recordEvents(six);
const starts = all.filter((event) => event.type === 'start');
const template = all.find((event) => event.type === 'round') ?? assert.fail();

/** A round of every lane. */
function roundsOf(round: number): readonly RunEvent[] {
  return starts.map(({ label, algorithm }) => ({
    ...template,
    label,
    algorithm,
    round,
    startSeconds: round,
    seconds: 1,
  }));
}

interface Drawn {
  /** Milliseconds at which each chart was drawn, in the order of the page. */
  readonly times: readonly (readonly number[])[];
  readonly inSight: readonly boolean[];
}

interface CountingWindow extends Window {
  chartTimes: Map<HTMLCanvasElement, number[]>;
}

/** Runs in the page: notes from now on when each canvas is cleared, which is how a chart's drawing begins. */
function startCounting(): void {
  const counting = window as unknown as CountingWindow;
  counting.chartTimes = new Map();
  const { clearRect } = Object.getOwnPropertyDescriptors(CanvasRenderingContext2D.prototype);
  const original = clearRect.value;
  if (!original) throw new Error('the browser draws without clearRect');
  CanvasRenderingContext2D.prototype.clearRect = function clearRect(...box) {
    const times = counting.chartTimes.get(this.canvas) ?? [];
    counting.chartTimes.set(this.canvas, [...times, performance.now()]);
    original.apply(this, box);
  };
}

/** Runs in the page. */
function counted(): Drawn {
  const { chartTimes } = window as unknown as CountingWindow;
  const charts = [...document.querySelectorAll<HTMLElement>('figure.chart')];
  return {
    times: charts.map((chart) => chartTimes.get(chart.querySelector('canvas') ?? new HTMLCanvasElement()) ?? []),
    inSight: charts.map((chart) => {
      const { top, bottom, height } = chart.getBoundingClientRect();
      return height > 0 && bottom > 0 && top < window.innerHeight;
    }),
  };
}

let browser: Browser;
let server: PanelServer;
let panel: OpenPanel;

before(async () => {
  server = await servePanel();
  browser = await openBrowser();
  panel = await openPanel(browser, server, { theme: themeNamed('dark'), width: 1200, height: 800 });
});
after(async () => {
  await browser.close();
  await server.close();
});

it('charts in sight are drawn in turn, ten times a second at most; the others when they come into sight', async (context) => {
  const { page, send, drawn, noise } = panel;
  await send({ type: 'hydrate', experiment: snapshotOf(six, starts, running) });
  await drawn(starts.length);
  await page.evaluate(startCounting);
  let from = starts.length;
  const begin = Date.now();
  for (let round = 1; Date.now() - begin < 2000; round++) {
    const events = roundsOf(round);
    await send({ type: 'events', experimentId: 'experiment-1', from, events });
    from += events.length;
  }
  await drawn(from);
  const { times, inSight } = await page.evaluate(counted);
  assert.ok(inSight.includes(true) && inSight.includes(false));
  times.forEach((own, chart) => {
    if (inSight[chart] !== true) {
      assert.equal(own.length, 0, `chart ${chart} is out of sight`);
      return;
    }
    assert.ok(own.length > 1, `chart ${chart} has its turn`);
    const milliseconds = (own.at(-1) ?? 0) - (own[0] ?? 0);
    // A canvas is cleared some moments after its chart's turn has begun.
    const told = `chart ${chart} was drawn ${own.length} times in ${milliseconds.toFixed(0)} ms`;
    assert.ok(milliseconds >= 100 * (own.length - 1) - 50, told);
  });
  const counts = times.filter((_, chart) => inSight[chart] === true).map(({ length }) => length);
  context.diagnostic(`${counts.join(', ')} times in ${((Date.now() - begin) / 1000).toFixed(1)} s`);
  assert.ok(Math.max(...counts) <= 2 * Math.min(...counts), 'no chart has many more turns than another');

  const hidden = inSight.indexOf(false);
  await page.locator('figure.chart').nth(hidden).scrollIntoViewIfNeeded();
  await page.waitForFunction((chart) => {
    const canvas = document.querySelectorAll('figure.chart')[chart]?.querySelector('canvas');
    return canvas ? (window as unknown as CountingWindow).chartTimes.has(canvas) : false;
  }, hidden);
  assert.deepEqual(noise, []);
});
