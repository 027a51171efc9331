// What a policy has written by console.log, in its lane: a line with the newest, and all of them with time and round when it is opened. It is a table of
// real text: a screen reader reads the same.
import type { LogRecord } from '../../core/engine/events';
import { formatCount, formatCounted, formatSeconds } from '../../core/metrics/format';
import { make, setText, show } from '../ui/dom';

export interface LogView {
  readonly element: HTMLElement;
  /** Shows the first `written` of the lines; those after them have not been written yet at the playhead. */
  draw(lines: readonly LogRecord[], written: number): void;
}

/** The log of the lane that `label` names; nothing is seen of it as long as there is no line. */
export function createLogView(label: string): LogView {
  const count = make('span', { class: 'log-count' });
  const newest = make('span', { class: 'log-newest' });
  const heading = make('tr');
  for (const text of ['Time', 'Round', 'Text']) heading.append(make('th', { text, attributes: { scope: 'col' } }));
  const body = make('tbody');
  const caption = make('caption', { text: `Log of ${label}` });
  const table = make('table', { class: 'data-table' }, caption, make('thead', {}, heading), body);
  const named = { role: 'group', tabindex: '0', 'aria-label': `Log of ${label}, line by line` };
  const place = make('div', { class: 'log-lines', attributes: named }, table);
  const element = make('details', { class: 'lane-log' }, make('summary', {}, count, newest), place);
  const scrollToNewest = (): void => {
    if (element.open) place.scrollTop = place.scrollHeight;
  };
  element.hidden = true;
  element.addEventListener('toggle', scrollToNewest);
  let shown: number | null = null;
  return {
    element,
    draw(lines, written) {
      show(element, lines.length > 0);
      const rows = lines.slice(body.childElementCount).map(createRow);
      body.append(...rows);
      if (shown === written && rows.length === 0) return;
      shown = written;
      [...body.rows].forEach((row, index) => {
        show(row, index < written);
      });
      setText(count, written === 0 ? 'Log: nothing yet' : `Log: ${formatCounted(written, 'line')}`);
      const last = lines[written - 1];
      setText(newest, last ? `${formatSeconds(last.atSeconds)} ${last.text}` : '');
      scrollToNewest();
    },
  };
}

function createRow({ round, atSeconds, text }: LogRecord): HTMLTableRowElement {
  return make(
    'tr',
    {},
    make('th', { text: formatSeconds(atSeconds), attributes: { scope: 'row' } }),
    make('td', { text: round === 0 ? '–' : formatCount(round) }),
    make('td', { class: 'log-text', text }),
  );
}
