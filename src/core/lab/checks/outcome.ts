// What working a check out gives, before points are made of it.
import type { ItemReport, RunLink } from '../report';

export interface CheckOutcome {
  /** Of the check's points, 0 … 1. */
  readonly share: number;
  readonly items: readonly ItemReport[];
  readonly run: RunLink | null;
}

/** An item with nothing to say but why it failed. */
export function lostItem(name: string, reason: string, rest: Partial<ItemReport> = {}): ItemReport {
  return { name, share: 0, reason, expected: null, actual: null, ...rest };
}

/** A check of which nothing could be looked at. */
export function nothing(name: string, reason: string): CheckOutcome {
  return { share: 0, items: [lostItem(name, reason)], run: null };
}
