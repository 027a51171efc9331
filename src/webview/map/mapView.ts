// The memory map of one algorithm on the page: a canvas of cells, the pass' cursor over it, the cell that is read, a legend, and the sentence and table that
// say the same. A cell is read with the arrow keys or the pointer, in all lanes at once.
import type { Frame } from '../../core/engine/frames';
import { formatSeconds } from '../../core/metrics/format';
import { type MapView as View, mapViews } from '../../core/protocol/messages';
import type { RecordedScenario } from '../../core/scenario/record';
import { createTable } from '../a11y/table';
import type { Lane } from '../reduce';
import type { Theme } from '../theme';
import { createDropdown } from '../ui/controls';
import { freshId, make, setText, show } from '../ui/dom';
import { type MapCanvas, createMapCanvas } from './mapCanvas';
import { readCell } from './cellWords';
import { type MapClasses, countCells, mapClasses, viewNames } from './mapClasses';
import { drawClassField } from './mapFields';
import { cellExplanation, mapSummary, mapTable, mapTitle } from './mapWords';
import { listenToReader } from './mapReader';
import { cursorBetween, showsCursor } from './passCursor';

/** What a map shows of its lane at the playhead. */
export interface MapMoment {
  readonly lane: Lane;
  readonly scenario: RecordedScenario;
  /** The latest frame that is not after the playhead, the one after it, and those before it, ascending; null: none is known yet. */
  readonly frame: Frame | null;
  readonly next: Frame | null;
  readonly earlier: () => readonly Frame[];
  /** Where the playhead is, in simulated seconds. */
  readonly seconds: number;
  /** Up to which time frames are known, if the playhead is past that; else null. */
  readonly knownSeconds: number | null;
  /** Said in place of the map while there is no frame. */
  readonly missing: string;
}

export interface MemoryMap {
  readonly element: HTMLElement;
  /** Draws what has changed: cells, and where the pass is. */
  draw(moment: MapMoment, theme: Theme): void;
  /** Brings sentence and table up to the last moment: costs a layout. */
  describe(): void;
  setView(view: View): void;
  /** Reads a cell, or none; `aloud` lets a screen reader hear it. */
  read(cell: number | null, aloud: boolean): void;
  showAsTable(asTable: boolean): void;
  /** The size of the map in CSS pixels; null before it has one. */
  readonly size: { readonly width: number; readonly height: number } | null;
  destroy(): void;
}

export interface MapActions {
  /** A person looks at this cell, in any lane. */
  readonly reading: (cell: number | null) => void;
  readonly choose: (view: View) => void;
  readonly resized: () => void;
}

interface Parts {
  readonly element: HTMLElement;
  readonly title: HTMLElement;
  readonly note: HTMLElement;
  readonly reader: HTMLElement;
  readonly frame: HTMLElement;
  readonly missing: HTMLElement;
  readonly legend: HTMLElement;
  readonly reading: HTMLElement;
  readonly pages: HTMLElement;
  readonly sentence: HTMLElement;
  readonly heard: HTMLElement;
  readonly summary: HTMLElement;
  readonly table: HTMLElement;
  readonly foot: HTMLElement;
}

/** A screen reader hears of cells no more often than this. */
const heardEveryMilliseconds = 1000;

