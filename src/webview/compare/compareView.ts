// Below the lanes: why (charts of the guest and of the stop rules), and so what (charts of the outcome, and the table of the comparison, a real table always).
import type { ChartPage } from '../charts/chartView';
import type { Experiment } from '../reduce';
import type { Theme } from '../theme';
import { createDropdown } from '../ui/controls';
import { freshId, make, setText, show } from '../ui/dom';
import { createSwatch, seriesClass } from '../ui/swatch';
import { createExpectationsView } from './expectationsView';
import { createComparisonCharts } from './comparisonCharts';
import { type ComparisonCell, type ComparisonRow, comparisonOf } from './comparison';

export interface CompareView {
  readonly element: HTMLElement;
  update(experiment: Experiment, theme: Theme): void;
  /** Brings charts up to date in what a stream leaves behind (chartView.ts). */
  catchUp(streams: boolean): void;
  showAsTables(asTables: boolean): void;
  /** Brings it into view, the first time that it is asked to. */
  reveal(): void;
  destroy(): void;
}

/** The part of the panel that compares the algorithms of these labels; `chooseBaseline` gets the one that a person chooses. */
export function createCompareView(
  page: ChartPage,
  labels: readonly string[],
  chooseBaseline: (label: string) => void,
): CompareView {
  const { queue } = page;
  const charts = createComparisonCharts(page, labels.length);
  const titleId = freshId('comparison');
  const table = make('table', { class: 'comparison', attributes: { 'aria-labelledby': titleId } });
  const note = make('p', { class: 'note' });
  const findings = make('ul', { class: 'note findings' });
  const baseline = createDropdown(
    'The algorithm that the others are compared with',
    labels.map((label) => ({ value: label, text: `relative to ${label}` })),
    chooseBaseline,
  );
  show(baseline.element, labels.length > 1);
  const expectations = createExpectationsView();
  const why = make('section', { class: 'why', attributes: { 'aria-label': 'Why' } }, ...charts.why);
  const outcome = make(
    'section',
    { class: 'compare', attributes: { 'aria-label': 'Comparison' } },
    charts.downtime,
    make(
      'div',
      { class: 'compare-part' },
      make(
        'div',
        { class: 'comparison-head' },
        make('h3', { class: 'chart-title', text: 'Comparison', attributes: { id: titleId } }),
        baseline.element,
      ),
      table,
      note,
      findings,
      expectations.element,
    ),
    charts.tradeoff,
  );
  const element = make('div', { class: 'below' }, why, outcome);
  let drawn: readonly unknown[] = [];
  let isRevealed = false;
  return {
    element,
    update(experiment, theme) {
      charts.update(experiment, theme);
      queue.add('compare shown', () => {
        show(
          outcome,
          experiment.lanes.some(({ end }) => end),
        );
      });
      expectations.update(experiment.state.expectations);
      const ends = experiment.lanes.map(({ end }) => end);
      const inputs = [
        experiment.state.summary,
        experiment.state.status,
        experiment.baseline,
        theme,
        ...ends,
        ...experiment.lanes.map(({ start }) => start),
      ];
      if (inputs.length === drawn.length && inputs.every((input, index) => input === drawn[index])) return;
      drawn = inputs;
      queue.add('comparison', () => {
        baseline.set(labels[experiment.baseline] ?? '');
        const comparison = comparisonOf(experiment);
        const heading = make('tr');
        const compared = comparison.columns.slice(1).map((column) => column.compared);
        for (const { name, compared } of comparison.columns) {
          heading.append(withRoom(make('th', { text: name, attributes: { scope: 'col' } }), compared));
        }
        const rows = comparison.rows.map((row) => createRow(row, compared));
        table.replaceChildren(make('thead', {}, heading), make('tbody', {}, ...rows));
        setText(note, comparison.note);
        findings.replaceChildren(...comparison.findings.map((text) => make('li', { text })));
        findings.hidden = comparison.findings.length === 0;
      });
    },
    catchUp(streams) {
      charts.catchUp(streams);
    },
    showAsTables(asTables) {
      charts.showAsTables(asTables);
    },
    reveal() {
      if (isRevealed) return;
      isRevealed = true;
      outcome.scrollIntoView();
    },
    destroy() {
      charts.destroy();
    },
  };
}

function createRow({ label, index, remark, cells }: ComparisonRow, compared: readonly boolean[]): HTMLTableRowElement {
  const words = make('span', {}, make('span', { text: label }));
  if (remark !== '') words.append(document.createTextNode(' '), make('span', { class: 'remark', text: remark }));
  const name = make('span', { class: 'row-label' }, createSwatch(index), words);
  const heading = make('th', { attributes: { scope: 'row' } }, name);
  const figures = cells.map((cell, column) => createCell(cell, compared[column] ?? false));
  return make('tr', { class: seriesClass(index) }, heading, ...figures);
}

function createCell({ value, change, tone }: ComparisonCell, compared: boolean): HTMLTableCellElement {
  return withRoom(make('td', {}, make('span', { class: 'cell-value', text: value })), compared, change, tone);
}

/** Room for a change is kept where there is none, so that figures and headings stand under each other. */
function withRoom<Cell extends HTMLElement>(cell: Cell, compared: boolean, change = '', tone = 'same'): Cell {
  if (compared) cell.append(document.createTextNode(' '), make('span', { class: `change ${tone}`, text: change }));
  return cell;
}
