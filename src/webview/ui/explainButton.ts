// The small button that opens an algorithm's page: the same in the lanes of the panel and in the preview.
import { make } from './dom';

/** 'Explain', of the algorithm that `label` stands for. */
export function createExplainButton(label: string, pressed: () => void): HTMLButtonElement {
  const button = make('button', {
    class: 'text-button',
    text: 'Explain',
    attributes: { type: 'button', 'aria-label': `Explain ${label}`, title: 'Idea, rules, parameters and a figure' },
  });
  button.addEventListener('click', pressed);
  return button;
}
