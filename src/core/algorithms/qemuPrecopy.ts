// qemu-precopy: the live migration of QEMU, the one behind most clouds.
//
// Idea: no rounds are counted and no traffic is: QEMU asks again and again whether what is left would fit into the allowed downtime at the speed that it has
// just measured. If it seems so, it reads the dirty log (a *sync*) to know for sure; if it still fits, the guest is stopped and the rest is sent. A guest that
// writes faster than that never gets there, unless auto-converge throttles it.
//
// Three things follow that surprise people who know Xen. A round ends with pages unsent, up to the threshold, and carries them over. The cursor goes round
// memory and is not set back by a sync. And `maxBandwidth` is a budget of bytes per 100 ms, sent in a burst, that does not hold for the last copy.
// Rules: docs/algorithms.md, 'QEMU', read in QEMU's source (migration/migration.c, ram.c, cpu-throttle.c at 11.0.0) and held against 7.2.22 as measured.
import { PageSet } from '../pageSet';
import type { Migration } from '../engine/migration';
import { bytesPerFullPage } from '../link';
import type { WireFormat } from './definition';
import { defineAlgorithm } from './define';
import { AutoConverge, autoConvergeParameters, throttleRefusals } from './qemuAutoConverge';
import { QemuStatistics } from './qemuStatistics';
import { changesField, changesParameters, highestLimits } from './qemuChanges';
import { stepsOf, valueAt } from './steps';
import { mostBeyondBudget, Multifd, multifdParameters, multifdWire, packetPages } from './qemuMultifd';
import {
  batchFor,
  coded,
  Cursor,
  mostBandwidth,
  qemuBandwidthParameters,
  qemuWire,
  RateWindow,
  sendSlice,
  SliceSender,
} from './qemuStream';
import { Xbzrle, xbzrleParameters, xbzrleRefusals } from './qemuXbzrle';

const parameters = {
  version: {
    kind: 'choice',
    choices: ['11.0', '7.2'],
    default: '11.0',
    // The sync every five seconds is of 52ac968ab2, first in 9.2.
    standIns:
      'choose 7.2 (as measured) for releases up to 9.1, or 11.0 (as read) for 9.2 and later, and from 8.2 on where switchoverBandwidth matters',
    documentation:
      'Where releases differ: 11.0 also ends when exactly the threshold is left, has `switchoverBandwidth`, and syncs every five seconds while `autoConverge` is on.',
    source: 'QEMU 11.0.0 (98b060da3a) as read; 7.2.22 is what was measured (docs/validation.md).',
  },
  downtimeLimit: {
    kind: 'duration',
    default: 0.3,
    min: 0,
    max: 2000,
    documentation: 'The guest is stopped once what is left takes at most this long at the bandwidth just measured.',
    source: 'QEMU, downtime-limit: DEFAULT_MIGRATE_SET_DOWNTIME.',
  },
  ...qemuBandwidthParameters,
  switchoverBandwidth: {
    kind: 'bit-rate',
    onlyWhen: { parameter: 'version', is: ['11.0'] },
    default: null,
    optional: true,
    min: 8,
    max: 8e12,
    documentation:
      'The bandwidth that the decision counts on, in place of the measured one: what the link will carry once `maxBandwidth` no longer holds. It limits nothing.',
    source: 'QEMU since 8.2, avail-switchover-bandwidth (8b2395970a).',
  },
  clearLog: {
    kind: 'choice',
    choices: ['lazy', 'sync'],
    default: 'lazy',
    documentation:
      'When the hypervisor starts logging writes to the pages of a sync again: just before the first page of their 1 GiB is sent (KVM), or at the sync (TCG, old kernels), which finds pages dirty that were written before their turn and sent with the new content.',
    source: 'QEMU, clear_bmap with x-clear-bitmap-shift 18; KVM’s manual dirty log protection (Linux 2a31b9db15).',
  },
  ...autoConvergeParameters,
  ...multifdParameters,
  ...xbzrleParameters,
  ...changesParameters,
} as const;

/** Deltas are not sent over several connections. */
function usesXbzrle({ xbzrle, multifd }: { readonly xbzrle: boolean; readonly multifd: number }): boolean {
  return xbzrle && multifd === 0;
}

