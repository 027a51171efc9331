// What stands on and beside the data of a chart: the marked point, the cut of a column that rises above the scale, the bar under the round in which the
// guest stood still, guides with their names, marks with intervals, figures at the ends of bars. Specs to shapes, pure: drawn over Chart.js's
// canvases and in exports alike.
import { markOf } from '../../core/series';
import { formatSeconds } from '../../core/metrics/format';
import type { Theme } from '../theme';
import { isLine, lookOf, seriesColor } from './looks';
import type { Fill, Item, LineItem, Measure, Point, RectItem, TextItem } from './scene';
import type { BarsSpec, ChartSpec, ColumnsSpec, Guide, Paint, PlaneMark, PlaneSpec } from './spec';

/** Where a chart is drawn, in pixels, and with what. */
export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** Of the whole picture: texts may reach that far. */
  readonly width: number;
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly theme: Theme;
  readonly measure: Measure;
}

/** Size of the texts in charts. */
export function textSizeOf(theme: Theme): number {
  return theme.fontSize - 2;
}

/** Behind the data: the reading that a person looks at. */
export function markedReading(spec: ChartSpec, frame: Frame, marked: number): readonly Item[] {
  const { left, top, bottom, width, theme } = frame;
  const box = (x: number, y: number, wide: number, high: number, opacity: number): RectItem => ({
    kind: 'rect',
    x,
    y,
    width: wide,
    height: high,
    fill: plain(theme.foreground, theme),
    outline: null,
    opacity,
  });
  switch (spec.kind) {
    case 'bars':
      return [box(left, frame.y(marked) - 12, width - left, 24, 0.12)];
    case 'columns': {
      const wide = columnStep(spec, frame);
      return [box(frame.x(spec.positions[marked] ?? 0) - wide / 2, top, wide, bottom - top, 0.16)];
    }
    case 'plane': {
      const position = spec.positions[marked];
      if (!position) return [];
      const x = frame.x(position.x);
      if (position.y === null) return [box(x - 0.5, top, 1, bottom - top, 0.7)];
      return [box(x - 10, frame.y(position.y) - 10, 20, 20, 0.2)];
    }
    case 'absent':
      return [];
  }
}

/** In front of the data. */
export function decorationsOf(spec: ChartSpec, frame: Frame): readonly Item[] {
  switch (spec.kind) {
    case 'columns':
      return columnDecorations(spec, frame);
    case 'plane':
      return planeDecorations(spec, frame);
    case 'bars':
      return barDecorations(spec, frame);
    case 'absent':
      return [];
  }
}

function plain(color: string, theme: Theme): Fill {
  return { color, texture: null, background: theme.background };
}

/** From one column to the next. */
export function columnStep(spec: ColumnsSpec, { left, right }: Frame): number {
  return Math.max(2, (right - left) / spec.places.length);
}

export const mostColumnWidth = 36;

/** The share of its step that a column fills. */
export function columnShare(spec: ColumnsSpec): number {
  return spec.places.length > 60 ? 1 : 0.82;
}

function columnDecorations(spec: ColumnsSpec, frame: Frame): readonly Item[] {
  const wide = Math.min(mostColumnWidth, columnStep(spec, frame) * 0.82);
  const cuts = spec.cuts.flatMap((cut) => cutOf(frame, cut, wide));
  return spec.stoppedAt === null ? cuts : [...cuts, stoppedMark(frame, spec.stoppedAt, wide)];
}

/** Two slanted strokes in the background's colour, and the figure that the column reaches beside it. */
function cutOf(frame: Frame, { place, text }: ColumnsSpec['cuts'][number], wide: number): readonly Item[] {
  const x = frame.x(place);
  const strokes = [11, 16].map((down): LineItem => {
    const y = frame.top + down;
    const points = [
      { x: x - wide / 2 - 2, y: y + 2 },
      { x: x + wide / 2 + 2, y: y - 3 },
    ];
    return { kind: 'line', points, color: frame.theme.background, width: 2, dash: [] };
  });
  return [...strokes, label(frame, text, { x: x + wide / 2 + 5, y: frame.top + 10 }, 'left')];
}

/** A small bar under the axis' line: in this round the guest stood still. */
function stoppedMark({ x, bottom, theme }: Frame, place: number, wide: number): Item {
  const fill = plain(theme.foreground, theme);
  return {
    kind: 'rect',
    x: x(place) - wide / 2,
    y: bottom - 1,
    width: wide,
    height: 3,
    fill,
    outline: null,
    opacity: 1,
  };
}

