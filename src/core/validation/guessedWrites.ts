// What a guest writes, guessed from a log that has no round by itself: from a dirty-pages-rate that it does tell, and from the pages that were sent again
// (docs/validation-cases.md, 'From a log').
import { exp } from '../math';
import { BETTER_WRITES, calmGuest, KERNEL_PAGES, significant, type Told } from './importedCase';

export interface SentPages {
  /** Of the memory, in pages, that are not zero. */
  readonly written: number;
  readonly pageBytes: number;
  /** normal + duplicate less the memory's pages; null: the log does not have them. */
  readonly again: number | null;
  /** The last dirty-pages-rate, in pages a second; 0: there is none. */
  readonly dirtyRate: number;
  /** Pages with content a second. */
  readonly speed: number;
  /** Over memory, the last one with the guest stopped. */
  readonly passes: number;
}

/** Uniform writes that send as many pages again as the log has. */
export function guessedWrites(sent: SentPages): Told {
  const { written, pageBytes, again, dirtyRate, passes } = sent;
  const hasAgain = again !== null && again > KERNEL_PAGES * Math.max(1, passes - 1);
  if (!hasAgain && dirtyRate === 0)
    return calmGuest(
      written,
      pageBytes,
      again !== null && passes > 1
        ? 'the log has no more pages sent again than that'
        : 'the log has neither a dirty-pages-rate nor pages sent again, so that figures of rounds (sent, syncs, downtime) cannot agree',
    );
  const pages =
    dirtyRate > 0 && hasAgain ? wholeBetween(written, (size) => sentAgain(sent, size, dirtyRate) < again) : written;
  const rate =
    dirtyRate > 0 ? dirtyRate : wholeBetween(2 * sent.speed, (least) => sentAgain(sent, pages, least) < (again ?? 0));
  const from = dirtyRate > 0 ? [`its last dirty-pages-rate (${dirtyRate} pages a second)`] : [];
  if (hasAgain) from.push(`${again} pages sent again (normal + duplicate less the memory's)`);
  return {
    value: `{ name: guest, size: ${(pages * pageBytes) / 1024}KiB, writes: ${significant(rate)}/s, pattern: uniform }`,
    remark: `GUESS: writes spread evenly, made from what the log has of the whole migration, ${from.join(' and ')}, since it shows no round by itself: ${BETTER_WRITES}`,
    isGuess: true,
  };
}

/** Pages that passes after the first send: each what was written, somewhere in so many pages, during the pass before. */
function sentAgain({ written, speed, passes }: SentPages, size: number, writesPerSecond: number): number {
  let sum = 0;
  let pages = written;
  // Passes that send less than a page are over.
  for (let pass = 2; pass <= Math.min(passes, 1000) && pages >= 1; pass++) {
    pages = size * (1 - exp((-writesPerSecond * pages) / speed / size));
    sum += pages;
  }
  return sum;
}

/** The least whole number from 1 to `most` that is not too small. */
function wholeBetween(most: number, isTooSmall: (value: number) => boolean): number {
  let low = 1;
  let high = Math.max(1, Math.ceil(most));
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isTooSmall(middle)) low = middle + 1;
    else high = middle;
  }
  return Math.min(low, Math.max(1, Math.floor(most)));
}
