// What Chart.js does not draw: the marked point, the cut of a column that rises above the scale, the frame of the round in which the guest stood still,
// the link's line with its label, figures at the ends of bars, and the marks of what physics allows.
import type { Chart, Plugin } from 'chart.js';
import type { Theme } from '../theme';
import { formatSeconds } from '../../core/metrics/format';
import { lookOf } from './paints';
import type { BarsSpec, ChartSpec, ColumnsSpec, StepsSpec } from './spec';

export interface OverlayState {
  readonly spec: ChartSpec | null;
  readonly theme: Theme | null;
  /** Number of the reading that is marked. */
  readonly marked: number | null;
}

type Context = CanvasRenderingContext2D;

/** A plugin that draws what the state says at the time; `laidOut` is told when the chart has been drawn, in whatever size. */
export function overlay(state: OverlayState, laidOut: () => void): Plugin<'bar' | 'line'> {
  return {
    id: 'migrationLabOverlay',
    beforeDatasetsDraw(chart) {
      if (state.spec && state.theme && state.marked !== null) drawMark(chart, state.spec, state.theme, state.marked);
    },
    afterDraw: laidOut,
    afterDatasetsDraw(chart) {
      const { spec, theme } = state;
      if (!spec || !theme) return;
      const { ctx } = chart;
      ctx.save();
      ctx.font = `${theme.fontSize - 2}px ${theme.fontFamily}`;
      if (spec.kind === 'columns') drawColumns(chart, spec, theme);
      else if (spec.kind === 'steps') drawReference(chart, spec, theme);
      else drawBars(chart, spec, theme);
      ctx.restore();
    },
  };
}

function drawMark(chart: Chart, spec: ChartSpec, theme: Theme, marked: number): void {
  const { ctx, chartArea: area } = chart;
  ctx.save();
  ctx.fillStyle = theme.foreground;
  if (spec.kind === 'bars') {
    const y = chart.scales['y']?.getPixelForValue(marked) ?? 0;
    ctx.globalAlpha = 0.12;
    ctx.fillRect(area.left, y - 12, chart.width - area.left, 24);
  } else {
    const x = chart.scales['x']?.getPixelForValue(spec.positions[marked] ?? 0) ?? 0;
    const width = spec.kind === 'columns' ? columnWidth(chart, spec) : 1;
    ctx.globalAlpha = spec.kind === 'columns' ? 0.16 : 0.7;
    ctx.fillRect(x - width / 2, area.top, width, area.bottom - area.top);
  }
  ctx.restore();
}

function columnWidth(chart: Chart, spec: ColumnsSpec): number {
  return Math.max(2, (chart.chartArea.right - chart.chartArea.left) / spec.places.length);
}

function drawColumns(chart: Chart, spec: ColumnsSpec, theme: Theme): void {
  const width = Math.min(36, columnWidth(chart, spec) * 0.82);
  for (const cut of spec.cuts) drawCut(chart, theme, cut, width);
  if (spec.stoppedAt !== null) drawStopped(chart, theme, spec.stoppedAt, width);
}

/** Two slanted strokes in the background's colour, and the figure that the column reaches beside it. */
function drawCut(chart: Chart, theme: Theme, cut: ColumnsSpec['cuts'][number], width: number): void {
  const { ctx, chartArea: area } = chart;
  const x = chart.scales['x']?.getPixelForValue(cut.place) ?? 0;
  ctx.strokeStyle = theme.background;
  ctx.lineWidth = 2;
  for (const y of [area.top + 11, area.top + 16]) {
    ctx.beginPath();
    ctx.moveTo(x - width / 2 - 2, y + 2);
    ctx.lineTo(x + width / 2 + 2, y - 3);
    ctx.stroke();
  }
  label(ctx, theme, cut.text, x + width / 2 + 5, area.top + 10, 'left');
}

/** A small bar under the axis' line: in this round the guest stood still. */
function drawStopped(chart: Chart, theme: Theme, place: number, width: number): void {
  const { ctx, chartArea: area } = chart;
  const x = chart.scales['x']?.getPixelForValue(place) ?? 0;
  ctx.fillStyle = theme.foreground;
  ctx.fillRect(x - width / 2, area.bottom - 1, width, 3);
}

