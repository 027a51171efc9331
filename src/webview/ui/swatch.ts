// The small mark that stands for an algorithm: its shape and its colour together. The colour comes from the style sheet, by the series' class.
import { markOf, seriesCount } from '../../core/series';
import { markOutlines } from '../marks';
import { makeSvg } from './svg';

/** The class that gives an element the colour of the algorithm at a position of the file. */
export function seriesClass(index: number): string {
  return `series-${(index % seriesCount) + 1}`;
}

/** The mark of the algorithm at a position of the file; for the eye alone, its label stands beside it. */
export function createSwatch(index: number): SVGElement {
  return makeSvg(
    'svg',
    { class: `swatch ${seriesClass(index)}`, viewBox: '0 0 12 12', 'aria-hidden': 'true' },
    makeSvg('path', { d: markOutlines[markOf(index)] }),
  );
}
