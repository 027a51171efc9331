// 'Did you mean': the word of a list that a misspelt one was probably meant to be.
// Distance: optimal string alignment (insert, delete, replace, swap neighbours), case ignored; a third of the letters may be wrong.

const longestWord = 64;

/** Least number of single edits that turn `a` into `b`, swaps of neighbours included. */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let best = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1])
        best = Math.min(best, (beforeLast[column - 2] ?? 0) + 1);
      current.push(best);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}

/** The candidate nearest to `word`; the first of equals; undefined if none is near enough to be meant. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (word.length === 0 || word.length > longestWord) return undefined;
  const lower = word.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const edits = distance(lower, candidate.toLowerCase());
    // A word of one or two letters that shares none with the candidate is another word, not a slip.
    if (edits < bestDistance && edits < Math.max(word.length, candidate.length)) {
      best = candidate;
      bestDistance = edits;
    }
  }
  return best;
}
