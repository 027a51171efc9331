// postcopy: suspend at once, move the device state alone, and let the guest run at the destination while its memory is still to come.
//
// Idea: pre-copy sends pages again because the guest goes on writing at the source. Move the guest first, and each page crosses the wire exactly once, however fast it is written. The downtime
// is that of the device state. The price is paid afterwards: a virtual processor that touches a page that is not there yet waits for a round trip and the page. So the source also
// *pushes* pages that nobody has asked for, and may push those around the last faults first (*bubbling*): what a guest touches next is often near.
// Rules: docs/algorithms.md, 'Post-copy': Hines and Gopalan 2009 (Xen 3.2.1), and QEMU's post-copy, read in its source (migration/postcopy-ram.c at 11.0.0).
import { PageSet } from '../pageSet';
import type { Migration, PostcopyPlan, PushOrder, Tick } from '../engine/migration';
import { defineAlgorithm, type ValuesOf } from './define';
import { AscendingPush, BubblingPush, FollowingPush } from './pushOrder';
import { qemuWire } from './qemuStream';

export const postcopyParameters = {
  push: {
    kind: 'boolean',
    default: true,
    documentation:
      'Push pages that nobody has asked for, while the link is free. Without it, every page waits until the guest touches it. Pages that nothing writes or reads come once all others are there, and what is still missing when `timeLimit` is over comes then.',
    source: 'Hines and Gopalan 2009, active push; QEMU pushes always.',
  },
  prepaging: {
    kind: 'choice',
    choices: ['none', 'follow', 'bubbling'],
    onlyWhen: { parameter: 'push', is: [true] },
    default: 'none',
    documentation:
      'Which pages are pushed next: in ascending order whatever the guest asks for, on from the page asked for last (QEMU), or around the last faults.',
    source: 'Hines and Gopalan 2009: none is active push alone, bubbling its prepaging; QEMU, ram_find_and_save_block.',
  },
  pivots: {
    kind: 'count',
    onlyWhen: { parameter: 'prepaging', is: ['bubbling'] },
    default: 7,
    min: 1,
    max: 1024,
    documentation: 'Bubbling: around so many of the last faults.',
    source: 'Hines and Gopalan 2009, section 4.2: 7.',
  },
  directions: {
    kind: 'choice',
    choices: ['both', 'forward'],
    onlyWhen: { parameter: 'prepaging', is: ['bubbling'] },
    default: 'both',
    documentation: 'Bubbling: to both sides of a fault, or to higher pages alone.',
    source: 'Hines and Gopalan 2009: both were slightly better in most cases.',
  },
  preempt: {
    kind: 'boolean',
    default: true,
    documentation:
      'Pages that the guest waits for have a channel of their own and overtake the push. Without it they wait behind what lies in the socket (`host.socketBuffer`).',
    source: 'QEMU since 7.1, capability postcopy-preempt (ce5b0f4afc).',
  },
  maxBandwidth: {
    kind: 'bit-rate',
    default: null,
    optional: true,
    min: 8,
    max: 8e12,
    documentation: 'Most that is pushed; pages that the guest waits for are not held to it.',
    source: 'QEMU, max-postcopy-bandwidth: 0, unlimited.',
  },
} as const;

export const postcopy = defineAlgorithm({
  id: 'postcopy',
  title: 'Post-copy',
  documentation:
    'Moves the guest first and its memory afterwards: each page is sent once, and the downtime is that of the device state. Until all pages are there, a virtual processor that touches a missing one waits for it.',
  source: 'Hines and Gopalan, ACM SIGOPS OSR 43(3), 2009; QEMU source, migration/postcopy-ram.c (read at 11.0.0).',
  parameters: postcopyParameters,
  wire: () => qemuWire,
  isPostcopy: true,
  unbuilt: {
    xbzrle: 'delta compression, which QEMU stops in post-copy',
    xbzrleCache: 'delta compression, which QEMU stops in post-copy',
    multifd: 'several connections, which QEMU stops using in post-copy',
  },
  // QEMU's clock stops when the device state has been written; loading it and starting come after that.
  reportedDowntime: ({ suspendSeconds, deviceSeconds }) => suspendSeconds + deviceSeconds,
  stopRule: () => ({ fewPages: null, liveRounds: 0, sentPages: null, shrink: null }),
  *run(vm, p) {
    vm.suspend('immediate');
    yield* moveThenSend(vm, p, PageSet.full(vm.pages));
  },
});

/** The guest stands still: it moves, and what is missing comes behind. */
export function* moveThenSend(
  vm: Migration,
  p: ValuesOf<typeof postcopyParameters>,
  missing: PageSet,
): Generator<Tick, void> {
  // No page is sent while the guest stands still: its last copy is empty.
  vm.beginRound({ phase: 'stop-and-copy', toSend: new PageSet(vm.pages) });
  vm.endRound();
  vm.handOver();
  const plan: PostcopyPlan = {
    push: p.push,
    order: orderOf(p, missing),
    preempt: p.preempt,
    pushBytesPerSecond: p.maxBandwidth === null ? null : p.maxBandwidth / 8,
  };
  vm.beginRound({ phase: 'postcopy', toSend: missing });
  yield* vm.sendBehind(missing, plan);
  vm.endRound();
}

function orderOf({ prepaging, pivots, directions }: ValuesOf<typeof postcopyParameters>, missing: PageSet): PushOrder {
  switch (prepaging) {
    case 'none':
      return new AscendingPush();
    case 'follow':
      return new FollowingPush();
    case 'bubbling':
      return new BubblingPush(missing.clone(), pivots, directions);
  }
}
