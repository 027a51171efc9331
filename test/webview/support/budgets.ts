// What the panel and the extension's process may cost, measured: the built panel in a browser, and the extension's parts in this process with a real worker.
// `npm run bench` prints it (docs/performance.md); a test holds it to ten times the budgets.
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Browser } from 'playwright-core';
import type { RunEvent } from '../../../src/core/engine/events';
import { type ExperimentSnapshot, protocolVersion } from '../../../src/core/protocol/messages';
import { systemClock } from '../../../src/extension/clock';
import { watched } from '../../../src/extension/env/environment';
import { nodeEnvironment } from '../../../src/extension/env/node/environment';
import { Broadcaster } from '../../../src/extension/panel/broadcaster';
import { FrameFeed } from '../../../src/extension/panel/frameFeed';
import { RunManager } from '../../../src/extension/runs/runManager';
import { RunStore } from '../../../src/extension/runs/runStore';
import { whenEnded } from '../../../src/extension/runs/ended';
import { Workers } from '../../../src/extension/runs/workers';
import { KeptLog } from '../../extension/fixtures';
import { evenTimes, framesMessage, recordFrames } from './frames';
import { type OpenPanel, type PanelServer, openPanel } from './panelPage';
import { finished, recordEvents, running, scenarioOf, snapshotOf } from './recordings';
import { themeNamed } from './themes';

/** A figure and what it may be. */
export interface Budget {
  readonly name: string;
  readonly value: number;
  readonly budget: number;
  readonly unit: 'ms' | 'MB';
}

/** How long and how much is measured. */
export interface Effort {
  readonly playMilliseconds: number;
  readonly streamRounds: number;
  readonly batches: number;
  readonly opens: number;
  /** Of the guest whose run must not block the process. */
  readonly memory: string;
}

export const fullEffort: Effort = {
  playMilliseconds: 4000,
  streamRounds: 2000,
  batches: 20,
  opens: 50,
  memory: '64GiB',
};
export const shortEffort: Effort = { playMilliseconds: 800, streamRounds: 200, batches: 10, opens: 2, memory: '1GiB' };

const small = scenarioOf(`
scenario: A guest to measure with
vm: { memory: 1GiB }
workload: [ { name: hot, size: 2%, writes: 60k/s, pattern: uniform } ]
link: { bandwidth: 1Gbit/s }
algorithms: [ xen-precopy, hca ]
`);
const labels = ['xen-precopy', 'precopy', 'hca', 'microwiper', 'time-series', 'stop-and-copy'];
const six = scenarioOf(`
scenario: Six lanes
vm: { memory: 64MiB }
workload: [ { name: hot, size: 8MiB, writes: 20k/s, pattern: uniform } ]
link: { bandwidth: 1Gbit/s }
algorithms: [ ${labels.join(', ')} ]
`);
const mapCells = 100_000;

/** All figures of the panel. */
export async function panelBudgets(browser: Browser, server: PanelServer, effort: Effort): Promise<readonly Budget[]> {
  const open = (): Promise<OpenPanel> =>
    openPanel(browser, server, { theme: themeNamed('dark'), width: 1200, height: 800 });
  const found: Budget[] = [];
  for (const measure of [firstPaint, playing, streaming, reopening]) {
    const panel = await open();
    try {
      found.push(...(await measure(panel, effort)));
    } finally {
      await panel.close();
    }
  }
  return found;
}

/** From `hydrate`, which answers `ready`, to the first round on the screen. */
async function firstPaint({ page }: OpenPanel): Promise<Budget[]> {
  const events = recordEvents(small).slice(0, 2);
  const milliseconds = await page.evaluate(
    (message) => {
      const begin = performance.now();
      return new Promise<number>((resolve) => {
        window.addEventListener('migration-lab-posted', (event) => {
          const { message: posted } = (event as CustomEvent<{ readonly message: { readonly type: string } }>).detail;
          if (posted.type === 'drawn') resolve(performance.now() - begin);
        });
        window.postMessage(message);
      });
    },
    {
      protocol: protocolVersion,
      sequence: 0,
      message: { type: 'hydrate', experiment: snapshotOf(small, events, running) },
    },
  );
  return [{ name: 'first paint after `ready`', value: milliseconds, budget: 300, unit: 'ms' }];
}

