// The frames that the panel holds: per algorithm the states of the pages over simulated time, as many as a bound of memory allows. Too many are
// thinned out, every other one at a time, so that those that stay lie as evenly as they came; exact frames that were asked for are kept beside them.
import type { Frame } from '../../core/engine/frames';
import type { FramesMessage } from '../../core/protocol/messages';
import { bytesPerCell, mostLaneBytes, unpackFrames } from '../../core/protocol/packedFrames';

/** Exact frames kept for an algorithm: the last ones that were asked for. */
export const mostExactFrames = 8;

export interface FrameStore {
  /** The experiment that frames are kept of: those of another one are forgotten, and those that come of another one are passed over. */
  show(experimentId: string | null): void;
  /** Takes in what the extension has sent. */
  take(message: FramesMessage): void;
  /** The latest frame of the algorithm that is not after this time; null: there is none yet. */
  frameAt(label: string, seconds: number): Frame | null;
  /** The first frame of the algorithm after this time; null: there is none yet. */
  frameAfter(label: string, seconds: number): Frame | null;
  /** The frames of the algorithm before this time, ascending, as far as they are kept. */
  earlier(label: string, seconds: number): readonly Frame[];
  /** Up to which time there are frames, in simulated seconds (0: there are none), and whether they are all there. */
  extent(label: string): { readonly untilSeconds: number; readonly complete: boolean };
  /** Calls `listener` with the algorithm after each message that brought frames of it; returns how to end that. */
  onNews(listener: (label: string) => void): () => void;
}

interface Lane {
  /** Ascending in time. */
  readonly frames: Frame[];
  /** In the order in which they were asked for. */
  readonly exact: Frame[];
  complete: boolean;
}

/** A store that keeps at most `mostBytes` of cells for each algorithm. */
export function createFrameStore(mostBytes = mostLaneBytes): FrameStore {
  const lanes = new Map<string, Lane>();
  const listeners = new Set<(label: string) => void>();
  let shown: string | null = null;

  const laneOf = (label: string): Lane => {
    const lane = lanes.get(label) ?? { frames: [], exact: [], complete: false };
    lanes.set(label, lane);
    return lane;
  };

  return {
    show(experimentId) {
      if (experimentId === shown) return;
      shown = experimentId;
      lanes.clear();
    },
    take({ experimentId, label, batch, from, frames, complete }) {
      if (experimentId !== shown) return;
      const lane = laneOf(label);
      if (batch === null) {
        lane.exact.push(...unpackFrames(frames));
        lane.exact.splice(0, lane.exact.length - mostExactFrames);
      } else {
        if (from === 0) lane.frames.length = 0;
        for (const frame of unpackFrames(frames)) insert(lane.frames, frame);
        thinOut(lane.frames, mostBytes);
        lane.complete = complete;
      }
      for (const listener of [...listeners]) listener(label);
    },
    frameAt(label, seconds) {
      const lane = lanes.get(label);
      if (lane === undefined) return null;
      const even = lane.frames[countUpTo(lane.frames, seconds) - 1];
      const exact = latest(lane.exact, seconds);
      if (even === undefined || exact === undefined) return even ?? exact ?? null;
      // Exact ones of an older watch may be cut into other cells.
      return exact.seconds >= even.seconds && exact.pagesPerCell === even.pagesPerCell ? exact : even;
    },
    frameAfter(label, seconds) {
      const lane = lanes.get(label);
      return lane?.frames[countUpTo(lane.frames, seconds)] ?? null;
    },
    earlier(label, seconds) {
      const { frames = [] } = lanes.get(label) ?? {};
      return frames.slice(0, frames.findLastIndex((frame) => frame.seconds < seconds) + 1);
    },
    extent(label) {
      const lane = lanes.get(label);
      return { untilSeconds: lane?.frames.at(-1)?.seconds ?? 0, complete: lane?.complete ?? false };
    },
    onNews(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** How many of the frames are not after this time: their order makes it a matter of halving. */
function countUpTo(frames: readonly Frame[], seconds: number): number {
  let [from, to] = [0, frames.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((frames[middle]?.seconds ?? Infinity) <= seconds) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Puts a frame in its place in time, instead of one that is there. */
function insert(frames: Frame[], frame: Frame): void {
  const place = countUpTo(frames, frame.seconds);
  const isThere = frames[place - 1]?.seconds === frame.seconds;
  frames.splice(isThere ? place - 1 : place, isThere ? 1 : 0, frame);
}

/** Drops every other frame, but for the last one, until they fit. */
function thinOut(frames: Frame[], mostBytes: number): void {
  const bytesEach = bytesPerCell * (frames[0]?.cells.length ?? 1);
  const most = Math.max(2, Math.floor(mostBytes / bytesEach));
  while (frames.length > most) {
    const last = frames.length - 1;
    const kept = frames.filter((_, index) => index % 2 === 0 || index === last);
    frames.splice(0, frames.length, ...kept);
  }
}

/** The latest of some frames in any order that is not after this time. */
function latest(frames: readonly Frame[], seconds: number): Frame | undefined {
  let found: Frame | undefined;
  for (const frame of frames) {
    if (frame.seconds <= seconds && frame.seconds >= (found?.seconds ?? -Infinity)) found = frame;
  }
  return found;
}
