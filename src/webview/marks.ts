// The shapes of the marks that stand for algorithms (core/series.ts), as outlines of SVG in a square of 12 by 12: the same in lanes, charts and exports.
import type { Mark } from '../core/series';

/** Width and height of the square that the outlines are drawn in. */
export const markSize = 12;

export const markOutlines: Readonly<Record<Mark, string>> = {
  square: 'M1 1H11V11H1Z',
  circle: 'M6 .5A5.5 5.5 0 1 1 6 11.5A5.5 5.5 0 1 1 6 .5Z',
  triangle: 'M6 .5L11.8 11H.2Z',
  diamond: 'M6 0L12 6L6 12L0 6Z',
  cross: 'M4 .5H8V4H11.5V8H8V11.5H4V8H.5V4H4Z',
  star: 'M6 0L7.8 4.1L12 4.6L8.9 7.6L9.7 12L6 9.7L2.3 12L3.1 7.6L0 4.6L4.2 4.1Z',
};