/** The format of one stream, or of packets over several. */
function wireOf({ multifd, version }: { readonly multifd: number; readonly version: '7.2' | '11.0' }): WireFormat {
  return multifd > 0 ? multifdWire(version) : qemuWire;
}

export const qemuPrecopy = defineAlgorithm({
  id: 'qemu-precopy',
  title: 'QEMU pre-copy',
  documentation:
    'The live migration of QEMU/KVM: sends dirty pages round and round and stops the guest once what is left fits into `downtimeLimit` at the measured bandwidth. No limit on rounds: a busy guest never converges, unless `autoConverge` throttles it.',
  source: 'QEMU source, migration/ (read at 11.0.0); 70 migrations measured with 7.2.22, 47 with KVM.',
  parameters,
  unbuilt: { dirtyLimit: 'a dirty rate limit per virtual processor' },
  refusals: (p, pageBytes) => [...(usesXbzrle(p) ? xbzrleRefusals(p, pageBytes) : []), ...throttleRefusals(p)],
  wire: wireOf,
  sendsDifferences: usesXbzrle,
  // The clock of its downtime stops when the source has written everything: loading and starting at the destination come after that.
  reportedDowntime: ({ suspendSeconds, transferSeconds, deviceSeconds }) =>
    suspendSeconds + transferSeconds + deviceSeconds,
  // As many pages as the measured bandwidth carries within the limit: at best the link's, or a window's budget and the page that exceeds it.
  stopRule: (p, { pagesPerSecond, pageBytes }) => {
    const { version, switchoverBandwidth, multifd } = p;
    const { downtimeLimit, maxBandwidth } = highestLimits(p, stepsOf(changesField, p.changes));
    const pageOnWire = bytesPerFullPage(pageBytes, wireOf(p));
    const beyond = multifd > 0 ? mostBeyondBudget(multifd, pageBytes) : pageOnWire;
    const measured = Math.min(pagesPerSecond * pageOnWire, mostBandwidth(maxBandwidth, beyond));
    const isTold = version === '11.0' && switchoverBandwidth !== null;
    const limit = ((isTold ? switchoverBandwidth / 8 : measured) * downtimeLimit) / pageBytes;
    const fewPages = { limit: Math.floor(limit * (1 + 1e-9)), atLimit: true, from: 'downtimeLimit' } as const;
    return {
      fewPages: isTold ? fewPages : { ...fewPages, isMeasured: true },
      liveRounds: null,
      sentPages: null,
      shrink: null,
    };
  },
  *run(vm, p) {
    // `left` is RAMBlock.bmap, what is still to be sent: at first all of memory.
    const left = PageSet.full(vm.pages);
    const log = p.clearLog === 'lazy' ? new LazilyClearedLog(vm) : new LogClearedBySync(vm);
    const window = new RateWindow(bytesPerSecond(p.maxBandwidth), vm.now);
    const autoConverge = p.autoConverge ? new AutoConverge(p, vm) : null;
    const newer = p.version === '11.0';
    const xbzrle = usesXbzrle(p) ? new Xbzrle(vm, p.xbzrleCache) : null;
    const statistics = vm.tellStatistics
      ? new QemuStatistics(vm, vm.tellStatistics, p.downtimeLimit, wireOf(p), xbzrle)
      : null;
    const multifd = p.multifd > 0 ? new Multifd(vm, p.multifd, !newer) : null;
    const cursor = new Cursor();
    const batch = batchFor(vm);
    const dirty = new PageSet(vm.pages);
    /** migration_dirty_pages: how many pages `left` has. */
    let pending = vm.pages;
    /** Pages that fit into the allowed downtime; none until a bandwidth has been measured. */
    let threshold = 0;
    const changes = stepsOf(changesField, p.changes);

    // migration_bitmap_sync: what the guest has written joins what is left. Pages that are left already are not counted as found.
    const sync = (): void => {
      log.read(dirty);
      const found = dirty.count() - dirty.countIn(left);
      left.unite(dirty);
      pending += found;
      if (xbzrle) xbzrle.syncs++;
      autoConverge?.synced(found, window.bytesSent);
      statistics?.synced(found, pending, autoConverge?.share);
    };
    const fits = (): boolean => pending === 0 || (newer ? pending <= threshold : pending < threshold);

    vm.beginRound({ phase: 'precopy', toSend: left });
    for (let ended = false; ;) {
      // The round ends by a sync as soon as what is left seems to be below the threshold: most often long before all is sent.
      if (pending < threshold) {
        sync();
        ended = true;
      }
      if (fits()) break;
      if (ended) {
        vm.endRound();
        vm.beginRound({ phase: 'precopy', toSend: left });
        ended = false;
      }

      window.setLimit(bytesPerSecond(valueAt(changes, 'maxBandwidth', p.maxBandwidth, vm.now)));
      // ram_save_iterate: at most 50 ms, or until the window's budget is used up, or nothing is left.
      const sender = new SliceSender(vm, left, cursor, window, (page) => log.beforeSending(page), xbzrle);
      const slice = yield* multifd
        ? multifd.slice(sender, window, () => cursor.laps)
        : sendSlice(vm, sender, window, batch);
      pending -= slice.pages;
      statistics?.sent(slice);

      // Over budget: sleep until the window ends. At its end the bandwidth is measured anew.
      if (window.isSpent) yield* vm.wait(window.secondsLeft(vm.now));
      const bandwidth = window.measure(vm.now);
      if (bandwidth !== null) {
        const counted = newer && p.switchoverBandwidth !== null ? p.switchoverBandwidth / 8 : bandwidth;
        threshold = (counted * valueAt(changes, 'downtimeLimit', p.downtimeLimit, vm.now)) / vm.pageBytes;
        statistics?.measured(bandwidth, counted);
      }
      if (newer && autoConverge?.isSyncDue(vm.now) === true) {
        sync();
        ended = true;
      }
    }

    // migration_completion: stop the guest, sync for the last time, send what is left, the limit lifted.
    vm.suspend('downtime-limit');
    log.read(dirty);
    left.unite(dirty);
    statistics?.stopped(newer, left.count());
    vm.endRound();
    vm.beginRound({ phase: 'stop-and-copy', toSend: left });
    if (xbzrle) xbzrle.isLastStage = true;
    const whole = { order: 'linear', batch: multifd ? packetPages(vm.pageBytes) : 1024, skipDirty: false } as const;
    const { pagesSent: pages, zeroPages, bytesSent } = yield* vm.send(left, coded(whole, xbzrle, cursor));
    if (multifd) yield* vm.sendMarks(multifd.markBytes);
    statistics?.sent({ pages, zeroPages, bytes: bytesSent + (multifd?.markBytes ?? 0) });
    vm.endRound();
  },
});