/** Simulated time plays: the map of 100 000 cells and the cursor move. */
async function playing({ page, send, waitForPost }: OpenPanel, { playMilliseconds }: Effort): Promise<Budget[]> {
  const one = { ...small, algorithms: small.algorithms.slice(0, 1) };
  const experiment = finished(one);
  const end = Math.max(...experiment.events.map((event) => (event.type === 'end' ? event.totalSeconds : 0)));
  await send({ type: 'hydrate', experiment, playback: { speed: 'fit', isFresh: false } });
  await waitForPost('watch');
  await send(
    framesMessage(
      experiment.experimentId,
      'xen-precopy',
      recordFrames(one, 'xen-precopy', evenTimes(24, end), mapCells),
    ),
  );
  await page.locator('.map').first().scrollIntoViewIfNeeded();
  await page.getByRole('button', { name: 'Play' }).click();
  const { costs, elapsed } = await page.evaluate(countFrames, playMilliseconds);
  const sorted = [...costs].sort((a, b) => a - b);
  return [
    { name: 'map of 100 000 cells and cursor: script a frame, 95 %', value: at(sorted, 0.95), budget: 8, unit: 'ms' },
    {
      name: 'time between frames while they move',
      value: elapsed / Math.max(1, costs.length),
      budget: 1000 / 60 + 0.5,
      unit: 'ms',
    },
  ];
}

/** Runs in the page: counts for so long what each frame's callbacks cost. */
function countFrames(milliseconds: number): Promise<{ costs: number[]; elapsed: number }> {
  const original = window.requestAnimationFrame.bind(window);
  const costs = new Map<number, number>();
  window.requestAnimationFrame = (callback) =>
    original((time) => {
      const begin = performance.now();
      callback(time);
      costs.set(time, (costs.get(time) ?? 0) + performance.now() - begin);
    });
  return new Promise((resolve) => {
    const begin = performance.now();
    const tick = (time: number): void => {
      costs.set(time, costs.get(time) ?? 0);
      const elapsed = performance.now() - begin;
      if (elapsed < milliseconds) {
        original(tick);
        return;
      }
      window.requestAnimationFrame = original;
      resolve({ costs: [...costs.values()], elapsed });
    };
    original(tick);
  });
}

/** Thousands of rounds in six lanes, a batch after the other. */
async function streaming(panel: OpenPanel, { streamRounds, batches }: Effort): Promise<Budget[]> {
  const { page, send, drawn } = panel;
  const all = recordEvents(six);
  const template = all.find((event) => event.type === 'round');
  const starts = all.filter((event) => event.type === 'start');
  if (template?.type !== 'round') throw new Error('There is no round to stream.');
  await send({ type: 'hydrate', experiment: snapshotOf(six, starts, running) });
  await drawn(starts.length);
  const spent = await mainThread(panel);
  const costs: number[] = [];
  const perBatch = Math.max(1, Math.ceil(streamRounds / batches));
  let from = starts.length;
  for (let round = 1; round <= streamRounds; round += perBatch) {
    const events: RunEvent[] = [];
    for (let own = round; own < Math.min(round + perBatch, streamRounds + 1); own++)
      for (const { label, algorithm } of starts)
        events.push({ ...template, label, algorithm, round: own, startSeconds: own, seconds: 1 });
    const before = await spent();
    await send({ type: 'events', experimentId: 'experiment-1', from, events });
    from += events.length;
    await drawn(from);
    costs.push((await spent()) - before);
  }
  costs.sort((a, b) => a - b);
  return [
    {
      name: 'stream of 6 x 2 000 rounds: main thread a batch, median',
      value: at(costs, 0.5),
      budget: 100,
      unit: 'ms',
    },
    { name: 'heap of the page after it', value: (await heapOf(page)) / 1e6, budget: 150, unit: 'MB' },
  ];
}

