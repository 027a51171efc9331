// xen-precopy-v2: the live migration of Xen 4.6 and later ("migration v2"), which replaced the loop of xenPrecopy.ts.
//
// Idea: rounds soon stop paying, so make few of them and make them simple: at most five live passes, each sends the whole dirty bitmap in ascending
// order. No peek and no skipping, so a page that is dirty again before its turn is sent all the same; no limit on traffic, no rate limit.
// Rules: docs/algorithms.md, 'Xen migration v2', read in Xen's source (tools/libxc/xc_sr_save.c 4.6, tools/libs/guest/xg_sr_save.c today).
import { PageSet } from '../pageSet';
import type { StopReason } from '../engine/events';
import type { Migration, SendOptions, Tick } from '../engine/migration';
import { FULL_BATCH } from '../link';
import type { WireFormat } from './definition';
import { defineAlgorithm, type ValuesOf } from './define';

const parameters = {
  version: {
    kind: 'choice',
    choices: ['4.10', '4.6'],
    default: '4.10',
    documentation:
      'The loop of Xen 4.6 to 4.9, which looks at the set just sent, or that of 4.10 and later, which asks a policy before and after each pass: it knows the next set and sends it live once more before it stops.',
    source:
      'Xen commits b24ad7ba91 (4.6.0) and 4d69b34959 (25 September 2017, 4.10); 4.10 is the loop of today (read at 4.22.0).',
  },
  maxRounds: {
    kind: 'count',
    default: 5,
    min: 1,
    max: 100_000,
    documentation:
      'Most live passes, the first over all memory included; the next pass is made with the guest stopped.',
    source: 'Xen 4.6: max_iterations; 4.10: SPP_MAX_ITERATIONS.',
  },
  minPages: {
    kind: 'count',
    counts: 'pages',
    default: 50,
    min: 0,
    max: 4_294_967_296,
    documentation:
      'Few dirty pages: 4.6 stops after a pass that had at most this many to send, 4.10 when a CLEAN gives fewer than this many.',
    source: 'Xen 4.6: dirty_threshold; 4.10: SPP_TARGET_DIRTY_COUNT.',
  },
} as const;

type XenV2Parameters = ValuesOf<typeof parameters>;

/** A record has an 8-byte header and an 8-byte count, and 8 bytes of type and number for each page. */
const recordWire: WireFormat = { headerBytesPerPage: 8, bytesPerBatch: 16 };

/** Every pass sends its whole set: ascending, 1024 pages a batch (MAX_BATCH_SIZE), nothing skipped. */
const wholeSet: SendOptions = { order: 'linear', batch: FULL_BATCH, skipDirty: false };

export const xenPrecopyV2 = defineAlgorithm({
  id: 'xen-precopy-v2',
  title: 'Xen pre-copy v2',
  documentation:
    'The live migration of Xen since 4.6: at most five live passes over the dirty bitmap, ascending, without skipping; then the guest is suspended and the rest sent.',
  source: 'Xen source, tools/libxc/xc_sr_save.c (4.6 to 4.9), tools/libs/guest/xg_sr_save.c (4.22.0).',
  parameters,
  wire: () => recordWire,
  stopRule: ({ version, maxRounds, minPages }) => ({
    fewPages: { limit: minPages, atLimit: version === '4.6', from: 'minPages' },
    liveRounds: maxRounds,
    sentPages: null,
    shrink: null,
  }),
  *run(vm, p) {
    // send_memory_live: rounds of pre-copy, until the rules of the version suspend the guest.
    const toSend = PageSet.full(vm.pages);
    yield* p.version === '4.6' ? sendLive46(vm, p, toSend) : sendLive410(vm, p, toSend);
    // suspend_and_send_dirty: the CLEAN after the suspension has given the final set.
    vm.beginRound({ phase: 'stop-and-copy', toSend });
    yield* vm.send(toSend, wholeSet);
    vm.endRound();
  },
});

/** Xen 4.6 to 4.9: go on while fewer than `maxRounds` passes were made and the set just sent was larger than `minPages`. */
function* sendLive46(vm: Migration, p: XenV2Parameters, toSend: PageSet): Generator<Tick, void> {
  let dirtyCount = vm.pages;
  for (let pass = 1, stop: StopReason | null = null; stop === null; pass++) {
    vm.beginRound({ phase: 'precopy', toSend });
    yield* vm.send(toSend, wholeSet);
    if (pass >= p.maxRounds) stop = 'max-rounds';
    else if (dirtyCount <= p.minPages) stop = 'few-dirty-pages';
    else {
      vm.clean(toSend);
      dirtyCount = toSend.count();
      // Nothing to send: there is no pass over an empty set.
      if (dirtyCount === 0) stop = 'few-dirty-pages';
    }
    if (stop !== null) suspendAndClean(vm, stop, toSend);
    vm.endRound();
  }
}

/**
 * Xen 4.10 on: the policy is asked before each pass, when the size of the set is known, and again after it, when nobody knows how much is dirty. A set for
 * which it says stop is still sent live, unless it is empty: the last copy then has only what was dirtied during that short pass.
 */
function* sendLive410(vm: Migration, p: XenV2Parameters, toSend: PageSet): Generator<Tick, void> {
  let dirtyCount = vm.pages;
  for (let iteration = 0, stop: StopReason | null = null; stop === null;) {
    stop = simplePrecopyPolicy(p, iteration, dirtyCount);
    vm.beginRound({ phase: 'precopy', toSend });
    yield* vm.send(toSend, wholeSet);
    iteration++;
    stop ??= simplePrecopyPolicy(p, iteration, null);
    if (stop === null) {
      vm.clean(toSend);
      dirtyCount = toSend.count();
      // An empty set is not sent: the policy is asked again and stops (with `minPages: 0` once the passes are used up).
      if (dirtyCount === 0) stop = 'few-dirty-pages';
    }
    if (stop !== null) suspendAndClean(vm, stop, toSend);
    vm.endRound();
  }
}

/** simple_precopy_policy of 4.10: why to stop, or null to go on; `dirtyCount` is null while it is unknown (-1 in the source). */
function simplePrecopyPolicy(p: XenV2Parameters, iteration: number, dirtyCount: number | null): StopReason | null {
  if (dirtyCount !== null && dirtyCount < p.minPages) return 'few-dirty-pages';
  return iteration >= p.maxRounds ? 'max-rounds' : null;
}

/** The guest is suspended before the CLEAN that defines the final set: it holds all that was written since the CLEAN before. */
function suspendAndClean(vm: Migration, reason: StopReason, toSend: PageSet): void {
  vm.suspend(reason);
  vm.clean(toSend);
}
