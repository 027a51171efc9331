// The menus by which charts are exported: one for each chart, one for all. They ask by an event that the exporter hears.
import type { ExportFormat } from '../../core/protocol/savedFiles';
import { type MenuButton, type MenuItem, createMenuButton } from '../ui/menu';
import type { ShownChart } from './files';

/** Bubbles from a menu to the exporter. */
export const exportEvent = 'migration-lab-export';

/** On the exporter's element: whether pictures are exported for print. */
export const forPrintAttribute = 'data-for-print';

/** What a menu asks for; no chart: all of them. */
export interface ExportAsked {
  readonly chart: ShownChart | null;
  readonly wish: ExportFormat | 'switch for print';
}

const formats: readonly { readonly format: ExportFormat; readonly one: string; readonly all: string }[] = [
  { format: 'png', one: 'Picture (PNG)', all: 'Pictures (PNG)' },
  { format: 'svg', one: 'Vector picture (SVG)', all: 'Vector pictures (SVG)' },
  { format: 'csv', one: 'Figures (CSV)', all: 'Figures (CSV)' },
];

/** The menu of one chart; `chart` says what it shows when something is chosen. */
export function createChartMenu(chart: () => ShownChart | null): MenuButton {
  return createExportMenu('icon', 'Export', chart, 'one');
}

/** The menu of all charts of the page. */
export function createAllChartsMenu(): HTMLElement {
  return createExportMenu('text', 'Export', () => null, 'all').element;
}

function createExportMenu(
  look: 'icon' | 'text',
  name: string,
  chart: () => ShownChart | null,
  words: 'one' | 'all',
): MenuButton {
  const ask = (wish: ExportAsked['wish']): void => {
    const shown = chart();
    if (words === 'one' && !shown) return;
    const detail: ExportAsked = { chart: shown, wish };
    menu.element.dispatchEvent(new CustomEvent(exportEvent, { bubbles: true, detail }));
  };
  const menu = createMenuButton(look, name, (): readonly MenuItem[] => [
    ...formats.map(({ format, [words]: text }) => ({
      text,
      checked: null,
      run: () => {
        ask(format);
      },
    })),
    {
      text: 'Pictures light for print',
      checked: menu.element.closest(`[${forPrintAttribute}]`)?.getAttribute(forPrintAttribute) === 'true',
      run: () => {
        ask('switch for print');
      },
    },
  ]);
  return menu;
}