function planeDecorations(spec: PlaneSpec, frame: Frame): readonly Item[] {
  const { left, top, right, bottom, theme } = frame;
  const guides = spec.guides.map((guide) => strokeOf(guide.paint, guide.points, frame));
  const gap = spec.gap ? gapStrokes(spec.gap, frame) : [];
  const whiskers = spec.marks.flatMap((mark) => whiskersOf(mark, frame));
  const marks = spec.marks.map(({ series, at }): Item => ({
    kind: 'mark',
    mark: markOf(series),
    x: frame.x(at.x),
    y: frame.y(at.y),
    size: 10,
    color: seriesColor(series, theme),
    edge: theme.background,
  }));
  const inside = { x: left, y: top, width: right - left, height: bottom - top };
  return [
    { kind: 'clip', ...inside, items: [...guides, ...whiskers] },
    ...gap,
    ...marks,
    ...placeTexts(textsOf(spec, frame), frame, marksAsBoxes(spec, frame), strokesOf(spec, frame)),
  ];
}

/** A line of a role through places of the chart. */
export function strokeOf(paint: Paint, points: PlaneSpec['lines'][number]['points'], frame: Frame): LineItem {
  const { line, width, dash } = lookOf(paint, frame.theme);
  return {
    kind: 'line',
    points: points.map(({ x, y }) => ({ x: frame.x(x), y: frame.y(y) })),
    color: line,
    width,
    dash,
  };
}

function gapStrokes({ x, from, to }: NonNullable<PlaneSpec['gap']>, frame: Frame): readonly Item[] {
  const [across, low, high] = [frame.x(x), frame.y(from), frame.y(to)];
  const stroke = (points: readonly Point[]): LineItem => ({
    kind: 'line',
    points,
    color: frame.theme.foreground,
    width: 1.5,
    dash: [],
  });
  const end = (y: number): readonly Point[] => [
    { x: across - 4, y },
    { x: across + 4, y },
  ];
  const upright = [
    { x: across, y: low },
    { x: across, y: high },
  ];
  return [stroke(upright), stroke(end(low)), stroke(end(high))];
}

/** Intervals as thin strokes with ends, across and up. */
function whiskersOf({ series, at, across, up }: PlaneMark, frame: Frame): readonly Item[] {
  const color = seriesColor(series, frame.theme);
  const [x, y] = [frame.x(at.x), frame.y(at.y)];
  const stroke = (from: Point, to: Point): LineItem => ({
    kind: 'line',
    points: [from, to],
    color,
    width: 1.25,
    dash: [],
  });
  const items: Item[] = [];
  if (across) {
    const [low, high] = [frame.x(across.low), frame.x(across.high)];
    items.push(stroke({ x: low, y }, { x: high, y }));
    for (const end of [low, high]) items.push(stroke({ x: end, y: y - 4 }, { x: end, y: y + 4 }));
  }
  if (up) {
    const [low, high] = [frame.y(up.low), frame.y(up.high)];
    items.push(stroke({ x, y: low }, { x, y: high }));
    for (const end of [low, high]) items.push(stroke({ x: x - 4, y: end }, { x: x + 4, y: end }));
  }
  return items;
}

/** A text with the places where it may stand, the best first: its middle, and how it is set from there. */
interface WantedText {
  readonly text: string;
  readonly color: string;
  readonly places: readonly { readonly x: number; readonly y: number; readonly align: TextItem['align'] }[];
}

function textsOf(spec: PlaneSpec, frame: Frame): readonly WantedText[] {
  const { theme } = frame;
  const guides = spec.guides
    .filter(({ text }) => text !== '')
    .map((guide) => ({ text: guide.text, color: theme.muted, places: placesBeside(guide, frame) }));
  const gap = spec.gap && {
    text: spec.gap.text,
    color: theme.foreground,
    places: aroundPoint({ x: frame.x(spec.gap.x), y: (frame.y(spec.gap.from) + frame.y(spec.gap.to)) / 2 }, 8),
  };
  const marks = spec.marks
    .filter(({ text }) => text !== '')
    .map(({ text, at }) => ({
      text,
      color: theme.foreground,
      places: aroundPoint({ x: frame.x(at.x), y: frame.y(at.y) }, 9),
    }));
  return [...(gap ? [gap] : []), ...marks, ...guides];
}

/** Above or below where the guide wants its name, then at its other end. */
function placesBeside({ at, side, points }: Guide, frame: Frame): WantedText['places'] {
  const align = side.endsWith('left') ? 'right' : 'left';
  const near = at.flatMap((place) => {
    const [up, down, beside] = besidePoint(place, align, frame);
    if (side.startsWith('above')) return [up, down];
    return side.startsWith('below') ? [down, up] : [beside, up, down];
  });
  const other = points.find(({ x, y }) => !at.some((place) => place.x === x && place.y === y));
  if (!other) return near;
  const [otherUp, otherDown] = besidePoint(other, align === 'left' ? 'right' : 'left', frame);
  return [...near, otherUp, otherDown];
}

