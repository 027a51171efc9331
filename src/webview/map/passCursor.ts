// Where the pass over memory is, for the cursor on the map. Pure.
import type { Frame } from '../../core/engine/frames';
import type { Lane } from '../reduce';

/** Whether the position of a lane's pass is a page: not where it scans memory in another order. */
export function showsCursor({ choice }: Pick<Lane, 'choice'>): boolean {
  const { order } = choice.parameters;
  return order === undefined || order === 'linear';
}

/** Where the pass is, in cells, between two frames of one round: it moves evenly there. */
export function cursorBetween(frame: Frame, next: Frame | null, seconds: number): number | null {
  const { cursor, pagesPerCell, round } = frame;
  if (cursor === null) return null;
  const from = cursor / pagesPerCell;
  if (next?.round !== round || next.cursor === null || next.cursor < cursor) return from;
  const share = (seconds - frame.seconds) / (next.seconds - frame.seconds);
  return from + Math.min(Math.max(share, 0), 1) * (next.cursor / pagesPerCell - from);
}