/** The panel's experiment comes and goes. */
async function reopening({ page, send, drawn }: OpenPanel, { opens }: Effort): Promise<Budget[]> {
  const whole = finished(small);
  const round = async (from: number, count: number): Promise<void> => {
    for (let i = from; i < from + count; i++) {
      const experiment: ExperimentSnapshot = { ...whole, experimentId: `experiment-${i}` };
      await send({ type: 'hydrate', experiment });
      await drawn(whole.events.length);
      await send({ type: 'hydrate', experiment: null });
      await page.getByRole('heading', { name: 'Nothing has been run yet' }).waitFor();
    }
  };
  await round(0, 3);
  const before = await heapOf(page);
  await round(3, opens);
  const growth = (await heapOf(page)) - before;
  return [{ name: 'heap of the page that 50 times open and close leave', value: growth / 1e6, budget: 2, unit: 'MB' }];
}

/** Milliseconds of processor time of the page's main thread so far. */
async function mainThread({ page }: OpenPanel): Promise<() => Promise<number>> {
  const developer = await page.context().newCDPSession(page);
  await developer.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await developer.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
  };
}

async function heapOf(page: OpenPanel['page']): Promise<number> {
  const developer = await page.context().newCDPSession(page);
  await developer.send('HeapProfiler.enable');
  await developer.send('HeapProfiler.collectGarbage');
  const { usedSize } = await developer.send('Runtime.getHeapUsage');
  await developer.detach();
  return usedSize;
}

/** The figures of the extension's process, with the built worker. */
export async function hostBudgets({ memory, opens }: Effort): Promise<readonly Budget[]> {
  const store = new RunStore(() => false);
  const workers = new Workers(watched(nodeEnvironment(path.resolve('dist', 'worker.js')), systemClock));
  const log = new KeptLog();
  const runs = new RunManager(store, workers, systemClock, log, { crashed: String, notStarted: String });
  const scenario = scenarioOf(`
scenario: A large guest
vm: { memory: ${memory} }
workload: [ { name: hot, size: 5%, writes: 20k/s, pattern: uniform } ]
link: { bandwidth: 10Gbit/s }
algorithms: [ xen-precopy, hca ]
`);
  const request = { scenarioUri: 'file:///a.migration.yaml', file: 'a.migration.yaml', scenario, digest: '' };
  const delays = monitorEventLoopDelay({ resolution: 5 });
  delays.enable();
  runs.start({ ...request, experimentId: 'large' });
  const experiment = await whenEnded(store, 'large');
  delays.disable();
  if (experiment.state.status !== 'finished') throw new Error(experiment.state.error ?? 'The run did not finish.');
  const openAndClose = (): void => {
    const broadcaster = new Broadcaster({ post: () => Promise.resolve(true) }, systemClock, true, () => 'fit');
    const feed = new FrameFeed({ workers, find: (id) => store.find(id), log }, () => undefined);
    const listening = store.changes.on((change) => {
      broadcaster.changed(change.experiment);
    });
    broadcaster.show(experiment, false);
    broadcaster.ready();
    feed.reset();
    broadcaster.dispose();
    listening.dispose();
  };
  openAndClose();
  const before = heapHere();
  for (let i = 0; i < opens; i++) openAndClose();
  const growth = heapHere() - before;
  runs.dispose();
  workers.dispose();
  return [
    // The histogram counts what the timer's own resolution takes as well.
    {
      name: 'longest wait of the extension’s process while 64 GiB run',
      value: delays.max / 1e6 - 5,
      budget: 50,
      unit: 'ms',
    },
    { name: 'heap of the process that 50 times open and close leave', value: growth / 1e6, budget: 1, unit: 'MB' },
  ];
}

function heapHere(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  return process.memoryUsage().heapUsed;
}

/** The value below which such a share of sorted values lie. */
function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
