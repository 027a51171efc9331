// One chart on the page: subject, finding, canvas, legend, and its other two forms, the sentence and the table. Points are read with the left and right
// keys or the pointer; the legend then carries the figures, and a screen reader hears the sentence. A chart in sight is drawn when it has news, at most
// ten times a second; one out of sight when it comes into sight, or when there is nothing else to do.
import { createTable } from '../a11y/table';
import type { Theme } from '../theme';
import { createChartMenu } from '../export/exportMenu';
import type { ShownChart } from '../export/files';
import type { PaintQueue } from '../paintQueue';
import type { Sight } from '../sight';
import { freshId, make, setText, show } from '../ui/dom';
import type { MenuButton } from '../ui/menu';
import { type DrawnChart, createChart } from './chartFactory';
import { createComing } from './comingView';
import { createField } from './legendFields';
import type { ChartSpec, LegendEntry } from './spec';

export interface ChartView {
  readonly element: HTMLElement;
  /** From now on it shows what `make` makes, which is called when it is needed. */
  draw(make: () => ChartSpec, theme: Theme): void;
  /**
   * Brings up to date, when there is nothing else to do, what has been left: what is out of sight, and tables. While it `streams`, pictures out of sight
   * wait for its end, and tables that nobody sees change every few seconds only: a screen reader would lose its place in them.
   */
  catchUp(streams: boolean): void;
  showAsTable(asTable: boolean): void;
  /** Draws pale what comes after a time, in simulated seconds. Null: all is past. */
  at(seconds: number | null): void;
  /** Shows a reading, or goes back to the plain legend; `aloud` lets a screen reader hear it. */
  read(reading: number | null, aloud: boolean): void;
  destroy(): void;
}

/** Where charts are, and who draws them. */
export interface ChartPage {
  readonly queue: PaintQueue;
  readonly sight: Sight;
}

/** A chart is drawn no more often than this. */
const drawEveryMilliseconds = 100;

/** While a stream runs, what nobody sees is caught up with no more often than this. */
const catchUpEveryMilliseconds = 5000;

/** What each chart on the page shows, by its element. */
const shownIn = new WeakMap<Element, () => ShownChart | null>();

/** The charts below an element, in their order on the page. */
export function chartsIn(root: Element): readonly ShownChart[] {
  return [...root.querySelectorAll('figure')].flatMap((figure) => shownIn.get(figure)?.() ?? []);
}

interface Parts {
  readonly figure: HTMLElement;
  readonly menu: MenuButton;
  readonly title: HTMLElement;
  readonly finding: HTMLElement;
  /** In place of the picture, where there is nothing to draw: why. */
  readonly absence: HTMLElement;
  readonly note: HTMLElement;
  readonly summary: HTMLElement;
  readonly reader: HTMLElement;
  readonly frame: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  readonly heading: HTMLElement;
  readonly legends: HTMLElement;
  readonly legend: HTMLElement;
  /** The legend with a reading's figures: lies over the plain one, so that nothing moves while points are read. */
  readonly values: HTMLElement;
  /** Why the reading is as it is; lies over what comes below, for the same reason. */
  readonly why: HTMLElement;
  readonly heard: HTMLElement;
  readonly table: HTMLElement;
}

/**
 * A chart of the given shape (a class of the style sheet, which sets its height) about something (an algorithm's label). `reading` is told
 * which point a person looks at, so that the charts beside it can follow.
 */
