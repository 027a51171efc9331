// What the file expects, and whether it holds: a line each, with both sides' figures.
import type { ExpectationResult } from '../../core/expect/evaluate';
import { figuresInWords } from '../../core/expect/words';
import { formatCount } from '../../core/metrics/format';
import { freshId, make, setText, show } from '../ui/dom';

export interface ExpectationsView {
  readonly element: HTMLElement;
  update(results: readonly ExpectationResult[] | null): void;
}

function titleOf(results: readonly ExpectationResult[]): string {
  const failed = results.filter(({ passed }) => !passed).length;
  return failed === 0
    ? 'Expectations: all hold'
    : `Expectations: ${formatCount(failed)} of ${formatCount(results.length)} fail`;
}

function createLine(result: ExpectationResult): HTMLLIElement {
  const { passed, text } = result;
  return make(
    'li',
    { class: passed ? 'holds' : 'fails' },
    make('span', { class: 'verdict', text: passed ? '✓ holds' : '✗ fails' }),
    document.createTextNode(' '),
    make('code', { text }),
    document.createTextNode(' '),
    make('span', { class: 'note', text: figuresInWords(result) }),
  );
}

/** Hidden until an experiment with expectations has finished. */
export function createExpectationsView(): ExpectationsView {
  const titleId = freshId('expectations');
  const title = make('h3', { class: 'chart-title', attributes: { id: titleId } });
  const list = make('ul', { class: 'expectations', attributes: { 'aria-labelledby': titleId } });
  const element = make('div', { class: 'expected' }, title, list);
  element.hidden = true;
  let drawn: readonly ExpectationResult[] | null = null;
  return {
    element,
    update(results) {
      show(element, results !== null && results.length > 0);
      if (results === drawn || results === null) return;
      drawn = results;
      setText(title, titleOf(results));
      list.replaceChildren(...results.map(createLine));
    },
  };
}
