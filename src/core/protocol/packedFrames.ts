// Frames on their way from the worker to the panel: all bytes of a batch in one ArrayBuffer, which is moved instead of copied and does not turn into
// a slow object on the way.
import type { Frame } from '../engine/frames';

/** A frame without its cells. */
export type FrameHead = Pick<Frame, 'seconds' | 'round' | 'phase' | 'cursor'>;

/** Frames of one run, cut into the same cells. */
export interface PackedFrames {
  readonly pagesPerCell: number;
  /** Cells of each frame. */
  readonly cells: number;
  readonly heads: readonly FrameHead[];
  /** Frame by frame, and in each a byte a cell for its states, its tiers and its times sent, one after the other. */
  readonly bytes: ArrayBuffer;
}

/** State, tier, times sent. */
export const bytesPerCell = 3;

/** Most bytes of cells that the panel keeps for an algorithm. */
export const mostLaneBytes = 16 * 1024 * 1024;

/** As many frames of so many cells as the panel keeps for an algorithm. */
export function mostFramesOf(cells: number): number {
  return Math.max(2, Math.floor(mostLaneBytes / (bytesPerCell * cells)));
}

/** More frames are never packed together. */
export const mostFramesAtOnce = 4096;

/** Packs frames of one run; none makes an empty pack. */
export function packFrames(frames: readonly Frame[]): PackedFrames {
  const [first] = frames;
  const cells = first?.cells.length ?? 0;
  const bytes = new Uint8Array(frames.length * bytesPerCell * cells);
  frames.forEach((frame, index) => {
    const at = index * bytesPerCell * cells;
    bytes.set(frame.cells, at);
    bytes.set(frame.tierCells, at + cells);
    bytes.set(frame.sentCells, at + 2 * cells);
  });
  const heads = frames.map(({ seconds, round, phase, cursor }) => ({ seconds, round, phase, cursor }));
  return { pagesPerCell: first?.pagesPerCell ?? 1, cells, heads, bytes: bytes.buffer };
}

/** The frames of a pack, each with bytes of its own, so that one may be forgotten without the others. */
export function unpackFrames({ pagesPerCell, cells, heads, bytes }: PackedFrames): Frame[] {
  return heads.map((head, index) => {
    const at = index * bytesPerCell * cells;
    const own = new Uint8Array(bytes.slice(at, at + bytesPerCell * cells));
    return {
      ...head,
      pagesPerCell,
      cells: own.subarray(0, cells),
      tierCells: own.subarray(cells, 2 * cells),
      sentCells: own.subarray(2 * cells),
    };
  });
}
