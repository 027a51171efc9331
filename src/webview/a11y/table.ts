// The table that stands for a chart: the same one for a screen reader and for everybody who switches to tables.
import { make } from '../ui/dom';

export interface TableModel {
  readonly caption: string;
  readonly columns: readonly string[];
  /** The first cell of a row names it. */
  readonly rows: readonly (readonly string[])[];
}

/** A real table with its caption and headings. */
export function createTable(model: TableModel): HTMLTableElement {
  const table = make('table', { class: 'data-table' }, make('caption', { text: model.caption }));
  const heading = make('tr');
  for (const text of model.columns) heading.append(make('th', { text, attributes: { scope: 'col' } }));
  const body = make('tbody');
  for (const row of model.rows) body.append(createRow(row));
  table.append(make('thead', {}, heading), body);
  return table;
}

function createRow(cells: readonly string[]): HTMLTableRowElement {
  const row = make('tr');
  cells.forEach((text, column) => {
    row.append(column === 0 ? make('th', { text, attributes: { scope: 'row' } }) : make('td', { text }));
  });
  return row;
}
