// One predicted algorithm: its mark and label, what the prediction is of, its figures, and why it would stop.
import type { PredictedAlgorithm } from '../../core/protocol/previewMessages';
import { freshId, make, setText } from '../ui/dom';
import { createExplainButton } from '../ui/explainButton';
import { createFigures, drawFigures } from '../ui/figures';
import { createSwatch, seriesClass } from '../ui/swatch';
import { predictedFigures, predictedSentence, remarkOf } from './previewFacts';

export interface PredictionView {
  readonly element: HTMLElement;
  update(one: PredictedAlgorithm): void;
}

/** The algorithm at a position of the file; `explain` opens its page. */
export function createPredictionView(index: number, label: string, explain: () => void): PredictionView {
  const headingId = freshId('prediction');
  const remark = make('p', { class: 'prediction-remark' });
  const figures = createFigures();
  const sentence = make('p', { class: 'prediction-sentence' });
  const element = make(
    'li',
    { class: `prediction ${seriesClass(index)}`, attributes: { 'aria-labelledby': headingId } },
    make(
      'div',
      { class: 'lane-head' },
      make(
        'h3',
        { class: 'lane-label', attributes: { id: headingId } },
        createSwatch(index),
        document.createTextNode(label),
      ),
      createExplainButton(label, explain),
    ),
    remark,
    figures,
    sentence,
  );
  return {
    element,
    update(one) {
      setText(remark, remarkOf(one));
      element.classList.toggle('earlier', one.isEarlier || one.prediction === null);
      drawFigures(figures, predictedFigures(one));
      setText(sentence, predictedSentence(one));
    },
  };
}
