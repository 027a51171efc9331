// Labels and names that nobody wrote: an algorithm's label is its id, made unique by -2, -3 … past those taken
// (docs/scenario-reference.md, 'Labels and names').

/** One name for each wish: as written where `written`, else `fallback`, numbered past all that are taken. */
export function uniqueNames(
  wishes: readonly { readonly written: string | null; readonly fallback: string }[],
): string[] {
  const taken = new Set(wishes.flatMap(({ written }) => (written === null ? [] : [written])));
  const next = new Map<string, number>();
  return wishes.map(({ written, fallback }) => {
    if (written !== null) return written;
    let number = next.get(fallback) ?? 1;
    while (taken.has(numbered(fallback, number))) number++;
    next.set(fallback, number + 1);
    const name = numbered(fallback, number);
    taken.add(name);
    return name;
  });
}

function numbered(name: string, number: number): string {
  return number === 1 ? name : `${name}-${number}`;
}
