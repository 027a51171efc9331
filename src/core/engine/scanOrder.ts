// The orders in which a pass scans guest memory.

/**
 * Xen 2.0-3.2's pseudo-random scan: with k the smallest number of bits that holds every page number, rotate the k-bit position left by 10
 * until the result is a page (docs/algorithms.md, 'Scan order'; removed from Xen in 2008). A bijection; the identity for k <= 10.
 */
export function permutedScan(pages: number): (position: number) => number {
  let bits = 0;
  while (2 ** bits < pages) bits++;
  if (bits <= 10) return (position) => position;
  const high = 2 ** (bits - 10);
  const rotate = (n: number): number => (n % high) * 1024 + Math.floor(n / high);
  return (position) => {
    let page = rotate(position);
    while (page >= pages) page = rotate(page);
    return page;
  };
}
