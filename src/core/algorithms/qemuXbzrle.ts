// QEMU's XBZRLE: of a page that was sent before, only what has changed since is sent, if the sender has kept its old content (save_xbzrle_page in migration/ram.c,
// page_cache.c, xbzrle.c; docs/algorithms.md, 'XBZRLE'). Old contents are kept in a cache that fills after the first round over memory.
import type { Migration, PageCoder, PageContents } from '../engine/migration';
import { listOf } from '../scenario/report';
import { formatNumber } from '../scenario/values';
import type { ValuesOf } from './define';
import type { Refusal } from './definition';

const onlyWhen = { parameter: 'xbzrle', is: [true] } as const;

export const xbzrleParameters = {
  xbzrle: {
    kind: 'boolean',
    onlyWhen: {
      parameter: 'multifd',
      is: [0],
      because: "multifd sends pages in full: remove 'xbzrle', or set 'multifd' to 0.",
    },
    default: false,
    documentation:
      'After the first round over memory, send what has changed of pages whose old content the sender has kept: as far as writes change less than a page (`change` of a region).',
    source: 'QEMU, capability xbzrle; off by default.',
  },
  xbzrleCache: {
    kind: 'size',
    onlyWhen,
    default: 67_108_864,
    min: 4096,
    max: 1_099_511_627_776,
    counts: 'pages',
    documentation: 'The old contents that the sender keeps: a page that finds no place is sent in full.',
    source: 'QEMU, xbzrle-cache-size: 64 MiB.',
  },
} as const;

/** migrate_params_check: xbzrle-cache-size is a power of two no less than the page, or an error. */
export function xbzrleRefusals(
  { xbzrleCache }: ValuesOf<typeof xbzrleParameters>,
  pageBytes: number,
): readonly Refusal[] {
  const size = (bytes: number): string => formatNumber('size', bytes);
  const below = slotsOf(xbzrleCache, pageBytes) * pageBytes;
  if (below === xbzrleCache) return [];
  const wants = `QEMU takes for 'xbzrleCache' only a power of two that is no less than a page of ${size(pageBytes)}`;
  const choices = below > xbzrleCache ? [below] : [below, 2 * below];
  const message = `${wants}: write ${listOf(choices.map(size))}. Simulated is ${size(below)}.`;
  return [{ parameter: 'xbzrleCache', message }];
}

/** ENCODING_FLAG_XBZRLE and the length of what follows: 1 + 2 bytes behind the header of 8. */
const CODED_HEAD_BYTES = 3;
const PAGE_HEADER_BYTES = 8;
/** CACHED_PAGE_LIFETIME: a page gives up its place to another only after so many syncs. */
const LIFETIME_SYNCS = 2;
/** Coding takes about 2 to 2.5 GB a second (docs/devel/migration/xbzrle.rst). */
const CODED_BYTES_PER_SECOND = 2.25e9;

/** The counters of `xbzrle-cache`. Bytes are those behind page headers; `pages` found their old content, the unchanged and those that overflowed among them. */
export interface XbzrleCounters {
  readonly cacheBytes: number;
  readonly bytes: number;
  readonly pages: number;
  readonly misses: number;
  readonly overflows: number;
}

export class Xbzrle implements PageCoder, XbzrleCounters {
  readonly secondsPerCompared: number;
  /** dirty_sync_count: how old entries are, is counted in syncs. One in setup. */
  syncs = 1;
  /** The guest stands still: the cache stays as it is. */
  isLastStage = false;
  readonly cacheBytes: number;
  bytes = 0;
  pages = 0;
  misses = 0;
  overflows = 0;
  /** Of each slot, the page (-1: none), the mark of its content, and the sync at which it was used last. */
  private readonly pageOf: Float64Array;
  private readonly markOf: Float64Array;
  private readonly usedAt: Float64Array;

  constructor(
    private readonly vm: Pick<Migration, 'pages' | 'pageBytes'>,
    cacheBytes: number,
  ) {
    const slots = slotsOf(cacheBytes, vm.pageBytes);
    this.cacheBytes = slots * vm.pageBytes;
    // No two pages share a slot of a cache that holds all of memory.
    const used = Math.min(slots, vm.pages);
    this.pageOf = new Float64Array(used).fill(-1);
    this.markOf = new Float64Array(used);
    this.usedAt = new Float64Array(used);
    this.secondsPerCompared = vm.pageBytes / CODED_BYTES_PER_SECOND;
  }

  get compared(): number {
    return this.pages;
  }

  bytesOf(page: number, fullBytes: number, contents: PageContents): number {
    const slot = page % this.pageOf.length;
    if (this.pageOf[slot] !== page) {
      this.misses++;
      if (!this.isLastStage) this.insert(page, contents);
      return fullBytes;
    }
    this.pages++;
    this.usedAt[slot] = this.syncs;
    const coded = codedBytes(contents.changedSince(page, this.markOf[slot] ?? 0), this.vm.pageBytes);
    if (!this.isLastStage) this.markOf[slot] = contents.markOf(page);
    if (coded === null) {
      this.overflows++;
      this.bytes += this.vm.pageBytes;
      return fullBytes;
    }
    // Nothing at all is sent of a page that is what it was.
    if (coded === 0) return 0;
    this.bytes += coded + CODED_HEAD_BYTES;
    return PAGE_HEADER_BYTES + CODED_HEAD_BYTES + coded;
  }

  zeroPage(page: number, contents: PageContents): void {
    this.insert(page, contents);
  }

  /** cache_insert: a fresh entry of another page keeps its place. */
  private insert(page: number, contents: PageContents): void {
    const slot = page % this.pageOf.length;
    const other = this.pageOf[slot] ?? -1;
    if (other !== -1 && other !== page && (this.usedAt[slot] ?? 0) + LIFETIME_SYNCS > this.syncs) return;
    this.pageOf[slot] = page;
    this.markOf[slot] = contents.markOf(page);
    this.usedAt[slot] = this.syncs;
  }
}

/** Entries of the cache: a power of two, QEMU asks for no other. */
function slotsOf(cacheBytes: number, pageBytes: number): number {
  let slots = 1;
  while (slots * 2 * pageBytes <= cacheBytes) slots *= 2;
  return slots;
}

/**
 * xbzrle_encode_buffer: bytes of the code of a page's changed ranges, the lengths of what is the same and of what is not in ULEB128, the changed bytes behind; what is the
 * same at the end is left out. 0: nothing has changed; null: it takes as much as the page (overflow).
 */
export function codedBytes(ranges: readonly number[], pageBytes: number): number | null {
  let bytes = 0;
  let end = 0;
  for (let i = 0; i < ranges.length; i += 2) {
    const [from, to] = [ranges[i] ?? 0, ranges[i + 1] ?? 0];
    bytes += lengthBytes(from - end) + lengthBytes(to - from) + (to - from);
    end = to;
  }
  return bytes >= pageBytes ? null : bytes;
}

/** ULEB128: seven bits a byte. */
function lengthBytes(length: number): number {
  let bytes = 1;
  for (let rest = length; rest >= 128; rest = Math.floor(rest / 128)) bytes++;
  return bytes;
}
