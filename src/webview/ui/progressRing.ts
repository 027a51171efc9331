// A ring that says 'something is under way', to the eye alone: the words beside it say it to everybody. Its turning is a transform, which the browser
// does by itself; the toolkit's ring, an SVG, made the whole page be laid out and painted in every frame.
import { make } from './dom';

/** Turns as long as it is shown; with reduced motion it is not. */
export function createProgressRing(): HTMLElement {
  return make('span', { class: 'ring', attributes: { 'aria-hidden': 'true' } });
}
