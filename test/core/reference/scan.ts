// The order in which a pass looks at the pages, one page after the other. The permutation of Xen 2.0-3.2 is the
// k-bit rotation of docs/algorithms.md ('Scan order'), walked again while it leaves the guest's memory.
import type { ScanOrder } from '../../../src/core/engine/migration';

/** Rotates a k-bit number left by ten bits. Written with arithmetic: shifts would lose bits past the 31st. */
function rotate(value: number, k: number): number {
  const size = 2 ** k;
  return ((value * 1024) % size) + Math.floor((value * 1024) / size);
}

/** Page number at position `position` of the permuted scan over `pages` pages. Ten bits and fewer stay as they are. */
export function permuted(position: number, pages: number): number {
  let k = 0;
  while (2 ** k < pages) k += 1;
  if (k <= 10) return position;
  let page = rotate(position, k);
  while (page >= pages) page = rotate(page, k);
  return page;
}

/** The whole scan, position by position. */
export function scanOf(order: ScanOrder, pages: number): readonly number[] {
  if (order === 'linear') return Array.from({ length: pages }, (_, position) => position);
  if (order === 'permuted') return Array.from({ length: pages }, (_, position) => permuted(position, pages));
  return Array.from(order);
}
