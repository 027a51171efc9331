// Large figures in a row, each with its name: a definition list that is changed in place.
import type { LargeFigure } from '../lanes/laneFacts';
import { make, setText } from './dom';

/** An empty list. */
export function createFigures(): HTMLElement {
  return make('dl', { class: 'figures' });
}

/** Brings a list up to date. */
export function drawFigures(list: HTMLElement, figures: readonly LargeFigure[]): void {
  if (list.childElementCount !== figures.length) {
    list.replaceChildren(...figures.map(() => make('div', {}, make('dt'), make('dd'))));
  }
  figures.forEach(({ name, value, explanation }, index) => {
    const place = list.children[index];
    const [term, description] = place?.children ?? [];
    if (!place || !term || !description) return;
    place.setAttribute('title', explanation);
    setText(term, name);
    setText(description, value);
  });
}
