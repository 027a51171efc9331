// The fields of the memory map's legend: a cell of each class, large enough to show its mark.
import type { Theme } from '../theme';
import { make } from '../ui/dom';
import { cellTile } from './cellTiles';
import type { MapClass } from './mapClasses';
import { cellLook } from './mapLooks';
import { pixelOf } from './pixelColors';

/** Device pixels: shown half as large, crisp on screens of twice the density. */
const side = 20;

/** A field with the look of a class. */
export function drawClassField(entry: MapClass, theme: Theme): HTMLCanvasElement {
  const field = make('canvas', { class: 'legend-field', attributes: { 'aria-hidden': 'true' } });
  field.width = side;
  field.height = side;
  const context = field.getContext('2d');
  if (!context) return field;
  const { fill, mark, ink } = cellLook(entry, theme);
  const tile = cellTile({ fill: pixelOf(fill), mark, ink: pixelOf(ink) }, side + 1, side + 1, 0);
  const image = context.createImageData(side, side);
  const pixels = new Uint32Array(image.data.buffer);
  for (let y = 0; y < side; y += 1) pixels.set(tile.subarray(y * (side + 1), y * (side + 1) + side), y * side);
  context.putImageData(image, 0, 0);
  return field;
}
