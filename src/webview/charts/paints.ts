// What each role looks like in a theme. Colour is never alone: pale and solid, hatched, dotted and crossed surfaces tell the parts of a column apart
// in grey as well; the same look fills the legend's fields.
import { tierColors } from '../palette';
import { type Theme, isHighContrast, isLight } from '../theme';
import type { Paint } from './spec';

export interface Look {
  /** Colour of lines and outlines. */
  readonly line: string;
  readonly fill: string | CanvasPattern;
}

type Texture = 'diagonal' | 'crossed' | 'dots';

/** The look of a role. */
export function lookOf(paint: Paint, theme: Theme): Look {
  switch (paint.role) {
    case 'again':
    case 'sent':
      return solid(seriesColor(paint.series, theme));
    case 'first': {
      const line = seriesColor(paint.series, theme);
      return { line, fill: mix(line, theme.background, isHighContrast(theme.kind) ? 0.35 : 0.3) };
    }
    case 'skipped':
      return textured('diagonal', softened(theme), theme);
    case 'held':
      return textured('crossed', theme.muted, theme);
    case 'left':
      return textured('dots', softened(theme), theme);
    case 'suspend':
      return solid(theme.muted);
    case 'device':
      return textured('diagonal', theme.muted, theme);
    case 'resume':
      return textured('dots', theme.muted, theme);
    case 'dirtied':
    case 'link':
    case 'stopped':
      return solid(theme.foreground);
    case 'tier':
      return solid(tierColors(paint.of, isLight(theme.kind))[paint.tier] ?? theme.muted);
    default:
      return unreachable(paint);
  }
}

function unreachable(paint: never): never {
  throw new Error(`No look for ${JSON.stringify(paint)}`);
}

function seriesColor(series: number, theme: Theme): string {
  return theme.series[series % theme.series.length] ?? theme.foreground;
}

/** Thin strokes in full contrast would outshine the solid parts; in high contrast they may. */
function softened(theme: Theme): string {
  return isHighContrast(theme.kind) ? theme.muted : mix(theme.muted, theme.background, 0.75);
}

function solid(color: string): Look {
  return { line: color, fill: color };
}

const patterns = new Map<string, CanvasPattern>();

function textured(texture: Texture, color: string, theme: Theme): Look {
  const key = `${texture} ${color} ${theme.background}`;
  const fill = patterns.get(key) ?? drawTexture(texture, color, theme.background);
  if (typeof fill !== 'string') patterns.set(key, fill);
  return { line: color, fill };
}

/** A small tile, repeated; a plain colour where the browser has no canvas to draw it on. */
function drawTexture(texture: Texture, color: string, background: string): CanvasPattern | string {
  const size = 6;
  const tile = document.createElement('canvas');
  tile.width = size;
  tile.height = size;
  const context = tile.getContext('2d');
  if (!context) return color;
  context.fillStyle = background;
  context.fillRect(0, 0, size, size);
  context.strokeStyle = color;
  context.fillStyle = color;
  context.lineWidth = 1.1;
  strokesOf[texture](context, size);
  return context.createPattern(tile, 'repeat') ?? color;
}

const strokesOf: Readonly<Record<Texture, (context: CanvasRenderingContext2D, size: number) => void>> = {
  diagonal(context, size) {
    for (const shift of [-size, 0, size]) stroke(context, shift, size, shift + size, 0);
  },
  crossed(context, size) {
    for (const shift of [-size, 0, size]) {
      stroke(context, shift, size, shift + size, 0);
      stroke(context, shift, 0, shift + size, size);
    }
  },
  dots(context) {
    context.fillRect(1, 1, 1.6, 1.6);
    context.fillRect(4, 4, 1.6, 1.6);
  },
};

function stroke(context: CanvasRenderingContext2D, fromX: number, fromY: number, toX: number, toY: number): void {
  context.beginPath();
  context.moveTo(fromX, fromY);
  context.lineTo(toX, toY);
  context.stroke();
}

/** Mixes two colours, as the browser understands them, in sRGB. */
function mix(color: string, other: string, share: number): string {
  return `color-mix(in srgb, ${color} ${Math.round(share * 100)}%, ${other})`;
}

/** Fills a legend's field with the look of a role: a surface, or a stroke for lines. */
export function drawField(canvas: HTMLCanvasElement, paint: Paint, theme: Theme): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const { width, height } = canvas;
  const look = lookOf(paint, theme);
  context.clearRect(0, 0, width, height);
  context.fillStyle = look.fill;
  context.strokeStyle = look.line;
  context.lineWidth = width / 12;
  if (isLine(paint)) {
    context.lineWidth = width / 6;
    stroke(context, 0, height / 2, width, height / 2);
    return;
  }
  context.fillRect(0, 0, width, height);
  if (paint.role === 'stopped') context.clearRect(0, 0, width, height * 0.65);
  else if (paint.role !== 'again' && paint.role !== 'tier') context.strokeRect(1, 1, width - 2, height - 2);
}

function isLine(paint: Paint): boolean {
  return paint.role === 'dirtied' || paint.role === 'link' || paint.role === 'sent';
}
