// The fields of the memory map's legend: a cell of each class, large enough to show its mark.
import type { Theme } from '../theme';
import { makeSvg } from '../ui/svg';
import { cellTile } from './cellTiles';
import type { MapClass } from './mapClasses';
import { cellLook } from './mapLooks';

/** Pixels of the tile: shown half as large, crisp on screens of twice the density. */
const side = 20;

/** A field with the look of a class. */
export function drawClassField(entry: MapClass, theme: Theme): SVGElement {
  const { fill, mark, ink } = cellLook(entry, theme);
  // The tile has a gap at its right and bottom, which the field leaves out.
  const tile = cellTile({ fill: 0, mark, ink: 1 }, side + 1, side + 1, 0);
  const rows = Array.from({ length: side }, (_, y) => inkOf(tile.subarray(y * (side + 1), y * (side + 1) + side), y));
  return makeSvg(
    'svg',
    {
      class: 'legend-field',
      viewBox: `0 0 ${side} ${side}`,
      'shape-rendering': 'crispEdges',
      'aria-hidden': 'true',
    },
    makeSvg('rect', { width: side, height: side, fill }),
    makeSvg('path', { d: rows.join(''), fill: ink }),
  );
}

/** The inked pixels of a row, as a path: one box for each that stand side by side. */
function inkOf(row: Uint32Array, y: number): string {
  const bits = Array.from(row, (pixel) => (pixel === 1 ? '1' : '0')).join('');
  return [...bits.matchAll(/1+/g)].map(({ index, 0: { length } }) => `M${index} ${y}h${length}v1h-${length}z`).join('');
}
