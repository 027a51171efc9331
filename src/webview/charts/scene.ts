// A picture as a list of shapes in CSS pixels: what decorations.ts and layout.ts make of specs, canvasScene.ts draws and svgScene.ts writes. Pure data.
import type { Mark } from '../../core/series';
import type { Texture } from './looks';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A surface: plain, or strokes of its colour on the background. */
export interface Fill {
  readonly color: string;
  readonly texture: Texture | null;
  readonly background: string;
}

export interface RectItem {
  readonly kind: 'rect';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly fill: Fill;
  /** Around it; null: none. */
  readonly outline: string | null;
  /** 0 … 1. */
  readonly opacity: number;
}

export interface LineItem {
  readonly kind: 'line';
  readonly points: readonly Point[];
  readonly color: string;
  readonly width: number;
  readonly dash: readonly number[];
}

/** The mark of an algorithm, around its middle, with an edge in the background's colour. */
export interface MarkItem {
  readonly kind: 'mark';
  readonly mark: Mark;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly color: string;
  readonly edge: string;
}

export interface TextItem {
  readonly kind: 'text';
  readonly text: string;
  readonly x: number;
  /** The middle of the line. */
  readonly y: number;
  readonly size: number;
  readonly bold: boolean;
  readonly color: string;
  readonly align: 'left' | 'center' | 'right';
  /** A wide stroke behind the letters keeps them readable on whatever is there; null: none. */
  readonly halo: string | null;
}

/** Shapes of which nothing is seen outside a rectangle. */
export interface ClipItem {
  readonly kind: 'clip';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly items: readonly Item[];
}

export type Item = RectItem | LineItem | MarkItem | TextItem | ClipItem;

export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly background: string;
  readonly fontFamily: string;
  readonly items: readonly Item[];
}

/** How wide a text is, in CSS pixels. */
export type Measure = (text: string, size: number, bold: boolean) => number;
