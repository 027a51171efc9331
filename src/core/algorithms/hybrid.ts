// hybrid: some rounds of pre-copy, then post-copy for what is dirty.
//
// Idea: most memory is not written during one round. Send it while the guest runs at the source, and few pages are left that it may have to wait for at the destination. A page crosses the
// wire once for each live round that it is dirty in, and once more after the switch. Nothing has to converge: the switch comes when it comes.
// Rules: docs/algorithms.md, 'Hybrid': Hines and Gopalan 2009 (exactly one live round); QEMU's migrate-start-postcopy, given after a round or a time by whoever runs it.
import { PageSet } from '../pageSet';
import { FULL_BATCH } from '../link';
import { defineAlgorithm } from './define';
import { moveThenSend, postcopyParameters } from './postcopy';
import { qemuWire } from './qemuStream';

const parameters = {
  rounds: {
    kind: 'count',
    onlyWhen: { parameter: 'after', is: [null] },
    default: 1,
    min: 1,
    max: 100_000,
    documentation: 'The switch comes after so many live rounds, the first over all memory.',
    source: 'Hines and Gopalan 2009: exactly one live round.',
  },
  after: {
    kind: 'duration',
    default: null,
    optional: true,
    min: 0,
    max: 86_400,
    documentation:
      'The switch comes at this time of the migration instead, wherever the round is; what has not been sent by then comes behind.',
    source: 'QEMU, migrate-start-postcopy can be given at any time; libvirt offers a timeout.',
  },
  precopyBandwidth: {
    kind: 'bit-rate',
    default: null,
    optional: true,
    min: 8,
    max: 8e12,
    documentation: 'Most bits a second of the live rounds. Post-copy has its own limit, `maxBandwidth`.',
    source: 'QEMU, max-bandwidth, which does not hold after the switch; off here.',
  },
  ...postcopyParameters,
} as const;

/** Rounds until a time are no shorter than this: QEMU's BUFFER_DELAY. */
const SHORTEST_ROUND_SECONDS = 0.1;

export const hybrid = defineAlgorithm({
  id: 'hybrid',
  title: 'Hybrid',
  documentation:
    'Pre-copy, then post-copy: one live round (or more, or until a time), then the guest moves and what is dirty comes behind. Few pages are left that it may have to wait for, and nothing has to converge.',
  source: 'Hines and Gopalan, ACM SIGOPS OSR 43(3), 2009; QEMU source, migration/ (read at 11.0.0).',
  parameters,
  wire: () => qemuWire,
  isPostcopy: true,
  unbuilt: {
    xbzrle: 'delta compression of the live rounds; QEMU stops it in post-copy',
    xbzrleCache: 'delta compression of the live rounds; QEMU stops it in post-copy',
    multifd: 'several connections in the live rounds; QEMU stops using them in post-copy',
  },
  reportedDowntime: ({ suspendSeconds, deviceSeconds }) => suspendSeconds + deviceSeconds,
  stopRule: ({ rounds, after }) => ({
    fewPages: null,
    liveRounds: after === null ? rounds : null,
    sentPages: null,
    shrink: null,
  }),
  *run(vm, p) {
    const { after } = p;
    const left = PageSet.full(vm.pages);
    const dirty = new PageSet(vm.pages);
    const untilSeconds = after ?? Infinity;
    vm.limitRate(p.precopyBandwidth === null ? null : p.precopyBandwidth / 8);
    for (let round = 1, switches = false; !switches; round++) {
      const startSeconds = vm.now;
      vm.beginRound({ phase: 'precopy', toSend: left });
      const { sent } = yield* vm.send(left, { order: 'linear', batch: FULL_BATCH, skipDirty: false, untilSeconds });
      left.subtract(sent);
      if (after !== null) {
        // A guest that writes little would make rounds without number while it waits for the time.
        const pause = Math.min(startSeconds + SHORTEST_ROUND_SECONDS, after) - vm.now;
        if (pause > 0) yield* vm.wait(pause);
      }
      switches = after === null ? round >= p.rounds : vm.now >= after;
      if (switches) vm.suspend('switch');
      vm.clean(dirty);
      left.unite(dirty);
      vm.endRound();
    }
    yield* moveThenSend(vm, p, left);
  },
});