type TextPlace = WantedText['places'][number];

function besidePoint(at: Point, align: 'left' | 'right', frame: Frame): readonly [TextPlace, TextPlace, TextPlace] {
  const [x, y] = [frame.x(at.x), frame.y(at.y)];
  const away = textSizeOf(frame.theme) * 0.75;
  const shift = align === 'left' ? 4 : -4;
  return [
    { x: x + shift, y: y - away, align },
    { x: x + shift, y: y + away, align },
    { x: x + shift * 1.5, y, align },
  ];
}

function aroundPoint({ x, y }: Point, away: number): WantedText['places'] {
  return [
    { x: x + away, y, align: 'left' },
    { x: x - away, y, align: 'right' },
    { x, y: y - away - 6, align: 'center' },
    { x, y: y + away + 6, align: 'center' },
    { x: x + away, y: y - away, align: 'left' },
    { x: x + away, y: y + away, align: 'left' },
    { x: x - away, y: y - away, align: 'right' },
    { x: x - away, y: y + away, align: 'right' },
  ];
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function marksAsBoxes(spec: PlaneSpec, frame: Frame): readonly Box[] {
  return spec.marks.map(({ at }) => {
    const [x, y] = [frame.x(at.x), frame.y(at.y)];
    return { left: x - 6, right: x + 6, top: y - 6, bottom: y + 6 };
  });
}

/** The lines of a plane in pixels: texts keep off them where they can. */
function strokesOf(spec: PlaneSpec, frame: Frame): readonly (readonly Point[])[] {
  return [...spec.lines, ...spec.guides].map(({ points }) =>
    points.map(({ x, y }) => ({ x: frame.x(x), y: frame.y(y) })),
  );
}

/**
 * Each text at the first of its places where it is inside the picture, on no other text or mark, and on no line if that can be had; where there is none
 * it is left out, the legend has it.
 */
function placeTexts(
  texts: readonly WantedText[],
  frame: Frame,
  taken: readonly Box[],
  strokes: readonly (readonly Point[])[],
): readonly Item[] {
  const boxes = [...taken];
  const size = textSizeOf(frame.theme);
  return texts.flatMap(({ text, color, places }) => {
    const width = frame.measure(text, size, false);
    const free = places
      .map((place) => ({ place, box: boxOf(place, width, size) }))
      .filter(({ box }) => isInside(box, frame) && !boxes.some((other) => overlaps(box, other)));
    const chosen = free.find(({ box }) => !strokes.some((stroke) => crosses(stroke, box))) ?? free[0];
    if (!chosen) return [];
    boxes.push(chosen.box);
    return [label(frame, text, chosen.place, chosen.place.align, color)];
  });
}

function boxOf({ x, y, align }: TextPlace, width: number, height: number): Box {
  const left = align === 'left' ? x : align === 'right' ? x - width : x - width / 2;
  return { left, right: left + width, top: y - height / 2, bottom: y + height / 2 };
}

function isInside(box: Box, frame: Frame): boolean {
  return box.left >= frame.left && box.right <= frame.width && box.top >= frame.top - 2 && box.bottom <= frame.bottom;
}

/** Whether a row of strokes passes through a box. */
function crosses(stroke: readonly Point[], box: Box): boolean {
  return stroke.some((to, index) => {
    const from = stroke[index - 1];
    return from !== undefined && passes(from, to, box);
  });
}

/** Whether a straight stroke passes through a box: what is left of it between the box's sides, then between top and bottom (Liang and Barsky). */
function passes(from: Point, to: Point, { left, right, top, bottom }: Box): boolean {
  let [enters, leaves] = [0, 1];
  const sides = [
    [from.x, to.x - from.x, left, right],
    [from.y, to.y - from.y, top, bottom],
  ] as const;
  for (const [start, length, low, high] of sides) {
    if (length === 0) {
      if (start < low || start > high) return false;
      continue;
    }
    const [one, other] = [(low - start) / length, (high - start) / length];
    enters = Math.max(enters, Math.min(one, other));
    leaves = Math.min(leaves, Math.max(one, other));
  }
  return enters <= leaves;
}

function overlaps(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

function barDecorations(spec: BarsSpec, frame: Frame): readonly Item[] {
  const marks = spec.marks.flatMap((mark) =>
    mark.values.flatMap((value, row) => (value === null ? [] : barMark(frame, value, row, mark.dashed))),
  );
  const figures = spec.rows.flatMap(({ text }, row) => barFigure(spec, frame, text, row));
  return [...marks, ...markNames(spec, frame), ...figures];
}

/** A stroke in the background's colour behind it keeps the mark readable on any bar. */
function barMark(frame: Frame, value: number, row: number, dashed: boolean): readonly Item[] {
  const [x, y] = [frame.x(value), frame.y(row)];
  const points = [
    { x, y: y - 14 },
    { x, y: y + 14 },
  ];
  const { background, foreground } = frame.theme;
  const dash = dashed ? [3, 2] : [];
  return [
    { kind: 'line', points, color: background, width: 4, dash },
    { kind: 'line', points, color: foreground, width: 1.5, dash },
  ];
}

function barFigure(spec: BarsSpec, frame: Frame, text: string, row: number): readonly Item[] {
  const { left, right, theme } = frame;
  const length = spec.parts.reduce((sum, { values }) => sum + (values[row] ?? 0), 0);
  const marks = spec.marks.flatMap(({ values }) => values[row] ?? []);
  const y = frame.y(row);
  const room = (frame.measure(text, textSizeOf(theme), false) + 14) * (spec.max / Math.max(1, right - left));
  const clear = endClearOf(marks, Math.min(length, spec.max), room);
  const figure = label(frame, text, { x: frame.x(clear) + 8, y }, 'left', theme.foreground);
  return length > spec.max ? [...breakOf(frame, y), figure] : [figure];
}

/** Where a bar's figure can begin: past marks that it would be written over. */
function endClearOf(marks: readonly number[], end: number, room: number): number {
  return [...marks]
    .sort((a, b) => a - b)
    .reduce((clear, mark) => (mark >= clear && mark - clear < room ? mark : clear), end);
}

/** Two slanted strokes near the right end of a bar that goes on past the scale. */
function breakOf({ right, theme }: Frame, y: number): readonly Item[] {
  return [right - 16, right - 10].map((x) => ({
    kind: 'line',
    points: [
      { x: x - 3, y: y + 11 },
      { x: x + 3, y: y - 11 },
    ],
    color: theme.background,
    width: 2,
    dash: [],
  }));
}

/** The marks' names under the last row: under their marks, but apart from each other and inside the chart. */
function markNames(spec: BarsSpec, frame: Frame): readonly Item[] {
  const last = spec.rows.length - 1;
  const gap = 10;
  const names = spec.marks
    .flatMap(({ name, values }) => {
      const value = values[last];
      if (value === null || value === undefined) return [];
      const text = `${name} ${formatSeconds(value, 2)}`;
      const width = frame.measure(text, textSizeOf(frame.theme), false);
      return [{ text, width, left: frame.x(value) - width / 2 }];
    })
    .sort((a, b) => a.left - b.left);
  let free = frame.left;
  for (const name of names) {
    name.left = Math.max(name.left, free);
    free = name.left + name.width + gap;
  }
  let end = frame.width - 2;
  return names.toReversed().map((name) => {
    const x = Math.min(name.left, end - name.width);
    end = x - gap;
    return label(frame, name.text, { x, y: frame.bottom + 8 }, 'left');
  });
}

function label(
  { theme }: Frame,
  text: string,
  { x, y }: Point,
  align: TextItem['align'],
  color = theme.muted,
): TextItem {
  return { kind: 'text', text, x, y, size: textSizeOf(theme), bold: false, color, align, halo: theme.background };
}

/** Shape of the field that stands for a role in a legend, in a box of this height. */
export function legendField(paint: Paint, theme: Theme, height: number): readonly Item[] {
  const width = legendFieldWidth(paint, height);
  const look = lookOf(paint, theme);
  const middle = height / 2;
  if (isLine(paint)) {
    const points = [
      { x: 0, y: middle },
      { x: width, y: middle },
    ];
    return [{ kind: 'line', points, color: look.line, width: Math.max(1.5, look.width), dash: look.dash }];
  }
  if (paint.role === 'series') {
    const edge = theme.background;
    return [{ kind: 'mark', mark: markOf(paint.series), x: middle, y: middle, size: height, color: look.line, edge }];
  }
  const fill: Fill = { color: look.fill, texture: look.texture, background: theme.background };
  const box = { kind: 'rect', x: 0, y: 0, width, height, fill, opacity: 1 } as const;
  if (paint.role === 'stopped') return [{ ...box, y: height * 0.65, height: height * 0.35, outline: null }];
  const outlined = paint.role !== 'again' && paint.role !== 'tier';
  return [{ ...box, outline: outlined ? look.line : null }];
}

/** Lines need more room than surfaces, so that their dashes are seen. */
export function legendFieldWidth(paint: Paint, height: number): number {
  return isLine(paint) ? height * 2 : height;
}
