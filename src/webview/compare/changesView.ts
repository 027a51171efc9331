// 'What did my change do?': the section below the comparison that holds the experiment against a pinned run, or against that of another file. Tables always:
// its pictures are its words.
import type { BetweenGroup, BetweenRow } from '../../core/compare/betweenWords';
import type { FromPanel, Reference } from '../../core/protocol/messages';
import type { PaintQueue } from '../paintQueue';
import type { Experiment } from '../reduce';
import { createButton } from '../ui/controls';
import { freshId, make, setText, show } from '../ui/dom';
import { type ChangeRow, changesOf } from './changes';

export interface ChangesView {
  readonly element: HTMLElement;
  update(experiment: Experiment, reference: Reference | null, queue: PaintQueue): void;
}

/** The section; without a reference it offers to pin, and to compare. */
export function createChangesView(post: (message: FromPanel) => void): ChangesView {
  let experimentId = '';
  const titleId = freshId('changes');
  const title = make('h3', { class: 'chart-title', attributes: { id: titleId } });
  const pin = createButton('Pin results', 'secondary', () => {
    post({ type: 'pin', experimentId });
  });
  const unpin = createButton('Unpin', 'secondary', () => {
    post({ type: 'unpin' });
  });
  const other = createButton('Compare with …', 'secondary', () => {
    post({ type: 'compareWith' });
  });
  const sentence = make('p', { class: 'finding-sentence' });
  const tables = make('div', { class: 'changes-tables' });
  const notes = make('ul', { class: 'note findings' });
  const actions = make('div', { class: 'actions' }, pin, unpin, other);
  const head = make('div', { class: 'changes-head' }, title, actions);
  const element = make(
    'section',
    { class: 'changes', attributes: { 'aria-labelledby': titleId } },
    head,
    sentence,
    tables,
    notes,
  );
  let drawn: readonly unknown[] = [];
  return {
    element,
    update(experiment, reference, queue) {
      experimentId = experiment.experimentId;
      const ends = experiment.state.status === 'running' ? [] : experiment.lanes.map((lane) => lane.ends);
      const inputs = [experimentId, experiment.state.status, reference, ...ends];
      if (inputs.length === drawn.length && inputs.every((input, index) => input === drawn[index])) return;
      drawn = inputs;
      queue.add('changes', () => {
        show(pin, reference?.experimentId !== experimentId && experiment.state.status === 'finished');
        show(unpin, reference !== null);
        show(other, experiment.state.status !== 'running');
        show(sentence, reference !== null);
        show(element, reference !== null || experiment.state.status === 'finished');
        const changes = reference && changesOf(experiment, reference);
        setText(title, changes?.title ?? 'What did a change do?');
        sentence.replaceChildren(
          ...(changes?.sentence ?? []).map(({ text, strong }) =>
            strong ? make('strong', { text }) : document.createTextNode(text),
          ),
        );
        tables.replaceChildren(
          ...(changes?.file ? [fileTable(changes.file)] : []),
          ...(changes && changes.groups.length > 0 ? [resultTable(changes.groups)] : []),
        );
        notes.replaceChildren(...(changes?.notes ?? []).map((text) => make('li', { text })));
        show(notes, (changes?.notes.length ?? 0) > 0);
      });
    },
  };
}

function heading(...names: readonly string[]): HTMLElement {
  const cells = names.map((text) => make('th', { text, attributes: { scope: 'col' } }));
  return make('thead', {}, make('tr', {}, ...cells));
}

function part(name: string, kind: 'by-key' | 'by-figure', ...children: readonly HTMLElement[]): HTMLElement {
  const id = freshId('changes-table');
  const caption = make('h4', { class: 'changes-title', text: name, attributes: { id } });
  const table = make('table', { class: `comparison ${kind}`, attributes: { 'aria-labelledby': id } }, ...children);
  return make('div', { class: 'changes-part' }, caption, table);
}

function fileTable(rows: readonly ChangeRow[]): HTMLElement {
  if (rows.length === 0)
    return make(
      'div',
      { class: 'changes-part' },
      make('h4', { class: 'changes-title', text: 'In the file' }),
      make('p', { class: 'note', text: 'Nothing: it is the same experiment.' }),
    );
  const body = rows.map(({ key, before, now }) =>
    make(
      'tr',
      {},
      make('th', { text: key, attributes: { scope: 'row' } }),
      make('td', { text: before }),
      make('td', { text: now }),
    ),
  );
  return part('In the file', 'by-key', heading('Key', 'Before', 'Now'), make('tbody', {}, ...body));
}

function resultTable(groups: readonly BetweenGroup[]): HTMLElement {
  return part(
    'In the results',
    'by-figure',
    heading('Figure', 'Before', 'Now', 'Difference'),
    ...groups.map(({ label, remark, rows }) => {
      const name = make('th', { attributes: { scope: 'rowgroup', colspan: '4' } }, make('span', { text: label }));
      if (remark !== '') name.append(document.createTextNode(' '), make('span', { class: 'remark', text: remark }));
      return make('tbody', {}, make('tr', { class: 'group' }, name), ...rows.map(figureRow));
    }),
  );
}

function figureRow({ figure, before, now, difference, change, interval, verdict, tone }: BetweenRow): HTMLElement {
  const words = [interval === '' ? '' : `95 %: ${interval}`, verdict].filter((text) => text !== '').join('; ');
  return make(
    'tr',
    {},
    make('th', { text: figure, attributes: { scope: 'row' } }),
    make('td', { text: before }),
    make('td', { text: now }),
    make(
      'td',
      {},
      make('span', { class: `delta ${tone}`, text: [difference, change].filter((text) => text !== '').join(' · ') }),
      document.createTextNode(' '),
      make('span', { class: 'remark', text: words }),
    ),
  );
}
