// What working a check out gives, before points are made of it.
import type { SeenRun } from '../grading';
import type { ItemReport } from '../report';

export interface CheckOutcome {
  /** Of the check's points, 0 … 1. */
  readonly share: number;
  readonly items: readonly ItemReport[];
  /** The run that is most worth looking at; null: none was made. */
  readonly run: SeenRun | null;
}

/** An item with nothing to say but why it failed. */
export function lostItem(name: string, reason: string, rest: Partial<ItemReport> = {}): ItemReport {
  return { name, share: 0, reason, expected: null, actual: null, ...rest };
}

/** A check of which nothing could be looked at. */
export function nothing(name: string, reason: string): CheckOutcome {
  return { share: 0, items: [lostItem(name, reason)], run: null };
}