export function createChartView(
  { queue, sight }: ChartPage,
  shape: string,
  about: string,
  reading: (reading: number | null) => void,
): ChartView {
  const coming = createComing();
  const shown = (): ShownChart | null => {
    describeNews();
    return spec && { spec, about };
  };
  const parts = build(shape, coming.element, shown);
  const chart = createChart(parts.canvas, () => {
    coming.place(chart);
  });
  const key = freshId('chart');
  /** What has not been made yet. */
  let news: (() => ChartSpec) | null = null;
  let spec: ChartSpec | null = null;
  let theme: Theme | null = null;
  let inSight = false;
  let drawnAt = -Infinity;
  let drawn: ChartSpec | null = null;
  let described: ChartSpec | null = null;
  let current: number | null = null;
  let legendOf = '';
  let tableOf: ChartSpec | null = null;
  let asTable = false;
  let caughtUpAt = -Infinity;

  /** `isOwn`: this chart is read, not one beside it. */
  const read = (wanted: number | null, aloud: boolean, isOwn: boolean): void => {
    if (!spec || !theme) return;
    current = wanted === null ? null : clamp(wanted, spec.readings.length);
    const read = current === null ? undefined : spec.readings[current];
    chart.mark(current);
    setText(parts.heading, read?.heading ?? '');
    show(parts.heading, read !== undefined);
    show(parts.values, read !== undefined);
    if (read && parts.values.childElementCount === 0) drawLegend(parts.values, spec.legend, theme);
    [...parts.values.children].forEach((entry, index) => {
      const value = entry.querySelector('.legend-value');
      if (value) setText(value, read?.values[index] ?? '');
    });
    const why = isOwn ? (read?.why ?? '') : '';
    setText(parts.why, why);
    show(parts.why, why !== '');
    if (aloud) setText(parts.heard, [read?.sentence, read?.why].filter((text) => text !== undefined).join(' '));
  };

  /** Picture or table, or the sentence that says why there is neither. */
  const showParts = (): void => {
    const isAbsent = spec?.kind === 'absent';
    const pictured = !asTable && !isAbsent;
    show(parts.absence, isAbsent);
    show(parts.menu.element, !isAbsent);
    show(parts.reader, pictured);
    show(parts.legends, pictured);
    show(parts.note, pictured);
    show(parts.table, !isAbsent);
    parts.table.classList.toggle('visually-hidden', !asTable);
    // A table of many rows scrolls: the keyboard has to reach it.
    if (asTable) parts.table.setAttribute('tabindex', '0');
    else parts.table.removeAttribute('tabindex');
  };
  const makeNews = (): void => {
    if (!news) return;
    const before = spec?.kind;
    spec = news();
    news = null;
    if (spec.kind !== before) showParts();
  };
  const describeNews = (): void => {
    makeNews();
    if (!spec || !theme || spec === described) return;
    described = spec;
    describe(parts, spec, about);
    const legend = JSON.stringify([spec.legend, theme]);
    if (legend !== legendOf) {
      legendOf = legend;
      drawLegend(parts.legend, spec.legend, theme);
      parts.values.replaceChildren();
    }
    coming.lookLike(spec);
    if (current !== null) read(current, false, !parts.why.hidden);
  };
  const draw = (): void => {
    makeNews();
    if (!spec || !theme || spec === drawn) return;
    drawn = spec;
    drawnAt = performance.now();
    if (spec.kind !== 'absent' && !asTable) chart.draw(spec, theme);
    coming.place(chart);
    // After all pictures that wait: a canvas that writes text makes the browser lay out what has changed on the page before.
    describeSoon();
  };
  const describeSoon = (): void => {
    queue.add(`${key} words`, describeNews);
  };
  const drawSoon = (): void => {
    queue.add(key, draw, drawnAt + drawEveryMilliseconds);
  };
  const drawTable = (): void => {
    describeNews();
    if (!spec || tableOf === spec) return;
    tableOf = spec;
    parts.table.replaceChildren(...(spec.kind === 'absent' ? [] : [createTable(spec.table)]));
  };

  sight.watch(parts.figure, (seen) => {
    inSight = seen;
    if (seen) drawSoon();
  });
  listen(parts, chart, {
    current: () => current,
    count: () => spec?.readings.length ?? 0,
    read(wanted, aloud) {
      read(wanted, aloud, true);
      reading(current);
    },
  });

  return {
    element: parts.figure,
    draw(next, nextTheme) {
      news = next;
      theme = nextTheme;
      if (inSight) drawSoon();
      // No chart is without a title.
      else if (described === null) describeSoon();
    },
    catchUp(streams) {
      const isSeen = asTable && inSight;
      if (streams && !isSeen && performance.now() - caughtUpAt < catchUpEveryMilliseconds) return;
      caughtUpAt = performance.now();
      queue.addLater(key, () => {
        if (!streams) draw();
        drawTable();
      });
    },
    showAsTable(wanted) {
      asTable = wanted;
      showParts();
      drawn = null;
      if (inSight) drawSoon();
    },
    at(seconds) {
      coming.at(seconds, chart);
    },
    read(wanted, aloud) {
      read(wanted, aloud, false);
    },
    destroy() {
      sight.forget(parts.figure);
      chart.destroy();
    },
  };
}

