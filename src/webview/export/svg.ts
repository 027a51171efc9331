// Writes a scene as SVG: shapes and texts, no pixels; plain enough for browsers, Inkscape and LaTeX tools. Pure. Texts are escaped: labels are the
// scenario's, and a picture must not be able to do more than be looked at.
import { markOutlines, markSize } from '../marks';
import { textureSize, textureStroke, textures } from '../charts/looks';
import type { ClipItem, Fill, Item, LineItem, MarkItem, RectItem, Scene, TextItem } from '../charts/scene';

/** The scene as a file; title and description are for those who do not see it. */
export function svgOf(scene: Scene, title: string, description: string): string {
  const { width, height, background, fontFamily, items } = scene;
  const definitions = new Map<string, string>();
  const shapes = items.map((item) => shapeOf(item, definitions));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${escaped(fontFamily)}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<desc>${escaped(description)}</desc>`,
    ...(definitions.size > 0 ? [`<defs>${[...definitions.values()].join('')}</defs>`] : []),
    `<rect width="${width}" height="${height}" fill="${escaped(background)}"/>`,
    ...shapes,
    '</svg>',
    '',
  ].join('\n');
}

type Definitions = Map<string, string>;

function shapeOf(item: Item, definitions: Definitions): string {
  switch (item.kind) {
    case 'rect':
      return rectOf(item, definitions);
    case 'line':
      return lineOf(item);
    case 'mark':
      return markOf(item);
    case 'text':
      return textOf(item);
    case 'clip':
      return clipOf(item, definitions);
  }
}

function rectOf({ x, y, width, height, fill, outline, opacity }: RectItem, definitions: Definitions): string {
  const edge = outline === null ? '' : ` stroke="${escaped(outline)}"`;
  const inset = outline === null ? 0 : 0.5;
  const box = `x="${number(x + inset)}" y="${number(y + inset)}" width="${number(Math.max(0, width - 2 * inset))}" height="${number(Math.max(0, height - 2 * inset))}"`;
  const through = opacity < 1 ? ` fill-opacity="${number(opacity)}"` : '';
  return `<rect ${box} fill="${paintOf(fill, definitions)}"${edge}${through}/>`;
}

function lineOf({ points, color, width, dash }: LineItem): string {
  const path = points.map(({ x, y }) => `${number(x)},${number(y)}`).join(' ');
  const dashes = dash.length === 0 ? '' : ` stroke-dasharray="${dash.join(' ')}"`;
  return `<polyline points="${path}" fill="none" stroke="${escaped(color)}" stroke-width="${width}" stroke-linejoin="round"${dashes}/>`;
}

function markOf({ mark, x, y, size, color, edge }: MarkItem): string {
  const scale = size / markSize;
  const place = `translate(${number(x - size / 2)} ${number(y - size / 2)}) scale(${number(scale)})`;
  const outline = markOutlines[mark];
  return `<g transform="${place}"><path d="${outline}" fill="none" stroke="${escaped(edge)}" stroke-width="${number(2 / scale)}"/><path d="${outline}" fill="${escaped(color)}"/></g>`;
}

const anchors = { left: 'start', center: 'middle', right: 'end' } as const;

/** The halo is a text of its own behind the letters: not every program knows the order of painting. */
function textOf({ text, x, y, size, bold, color, align, halo }: TextItem): string {
  // Letters stand on a base line about a third of their size under their middle.
  const place = `x="${number(x)}" y="${number(y + size * 0.35)}" font-size="${number(size)}" text-anchor="${anchors[align]}"${bold ? ' font-weight="600"' : ''}`;
  const letters = escaped(text);
  const behind =
    halo === null
      ? ''
      : `<text ${place} fill="none" stroke="${escaped(halo)}" stroke-width="3" stroke-linejoin="round" aria-hidden="true">${letters}</text>`;
  return `${behind}<text ${place} fill="${escaped(color)}">${letters}</text>`;
}

function clipOf({ x, y, width, height, items }: ClipItem, definitions: Definitions): string {
  const box = [x, y, width, height].map(number);
  const id = `clip-${box.join('-')}`.replaceAll('.', '_');
  const [left = '', top = '', wide = '', high = ''] = box;
  definitions.set(
    id,
    `<clipPath id="${id}"><rect x="${left}" y="${top}" width="${wide}" height="${high}"/></clipPath>`,
  );
  return `<g clip-path="url(#${id})">${items.map((item) => shapeOf(item, definitions)).join('')}</g>`;
}

/** A plain colour, or a pattern of the texture. */
function paintOf({ color, texture, background }: Fill, definitions: Definitions): string {
  if (texture === null) return escaped(color);
  const id = `${texture}-${color}-${background}`.replaceAll(/[^A-Za-z0-9-]/g, '_');
  const { strokes, squares } = textures[texture];
  const lines = strokes
    .map((ends) => ends.map(number))
    .map(([x1 = '', y1 = '', x2 = '', y2 = '']) => `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"/>`);
  const dots = squares.map(
    ([x, y, size]) =>
      `<rect x="${number(x)}" y="${number(y)}" width="${number(size)}" height="${number(size)}" fill="${escaped(color)}"/>`,
  );
  definitions.set(
    id,
    `<pattern id="${id}" patternUnits="userSpaceOnUse" width="${textureSize}" height="${textureSize}"><rect width="${textureSize}" height="${textureSize}" fill="${escaped(background)}"/><g stroke="${escaped(color)}" stroke-width="${textureStroke}">${lines.join('')}</g>${dots.join('')}</pattern>`,
  );
  return `url(#${id})`;
}

/** Hundredths of a pixel are enough. */
function number(value: number): string {
  return String(Math.round(value * 100) / 100);
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text in XML; characters that XML does not allow are left out. */
function escaped(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll(/[&<>"']/g, (sign) => escapes[sign] ?? sign);
}
