// The pictures on buttons: 16 x 16, in the colour of the text beside them. For the eye alone: the button carries the name.

import { makeSvg } from './svg';
const outlines = {
  play: 'M4 2.4v11.2L13.2 8Z',
  pause: 'M3.6 2.5h3.2v11H3.6ZM9.2 2.5h3.2v11H9.2Z',
  stepBack: 'M3 3h1.6v10H3ZM13 3v10L5.6 8Z',
  stepForward: 'M11.4 3H13v10h-1.6ZM3 3l7.4 5L3 13Z',
  keyboard:
    'M1 3.5h14v9H1ZM2 4.5v7h12v-7ZM3.2 5.7h1.5v1.5H3.2ZM5.9 5.7h1.5v1.5H5.9ZM8.6 5.7h1.5v1.5H8.6ZM11.3 5.7h1.5v1.5h-1.5ZM4.5 8.8h7v1.4h-7Z',
  toEnd: 'M12.4 3H14v10h-1.6ZM1.6 3 7 8l-5.4 5ZM6.8 3l5.4 5-5.4 5Z',
} as const;

export type Icon = keyof typeof outlines;

/** A new picture. */
export function createIcon(icon: Icon): SVGElement {
  const path = makeSvg('path', { 'fill-rule': 'evenodd' });
  const svg = makeSvg('svg', { viewBox: '0 0 16 16', 'aria-hidden': 'true' }, path);
  setIcon(svg, icon);
  return svg;
}

/** Puts another picture in the place of one. */
export function setIcon(svg: SVGElement, icon: Icon): void {
  svg.firstElementChild?.setAttribute('d', outlines[icon]);
}
