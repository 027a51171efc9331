// Where the cells of a memory map stand: row by row, the first page at the top left, in whole device pixels so that every cell is crisp. Pure.

export interface MapLayout {
  readonly cells: number;
  readonly columns: number;
  readonly rows: number;
  /** Of a cell with the gap to the next one, in device pixels. */
  readonly cellWidth: number;
  readonly cellHeight: number;
}

/** A cell may be so many times as wide as high, or as high as wide, if that fills the room better. */
const mostStretched = 1.5;

/** The layout that fills so many device pixels best, above all their width; null if there is no room. */
export function mapLayout(cells: number, width: number, height: number): MapLayout | null {
  let best: MapLayout | null = null;
  let bestScore = 0;
  for (let cellWidth = 1; cellWidth <= width; cellWidth += 1) {
    const columns = Math.min(Math.floor(width / cellWidth), cells);
    const rows = Math.ceil(cells / columns);
    const cellHeight = Math.min(Math.floor(height / rows), Math.ceil(cellWidth * mostStretched));
    if (cellHeight < 1) continue;
    const [across, down] = [(columns * cellWidth) / width, (rows * cellHeight) / height];
    const stretched = Math.max(1, cellWidth / cellHeight / mostStretched);
    // A ragged right edge is seen at once, free room below is not.
    const score = (across ** 4 * down) / stretched ** 4;
    if (score <= bestScore) continue;
    best = { cells, columns, rows, cellWidth, cellHeight };
    bestScore = score;
  }
  return best;
}

/** Left and top of a cell in device pixels. */
export function placeOf({ columns, cellWidth, cellHeight }: MapLayout, cell: number): { x: number; y: number } {
  return { x: (cell % columns) * cellWidth, y: Math.floor(cell / columns) * cellHeight };
}

/** The cell at a place in device pixels; null if there is none. */
export function cellAt({ cells, columns, cellWidth, cellHeight }: MapLayout, x: number, y: number): number | null {
  const [column, row] = [Math.floor(x / cellWidth), Math.floor(y / cellHeight)];
  if (column < 0 || column >= columns || row < 0) return null;
  const cell = row * columns + column;
  return cell < cells ? cell : null;
}

/** So many cells are enough to fill a map of so many CSS pixels with cells that an eye tells apart; a power of two, so that a small change of size changes nothing. */
export function cellsFor(width: number, height: number): number {
  const wanted = (width * height) / (cellPixels * cellPixels);
  return Math.min(Math.max(2 ** Math.round(Math.log2(Math.max(1, wanted))), 1024), 16_384);
}

/** Side of a cell in CSS pixels, about: with a gap of one the smallest that shows a stroke. */
const cellPixels = 4.6;
