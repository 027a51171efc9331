// Credit: how much of a check's points an error, or a ratio, is worth.
import type { Credit } from './lab';

/** The share of full points for an error or a ratio, 0 … 1. */
export function shareOf(credit: Credit, amount: number): number {
  if (Number.isNaN(amount)) return 0;
  if (credit.shape !== 'linear') return amount <= credit.within + 1e-12 ? 1 : 0;
  const { full, zero } = credit;
  const share = (zero - amount) / (zero - full);
  return Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : share > 0 ? 1 : 0;
}

/** What the shares of items come to: all or nothing for `step`, else their mean; never below 0. */
export function together(credit: Credit, shares: readonly number[]): number {
  if (shares.length === 0) return 0;
  if (credit.shape === 'step') return shares.every((share) => share >= 1) ? 1 : 0;
  return Math.max(0, meanOf(shares));
}

/** The mean of some numbers. */
export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The error of an answer: relative to the right value, or in base units. */
export function errorOf(credit: Credit, given: number, right: number): number {
  const difference = Math.abs(given - right);
  if (credit.of === 'absolute' || difference === 0) return difference;
  return right === 0 ? Infinity : difference / Math.abs(right);
}