function build(shape: string, coming: HTMLElement, shown: () => ShownChart | null): Parts {
  const summaryId = freshId('summary');
  const canvas = make('canvas', { attributes: { role: 'img' } });
  const parts: Parts = {
    figure: make('figure', { class: 'chart' }),
    menu: createChartMenu(shown),
    title: make('h3', { class: 'chart-title' }),
    finding: make('p', { class: 'chart-finding' }),
    absence: make('p', { class: 'chart-absence' }),
    note: make('span', { class: 'chart-note' }),
    summary: make('p', { class: 'visually-hidden', attributes: { id: summaryId } }),
    frame: make('div', { class: `chart-frame ${shape}` }, canvas, coming),
    reader: make('div', {
      class: 'chart-reader',
      attributes: { tabindex: '0', role: 'group', 'aria-describedby': summaryId },
    }),
    canvas,
    heading: make('span', { class: 'legend-heading' }),
    legends: make('div', { class: 'legends' }),
    legend: make('ul', { class: 'legend' }),
    values: make('ul', { class: 'legend values', attributes: { 'aria-hidden': 'true' } }),
    why: make('p', { class: 'chart-why', attributes: { 'aria-hidden': 'true' } }),
    heard: make('p', { class: 'visually-hidden', attributes: { 'aria-live': 'polite' } }),
    table: make('div', { class: 'chart-table visually-hidden' }),
  };
  parts.absence.hidden = true;
  parts.heading.hidden = true;
  parts.values.hidden = true;
  parts.why.hidden = true;
  parts.legends.append(parts.legend, parts.values, parts.why);
  parts.reader.append(parts.frame);
  const line = make('div', { class: 'chart-line' }, parts.title, parts.note, parts.heading, parts.menu.element);
  const head = make('div', { class: 'chart-head' }, line, parts.finding);
  const { absence, reader, legends, summary, heard, table } = parts;
  const body = make('div', { class: 'chart-body' }, absence, reader, legends, summary, heard, table);
  parts.figure.append(head, body);
  shownIn.set(parts.figure, shown);
  return parts;
}

function describe(parts: Parts, spec: ChartSpec, about: string): void {
  const name = `${spec.title} of ${about}`;
  setText(parts.title, spec.title);
  setText(parts.finding, spec.finding);
  setText(parts.note, spec.note);
  setText(parts.summary, spec.kind === 'absent' ? '' : spec.summary);
  setText(parts.absence, spec.kind === 'absent' ? spec.summary : '');
  parts.canvas.setAttribute('aria-label', name);
  parts.menu.setName(`Export ${name}`);
  parts.reader.setAttribute('aria-label', `${name}. Read the points with the left and right arrow keys.`);
}

function drawLegend(list: HTMLElement, entries: readonly LegendEntry[], theme: Theme): void {
  const items = entries.map(({ name, paint }) => {
    const value = make('span', { class: 'legend-value' });
    return make('li', {}, createField(paint, theme), make('span', { text: name }), value);
  });
  list.replaceChildren(...items);
}

interface Reader {
  current(): number | null;
  count(): number;
  read(reading: number | null, aloud: boolean): void;
}

function listen({ reader, canvas }: Parts, chart: DrawnChart, readings: Reader): void {
  reader.addEventListener('keydown', (event) => {
    const last = readings.count() - 1;
    const current = readings.current();
    const wanted: Readonly<Record<string, number | null>> = {
      ArrowLeft: (current ?? last + 1) - 1,
      ArrowRight: (current ?? -1) + 1,
      Home: 0,
      End: last,
      Escape: null,
    };
    if (last < 0 || !(event.key in wanted)) return;
    event.preventDefault();
    readings.read(wanted[event.key] ?? null, true);
  });
  reader.addEventListener('blur', () => {
    readings.read(null, true);
  });
  canvas.addEventListener('pointermove', (event) => {
    readings.read(chart.nearest(event.offsetX, event.offsetY), false);
  });
  canvas.addEventListener('pointerleave', () => {
    readings.read(null, false);
  });
}

function clamp(wanted: number, count: number): number | null {
  return count === 0 ? null : Math.min(Math.max(wanted, 0), count - 1);
}
