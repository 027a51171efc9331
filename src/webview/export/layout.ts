// A chart as a picture that stands alone: subject, finding, the chart with axes and legend, its sentence, and where it comes from. Spec to scene, pure:
// export/svg.ts writes it, charts/canvasScene.ts draws it. Chart.js has no part in it, so that SVG is drawn, not a picture of pixels.
import { formatShare } from '../../core/metrics/format';
import {
  type Frame,
  columnShare,
  columnStep,
  decorationsOf,
  legendField,
  legendFieldWidth,
  mostColumnWidth,
  strokeOf,
  textSizeOf,
} from '../charts/decorations';
import { lookOf } from '../charts/looks';
import { axisCount } from '../charts/scale';
import type { ClipItem, Fill, Item, LineItem, Measure, Scene, TextItem } from '../charts/scene';
import type { Axis, BarsSpec, ColumnsSpec, LegendEntry, Paint, PlaneSpec } from '../charts/spec';
import { tickText, ticksOf } from '../charts/ticks';
import type { Theme } from '../theme';

export type PicturedSpec = ColumnsSpec | PlaneSpec | BarsSpec;

export interface Picture {
  readonly spec: PicturedSpec;
  /** What the chart is about: an algorithm's label, all of them, the guest. */
  readonly about: string;
  /** Scenario, seed and version, in one line. */
  readonly source: string;
}

/** CSS pixels. */
const WIDTH = 720;
const MARGIN = 18;
const HEIGHTS = { columns: 240, plane: 300 } as const;
const ROW_HEIGHT = 34;
/** Room left of an axis for its figures. */
const AXIS_WIDTH = 56;
/** Where a picture is opened, its letters may be of another font and so much wider. */
const OTHER_FONTS = 1.08;

/** The picture of a chart in a theme; its height follows from what is in it. */
export function layOut({ spec, about, source }: Picture, theme: Theme, measure: Measure): Scene {
  const page = { x: MARGIN, width: WIDTH - 2 * MARGIN };
  const writer = createWriter(theme, measure, page.x, page.width);
  const small = textSizeOf(theme);

  writer.line(about === '' ? spec.title : `${spec.title} · ${about}`, { size: small, color: theme.muted });
  if (spec.finding !== '') writer.paragraph(spec.finding, { size: theme.fontSize + 2, bold: true });
  if (spec.note !== '') writer.line(spec.note, { size: small, color: theme.muted });
  writer.skip(6);
  const top = writer.y;
  const chart = drawChart(spec, theme, measure, { left: page.x, right: page.x + page.width, top });
  writer.moveTo(chart.bottom + 14);
  const legend = drawLegend(spec.legend, theme, measure, { x: page.x, y: writer.y, width: page.width });
  writer.moveTo(legend.bottom + 10);
  writer.paragraph(spec.summary, { size: small, color: theme.foreground });
  writer.skip(6);
  writer.paragraph(source, { size: small, color: theme.muted });
  return {
    width: WIDTH,
    height: Math.ceil(writer.y + MARGIN - 4),
    background: theme.background,
    fontFamily: theme.fontFamily,
    items: [...chart.items, ...legend.items, ...writer.items],
  };
}

interface TextStyle {
  readonly size: number;
  readonly bold?: boolean;
  readonly color?: string;
}

/** Puts lines of text under each other. */
function createWriter(theme: Theme, measure: Measure, x: number, width: number) {
  const items: Item[] = [];
  let y = MARGIN;
  const put = (text: string, style: TextStyle): void => {
    const { size, bold = false, color = theme.foreground } = style;
    const height = size * 1.4;
    items.push(textItem(text, { x, y: y + height / 2 }, { size, bold, color, align: 'left' }));
    y += height;
  };
  return {
    items,
    get y() {
      return y;
    },
    line: put,
    paragraph(text: string, style: TextStyle): void {
      for (const line of wrapped(text, width, (part) => OTHER_FONTS * measure(part, style.size, style.bold === true)))
        put(line, style);
    },
    skip(height: number): void {
      y += height;
    },
    moveTo(next: number): void {
      y = next;
    },
  };
}

