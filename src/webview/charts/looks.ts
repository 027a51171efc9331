// What each role looks like in a theme, as plain data. Colour is never alone: pale and solid, hatched, dotted and crossed surfaces tell the parts of a
// column apart in grey as well, dashes the lines, marks the algorithms.
import { mixColors } from '../colors';
import { tierColors } from '../palette';
import { type Theme, isHighContrast, isLight } from '../theme';
import type { Paint } from './spec';

export type Texture = 'diagonal' | 'crossed' | 'dots';

export interface Look {
  /** Colour of lines and outlines. */
  readonly line: string;
  /** Colour of a surface; of its strokes, if it has a texture. */
  readonly fill: string;
  readonly texture: Texture | null;
  /** Lengths of strokes and gaps of a line, in pixels; empty: without gaps. */
  readonly dash: readonly number[];
  readonly width: number;
}

/** Width and height of the tile that a texture repeats. */
export const textureSize = 6;

/** A texture on a tile of `textureSize`: strokes from point to point, and squares. The same on canvases and in SVG. */
export const textures: Readonly<
  Record<
    Texture,
    {
      readonly strokes: readonly (readonly [fromX: number, fromY: number, toX: number, toY: number])[];
      readonly squares: readonly (readonly [x: number, y: number, size: number])[];
    }
  >
> = {
  diagonal: { strokes: diagonals(), squares: [] },
  crossed: { strokes: [...diagonals(), ...diagonals().map(mirrored)], squares: [] },
  dots: {
    strokes: [],
    squares: [
      [1, 1, 1.6],
      [4, 4, 1.6],
    ],
  },
};
export const textureStroke = 1.1;

function diagonals(): (readonly [number, number, number, number])[] {
  return [-textureSize, 0, textureSize].map((shift) => [shift, textureSize, shift + textureSize, 0] as const);
}

function mirrored([fromX, fromY, toX, toY]: readonly [number, number, number, number]) {
  return [fromX, toY, toX, fromY] as const;
}

/** The look of a role. */
export function lookOf(paint: Paint, theme: Theme): Look {
  switch (paint.role) {
    case 'again':
      return solid(seriesColor(paint.series, theme));
    case 'sent':
    case 'series':
      return { ...solid(seriesColor(paint.series, theme)), width: 2 };
    case 'unheld':
      return { ...solid(seriesColor(paint.series, theme)), width: 1.25, dash: [2, 3] };
    case 'first': {
      const line = seriesColor(paint.series, theme);
      return { ...solid(line), fill: mixColors(line, theme.background, isHighContrast(theme.kind) ? 0.35 : 0.3) };
    }
    case 'skipped':
      return textured('diagonal', softened(theme));
    case 'held':
      return textured('crossed', theme.muted);
    case 'left':
      return textured('dots', softened(theme));
    case 'suspend':
      return textured('crossed', theme.muted);
    case 'device':
      return textured('diagonal', theme.muted);
    case 'resume':
      return textured('dots', theme.muted);
    case 'dirtied':
      return { ...solid(theme.foreground), width: 1.25 };
    case 'written':
      return { ...solid(theme.foreground), width: 2 };
    case 'link':
      return { ...solid(theme.foreground), dash: [6, 4] };
    case 'floor':
    case 'stopped':
      return { ...solid(theme.foreground), width: 1.5 };
    case 'rate-only':
      return { ...solid(theme.foreground), width: 1.5, dash: [3, 2] };
    case 'threshold':
      return { ...solid(theme.muted), dash: [6, 3] };
    case 'front':
      return { ...solid(theme.muted), dash: [1, 3], width: 1.5 };
    case 'tier':
      return solid(tierColors(paint.of, isLight(theme.kind))[paint.tier] ?? theme.muted);
    default:
      return unreachable(paint);
  }
}

function unreachable(paint: never): never {
  throw new Error(`No look for ${JSON.stringify(paint)}`);
}

/** A line rather than a surface: how the legend shows it. */
export function isLine({ role }: Paint): boolean {
  return lines.has(role);
}

const lines: ReadonlySet<Paint['role']> = new Set([
  'dirtied',
  'link',
  'sent',
  'unheld',
  'written',
  'floor',
  'rate-only',
  'threshold',
  'front',
]);

export function seriesColor(series: number, theme: Theme): string {
  return theme.series[series % theme.series.length] ?? theme.foreground;
}

/** Thin strokes in full contrast would outshine the solid parts; in high contrast they may. */
function softened(theme: Theme): string {
  return isHighContrast(theme.kind) ? theme.muted : mixColors(theme.muted, theme.background, 0.75);
}

function solid(color: string): Look {
  return { line: color, fill: color, texture: null, dash: [], width: 1 };
}

function textured(texture: Texture, color: string): Look {
  return { ...solid(color), texture };
}
