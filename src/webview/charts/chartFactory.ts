// Draws specs with Chart.js: the only file that knows it. Settings as measured for streaming (docs/decisions.md): no animation, no
// parsing, fixed scales, no points; only the parts used are registered. What Chart.js does not draw is in decorations.ts.
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  type ChartConfiguration,
  type ChartDataset,
  type ChartOptions,
  LineController,
  LineElement,
  LinearScale,
  LogarithmicScale,
  PointElement,
  type Plugin,
  type ScaleOptionsByType,
} from 'chart.js';
import { formatShare } from '../../core/metrics/format';
import type { Theme } from '../theme';
import { drawItems, lookFill, measureIn } from './canvasScene';
import { type Frame, columnShare, decorationsOf, markedReading, mostColumnWidth, textSizeOf } from './decorations';
import { comingFrom } from './coming';
import { lookOf } from './looks';
import { axisCount } from './scale';
import type { Axis, BarsSpec, ChartSpec, ColumnsSpec, Paint, Place, PlaneSpec } from './spec';
import { tickText, ticksOf } from './ticks';

Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  LineController,
  LineElement,
  LinearScale,
  LogarithmicScale,
  PointElement,
);

type Kind = 'bar' | 'line';
type Mixed = Chart<Kind, Place[], string>;
type Dataset = ChartDataset<Kind, Place[]>;
type DrawnSpec = Exclude<ChartSpec, { kind: 'absent' }>;
interface Configuration {
  readonly data: ChartConfiguration<Kind, Place[], string>['data'];
  readonly options: ChartOptions<Kind>;
}

/** A chart on its canvas. */
export interface DrawnChart {
  draw(spec: DrawnSpec, theme: Theme): void;
  /** Marks the point of a reading, or none. */
  mark(reading: number | null): void;
  /** The reading nearest to a place on the canvas, in CSS pixels from its left and top. */
  nearest(x: number, y: number): number | null;
  /** Where the data stand, in CSS pixels from the canvas' left and top; null before the first drawing. */
  area(): Area | null;
  /** Where what comes after a time begins, in CSS pixels from the left of that area; null if nothing comes, or the chart knows no time. */
  comingFrom(seconds: number): number | null;
  destroy(): void;
}

/** Of the figure beside a cut column, in CSS pixels from the top. */
const cutLabelHeight = 17;

export type Area = Readonly<Record<'left' | 'top' | 'width' | 'height', number>>;

interface Drawn {
  spec: DrawnSpec | null;
  theme: Theme | null;
  /** Number of the reading that is marked. */
  marked: number | null;
}

/** A chart on `canvas`; its container gives the size. `laidOut` is told when the places of things have changed. */
export function createChart(canvas: HTMLCanvasElement, laidOut: () => void): DrawnChart {
  let chart: Mixed | null = null;
  const state: Drawn = { spec: null, theme: null, marked: null };
  return {
    draw(spec, theme) {
      state.spec = spec;
      state.theme = theme;
      const { data, options } = configurationOf(spec, theme);
      if (!chart) {
        chart = new Chart<Kind, Place[], string>(canvas, {
          type: 'bar',
          data,
          options,
          plugins: [decorations(state, laidOut)],
        });
        return;
      }
      chart.data = data;
      chart.options = options;
      chart.update('none');
    },
    mark(reading) {
      if (state.marked === reading) return;
      state.marked = reading;
      chart?.draw();
    },
    nearest(x, y) {
      return chart && state.spec ? nearestReading(chart, state.spec, x, y) : null;
    },
    area() {
      const { spec } = state;
      if (!chart || !spec) return null;
      const { left, top, width, height } = chart.chartArea;
      // What cut columns reach is written beside their tops, over columns that stay lower.
      const label = spec.kind === 'columns' && spec.cuts.length > 0 ? cutLabelHeight : 0;
      return { left, top: top + label, width, height: height - label };
    },
    comingFrom(seconds) {
      const from = state.spec && comingFrom(state.spec, seconds);
      const scale = chart?.scales['x'];
      return scale && from !== null ? scale.getPixelForValue(from) - scale.left : null;
    },
    destroy() {
      chart?.destroy();
      chart = null;
    },
  };
}