/** A text in lines that are no wider than that; a single word may be. Figures keep to their units: those spaces do not break. */
export function wrapped(text: string, width: number, measure: (text: string) => number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && measure(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

function textItem(
  text: string,
  { x, y }: { readonly x: number; readonly y: number },
  { size, bold = false, color, align }: { size: number; bold?: boolean; color: string; align: TextItem['align'] },
): TextItem {
  return { kind: 'text', text, x, y, size, bold, color, align, halo: null };
}

interface Drawn {
  readonly items: readonly Item[];
  readonly bottom: number;
}

interface Room {
  readonly left: number;
  readonly right: number;
  readonly top: number;
}

function drawChart(spec: PicturedSpec, theme: Theme, measure: Measure, room: Room): Drawn {
  switch (spec.kind) {
    case 'columns':
      return drawColumns(spec, theme, measure, room);
    case 'plane':
      return drawPlane(spec, theme, measure, room);
    case 'bars':
      return drawBars(spec, theme, measure, room);
  }
}

function fillOf(paint: Paint, theme: Theme): Fill {
  const { fill, texture } = lookOf(paint, theme);
  return { color: fill, texture, background: theme.background };
}

function stroke(points: LineItem['points'], color: string): LineItem {
  return { kind: 'line', points, color, width: 1, dash: [] };
}

function clipTo({ left, top, right, bottom }: Frame, items: readonly Item[]): ClipItem {
  return { kind: 'clip', x: left, y: top, width: right - left, height: bottom - top, items };
}

/** Lines across at the figures of the upright axis, and the figures. */
function upright(frame: Frame, ticks: readonly { readonly value: number; readonly text: string }[]): readonly Item[] {
  const { theme, left, right } = frame;
  const style = { size: textSizeOf(theme), color: theme.muted, align: 'right' } as const;
  return ticks.flatMap(({ value, text }) => {
    const y = frame.y(value);
    const across = [
      { x: left, y },
      { x: right, y },
    ];
    return [stroke(across, theme.grid), textItem(text, { x: left - 6, y }, style)];
  });
}

/** The line at the foot, and figures under it as far as they fit beside each other. */
function foot(frame: Frame, ticks: readonly { readonly value: number; readonly text: string }[]): readonly Item[] {
  const { theme, left, right, bottom, measure } = frame;
  const size = textSizeOf(theme);
  const style = { size, color: theme.muted, align: 'center' } as const;
  let free = -Infinity;
  const texts = ticks.flatMap(({ value, text }) => {
    const x = frame.x(value);
    const half = measure(text, size, false) / 2;
    if (x - half < free) return [];
    free = x + half + 14;
    return [textItem(text, { x, y: bottom + 4 + size * 0.7 }, style)];
  });
  const line = [
    { x: left, y: bottom },
    { x: right, y: bottom },
  ];
  return [stroke(line, theme.line), ...texts];
}

function drawColumns(spec: ColumnsSpec, theme: Theme, measure: Measure, room: Room): Drawn {
  const [left, right, top, bottom] = [room.left + AXIS_WIDTH, room.right, room.top, room.top + HEIGHTS.columns];
  const step = (right - left) / spec.places.length;
  const frame: Frame = {
    ...{ left, right, top, bottom, theme, measure, width: right },
    x: (place) => left + (place + 0.5) * step,
    y: linear(0, spec.max, bottom, top),
  };
  const text = (value: number): string => (spec.format === 'share' ? formatShare(value) : axisCount(value));
  const line = spec.line && strokeOf(spec.line.paint, placesOf(spec.line.values), frame);
  const items = [
    ...upright(
      frame,
      [0, spec.max / 2, spec.max].map((value) => ({ value, text: text(value) })),
    ),
    clipTo(frame, [...stackedColumns(spec, frame), ...(line ? [line] : [])]),
    ...foot(
      frame,
      spec.places.map((name, value) => ({ value, text: name })),
    ),
    ...decorationsOf(spec, frame),
  ];
  return { items, bottom: bottom + 4 + textSizeOf(theme) * 1.4 };
}

function placesOf(values: readonly (number | null)[]): { x: number; y: number }[] {
  return values.flatMap((value, place) => (value === null ? [] : [{ x: place, y: value }]));
}

function stackedColumns(spec: ColumnsSpec, frame: Frame): readonly Item[] {
  const width = Math.min(mostColumnWidth, columnStep(spec, frame) * columnShare(spec));
  return spec.places.flatMap((_, place) => {
    let under = 0;
    return spec.stacks.flatMap(({ paint, values }): Item[] => {
      const value = values[place] ?? 0;
      if (value <= 0) return [];
      const [foot, head] = [frame.y(under), frame.y(under + value)];
      under += value;
      const { line } = lookOf(paint, frame.theme);
      return [
        {
          kind: 'rect',
          x: frame.x(place) - width / 2,
          y: head,
          width,
          height: Math.max(0, foot - head - 0.5),
          fill: fillOf(paint, frame.theme),
          outline: paint.role === 'first' ? line : null,
          opacity: 1,
        },
      ];
    });
  });
}

function drawPlane(spec: PlaneSpec, theme: Theme, measure: Measure, room: Room): Drawn {
  const [left, right, top, bottom] = [room.left + AXIS_WIDTH, room.right, room.top, room.top + HEIGHTS.plane];
  const frame: Frame = {
    ...{ left, right, top, bottom, theme, measure, width: right },
    x: scaleOf(spec.x, left, right),
    y: scaleOf(spec.y, bottom, top),
  };
  const figures = (axis: Axis, most: number) =>
    ticksOf(axis, most).map((value) => ({ value, text: tickText(axis, value) }));
  const size = textSizeOf(theme);
  const named = spec.x.name !== '';
  const name = { size, color: theme.muted, align: 'right' } as const;
  const items = [
    ...upright(frame, figures(spec.y, 6)),
    clipTo(
      frame,
      spec.lines.map(({ paint, points }) => strokeOf(paint, points, frame)),
    ),
    ...foot(frame, figures(spec.x, 9)),
    ...(named ? [textItem(spec.x.name, { x: right, y: bottom + 6 + size * 2.1 }, name)] : []),
    ...decorationsOf(spec, frame),
  ];
  return { items, bottom: bottom + 4 + size * (named ? 2.8 : 1.4) };
}

function drawBars(spec: BarsSpec, theme: Theme, measure: Measure, room: Room): Drawn {
  const size = textSizeOf(theme);
  const labels = Math.max(...spec.rows.map(({ label }) => measure(label, size, false)));
  const figures = Math.max(...spec.rows.map(({ text }) => measure(text, size, false)));
  const left = room.left + labels + 12;
  const right = Math.max(left + 120, room.right - figures - 16);
  const [top, bottom] = [room.top, room.top + spec.rows.length * ROW_HEIGHT];
  const frame: Frame = {
    ...{ left, right, top, bottom, theme, measure, width: room.right },
    x: linear(0, spec.max, left, right),
    y: (row) => top + (row + 0.5) * ROW_HEIGHT,
  };
  const style = { size, color: theme.foreground, align: 'left' } as const;
  const bars = spec.rows.flatMap((_, row) => {
    let from = 0;
    return spec.parts.flatMap(({ paints, values }): Item[] => {
      const value = values[row] ?? 0;
      const paint = paints[row];
      if (value <= 0 || !paint) return [];
      const [start, end] = [frame.x(from), frame.x(from + value)];
      from += value;
      const box = { x: start, y: frame.y(row) - 9, width: Math.max(0.5, end - start - 1), height: 18 };
      return [{ kind: 'rect', ...box, fill: fillOf(paint, theme), outline: null, opacity: 1 }];
    });
  });
  const items = [
    clipTo(frame, bars),
    ...spec.rows.map(({ label }, row) => textItem(label, { x: room.left, y: frame.y(row) }, style)),
    ...decorationsOf(spec, frame),
  ];
  return { items, bottom: bottom + 8 + size };
}

function linear(from: number, to: number, start: number, end: number): (value: number) => number {
  return (value) => start + ((value - from) / (to - from)) * (end - start);
}

function scaleOf({ min, max, log }: Axis, start: number, end: number): (value: number) => number {
  if (!log) return linear(min, max, start, end);
  const even = linear(Math.log(min), Math.log(max), start, end);
  return (value) => even(Math.log(Math.max(value, Number.MIN_VALUE)));
}

/** The legend in rows, with as many entries in each as fit. */
function drawLegend(
  entries: readonly LegendEntry[],
  theme: Theme,
  measure: Measure,
  place: { readonly x: number; readonly y: number; readonly width: number },
): Drawn {
  const size = textSizeOf(theme);
  const style = { size, color: theme.foreground, align: 'left' } as const;
  const items: Item[] = [];
  let [x, y] = [place.x, place.y];
  for (const { name, paint } of entries) {
    const field = legendFieldWidth(paint, size);
    const width = field + 6 + measure(name, size, false);
    if (x > place.x && x + width > place.x + place.width) {
      x = place.x;
      y += size * 1.6;
    }
    items.push(...legendField(paint, theme, size).map((item) => moved(item, x, y)));
    items.push(textItem(name, { x: x + field + 6, y: y + size / 2 }, style));
    x += width + 18;
  }
  return { items, bottom: entries.length === 0 ? place.y : y + size };
}

/** A shape of a legend's field at its place. */
function moved(item: Item, x: number, y: number): Item {
  if (item.kind === 'line') return { ...item, points: item.points.map((at) => ({ x: at.x + x, y: at.y + y })) };
  return { ...item, x: item.x + x, y: item.y + y };
}
