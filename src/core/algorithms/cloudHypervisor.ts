// cloud-hypervisor: the live migration of Cloud Hypervisor, KVM without QEMU.
//
// Idea: a table of memory ranges. The first has all of memory, each next one what KVM's dirty log gives, and a table is sent whole, in ascending order, without skipping
// and without a limit on bandwidth. Version 35 made five passes over dirty tables, whatever was left. Version 53 estimates before each pass how long the
// table would take at the bandwidth of the pass before: once that fits into `downtime`, the table is not sent live any more but with the guest stopped.
// Rules: docs/algorithms.md, 'Cloud Hypervisor', read in its source (vmm/src/lib.rs at v35.0, and at v53.0 do_memory_iterations, is_precopy_converged).
import { PageSet } from '../pageSet';
import type { Migration, SendOptions, Tick } from '../engine/migration';
import { FULL_BATCH } from '../link';
import { defineAlgorithm, type ValuesOf } from './define';

const parameters = {
  version: {
    kind: 'choice',
    choices: ['53', '35'],
    default: '53',
    documentation:
      'The loop of 53, which goes by an estimate of the downtime, or that of 35: a full pass, then at most five over what is dirty.',
    source: 'Cloud Hypervisor v53.0 (9ed824d6d, 10 July 2026) and v35.0, as read.',
  },
  downtime: {
    kind: 'duration',
    onlyWhen: { parameter: 'version', is: ['53'] },
    default: 0.3,
    min: 0,
    max: 86_400,
    documentation:
      'The guest is stopped once the next table takes at most this long at the bandwidth of the pass before.',
    source: 'Cloud Hypervisor v53.0, downtime_ms: 300.',
  },
  timeout: {
    kind: 'duration',
    onlyWhen: { parameter: 'version', is: ['53'] },
    default: 3600,
    min: 0,
    max: 31_536_000,
    documentation:
      'A migration that has not converged before a pass begins this long after the first one is cancelled: the guest stays at the source.',
    source: 'Cloud Hypervisor v53.0, timeout_s: 3600, with the default strategy cancel.',
  },
} as const;

/** MAX_DIRTY_MIGRATIONS of version 35. */
const MOST_DIRTY_PASSES = 5;

/** A table is sent whole: ascending, nothing skipped. */
const wholeTable: SendOptions = { order: 'linear', batch: FULL_BATCH, skipDirty: false };

export const cloudHypervisor = defineAlgorithm({
  id: 'cloud-hypervisor',
  title: 'Cloud Hypervisor',
  documentation:
    'The live migration of Cloud Hypervisor: sends a table of dirty ranges pass by pass, and stops the guest once the next table would fit into `downtime` at the bandwidth just measured. That table is sent with the guest stopped. Version 35 makes five passes instead.',
  source: 'Cloud Hypervisor source, vmm/src/lib.rs at v35.0 and v53.0.',
  parameters,
  // A table lists ranges of neighbouring pages by start and length; content follows bare. Zero pages are sent like others.
  wire: () => ({ headerBytesPerPage: 0, bytesPerBatch: 0, bytesPerRange: 16 }),
  stopRule: ({ version, downtime }, { pagesPerSecond }) => {
    if (version === '35')
      return {
        fewPages: { limit: 0, atLimit: true, from: 'minPages' },
        liveRounds: 1 + MOST_DIRTY_PASSES,
        sentPages: null,
        shrink: null,
      };
    const limit = Math.floor(downtime * pagesPerSecond * (1 + 1e-9));
    return {
      fewPages: { limit, atLimit: true, from: 'downtimeLimit', isMeasured: true },
      liveRounds: null,
      sentPages: null,
      shrink: null,
    };
  },
  *run(vm, p) {
    const table = PageSet.full(vm.pages);
    yield* p.version === '35' ? sendLive35(vm, table) : sendLive53(vm, p, table);
    // The guest stands still: the log is fetched once more, and all that is left is sent.
    vm.beginRound({ phase: 'stop-and-copy', toSend: table });
    yield* vm.send(table, wholeTable);
    vm.endRound();
  },
});

/** Version 35: all of memory, then dirty tables until one is empty or five were sent. */
function* sendLive35(vm: Migration, table: PageSet): Generator<Tick, void> {
  for (let dirtyPasses = 0; ; dirtyPasses++) {
    vm.beginRound({ phase: 'precopy', toSend: table });
    yield* vm.send(table, wholeTable);
    const isLast = dirtyPasses === MOST_DIRTY_PASSES;
    // An empty table ends the passes; the guest runs on until the log is fetched for the last time.
    if (!isLast) vm.clean(table);
    if (isLast || table.isEmpty()) {
      vm.suspend(isLast ? 'max-rounds' : 'few-dirty-pages');
      vm.clean(table);
      vm.endRound();
      return;
    }
    vm.endRound();
  }
}

/** Version 53: do_memory_iterations, until is_precopy_converged. */
function* sendLive53(vm: Migration, p: ValuesOf<typeof parameters>, table: PageSet): Generator<Tick, void> {
  const startSeconds = vm.now;
  const dirty = new PageSet(vm.pages);
  for (;;) {
    if (vm.now - startSeconds >= p.timeout) vm.abandon();
    vm.beginRound({ phase: 'precopy', toSend: table });
    const sendingSince = vm.now;
    const { pagesSent } = yield* vm.send(table, wholeTable);
    // The bandwidth of this pass: what the next table is judged by.
    const secondsPerPage = (vm.now - sendingSince) / pagesSent;
    vm.clean(table);
    if (table.count() * secondsPerPage <= p.downtime) {
      // Converged: this table waits for the guest to stand still, and what is written until then joins it.
      vm.suspend('downtime-limit');
      vm.clean(dirty);
      table.unite(dirty);
      vm.endRound();
      return;
    }
    vm.endRound();
  }
}