/** The map of one algorithm, named by its label. */
export function createMemoryMap(label: string, firstView: View, actions: MapActions): MemoryMap {
  const views = mapViews.map((value) => ({ value, text: viewNames[value] }));
  const dropdown = createDropdown(`Memory map of ${label} shows`, views, actions.choose);
  const canvas = createMapCanvas(actions.resized);
  const parts = build(label, canvas, dropdown.element);
  const hear = createHearing(parts.heard);
  let view = firstView;
  let moment: MapMoment | null = null;
  let theme: Theme | null = null;
  let classes: MapClasses | null = null;
  let drawn: readonly unknown[] = [];
  let legendOf = '';
  let current: number | null = null;
  dropdown.set(view);

  const drawReading = (aloud: boolean): void => {
    const frame = moment?.frame;
    const cell = frame && current !== null ? Math.min(current, frame.cells.length - 1) : null;
    canvas.mark(cell);
    show(parts.reading, cell !== null);
    parts.legend.classList.toggle('covered', cell !== null);
    if (!moment || !frame || cell === null) {
      if (aloud) hear('');
      return;
    }
    const { lane, scenario, earlier } = moment;
    const { pages, sentence } = readCell(cell, {
      lane,
      scenario,
      frame,
      earlier: earlier(),
      tiers: mapClasses('tier', lane.rounds),
    });
    setText(parts.pages, pages);
    setText(parts.sentence, sentence);
    if (aloud) hear(`${pages}. ${sentence}`);
  };
  const drawLegend = (frame: Frame, shown: MapClasses, drawn: Theme): void => {
    const counts = countCells(frame, shown);
    const entries = shown.classes.filter((entry, index) => (counts[index] ?? 0) > 0 || isAlwaysShown(entry));
    const key = JSON.stringify([entries, drawn]);
    if (key === legendOf) return;
    legendOf = key;
    parts.legend.replaceChildren(
      ...entries.map((entry) => make('li', {}, drawClassField(entry, drawn), make('span', { text: entry.name }))),
    );
  };
  const draw = (): void => {
    if (!moment || !theme) return;
    const { frame, lane, scenario, seconds, next } = moment;
    show(parts.missing, frame === null);
    setText(parts.missing, frame === null ? moment.missing : '');
    setText(parts.note, moment.knownSeconds === null ? '' : `known to ${formatSeconds(moment.knownSeconds)} so far`);
    canvas.point(frame && showsCursor(lane) ? cursorBetween(frame, next, seconds) : null);
    // Between two frames nothing but the cursor moves.
    const inputs = [frame, view, lane.rounds, theme];
    if (inputs.every((input, index) => input === drawn[index])) return;
    if (!classes || view !== drawn[1] || lane.rounds !== drawn[2]) classes = mapClasses(view, lane.rounds);
    drawn = inputs;
    if (!frame) {
      canvas.clear();
      setText(parts.title, 'Memory');
      return;
    }
    setText(parts.title, mapTitle(scenario, frame.pagesPerCell));
    parts.title.title = cellExplanation(scenario, frame.pagesPerCell);
    canvas.draw(frame, classes, theme);
    drawLegend(frame, classes, theme);
    if (current !== null) drawReading(false);
  };

  listenToReader(parts.reader, canvas, {
    current: () => current,
    cells: () => moment?.frame?.cells.length ?? 0,
    read(cell, aloud) {
      current = cell;
      drawReading(aloud);
      actions.reading(cell);
    },
  });
  return {
    element: parts.element,
    draw(nextMoment, nextTheme) {
      moment = nextMoment;
      theme = nextTheme;
      draw();
    },
    describe() {
      if (!moment?.frame || !classes) return;
      setText(parts.summary, mapSummary(label, moment.frame, classes));
      parts.table.replaceChildren(createTable(mapTable(label, moment.frame, classes, moment.scenario.pages)));
    },
    setView(next) {
      view = next;
      dropdown.set(next);
      draw();
    },
    read(cell, aloud) {
      current = cell;
      drawReading(aloud);
    },
    showAsTable(wanted) {
      show(parts.reader, !wanted);
      show(parts.foot, !wanted);
      parts.table.classList.toggle('visually-hidden', !wanted);
    },
    get size() {
      return canvas.size;
    },
    destroy() {
      canvas.destroy();
    },
  };
}

/** Classes that explain the picture from its beginning on; the others join when they occur. */
function isAlwaysShown(entry: MapClasses['classes'][number]): boolean {
  if (entry.kind === 'state') return ['unsent', 'current', 'dirty'].includes(entry.state);
  return entry.kind === 'tier';
}

function build(label: string, canvas: MapCanvas, dropdown: HTMLElement): Parts {
  const summaryId = freshId('summary');
  const hidden = 'visually-hidden';
  const parts: Parts = {
    element: make('figure', { class: 'map' }),
    title: make('h3', { class: 'chart-title', text: 'Memory' }),
    note: make('span', { class: 'chart-note' }),
    missing: make('p', { class: 'map-missing' }),
    frame: make('div', { class: 'map-frame' }, canvas.element),
    reader: make('div', {
      class: 'chart-reader',
      attributes: {
        tabindex: '0',
        role: 'group',
        'aria-label': `Memory of ${label}. Read the cells with the left, right, up and down arrow keys.`,
        'aria-describedby': summaryId,
      },
    }),
    legend: make('ul', { class: 'legend' }),
    pages: make('strong', {}),
    sentence: make('span', {}),
    reading: make('p', { class: 'map-reading', attributes: { 'aria-hidden': 'true' } }),
    heard: make('p', { class: hidden, attributes: { 'aria-live': 'polite' } }),
    summary: make('p', { class: hidden, attributes: { id: summaryId } }),
    table: make('div', { class: `map-table ${hidden}` }),
    foot: make('div', { class: 'legends map-foot' }),
  };
  canvas.picture.setAttribute('aria-label', `Memory map of ${label}`);
  parts.reading.hidden = true;
  parts.reading.append(parts.pages, document.createTextNode(' '), parts.sentence);
  parts.frame.append(parts.missing);
  parts.reader.append(parts.frame);
  parts.foot.append(parts.legend, parts.reading);
  const head = make('div', { class: 'chart-head' }, parts.title, parts.note, dropdown);
  parts.element.append(head, parts.reader, parts.foot, parts.summary, parts.heard, parts.table);
  return parts;
}

/** Says the newest only, at most once a second. */
function createHearing(place: HTMLElement): (text: string) => void {
  let last = -Infinity;
  let next: string | null = null;
  const speak = (): void => {
    if (next === null) return;
    setText(place, next);
    next = null;
    last = performance.now();
  };
  return (text) => {
    const waits = next !== null;
    next = text;
    const pause = last + heardEveryMilliseconds - performance.now();
    if (pause <= 0) speak();
    else if (!waits) setTimeout(speak, pause);
  };
}
