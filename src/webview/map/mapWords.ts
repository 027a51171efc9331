// The memory map in words: its title, one sentence on where the pages are, and the table that stands for it. Pure.
import type { Frame } from '../../core/engine/frames';
import { formatBytes, formatCount, formatShare } from '../../core/metrics/format';
import type { RecordedScenario } from '../../core/scenario/record';
import type { TableModel } from '../a11y/table';
import { type MapClass, type MapClasses, countCells } from './mapClasses';

/** 'Memory · 262 144 pages, a cell is 64 pages'. */
export function mapTitle({ pages }: RecordedScenario, pagesPerCell: number): string {
  const cell = pagesPerCell === 1 ? 'a cell is a page' : `a cell is ${formatCount(pagesPerCell)} pages`;
  return `Memory · ${formatCount(pages)} pages, ${cell}`;
}

/** What a cell stands for, for those who ask. */
export function cellExplanation({ pageBytes }: RecordedScenario, pagesPerCell: number): string {
  const size = formatBytes(pagesPerCell * pageBytes);
  return pagesPerCell === 1
    ? `Each cell is one page of ${size}.`
    : `Each cell is ${formatCount(pagesPerCell)} pages in a row, ${size}, and shows what most of them are.`;
}

/** Share of the cells of a class, with its name. */
interface Share {
  readonly cellClass: MapClass;
  readonly cells: number;
  readonly share: number;
}

/** One sentence: 'Memory of hca: 78 % of it at the destination, 12 % dirty again, 10 % held back.' */
export function mapSummary(label: string, frame: Frame, classes: MapClasses): string {
  const shares = sharesOf(frame, classes).filter(({ cells }) => cells > 0);
  const parts = shares.map(({ cellClass, share }, index) => {
    const part = `${formatShare(share)}${index === 0 ? ' of it' : ''}`;
    return `${part} ${classInWords(cellClass)}`;
  });
  return `Memory of ${label}: ${parts.join(', ')}.`;
}

/** The table of a view; pages are counted by cells. */
export function mapTable(label: string, frame: Frame, classes: MapClasses, pages: number): TableModel {
  const columns = { state: 'State', tier: 'Tier', sent: 'Times sent' };
  return {
    caption: `Memory of ${label} by ${columns[classes.view].toLowerCase()}`,
    columns: [columns[classes.view], 'Share', frame.pagesPerCell === 1 ? 'Pages' : 'Pages, about'],
    rows: sharesOf(frame, classes)
      .filter(({ cellClass, cells }) => cells > 0 || cellClass.kind !== 'state' || cellClass.state !== 'faulted')
      .map(({ cellClass: { name }, share }) => [
        name.charAt(0).toUpperCase() + name.slice(1),
        formatShare(share),
        formatCount(share * pages),
      ]),
  };
}

function sharesOf(frame: Frame, classes: MapClasses): readonly Share[] {
  const counts = countCells(frame, classes);
  const all = Math.max(1, frame.cells.length);
  return classes.classes.map((cellClass, index) => {
    const cells = counts[index] ?? 0;
    return { cellClass, cells, share: cells / all };
  });
}

function classInWords(cellClass: MapClass): string {
  if (cellClass.kind === 'state') return cellClass.name;
  return cellClass.kind === 'tier'
    ? `in tier ${cellClass.name}`
    : `sent ${cellClass.name}`.replace('sent never', 'never sent');
}
