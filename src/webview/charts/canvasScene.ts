// Draws scenes on canvases. Textures become patterns here.
import { markOutlines, markSize } from '../marks';
import { type Theme } from '../theme';
import { type Look, type Texture, textureSize, textureStroke, textures } from './looks';
import type { Fill, Item, LineItem, MarkItem, Measure, RectItem, Scene, TextItem } from './scene';

type Context = CanvasRenderingContext2D;

/** Draws the shapes in their order. */
export function drawItems(context: Context, items: readonly Item[], fontFamily: string): void {
  for (const item of items) {
    context.save();
    switch (item.kind) {
      case 'rect':
        drawRect(context, item);
        break;
      case 'line':
        drawLine(context, item);
        break;
      case 'mark':
        drawMark(context, item);
        break;
      case 'text':
        drawText(context, item, fontFamily);
        break;
      case 'clip':
        context.beginPath();
        context.rect(item.x, item.y, item.width, item.height);
        context.clip();
        drawItems(context, item.items, fontFamily);
    }
    context.restore();
  }
}

/** A canvas with the whole scene, `scale` pixels to each of its own. */
export function canvasOf(scene: Scene, scale: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(scene.width * scale);
  canvas.height = Math.round(scene.height * scale);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('The browser gives no canvas to draw the picture on.');
  context.scale(scale, scale);
  context.fillStyle = scene.background;
  context.fillRect(0, 0, scene.width, scene.height);
  drawItems(context, scene.items, scene.fontFamily);
  return canvas;
}

/** Measures texts as a canvas would draw them. */
export function measureIn(context: Context, fontFamily: string): Measure {
  return (text, size, bold) => {
    context.font = fontOf(size, bold, fontFamily);
    return context.measureText(text).width;
  };
}

function fontOf(size: number, bold: boolean, fontFamily: string): string {
  return `${bold ? '600 ' : ''}${size}px ${fontFamily}`;
}

function drawRect(context: Context, { x, y, width, height, fill, outline, opacity }: RectItem): void {
  context.globalAlpha = opacity;
  context.fillStyle = fillStyleOf(fill);
  context.fillRect(x, y, width, height);
  if (outline === null) return;
  context.strokeStyle = outline;
  context.lineWidth = 1;
  context.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
}

function drawLine(context: Context, { points, color, width, dash }: LineItem): void {
  context.strokeStyle = color;
  context.lineWidth = width;
  context.lineJoin = 'round';
  context.setLineDash([...dash]);
  context.beginPath();
  for (const { x, y } of points) context.lineTo(x, y);
  context.stroke();
}

function drawMark(context: Context, { mark, x, y, size, color, edge }: MarkItem): void {
  const outline = new Path2D(markOutlines[mark]);
  context.translate(x - size / 2, y - size / 2);
  context.scale(size / markSize, size / markSize);
  context.strokeStyle = edge;
  context.lineWidth = 2 * (markSize / size);
  context.stroke(outline);
  context.fillStyle = color;
  context.fill(outline);
}

function drawText(context: Context, { text, x, y, size, bold, color, align, halo }: TextItem, family: string): void {
  context.font = fontOf(size, bold, family);
  context.textAlign = align;
  context.textBaseline = 'middle';
  if (halo !== null) {
    context.lineJoin = 'round';
    context.strokeStyle = halo;
    context.lineWidth = 3;
    context.strokeText(text, x, y);
  }
  context.fillStyle = color;
  context.fillText(text, x, y);
}

const patterns = new Map<string, CanvasPattern>();

/** What a canvas fills a surface with; the plain colour where the browser has no canvas to draw the texture on. */
export function fillStyleOf({ color, texture, background }: Fill): string | CanvasPattern {
  if (texture === null) return color;
  const key = `${texture} ${color} ${background}`;
  const known = patterns.get(key);
  if (known) return known;
  const made = drawTexture(texture, color, background);
  if (made) patterns.set(key, made);
  return made ?? color;
}

/** A small tile, repeated. */
function drawTexture(texture: Texture, color: string, background: string): CanvasPattern | null {
  const tile = document.createElement('canvas');
  tile.width = textureSize;
  tile.height = textureSize;
  const context = tile.getContext('2d');
  if (!context) return null;
  context.fillStyle = background;
  context.fillRect(0, 0, textureSize, textureSize);
  context.strokeStyle = color;
  context.fillStyle = color;
  context.lineWidth = textureStroke;
  for (const [fromX, fromY, toX, toY] of textures[texture].strokes) stroke(context, fromX, fromY, toX, toY);
  for (const [x, y, size] of textures[texture].squares) context.fillRect(x, y, size, size);
  return context.createPattern(tile, 'repeat');
}

function stroke(context: Context, fromX: number, fromY: number, toX: number, toY: number): void {
  context.beginPath();
  context.moveTo(fromX, fromY);
  context.lineTo(toX, toY);
  context.stroke();
}

/** A surface of a look, as a canvas fills it. */
export function lookFill(look: Look, theme: Theme): string | CanvasPattern {
  return fillStyleOf({ color: look.fill, texture: look.texture, background: theme.background });
}
