// precopy: the pre-copy of the textbooks. Send the set, then CLEAN; when the *next* set is small enough, stop the guest and send that.
// This is what the closed forms of docs/closed-forms.md describe.
import { PageSet } from '../pageSet';
import type { StopReason } from '../engine/events';
import type { Migration } from '../engine/migration';
import { defineAlgorithm, type ValuesOf } from './define';

const parameters = {
  rounds: {
    kind: 'count',
    default: 30,
    min: 1,
    max: 100_000,
    documentation: 'Most live rounds; after them the guest is suspended whatever is left.',
    source:
      'Clark et al., NSDI 2005, section 3: the number of rounds is bounded; 30 is the passes of Xen (29 live, 1 final).',
  },
  minPages: {
    kind: 'count',
    counts: 'pages',
    default: 50,
    min: 0,
    max: 4_294_967_296,
    documentation: 'The guest is suspended once the next set has at most this many pages.',
    source: 'Xen 2.0-4.5, the literal 50 of its save loop.',
  },
  downtimeLimit: {
    kind: 'duration',
    default: null,
    min: 0,
    max: 86_400,
    optional: true,
    documentation: 'The guest is suspended once the next set takes at most this long to send.',
    source: 'QEMU decides so (300 ms by default); off here, as in the closed forms.',
  },
  maxFactor: {
    kind: 'factor',
    default: null,
    min: 0,
    max: 1_000_000,
    optional: true,
    documentation: 'The guest is suspended once more than this many times its memory was sent.',
    source: 'Xen 2.0-4.5 uses 3; off here, as in the closed forms.',
  },
  skip: {
    kind: 'boolean',
    default: false,
    documentation: 'Leave out pages that are dirty again when their turn comes; they are in the next set anyway.',
    source: 'Clark et al., NSDI 2005, section 5.4; off in the textbook loop.',
  },
  header: {
    kind: 'size',
    default: 0,
    min: 0,
    max: 65_536,
    documentation: 'Bytes on the wire that each page costs beside its content.',
    source: 'The closed forms count content alone.',
  },
} as const;

type PrecopyParameters = ValuesOf<typeof parameters>;

export const precopy = defineAlgorithm({
  id: 'precopy',
  title: 'Pre-copy (textbook)',
  documentation:
    'Sends all memory while the guest runs, then again and again what the guest has written meanwhile, until little is left: that is sent with the guest stopped.',
  source: 'Clark et al., NSDI 2005, section 3; closed forms in docs/closed-forms.md.',
  parameters,
  wire: ({ header }) => ({ headerBytesPerPage: header, bytesPerBatch: 0 }),
  stopRule: ({ minPages, downtimeLimit, rounds, maxFactor }, { pages, pagesPerSecond }) => {
    const inTime = Math.floor((downtimeLimit ?? 0) * pagesPerSecond);
    const byTime = inTime > minPages;
    return {
      fewPages: { limit: Math.max(inTime, minPages), atLimit: true, from: byTime ? 'downtimeLimit' : 'minPages' },
      liveRounds: rounds,
      sentPages: maxFactor === null ? null : maxFactor * pages,
      shrink: null,
    };
  },
  *run(vm, p) {
    const toSend = PageSet.full(vm.pages);
    const options = { order: 'linear', batch: 1024, skipDirty: p.skip } as const;
    let sentInAll = 0;
    for (let round = 1, reason: StopReason | null = null; reason === null; round++) {
      vm.beginRound({ phase: 'precopy', toSend });
      const pass = yield* vm.send(toSend, options);
      sentInAll += pass.pagesSent;
      vm.clean(toSend);
      reason = whyStop(vm, p, round, sentInAll, toSend.count());
      if (reason !== null) suspendWith(vm, reason, toSend);
      vm.endRound();
    }
    vm.beginRound({ phase: 'stop-and-copy', toSend });
    yield* vm.send(toSend, { ...options, skipDirty: false });
    vm.endRound();
  },
});

/** The tests after each round, on the next set. */
function whyStop(
  vm: Migration,
  p: PrecopyParameters,
  round: number,
  sentInAll: number,
  nextSet: number,
): StopReason | null {
  if (nextSet <= p.minPages) return 'few-dirty-pages';
  if (p.downtimeLimit !== null && nextSet <= p.downtimeLimit * vm.pagesPerSecond) return 'downtime-limit';
  if (p.maxFactor !== null && sentInAll > p.maxFactor * vm.pages) return 'max-transfer';
  return round >= p.rounds ? 'max-rounds' : null;
}

/** Suspends the guest; what it wrote between the last CLEAN and the suspension joins the final set. */
function suspendWith(vm: Migration, reason: StopReason, toSend: PageSet): void {
  vm.suspend(reason);
  const late = new PageSet(vm.pages);
  vm.clean(late);
  toSend.unite(late);
}
