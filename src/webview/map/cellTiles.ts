// Draws cells into a picture's bytes, pixel by pixel: a tile for each class, copied where a cell has changed. The same tiles, larger, are the fields of the
// legend. Pure: colours come as 32-bit numbers in the byte order of ImageData.
import type { CellMark } from './mapLooks';
import type { MapLayout } from './mapLayout';

/** A class' colours as pixels. */
export interface PixelLook {
  readonly fill: number;
  readonly mark: CellMark;
  readonly ink: number;
}

/** From this side on, in device pixels, cells stand apart by a gap, and have room for their mark. */
export const smallestWithGap = 4;

/** The pixels of one cell, row by row, with its gap at the right and the bottom. */
export function cellTile(look: PixelLook, width: number, height: number, background: number): Uint32Array {
  const gap = Math.min(width, height) >= smallestWithGap ? 1 : 0;
  const [w, h] = [width - gap, height - gap];
  const line = Math.max(1, Math.round(Math.min(w, h) / 8));
  const isMarked = markTest(look.mark, w, h, line);
  return Uint32Array.from({ length: width * height }, (_, index) => {
    const [x, y] = [index % width, Math.floor(index / width)];
    if (x >= w || y >= h) return background;
    return isMarked(x, y) ? look.ink : look.fill;
  });
}

/** Which pixels of a cell of w x h its mark covers. */
function markTest(mark: CellMark, w: number, h: number, line: number): (x: number, y: number) => boolean {
  const [left, top] = [Math.floor((w - 1) / 3), Math.floor((h - 1) / 3)];
  const isInner = (x: number, y: number): boolean => x >= left && x < w - left && y >= top && y < h - top;
  switch (mark) {
    case 'none':
      return () => false;
    case 'frame':
      // Cells without room for a frame are filled by it.
      return (x, y) => x < line || y < line || x >= w - line || y >= h - line;
    case 'dot':
    case 'hole':
      return isInner;
    case 'bar':
      return (_, y) => Math.abs(y + 0.5 - h / 2) < 0.75 * line;
    case 'stroke':
      return (x, y) => Math.abs((x + 0.5) / w + (y + 0.5) / h - 1) * Math.min(w, h) < 0.75 * line;
  }
}

/** Rows of cells that have changed, from the first to the last. */
export interface ChangedRows {
  readonly first: number;
  readonly last: number;
}

/**
 * Copies the tile of every cell whose class has changed since `before` (null: all have) to its place in a picture `stride` pixels wide. Cells and classes are
 * given as bytes, and the table that turns one into the other.
 */
export function paintCells(
  pixels: Uint32Array,
  stride: number,
  layout: MapLayout,
  tiles: readonly Uint32Array[],
  bytes: Uint8Array,
  classOf: Uint8Array,
  before: Uint8Array | null,
): ChangedRows | null {
  const { columns, cellWidth, cellHeight } = layout;
  const cells = Math.min(layout.cells, bytes.length);
  let [first, last] = [Infinity, -1];
  for (let cell = 0; cell < cells; cell += 1) {
    const next = classOf[bytes[cell] ?? 0] ?? 0;
    if (before !== null && classOf[before[cell] ?? 0] === next) continue;
    const tile = tiles[next];
    if (!tile) continue;
    const row = Math.floor(cell / columns);
    const start = row * cellHeight * stride + (cell - row * columns) * cellWidth;
    for (let y = 0; y < cellHeight; y += 1) {
      for (let x = 0; x < cellWidth; x += 1) pixels[start + y * stride + x] = tile[y * cellWidth + x] ?? 0;
    }
    first = Math.min(first, row);
    last = row;
  }
  return last < 0 ? null : { first, last };
}
