// Draws specs with Chart.js: the only file that knows it. Settings as measured for streaming (docs/decisions.md): no animation, no
// parsing, fixed scales, no points; only the parts used are registered.
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
  PointElement,
  type ScaleOptionsByType,
} from 'chart.js';
import { formatDuration, formatShare } from '../../core/metrics/format';
import type { Theme } from '../theme';
import { overlay } from './overlay';
import { lookOf } from './paints';
import { axisCount } from './scale';
import { comingFrom } from './coming';
import type { BarsSpec, ChartSpec, ColumnsSpec, Paint, StepsSpec } from './spec';

Chart.register(BarController, BarElement, CategoryScale, LineController, LineElement, LinearScale, PointElement);

interface XY {
  readonly x: number;
  readonly y: number;
}

type Kind = 'bar' | 'line';
type Mixed = Chart<Kind, XY[], string>;
type Dataset = ChartDataset<Kind, XY[]>;

/** A chart on its canvas. */
export interface DrawnChart {
  draw(spec: ChartSpec, theme: Theme): void;
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

export type Area = Readonly<Record<'left' | 'top' | 'width' | 'height', number>>;

/** A chart on `canvas`; its container gives the size. `laidOut` is told when the places of things have changed. */
export function createChart(canvas: HTMLCanvasElement, laidOut: () => void): DrawnChart {
  let chart: Mixed | null = null;
  let shown: ChartSpec | null = null;
  const state = { spec: null as ChartSpec | null, theme: null as Theme | null, marked: null as number | null };
  return {
    draw(spec, theme) {
      state.spec = shown = spec;
      state.theme = theme;
      const { data, options } = configurationOf(spec, theme);
      if (!chart) {
        chart = new Chart<Kind, XY[], string>(canvas, {
          type: 'bar',
          data,
          options,
          plugins: [overlay(state, laidOut)],
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
      return chart && shown ? nearestReading(chart, shown, x, y) : null;
    },
    area() {
      const { left, top, width, height } = chart?.chartArea ?? {};
      return left === undefined || top === undefined || width === undefined || height === undefined
        ? null
        : { left, top, width, height };
    },
    comingFrom(seconds) {
      const from = shown && comingFrom(shown, seconds);
      const scale = chart?.scales['x'];
      return scale && from !== null ? scale.getPixelForValue(from) - scale.left : null;
    },
    destroy() {
      chart?.destroy();
      chart = null;
    },
  };
}

function nearestReading(chart: Mixed, spec: ChartSpec, x: number, y: number): number | null {
  const scale = spec.kind === 'bars' ? chart.scales['y'] : chart.scales['x'];
  if (!scale) return null;
  const value = scale.getValueForPixel(spec.kind === 'bars' ? y : x) ?? 0;
  const positions = spec.kind === 'bars' ? spec.rows.map((_, row) => row) : spec.positions;
  let nearest: number | null = null;
  positions.forEach((position, index) => {
    const best = nearest === null ? Infinity : Math.abs((positions[nearest] ?? Infinity) - value);
    if (Math.abs(position - value) < best) nearest = index;
  });
  return nearest;
}

function configurationOf(
  spec: ChartSpec,
  theme: Theme,
): Pick<ChartConfiguration<Kind, XY[], string>, 'data'> & { options: ChartOptions<Kind> } {
  switch (spec.kind) {
    case 'columns':
      return { data: columnsData(spec, theme), options: columnsOptions(spec, theme) };
    case 'steps':
      return { data: stepsData(spec, theme), options: stepsOptions(spec, theme) };
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
    font: { family: theme.fontFamily, size: theme.fontSize - 2 },
    color: theme.muted,
    layout: { padding: { top: 4, right: 2 } },
  };
}

type Axis = ScaleOptionsByType<'linear'> | ScaleOptionsByType<'category'>;
interface AxisParts {
  readonly grid?: boolean;
  readonly most: number;
  readonly text: (value: number) => string;
}

/** What both kinds of scale share; the cast is because Chart.js wants every option of a scale named, and fills them in itself. */
function axis(theme: Theme, { grid = false, most, text }: AxisParts): Partial<Axis> {
  return {
    border: { display: !grid, color: theme.line },
    grid: { display: grid, color: theme.grid, drawTicks: false },
    ticks: {
      color: theme.muted,
      font: { family: theme.fontFamily, size: theme.fontSize - 2 },
      maxTicksLimit: most,
      minRotation: 0,
      maxRotation: 0,
      autoSkipPadding: 14,
      sampleSize: 8,
      padding: 4,
      includeBounds: false,
      callback: (value: number | string) => text(Number(value)),
    },
  } as unknown as Partial<Axis>;
}

function columnsData(spec: ColumnsSpec, theme: Theme): { labels: string[]; datasets: Dataset[] } {
  const datasets = spec.stacks.map(({ paint, values }): Dataset => {
    const look = lookOf(paint, theme);
    const edged = paint.role === 'first';
    return {
      type: 'bar',
      data: pointsOf(values),
      backgroundColor: look.fill,
      borderColor: edged ? look.line : theme.background,
      borderWidth: edged ? 1 : { top: 0.5 },
      borderSkipped: false,
      maxBarThickness: 36,
      categoryPercentage: 1,
      barPercentage: spec.places.length > 60 ? 1 : 0.82,
      order: 1,
    };
  });
  if (spec.line) datasets.push(lineOf(spec.line.paint, theme, pointsOf(spec.line.values)));
  return { labels: [...spec.places], datasets };
}

function lineOf(paint: Paint, theme: Theme, points: readonly XY[]): Dataset {
  return {
    type: 'line',
    data: [...points],
    borderColor: lookOf(paint, theme).line,
    borderWidth: paint.role === 'dirtied' ? 1.25 : 2,
    pointRadius: 0,
    pointHitRadius: 0,
    tension: 0,
    fill: false,
    // Before the columns, whose order is 1.
    order: 0,
  };
}

/** Empty places are points too: Chart.js takes the width of columns from the distance between points. */
function pointsOf(values: readonly (number | null)[]): XY[] {
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
        afterBuildTicks: halves(top),
        afterFit: fixedWidth,
        ...axis(theme, { grid: true, most: 3, text }),
      },
    } as NonNullable<ChartOptions<Kind>['scales']>, // axis() leaves out what Chart.js fills in
  };
}

function stepsData(spec: StepsSpec, theme: Theme): { labels: string[]; datasets: Dataset[] } {
  return {
    labels: [],
    datasets: spec.lines.map(({ paint, points }) => lineOf(paint, theme, points)),
  };
}

function stepsOptions(spec: StepsSpec, theme: Theme): ChartOptions<Kind> {
  return {
    ...baseOptions(theme),
    scales: {
      x: {
        type: 'linear',
        min: 0,
        max: spec.end,
        offset: false,
        ...axis(theme, { most: 6, text: (seconds) => (seconds === 0 ? '0' : formatDuration(seconds)) }),
      },
      y: {
        type: 'linear',
        min: 0,
        max: spec.max,
        afterBuildTicks: halves(spec.max),
        afterFit: fixedWidth,
        ...axis(theme, { grid: true, most: 3, text: axisCount }),
      },
    } as NonNullable<ChartOptions<Kind>['scales']>, // as above
  };
}

function barsData(spec: BarsSpec, theme: Theme): { labels: string[]; datasets: Dataset[] } {
  const datasets = spec.parts.map(({ paints, values }): Dataset => {
    const looks = paints.map((paint) => lookOf(paint, theme));
    return {
      type: 'bar',
      // With the index on the y axis Chart.js wants the value as x.
      data: values.flatMap((value, row) => (value === null ? [] : [{ x: value, y: row }])),
      backgroundColor: values.flatMap((value, row) => (value === null ? [] : (looks[row]?.fill ?? theme.muted))),
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

/** Ticks at nothing, half and all: enough to read a small chart by. */
function halves(top: number): (scale: { ticks: { value: number }[] }) => void {
  return (scale) => {
    scale.ticks = [{ value: 0 }, { value: top / 2 }, { value: top }];
  };
}

/** The same width for every value axis, so that the rounds of one chart stand above those of the next. */
function fixedWidth(scale: { width: number }): void {
  scale.width = 44;
}
