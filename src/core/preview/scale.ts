// By how much a large guest is scaled down for a quick prediction (scaleDown.ts does it).

/** A guest is left at least so many pages: enough for figures that chance moves by a few per cent, few enough for milliseconds a run. */
export const leastPages = 65_536;

/** By how much a guest of so many pages is scaled down for a quick prediction: a power of two; 1: it is small enough as it is. */
export function scaleFactor(pages: number): number {
  let factor = 1;
  while (pages / (2 * factor) >= leastPages) factor *= 2;
  return factor;
}