/** Draws what the state says at the time, behind and in front of the data; `laidOut` is told when the chart has been drawn, in whatever size. */
function decorations(state: Drawn, laidOut: () => void): Plugin<Kind> {
  return {
    id: 'migrationLabDecorations',
    beforeDatasetsDraw(chart) {
      const { spec, theme, marked } = state;
      if (spec && theme && marked !== null)
        drawItems(chart.ctx, markedReading(spec, frameOf(chart, theme), marked), theme.fontFamily);
    },
    afterDraw: laidOut,
    afterDatasetsDraw(chart) {
      const { spec, theme } = state;
      if (spec && theme) drawItems(chart.ctx, decorationsOf(spec, frameOf(chart, theme)), theme.fontFamily);
    },
  };
}

function frameOf(chart: Chart, theme: Theme): Frame {
  const { left, top, right, bottom } = chart.chartArea;
  const { x, y } = chart.scales;
  return {
    ...{ left, top, right, bottom, theme },
    width: chart.width,
    x: (value) => x?.getPixelForValue(value) ?? 0,
    y: (value) => y?.getPixelForValue(value) ?? 0,
    measure: measureIn(chart.ctx, theme.fontFamily),
  };
}

function nearestReading({ scales: { x: across, y: up } }: Mixed, spec: DrawnSpec, x: number, y: number): number | null {
  if (!across || !up) return null;
  const distances = ((): readonly number[] => {
    switch (spec.kind) {
      case 'bars':
        return spec.rows.map((_, row) => Math.abs(up.getPixelForValue(row) - y));
      case 'columns':
        return spec.positions.map((position) => Math.abs(across.getPixelForValue(position) - x));
      case 'plane':
        return spec.positions.map((position) => {
          const away = across.getPixelForValue(position.x) - x;
          return position.y === null ? Math.abs(away) : Math.hypot(away, up.getPixelForValue(position.y) - y);
        });
    }
  })();
  const nearest = Math.min(...distances);
  return distances.length === 0 ? null : distances.indexOf(nearest);
}

function configurationOf(spec: DrawnSpec, theme: Theme): Configuration {
  switch (spec.kind) {
    case 'columns':
      return { data: columnsData(spec, theme), options: columnsOptions(spec, theme) };
    case 'plane':
      return { data: planeData(spec, theme), options: planeOptions(spec, theme) };
    case 'bars':
      return { data: barsData(spec, theme), options: barsOptions(spec, theme) };
  }
}

function baseOptions(theme: Theme): ChartOptions<Kind> {
  return {
    animation: false,
    parsing: false,
    normalized: true,
    responsive: true,
    maintainAspectRatio: false,
    events: [],
    font: { family: theme.fontFamily, size: textSizeOf(theme) },
    color: theme.muted,
    layout: { padding: { top: 4, right: 2 } },
  };
}

interface AxisParts {
  readonly grid?: boolean;
  readonly most: number;
  readonly text: (value: number) => string;
}

/** What both kinds of scale share; the cast is because Chart.js wants every option of a scale named, and fills them in itself. */
function axis(
  theme: Theme,
  { grid = false, most, text }: AxisParts,
): Partial<ScaleOptionsByType<'linear'> | ScaleOptionsByType<'category'>> {
  return {
    border: { display: !grid, color: theme.line },
    grid: { display: grid, color: theme.grid, drawTicks: false },
    ticks: {
      color: theme.muted,
      font: { family: theme.fontFamily, size: textSizeOf(theme) },
      maxTicksLimit: most,
      minRotation: 0,
      maxRotation: 0,
      autoSkipPadding: 14,
      sampleSize: 8,
      padding: 4,
      includeBounds: false,
      callback: (value: number | string) => text(Number(value)),
    },
  } as unknown as Partial<ScaleOptionsByType<'linear'>>;
}

function columnsData(spec: ColumnsSpec, theme: Theme): Configuration['data'] {
  const datasets = spec.stacks.map(({ paint, values }): Dataset => {
    const look = lookOf(paint, theme);
    const edged = paint.role === 'first';
    return {
      type: 'bar',
      data: pointsOf(values),
      backgroundColor: lookFill(look, theme),
      borderColor: edged ? look.line : theme.background,
      borderWidth: edged ? 1 : { top: 0.5 },
      borderSkipped: false,
      maxBarThickness: mostColumnWidth,
      categoryPercentage: 1,
      barPercentage: columnShare(spec),
      order: 1,
    };
  });
  if (spec.line) datasets.push(lineOf(spec.line.paint, theme, pointsOf(spec.line.values)));
  return { labels: [...spec.places], datasets };
}

function lineOf(paint: Paint, theme: Theme, data: Place[]): Dataset {
  const { line, width, dash } = lookOf(paint, theme);
  return {
    type: 'line',
    data,
    borderColor: line,
    borderWidth: width,
    borderDash: [...dash],
    pointRadius: 0,
    pointHitRadius: 0,
    tension: 0,
    fill: false,
    order: 0,
  };
}

