// The link: what of its line rate carries the stream, and how long bytes take.
import type { WireFormat } from './algorithms/definition';
import type { Link } from './scenario/scenario';

/** Pages in a full batch (docs/model.md, 'On the wire'). */
export const FULL_BATCH = 1024;

/** Goodput in bytes per second: line rate x efficiency / 8. */
export function goodput(link: Link): number {
  return (link.bandwidthBitsPerSecond * link.efficiency) / 8;
}

/** Bytes on the wire of one full page, its share of a full batch's header included. */
export function bytesPerFullPage(pageBytes: number, wire: WireFormat): number {
  return pageBytes + wire.headerBytesPerPage + wire.bytesPerBatch / FULL_BATCH;
}

/** Bytes on the wire of a batch. */
export function batchBytes(pages: number, pageBytes: number, wire: WireFormat): number {
  return pages * (pageBytes + wire.headerBytesPerPage) + wire.bytesPerBatch;
}