function drawReference(chart: Chart, spec: StepsSpec, theme: Theme): void {
  if (!spec.reference) return;
  const { ctx, chartArea: area } = chart;
  const y = chart.scales['y']?.getPixelForValue(spec.reference.value) ?? 0;
  ctx.strokeStyle = lookOf(spec.reference.paint, theme).line;
  ctx.lineWidth = 1;
  ctx.setLineDash([4, 3]);
  ctx.beginPath();
  ctx.moveTo(area.left, y);
  ctx.lineTo(area.right, y);
  ctx.stroke();
  ctx.setLineDash([]);
  const left = spec.reference.side === 'left';
  label(ctx, theme, spec.reference.text, left ? area.left + 4 : area.right - 2, y - 7, spec.reference.side);
}

function drawBars(chart: Chart, spec: BarsSpec, theme: Theme): void {
  const { ctx, scales } = chart;
  const { x: across, y: down } = scales;
  if (!across || !down) return;
  ctx.strokeStyle = theme.foreground;
  for (const mark of spec.marks) {
    ctx.setLineDash(mark.dashed ? [3, 2] : []);
    mark.values.forEach((value, row) => {
      if (value === null) return;
      const [x, y] = [across.getPixelForValue(value), down.getPixelForValue(row)];
      // A stroke in the background's colour behind it keeps the mark readable on any bar.
      for (const [color, width] of [
        [theme.background, 4],
        [theme.foreground, 1.5],
      ] as const) {
        ctx.strokeStyle = color;
        ctx.lineWidth = width;
        ctx.beginPath();
        ctx.moveTo(x, y - 14);
        ctx.lineTo(x, y + 14);
        ctx.stroke();
      }
    });
    ctx.setLineDash([]);
  }
  drawMarkNames(chart, spec, theme);
  spec.rows.forEach(({ text }, row) => {
    const length = spec.parts.reduce((sum, { values }) => sum + (values[row] ?? 0), 0);
    const marks = spec.marks.flatMap(({ values }) => values[row] ?? []);
    const y = down.getPixelForValue(row);
    if (length > across.max) drawBreak(chart, theme, y);
    const room = (ctx.measureText(text).width + 14) * ((across.max - across.min) / across.width);
    const clear = endClearOf(marks, Math.min(length, across.max), room);
    label(ctx, theme, text, across.getPixelForValue(clear) + 8, y, 'left', theme.foreground);
  });
}

/** Where a bar's figure can begin: past marks that it would be written over. */
function endClearOf(marks: readonly number[], end: number, room: number): number {
  return [...marks]
    .sort((a, b) => a - b)
    .reduce((clear, mark) => (mark >= clear && mark - clear < room ? mark : clear), end);
}

/** Two slanted strokes near the right end of a bar that goes on past the scale. */
function drawBreak(chart: Chart, theme: Theme, y: number): void {
  const { ctx, chartArea: area } = chart;
  ctx.strokeStyle = theme.background;
  ctx.lineWidth = 2;
  for (const x of [area.right - 16, area.right - 10]) {
    ctx.beginPath();
    ctx.moveTo(x - 3, y + 11);
    ctx.lineTo(x + 3, y - 11);
    ctx.stroke();
  }
}

/** The marks' names under the last row: under their marks, but apart from each other and inside the chart. */
function drawMarkNames(chart: Chart, spec: BarsSpec, theme: Theme): void {
  const { ctx, chartArea: area } = chart;
  const last = spec.rows.length - 1;
  const gap = 10;
  const names = spec.marks
    .flatMap(({ name, values }) => {
      const value = values[last];
      if (value === null || value === undefined) return [];
      const text = `${name} ${formatSeconds(value, 2)}`;
      const width = ctx.measureText(text).width;
      return [{ text, width, left: (chart.scales['x']?.getPixelForValue(value) ?? 0) - width / 2 }];
    })
    .sort((a, b) => a.left - b.left);
  let free = area.left;
  for (const name of names) {
    name.left = Math.max(name.left, free);
    free = name.left + name.width + gap;
  }
  let end = chart.width - 2;
  for (const name of names.toReversed()) {
    name.left = Math.min(name.left, end - name.width);
    end = name.left - gap;
    label(ctx, theme, name.text, name.left, area.bottom + 8, 'left');
  }
}

function label(
  ctx: Context,
  theme: Theme,
  text: string,
  x: number,
  y: number,
  align: CanvasTextAlign,
  color = theme.muted,
): void {
  ctx.textAlign = align;
  ctx.textBaseline = 'middle';
  ctx.lineJoin = 'round';
  ctx.strokeStyle = theme.background;
  ctx.lineWidth = 3;
  ctx.strokeText(text, x, y);
  ctx.fillStyle = color;
  ctx.fillText(text, x, y);
}