/** Empty places are points too: Chart.js takes the width of columns from the distance between points. */
function pointsOf(values: readonly (number | null)[]): Place[] {
  return values.map((value, place) => ({ x: place, y: value ?? Number.NaN }));
}

function columnsOptions(spec: ColumnsSpec, theme: Theme): ChartOptions<Kind> {
  const top = spec.max;
  const text = (value: number): string => (spec.format === 'share' ? formatShare(value) : axisCount(value));
  return {
    ...baseOptions(theme),
    scales: {
      x: { type: 'category', stacked: true, ...axis(theme, { most: 8, text: (place) => spec.places[place] ?? '' }) },
      y: {
        type: 'linear',
        stacked: true,
        min: 0,
        max: top,
        afterBuildTicks: (scale: Ticked) => {
          // Nothing, half and all: enough to read a small chart by.
          scale.ticks = [0, top / 2, top].map((value) => ({ value }));
        },
        afterFit: fixedWidth,
        ...axis(theme, { grid: true, most: 3, text }),
      },
    } as NonNullable<ChartOptions<Kind>['scales']>, // axis() leaves out what Chart.js fills in
  };
}

interface Ticked {
  ticks: { value: number }[];
  readonly width: number;
  readonly height: number;
  isHorizontal(): boolean;
}

function planeData(spec: PlaneSpec, theme: Theme): Configuration['data'] {
  return { labels: [], datasets: spec.lines.map(({ paint, points }) => lineOf(paint, theme, [...points])) };
}

function planeOptions(spec: PlaneSpec, theme: Theme): ChartOptions<Kind> {
  return {
    ...baseOptions(theme),
    scales: {
      x: {
        ...planeScale(spec.x),
        ...axis(theme, { most: 20, text: (value) => tickText(spec.x, value) }),
        title: {
          display: spec.x.name !== '',
          text: spec.x.name,
          align: 'end',
          color: theme.muted,
          font: { family: theme.fontFamily, size: textSizeOf(theme) },
          padding: 0,
        },
      },
      y: {
        ...planeScale(spec.y),
        afterFit: fixedWidth,
        ...axis(theme, { grid: true, most: 20, text: (value) => tickText(spec.y, value) }),
      },
    }, // as above
  };
}

function planeScale(wanted: Axis): object {
  return {
    type: wanted.log ? 'logarithmic' : 'linear',
    min: wanted.min,
    max: wanted.max,
    offset: false,
    afterBuildTicks: (scale: Ticked) => {
      scale.ticks = ticksOf(wanted, mostTicks(scale)).map((value) => ({ value }));
    },
  };
}

/** A figure every 60 pixels across, every 35 up. */
function mostTicks(scale: Ticked): number {
  return Math.max(2, Math.floor(scale.isHorizontal() ? scale.width / 60 : scale.height / 35));
}

function barsData(spec: BarsSpec, theme: Theme): Configuration['data'] {
  const datasets = spec.parts.map(({ paints, values }): Dataset => {
    const fills = paints.map((paint) => lookFill(lookOf(paint, theme), theme));
    return {
      type: 'bar',
      // With the index on the y axis Chart.js wants the value as x.
      data: values.flatMap((value, row) => (value === null ? [] : [{ x: value, y: row }])),
      backgroundColor: values.flatMap((value, row) => (value === null ? [] : (fills[row] ?? theme.muted))),
      borderColor: theme.background,
      borderWidth: { right: 1 },
      borderSkipped: false,
      barThickness: 18,
    };
  });
  return { labels: spec.rows.map(({ label }) => label), datasets };
}

function barsOptions(spec: BarsSpec, theme: Theme): ChartOptions<Kind> {
  const none = { display: false };
  return {
    ...baseOptions(theme),
    indexAxis: 'y',
    layout: { padding: { top: 2, right: 84, bottom: 16 } },
    scales: {
      x: { type: 'linear', stacked: true, min: 0, max: spec.max, display: false },
      y: {
        type: 'category',
        stacked: true,
        grid: none,
        border: none,
        ticks: {
          color: theme.foreground,
          font: { family: theme.fontFamily, size: theme.fontSize - 1 },
          padding: 6,
          crossAlign: 'far',
        },
      },
    },
  };
}

/** The same width for every value axis, so that the rounds of one chart stand above those of the next. */
function fixedWidth(scale: { width: number }): void {
  scale.width = 44;
}
