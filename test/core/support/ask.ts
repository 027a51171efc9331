// Ways to ask a writer, for tests of one writer by itself.
import { type PageSet, WordList } from '../../../src/core/pageSet';
import type { Writer } from '../../../src/core/guest/writer';

/** Adds to `written` those of the pages of `among` within from … to-1 that the writer writes in (s, t]. */
export function askAmong(
  writer: Writer,
  written: PageSet,
  among: PageSet,
  { from = 0, to = among.pages, s, t }: { from?: number; to?: number; s: number; t: number },
): void {
  const list = new WordList();
  for (let page = from; page < to;) {
    page = among.list(list, page, to);
    writer.addWrittenAmong(written, list, s, t);
  }
}

/** Each page's share of hits in `trials` independent looks must be its probability, to 5.5 standard errors and six hits, for rare ones are Poisson; returns what is not. */
export function wrongShares(hits: readonly number[], trials: number, probability: (page: number) => number): string[] {
  return hits.flatMap((count, page) => {
    const p = probability(page);
    const bound = 5.5 * Math.sqrt(trials * p * (1 - p)) + (p > 0 && p < 1 ? 6 : 0);
    return Math.abs(count - trials * p) <= bound + 1e-6
      ? []
      : [`page ${page}: ${count} of ${trials}, expected ${trials * p}`];
  });
}
