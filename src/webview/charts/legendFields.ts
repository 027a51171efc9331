// The fields of a chart's legend: a surface, line or mark of each role, for the eye alone.
import { markOutlines, markSize } from '../marks';
import type { Theme } from '../theme';
import { freshId } from '../ui/dom';
import { makeSvg } from '../ui/svg';
import { legendField, legendFieldWidth } from './decorations';
import { type Texture, textureSize, textureStroke, textures } from './looks';
import type { Fill, Item, LineItem, MarkItem, RectItem } from './scene';
import type { Paint } from './spec';

/** As in the style sheet, in CSS pixels. */
const height = 10;

/** The field of a role. */
export function createField(paint: Paint, theme: Theme): SVGElement {
  const width = legendFieldWidth(paint, height);
  const shape = width > height ? 'legend-field legend-line' : 'legend-field';
  return makeSvg(
    'svg',
    { class: shape, viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true' },
    ...legendField(paint, theme, height).flatMap(shapesOf),
  );
}

/** Texts and clipped parts have no place in a field. */
function shapesOf(item: Item): readonly SVGElement[] {
  switch (item.kind) {
    case 'rect':
      return rectShapes(item);
    case 'line':
      return [lineShape(item)];
    case 'mark':
      return [markShape(item)];
    case 'text':
    case 'clip':
      return [];
  }
}

function rectShapes({ x, y, width, height: high, fill, outline }: RectItem): readonly SVGElement[] {
  const inset = outline === null ? 0 : 0.5;
  const box = { x: x + inset, y: y + inset, width: width - 2 * inset, height: high - 2 * inset };
  const edge = outline === null ? {} : { stroke: outline };
  if (fill.texture === null) return [makeSvg('rect', { ...box, fill: fill.color, ...edge })];
  const pattern = patternOf(fill, fill.texture);
  return [pattern, makeSvg('rect', { ...box, fill: `url(#${pattern.id})`, ...edge })];
}

function patternOf({ color, background }: Fill, texture: Texture): SVGPatternElement {
  const { strokes, squares } = textures[texture];
  const side = { width: textureSize, height: textureSize };
  const lines = strokes.map(([x1, y1, x2, y2]) =>
    makeSvg('line', { x1, y1, x2, y2, stroke: color, 'stroke-width': textureStroke }),
  );
  const dots = squares.map(([x, y, size]) => makeSvg('rect', { x, y, width: size, height: size, fill: color }));
  const id = freshId('texture');
  const ground = makeSvg('rect', { ...side, fill: background });
  return makeSvg('pattern', { id, patternUnits: 'userSpaceOnUse', ...side }, ground, ...lines, ...dots);
}

function lineShape({ points, color, width, dash }: LineItem): SVGElement {
  const places = points.map(({ x, y }) => `${x},${y}`).join(' ');
  const dashes = dash.length === 0 ? {} : { 'stroke-dasharray': dash.join(' ') };
  return makeSvg('polyline', { points: places, fill: 'none', stroke: color, 'stroke-width': width, ...dashes });
}

function markShape({ mark, x, y, size, color, edge }: MarkItem): SVGElement {
  const scale = size / markSize;
  const outline = markOutlines[mark];
  return makeSvg(
    'g',
    { transform: `translate(${x - size / 2} ${y - size / 2}) scale(${scale})` },
    makeSvg('path', { d: outline, fill: 'none', stroke: edge, 'stroke-width': 2 / scale }),
    makeSvg('path', { d: outline, fill: color }),
  );
}
