// Frames in the built panel: taken in and acknowledged one batch after the other, whatever else comes, and after a gap as well.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { simulate } from '../../src/core/engine/simulate';
import type { FramesMessage, FromPanel } from '../../src/core/protocol/messages';
import { packFrames } from '../../src/core/protocol/packedFrames';
import { type OpenPanel, type PanelServer, openBrowser, openPanel, servePanel } from './support/panelPage';
import { exampleScenario, finished } from './support/recordings';
import { themeNamed } from './support/themes';

const first = exampleScenario('first');
const experiment = finished(first);
const { experimentId } = experiment;
const label = first.algorithms[0]?.label ?? '';
const atSeconds = Array.from({ length: 20 }, (_, i) => i / 5);
const recorded = [...simulate(first, { label, repetition: 0 }, undefined, { atSeconds, cells: 1000 })].filter(
  (event) => event?.type === 'frame',
);

const batchOf = (batch: number, rest: Partial<FramesMessage> = {}): FramesMessage => {
  const frames = packFrames(recorded.slice(5 * batch, 5 * batch + 5));
  return { type: 'frames', experimentId, label, batch, from: 5 * batch, frames, complete: batch === 3, ...rest };
};

let server: PanelServer;
let browser: Browser;

before(async () => {
  server = await servePanel();
  browser = await openBrowser();
});

after(async () => {
  await browser.close();
  await server.close();
});

const count = (posted: readonly FromPanel[], type: FromPanel['type']): number =>
  posted.filter((message) => message.type === type).length;

async function taken(panel: OpenPanel): Promise<readonly number[]> {
  return (await panel.posted()).flatMap((message) => (message.type === 'framesTaken' ? [message.batch] : []));
}

it('each batch of frames is taken once, and a gap is mended without them', async () => {
  const panel = await openPanel(browser, server, { theme: themeNamed('dark'), width: 900 });
  await panel.send({ type: 'hydrate', experiment });
  await panel.drawn(experiment.events.length);
  await panel.send(batchOf(0), batchOf(1));
  await panel.waitForPost('framesTaken');
  assert.deepEqual(await taken(panel), [0, 1]);

  // An exact frame that was asked for is an answer: it waits for no acknowledgement.
  await panel.send(batchOf(2, { batch: null, request: 4 }));
  assert.deepEqual(await taken(panel), [0, 1]);

  panel.lose();
  await panel.send(batchOf(2));
  await panel.waitForPost('resync');
  assert.deepEqual(await taken(panel), [0, 1], 'nothing is taken after a gap');
  await panel.send({ type: 'hydrate', experiment }, batchOf(0), batchOf(1), batchOf(2), batchOf(3));
  await panel.drawn(experiment.events.length);
  assert.deepEqual(await taken(panel), [0, 1, 0, 1, 2, 3]);

  const posted = await panel.posted();
  assert.equal(count(posted, 'resync'), 1);
  assert.equal(count(posted, 'failure'), 0);
  assert.deepEqual(panel.noise, []);
  await panel.close();
});

it('frames that are not what they seem are refused, and said once', async () => {
  const panel = await openPanel(browser, server, { theme: themeNamed('light'), width: 900 });
  await panel.send({ type: 'hydrate', experiment });
  await panel.drawn(experiment.events.length);
  const odd = batchOf(0);
  const short = { ...odd, frames: { ...odd.frames, cells: odd.frames.cells + 1 } };
  await panel.send(short, short);
  await panel.waitForPost('failure');
  const posted = await panel.posted();
  assert.equal(count(posted, 'failure'), 1);
  assert.equal(count(posted, 'framesTaken'), 0);
  await panel.close();
});
