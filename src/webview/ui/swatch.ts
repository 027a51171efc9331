// The small mark that stands for an algorithm: its shape and its colour together. The colour comes from the style sheet, by the series' class.
import { type Mark, markOf, seriesCount } from '../../core/series';

const namespace = 'http://www.w3.org/2000/svg';
const outlines: Readonly<Record<Mark, string>> = {
  square: 'M1 1H11V11H1Z',
  circle: 'M6 .5A5.5 5.5 0 1 1 6 11.5A5.5 5.5 0 1 1 6 .5Z',
  triangle: 'M6 .5L11.8 11H.2Z',
  diamond: 'M6 0L12 6L6 12L0 6Z',
  cross: 'M4 .5H8V4H11.5V8H8V11.5H4V8H.5V4H4Z',
  star: 'M6 0L7.8 4.1L12 4.6L8.9 7.6L9.7 12L6 9.7L2.3 12L3.1 7.6L0 4.6L4.2 4.1Z',
};

/** The class that gives an element the colour of the algorithm at a position of the file. */
export function seriesClass(index: number): string {
  return `series-${(index % seriesCount) + 1}`;
}

/** The mark of the algorithm at a position of the file; for the eye alone, its label stands beside it. */
export function createSwatch(index: number): SVGElement {
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('class', `swatch ${seriesClass(index)}`);
  svg.setAttribute('viewBox', '0 0 12 12');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(namespace, 'path');
  path.setAttribute('d', outlines[markOf(index)]);
  svg.append(path);
  return svg;
}