/** Of bits a second; null: no limit. */
function bytesPerSecond(bits: number | null): number | null {
  return bits === null ? null : bits / 8;
}

/** The dirty log as a sync sees it. */
interface SyncedLog {
  /** Makes `dirty` the pages that turned up since the last sync. */
  read(dirty: PageSet): void;
  /** This page is about to be sent. Returns the page up to which that settles everything. */
  beforeSending(page: number): number;
}

/** A sync reads and clears the log in one go. */
class LogClearedBySync implements SyncedLog {
  constructor(private readonly vm: Migration) {}

  read(dirty: PageSet): void {
    this.vm.clean(dirty);
  }

  beforeSending(): number {
    return this.vm.pages;
  }
}

/** x-clear-bitmap-shift: the log is cleared by chunks of 2^18 pages, 1 GiB. */
const CHUNK_PAGES = 262_144;

/** A sync only reads the log; it is cleared chunk by chunk, each just before its first page is sent. At first all bits are set. */
class LazilyClearedLog implements SyncedLog {
  /** clear_bmap: chunks whose log is still to be cleared. */
  private readonly toClear: Uint8Array;

  constructor(private readonly vm: Migration) {
    this.toClear = new Uint8Array(Math.ceil(vm.pages / CHUNK_PAGES)).fill(1);
    vm.setLog();
  }

  read(dirty: PageSet): void {
    this.vm.readLog(dirty);
    this.toClear.fill(1);
  }

  beforeSending(page: number): number {
    const chunk = Math.floor(page / CHUNK_PAGES);
    const end = Math.min(this.vm.pages, (chunk + 1) * CHUNK_PAGES);
    if (this.toClear[chunk] === 1) {
      this.vm.clearLog(chunk * CHUNK_PAGES, end);
      this.toClear[chunk] = 0;
    }
    return end;
  }
}
