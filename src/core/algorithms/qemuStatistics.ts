// QEMU's counters, as `query-migrate` shows them: kept beside the migration, on request, and never looked at by it (populate_ram_info, migration_update_counters
// and migration_update_rates in migration/; docs/algorithms.md, 'QEMU'). Their quirks are QEMU's:
// - `dirty-pages-rate` changes only at syncs more than a second apart, and then counts all that was found since;
// - `expected-downtime` is the limit until there is such a rate, then what was left right after the last sync over the last window's bandwidth: it does not
//   fall while that is being sent;
// - `mbps` and `pages-per-second` are those of the last window.
import type { Migration } from '../engine/migration';
import type { QueryMigrateRam, QueryMigrateXbzrle, ToldState } from '../engine/statistics';
import type { WireFormat } from './definition';
import type { Slice } from './qemuStream';
import type { XbzrleCounters } from './qemuXbzrle';

/** Rates are taken by the first sync this long after the last time. */
const PERIOD_SECONDS = 1;

export class QemuStatistics {
  private status: ToldState['status'] = 'active';
  private transferred = 0;
  /** Zero or not, in full or not. */
  private pages = 0;
  private zero = 0;
  /** One in setup. */
  private syncs = 1;
  private pending: number;
  private pendingAtSync: number;
  private found = 0;
  private rateTakenSeconds: number;
  private dirtyPagesRate = 0;
  private megabitsPerSecond = 0;
  private pagesPerSecond = 0;
  private windowStartSeconds: number;
  private pagesAtWindow = 0;
  private expectedDowntimeMs: number;
  private downtimeBytes = 0;
  /** Of all bytes, those of packets over several connections, which QEMU counts apart. */
  private multifdBytes = 0;
  private throttle = 0;
  private isStopped = false;
  private missRate = 0;
  private encodingRate = 0;
  /** When the rates were taken last. */
  private before = { sent: 0, pages: 0, bytes: 0, misses: 0 };

  constructor(
    private readonly vm: Migration,
    private readonly told: (state: ToldState) => void,
    downtimeLimitSeconds: number,
    private readonly wire: WireFormat,
    private readonly xbzrle: XbzrleCounters | null,
  ) {
    this.pending = vm.pages;
    this.pendingAtSync = vm.pages;
    this.rateTakenSeconds = vm.now;
    this.windowStartSeconds = vm.now;
    this.expectedDowntimeMs = downtimeLimitSeconds * 1000;
    this.tell();
  }

  /** A sync has found so many pages that were not left already, so many are left now, and the guest is throttled by so much. */
  synced(found: number, pending: number, throttle = 0): void {
    this.throttle = throttle;
    this.syncs++;
    this.found += found;
    this.pending = pending;
    this.pendingAtSync = pending;
    const seconds = this.vm.now - this.rateTakenSeconds;
    if (seconds > PERIOD_SECONDS) {
      this.dirtyPagesRate = this.found / seconds;
      this.takeXbzrleRates();
      this.rateTakenSeconds = this.vm.now;
      this.found = 0;
    }
    this.tell();
  }

  /** A slice, or the last copy, has left. */
  sent({ pages, zeroPages, bytes }: Slice): void {
    const { pagesPerBatch, zeroPagesApart, bytesPerZeroPage = 0 } = this.wire;
    // With packets, all that goes over the main connection is zero pages, if anything.
    const main = pagesPerBatch === undefined ? bytes : zeroPagesApart === true ? zeroPages * bytesPerZeroPage : 0;
    this.pages += pages;
    this.zero += zeroPages;
    this.transferred += bytes;
    this.multifdBytes += bytes - main;
    this.pending -= pages;
    if (this.isStopped) this.downtimeBytes += main;
    this.tell();
  }

  /** A window has ended with this bandwidth in bytes a second; the decision counts on `counted`. */
  measured(bandwidth: number, counted: number): void {
    const seconds = this.vm.now - this.windowStartSeconds;
    const { pages } = this;
    this.megabitsPerSecond = (bandwidth * 8) / 1e6;
    this.pagesPerSecond = (pages - this.pagesAtWindow) / seconds;
    this.pagesAtWindow = pages;
    this.windowStartSeconds = this.vm.now;
    // QEMU asks for a little traffic, lest it divide by nothing.
    if (this.dirtyPagesRate > 0 && bandwidth * seconds > 10_000)
      this.expectedDowntimeMs = ((this.pendingAtSync * this.vm.pageBytes) / counted) * 1000;
    this.tell();
  }

  /** The guest stands still, the last sync has been made, and so many pages are left. Newer releases have a state of their own for that. */
  stopped(isNewer: boolean, pending: number): void {
    this.isStopped = true;
    this.syncs++;
    this.pending = pending;
    if (isNewer) this.status = 'device';
    this.tell();
  }

  /** Pages sent in full that are not zero. */
  private get normal(): number {
    const { pages = 0, overflows = 0 } = this.xbzrle ?? {};
    return this.pages - this.zero - (pages - overflows);
  }

  /** Of the pages sent since the rates were taken last: the share that had no old content, and how many times less than them was sent of the others. */
  private takeXbzrleRates(): void {
    const { xbzrle, before } = this;
    const sent = this.pages - before.sent;
    if (xbzrle === null || sent === 0) return;
    const { pages, bytes, misses } = xbzrle;
    const coded = bytes - before.bytes;
    this.missRate = (misses - before.misses) / sent;
    this.encodingRate = coded > 0 ? ((pages - before.pages) * this.vm.pageBytes) / coded : 0;
    this.before = { sent: this.pages, pages, bytes, misses };
  }

  private xbzrleReply(xbzrle: XbzrleCounters): QueryMigrateXbzrle {
    return {
      'cache-size': xbzrle.cacheBytes,
      bytes: xbzrle.bytes,
      pages: xbzrle.pages,
      'cache-miss': xbzrle.misses,
      'cache-miss-rate': this.missRate,
      'encoding-rate': this.encodingRate,
      overflow: xbzrle.overflows,
    };
  }

  private tell(): void {
    const { vm } = this;
    const ram: QueryMigrateRam = {
      total: vm.pages * vm.pageBytes,
      transferred: this.transferred,
      remaining: Math.max(0, this.pending) * vm.pageBytes,
      duplicate: this.zero,
      normal: this.normal,
      'normal-bytes': this.normal * vm.pageBytes,
      'page-size': vm.pageBytes,
      'dirty-sync-count': this.syncs,
      'dirty-pages-rate': Math.floor(this.dirtyPagesRate),
      mbps: this.megabitsPerSecond,
      'pages-per-second': Math.floor(this.pagesPerSecond),
      'precopy-bytes': this.transferred - this.downtimeBytes - this.multifdBytes,
      'downtime-bytes': this.downtimeBytes,
      ...(this.wire.pagesPerBatch !== undefined && { 'multifd-bytes': this.multifdBytes }),
    };
    this.told({
      status: this.status,
      'expected-downtime': Math.floor(this.expectedDowntimeMs),
      ...(this.throttle > 0 && { 'cpu-throttle-percentage': Math.round(this.throttle * 100) }),
      ram,
      ...(this.xbzrle && { 'xbzrle-cache': this.xbzrleReply(this.xbzrle) }),
    });
  }
}
