// The panel's frames: found by time, bounded, and never mixed up between experiments or watches.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Frame } from '../../src/core/engine/frames';
import type { FramesMessage } from '../../src/core/protocol/messages';
import { packFrames } from '../../src/core/protocol/packedFrames';
import { type FrameStore, createFrameStore, mostExactFrames } from '../../src/webview/playback/frameStore';

const cells = 10;
/** Three bytes a cell. */
const frameBytes = 3 * cells;

function frameOf(seconds: number, length = cells): Frame {
  const filled = (value: number): Uint8Array => new Uint8Array(length).fill(value);
  return {
    seconds,
    round: 1,
    phase: 'precopy',
    cursor: null,
    pagesPerCell: 4,
    cells: filled(2),
    tierCells: filled(seconds % 4),
    sentCells: filled(1),
  };
}

function messageOf(seconds: readonly number[], rest: Partial<FramesMessage> = {}): FramesMessage {
  const frames = packFrames(seconds.map((at) => frameOf(at)));
  return { type: 'frames', experimentId: 'one', label: 'hca', batch: 0, from: 0, frames, complete: false, ...rest };
}

function storeWith(...messages: readonly FramesMessage[]): FrameStore {
  const store = createFrameStore();
  store.show('one');
  for (const message of messages) store.take(message);
  return store;
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, second) => second);

describe('the frame store', () => {
  it('finds the latest frame that is not after a time', () => {
    const store = storeWith(messageOf([0, 1, 2]), messageOf([3.5], { batch: 1, from: 3 }));
    const at = (seconds: number): number | undefined => store.frameAt('hca', seconds)?.seconds;
    assert.deepEqual([at(-1), at(0), at(0.99), at(2.5), at(3.5), at(100)], [undefined, 0, 0, 2, 3.5, 3.5]);
    assert.equal(store.frameAfter('hca', 2.5)?.seconds, 3.5);
    assert.equal(store.frameAfter('hca', 3.5), null);
    assert.equal(store.frameAt('xen-precopy', 1), null);
    assert.deepEqual(store.frameAt('hca', 1.5), frameOf(1));
  });

  it('says how far it has come, and when it has all', () => {
    const store = storeWith(messageOf([0, 1, 2]));
    assert.deepEqual(store.extent('hca'), { untilSeconds: 2, complete: false });
    store.take(messageOf([], { batch: 1, from: 3, complete: true }));
    assert.deepEqual(store.extent('hca'), { untilSeconds: 2, complete: true });
    assert.deepEqual(store.extent('xen-precopy'), { untilSeconds: 0, complete: false });
  });

  it('tells what came, until it is asked to stop', () => {
    const store = storeWith();
    const news: string[] = [];
    const stop = store.onNews((label) => news.push(label));
    store.take(messageOf([0]));
    store.take(messageOf([0], { label: 'xen-precopy' }));
    store.take(messageOf([0], { experimentId: 'another' }));
    stop();
    store.take(messageOf([1], { from: 1 }));
    assert.deepEqual(news, ['hca', 'xen-precopy']);
  });

  it('passes over frames of another experiment, and forgets those of the last one', () => {
    const store = storeWith(messageOf([0, 1]), messageOf([5], { experimentId: 'another' }));
    assert.equal(store.frameAt('hca', 9)?.seconds, 1);
    store.show('one');
    assert.equal(store.frameAt('hca', 9)?.seconds, 1);
    store.show('another');
    assert.equal(store.frameAt('hca', 9), null);
  });

  it('starts anew with the first batch of another watch', () => {
    const store = storeWith(messageOf([0, 1, 2], { complete: true }));
    store.take(messageOf([0.5], { from: 0 }));
    assert.equal(store.frameAt('hca', 0.1), null);
    assert.equal(store.frameAt('hca', 9)?.seconds, 0.5);
    assert.equal(store.extent('hca').complete, false);
  });

  it('prefers an exact frame where it is nearer, and keeps the last ones alone', () => {
    const exact = (seconds: number): FramesMessage =>
      messageOf([seconds], { batch: null, complete: true, request: seconds });
    const store = storeWith(messageOf([0, 10, 20]), exact(13), exact(4));
    assert.deepEqual(
      [3, 4, 9, 12, 14, 25].map((seconds) => store.frameAt('hca', seconds)?.seconds),
      [0, 4, 4, 10, 13, 20],
    );
    for (let i = 0; i < mostExactFrames; i++) store.take(exact(5));
    assert.equal(store.frameAt('hca', 14)?.seconds, 10);
    assert.equal(store.extent('hca').complete, false);
  });

  it('holds no more than its bound, whatever comes, evenly spread and up to the last one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(40), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 3, max: 50 }),
        (sizes, most) => {
          const store = createFrameStore(most * frameBytes);
          store.show('one');
          let sent = 0;
          sizes.forEach((size, batch) => {
            const seconds = upTo(size).map((i) => sent + i);
            store.take(messageOf(seconds, { batch, from: sent }));
            sent += size;
          });
          const kept = new Set(upTo(sent).map((second) => store.frameAt('hca', second)?.seconds));
          assert(kept.size <= most, `${kept.size} frames, not ${most}`);
          if (sent === 0) return;
          assert(kept.has(0), 'the first one is there');
          assert.equal(store.frameAt('hca', sent)?.seconds, sent - 1);
          if (sent > most) assert(kept.size >= Math.floor(most / 2), `${kept.size} frames of ${most} possible ones`);
        },
      ),
    );
  });
});
