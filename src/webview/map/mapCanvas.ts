// The canvas of a memory map: in device pixels, so that cells are crisp on every screen, and repainted only where cells have changed. Cursor and marked cell
// are elements over it, which move without painting.
import type { Frame } from '../../core/engine/frames';
import type { Theme } from '../theme';
import { make, show } from '../ui/dom';
import { cellTile, paintCells } from './cellTiles';
import { type MapClasses, bytesOf } from './mapClasses';
import { type MapLayout, cellAt, mapLayout, placeOf } from './mapLayout';
import { cellLook } from './mapLooks';
import { pixelOf } from './pixelColors';

export interface MapCanvas {
  readonly element: HTMLElement;
  readonly picture: HTMLCanvasElement;
  draw(frame: Frame, classes: MapClasses, theme: Theme): void;
  /** Shows nothing. */
  clear(): void;
  /** Puts the cursor to a place in cells, between two of them too; null hides it. */
  point(cells: number | null): void;
  /** Frames a cell; null: none. */
  mark(cell: number | null): void;
  /** The cell at a place in CSS pixels from the left and top of the canvas. */
  cellAt(x: number, y: number): number | null;
  /** Cells in a row: what the up and down keys move by; 0 before the first drawing. */
  readonly columns: number;
  /** In CSS pixels; null before there is room. */
  readonly size: { readonly width: number; readonly height: number } | null;
  destroy(): void;
}

interface Drawn {
  readonly frame: Frame;
  readonly classes: MapClasses;
  readonly theme: Theme;
}

/** The room for a map, in device pixels, and how many of them a CSS pixel is. */
interface Room {
  readonly width: number;
  readonly height: number;
  readonly scale: number;
}

export function createMapCanvas(resized: () => void): MapCanvas {
  const picture = make('canvas', { class: 'map-cells', attributes: { role: 'img' } });
  const cursor = make('div', { class: 'map-cursor', attributes: { 'aria-hidden': 'true' } });
  const marker = make('div', { class: 'map-marker', attributes: { 'aria-hidden': 'true' } });
  const element = make('div', { class: 'map-canvas' }, picture, cursor, marker);
  cursor.hidden = true;
  marker.hidden = true;
  // An opaque canvas is black until it is painted.
  picture.style.visibility = 'hidden';
  const context = picture.getContext('2d', { alpha: false, desynchronized: false });
  let room: Room = { width: 0, height: 0, scale: 1 };
  let layout: MapLayout | null = null;
  let image: ImageData | null = null;
  let pixels = new Uint32Array(0);
  let tiles: readonly Uint32Array[] = [];
  let tilesOf = '';
  let wanted: Drawn | null = null;
  /** What is on the canvas. */
  let drawn: { readonly bytes: Uint8Array; readonly classOf: Uint8Array } | null = null;
  let pointed: number | null = null;
  let marked: number | null = null;

  /** A new picture of the room's size, all background. */
  const begin = (cells: number): void => {
    layout = mapLayout(cells, room.width, room.height);
    picture.width = room.width;
    picture.height = room.height;
    image = context && room.width > 0 && room.height > 0 ? context.createImageData(room.width, room.height) : null;
    pixels = new Uint32Array(image?.data.buffer ?? new ArrayBuffer(0));
    drawn = null;
    tilesOf = '';
  };
  const makeTiles = ({ classes, theme }: Drawn, { cellWidth, cellHeight }: MapLayout): void => {
    const looks = classes.classes.map((entry) => cellLook(entry, theme));
    const key = JSON.stringify([looks, cellWidth, cellHeight, theme.background]);
    if (key === tilesOf) return;
    tilesOf = key;
    drawn = null;
    const background = pixelOf(theme.background);
    tiles = looks.map(({ fill, mark, ink }) =>
      cellTile({ fill: pixelOf(fill), mark, ink: pixelOf(ink) }, cellWidth, cellHeight, background),
    );
    pixels.fill(background);
  };
  const paint = (): void => {
    if (!wanted || !context || room.width === 0) return;
    const { frame, classes } = wanted;
    if (layout?.cells !== frame.cells.length) begin(frame.cells.length);
    if (!layout || !image) return;
    makeTiles(wanted, layout);
    const bytes = bytesOf(frame, classes.view);
    const isNew = drawn === null;
    if (drawn?.bytes === bytes) return;
    const before = drawn?.classOf === classes.classOf ? drawn.bytes : null;
    const rows = paintCells(pixels, room.width, layout, tiles, bytes, classes.classOf, before);
    drawn = { bytes, classOf: classes.classOf };
    picture.style.visibility = '';
    const { cellHeight } = layout;
    if (isNew) context.putImageData(image, 0, 0);
    else if (rows)
      context.putImageData(
        image,
        0,
        0,
        0,
        rows.first * cellHeight,
        room.width,
        (rows.last - rows.first + 1) * cellHeight,
      );
  };
  const placePointer = (): void => {
    show(cursor, pointed !== null && layout !== null);
    if (pointed === null || !layout) return;
    const cell = Math.min(Math.floor(pointed), layout.cells - 1);
    const { x, y } = placeOf(layout, cell);
    const within = Math.min(pointed - cell, 1) * layout.cellWidth;
    cursor.style.height = `${layout.cellHeight / room.scale}px`;
    cursor.style.transform = `translate(${((x + within) / room.scale).toFixed(2)}px, ${y / room.scale}px)`;
  };
  const placeMarker = (): void => {
    show(marker, marked !== null && layout !== null);
    if (marked === null || !layout) return;
    const { x, y } = placeOf(layout, marked);
    marker.style.width = `${layout.cellWidth / room.scale}px`;
    marker.style.height = `${layout.cellHeight / room.scale}px`;
    marker.style.transform = `translate(${x / room.scale}px, ${y / room.scale}px)`;
  };
  const observer = new ResizeObserver(([entry]) => {
    if (!entry) return;
    const next = roomOf(entry);
    if (next.width === room.width && next.height === room.height) return;
    room = next;
    layout = null;
    paint();
    placePointer();
    placeMarker();
    resized();
  });
  observer.observe(element);
  return {
    element,
    picture,
    draw(frame, classes, theme) {
      wanted = { frame, classes, theme };
      paint();
    },
    clear() {
      wanted = null;
      layout = null;
      picture.width = 0;
      picture.style.visibility = 'hidden';
      pointed = null;
      placePointer();
    },
    point(cells) {
      if (cells === pointed) return;
      pointed = cells;
      placePointer();
    },
    mark(cell) {
      marked = cell;
      placeMarker();
    },
    cellAt: (x, y) => (layout ? cellAt(layout, x * room.scale, y * room.scale) : null),
    get columns() {
      return layout?.columns ?? 0;
    },
    get size() {
      const { width, height, scale } = room;
      return width > 0 && height > 0 ? { width: width / scale, height: height / scale } : null;
    },
    destroy() {
      observer.disconnect();
    },
  };
}

/** Device pixels as the browser counts them, where it tells; else by the page's ratio. */
function roomOf(entry: ResizeObserverEntry): Room {
  const { width, height } = entry.contentRect;
  const scale = window.devicePixelRatio || 1;
  return { width: Math.floor(width * scale), height: Math.floor(height * scale), scale };
}
