// Reading a memory map: the arrow keys move from cell to cell and from row to row, the pointer shows what it is over.
import type { MapCanvas } from './mapCanvas';

export interface CellReader {
  current(): number | null;
  /** How many there are. */
  cells(): number;
  read(cell: number | null, aloud: boolean): void;
}

export function listenToReader(element: HTMLElement, canvas: MapCanvas, reader: CellReader): void {
  element.addEventListener('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const wanted = cellByKey(event.key, reader.current(), reader.cells(), canvas.columns);
    if (wanted === undefined) return;
    event.preventDefault();
    reader.read(wanted, true);
  });
  element.addEventListener('blur', () => {
    reader.read(null, true);
  });
  canvas.picture.addEventListener('pointermove', (event) => {
    reader.read(canvas.cellAt(event.offsetX, event.offsetY), false);
  });
  canvas.picture.addEventListener('pointerleave', () => {
    reader.read(null, false);
  });
}

/** The cell that a key leads to from the one that is read; null ends the reading, undefined: the key is none of the map's. */
export function cellByKey(
  key: string,
  current: number | null,
  cells: number,
  columns: number,
): number | null | undefined {
  if (cells === 0 || columns === 0) return undefined;
  if (key === 'Escape') return current === null ? undefined : null;
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    PageUp: -10 * columns,
    PageDown: 10 * columns,
    Home: -cells,
    End: cells,
  };
  const step = steps[key];
  if (step === undefined) return undefined;
  if (current === null) return step < 0 && key !== 'Home' ? cells - 1 : key === 'End' ? cells - 1 : 0;
  const next = current + step;
  // Up and down stay in their column; the first and the last row are where they end.
  if ((key === 'ArrowUp' || key === 'ArrowDown') && (next < 0 || next >= cells)) return current;
  return Math.min(Math.max(next, 0), cells - 1);
}
