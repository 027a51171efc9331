// QEMU's multifd: pages leave in packets over several connections at once, and the limiter counts packets (migration/multifd.c; docs/algorithms.md, 'multifd').
// The order of pages, syncs and the switchover are those of the single stream; the connections share one link.
import type { Migration, Tick } from '../engine/migration';
import type { WireFormat } from './definition';
import { sendSlice, SLICE_SECONDS, type RateWindow, type Slice, type SliceSender } from './qemuStream';

export const multifdParameters = {
  multifd: {
    kind: 'count',
    default: 0,
    min: 0,
    max: 255,
    isGrained: true,
    documentation:
      'Send pages over so many connections besides the main one, in packets of 512 KiB; 0: all over one. `maxBandwidth` then counts whole packets, so that a window may carry up to a packet more.',
    source: 'QEMU, capability multifd, off by default; multifd-channels is 2 with it.',
  },
} as const;

/** MULTIFD_PACKET_SIZE: the pages of a packet have so many bytes. */
const PACKET_CONTENT_BYTES = 524_288;
/** Pages of a packet, at 4 KiB each. */
const PACKET_PAGES = 128;
/** MultiFDPacket_t: a head of 320 bytes and an offset of 8 for each page that it has room for, however many it carries. */
const PACKET_HEAD_BYTES = 320 + 8 * PACKET_PAGES;

/** On the wire: 7.2 tells zero pages over the main connection, newer releases find them in the channels and leave their content out of the packet. */
export function multifdWire(version: '7.2' | '11.0'): WireFormat {
  const packets = { headerBytesPerPage: 0, bytesPerBatch: PACKET_HEAD_BYTES, pagesPerBatch: PACKET_PAGES } as const;
  return version === '7.2'
    ? { ...packets, bytesPerZeroPage: 9, zeroPagesApart: true }
    : { ...packets, bytesPerZeroPage: 0 };
}

/** The most bytes that a window may carry beyond its budget: the packet that exceeds it, and the marks of a sync. */
export function mostBeyondBudget(channels: number, pageBytes: number): number {
  return packetPages(pageBytes) * pageBytes + (1 + channels) * PACKET_HEAD_BYTES;
}

/** Pages of a packet. */
export function packetPages(pageBytes: number): number {
  return Math.min(PACKET_PAGES, Math.max(1, Math.floor(PACKET_CONTENT_BYTES / pageBytes)));
}

export class Multifd {
  private lapsMarked = 0;

  constructor(
    private readonly vm: Migration,
    private readonly channels: number,
    /** 7.2: each call ends with a mark on every channel, and waits until they have sent all. Newer: once a lap. */
    private readonly marksEachCall: boolean,
  ) {}

  /** ram_save_iterate; `laps`: rounds of the cursor so far. */
  *slice(sender: SliceSender, window: RateWindow, laps: () => number): Generator<Tick, Slice> {
    if (this.marksEachCall) yield* this.fillChannels(sender, window);
    else yield* sendSlice(this.vm, sender, window, packetPages(this.vm.pageBytes));
    if (this.marksEachCall || laps() > this.lapsMarked) yield* sender.sendMarks(this.markBytes);
    this.lapsMarked = laps();
    return sender;
  }

  /** multifd_send_sync_main: a packet without pages on each channel. */
  get markBytes(): number {
    return this.channels * PACKET_HEAD_BYTES;
  }

  /**
   * Every channel takes a packet at once, and the next when it has sent that: packets leave in groups of as many as there are channels. Only handing over takes time,
   * so that the 50 ms are found over when the first packet of a group has been handed over; one page more is taken before the clock is looked at.
   */
  private *fillChannels(sender: SliceSender, window: RateWindow): Generator<Tick, void> {
    const { vm, channels } = this;
    const batch = packetPages(vm.pageBytes);
    const packetBytes = batch * vm.pageBytes + PACKET_HEAD_BYTES;
    const packetSeconds = batch / vm.pagesPerSecond;
    const until = vm.now + SLICE_SECONDS;
    const hasRoom = (): boolean => !window.isSpent;
    // A pass goes on until it has sent more than this.
    const bytesOf = (packets: number): number => Math.min(window.bytesLeft, packets * packetBytes - 1);
    while (vm.now <= until && hasRoom()) {
      const untilSeconds = Math.max(until, vm.now + (channels - 0.5) * packetSeconds);
      if (!(yield* sender.send({ batch, untilSeconds, mostBytes: bytesOf(channels) }))) return;
    }
    if (!hasRoom()) return;
    yield* sender.send({ batch, untilSeconds: vm.now + packetSeconds / 2, mostBytes: bytesOf(1) });
    if (hasRoom()) yield* sender.send({ batch: 1, mostBytes: 0 });
  }
}
