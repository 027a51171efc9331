// What a chart shows, as plain data: made by the pure functions of this folder, drawn by chartFactory.ts, read aloud and shown as a table by
// chartView.ts. Colours are roles here; the theme decides what they look like.
import type { TableModel } from '../a11y/table';

/** What a surface or line means; its look follows from the theme. */
export type Paint =
  | { readonly role: 'again' | 'first' | 'sent'; readonly series: number }
  | { readonly role: 'skipped' | 'held' | 'left' | 'dirtied' | 'link' | 'stopped' }
  | { readonly role: 'suspend' | 'device' | 'resume' }
  | { readonly role: 'tier'; readonly tier: number; readonly of: number };

export interface LegendEntry {
  readonly name: string;
  readonly paint: Paint;
}

/** One point as it is read: by eye beside the legend, by ear as a sentence. */
export interface Reading {
  readonly heading: string;
  /** One text for each entry of the legend. */
  readonly values: readonly string[];
  readonly sentence: string;
  /** Why it is so, from the run's own figures (absent: there is nothing to say). */
  readonly why?: string;
}

interface SpecBase {
  /** What the chart shows. */
  readonly title: string;
  /** The unit or the finding, beside the title. */
  readonly note: string;
  /** The chart in one sentence. */
  readonly summary: string;
  readonly legend: readonly LegendEntry[];
  readonly readings: readonly Reading[];
  readonly table: TableModel;
}

/** Stacked columns over the rounds, with a line perhaps. */
export interface ColumnsSpec extends SpecBase {
  readonly kind: 'columns';
  /** The label of each place on the axis; columns stand at the first ones. */
  readonly places: readonly string[];
  readonly max: number;
  readonly format: 'pages' | 'share';
  readonly stacks: readonly { readonly paint: Paint; readonly values: readonly (number | null)[] }[];
  readonly line: { readonly paint: Paint; readonly values: readonly (number | null)[] } | null;
  /** Columns that rise above the scale, with the figure that they reach. */
  readonly cuts: readonly { readonly place: number; readonly text: string }[];
  /** Where each column stands, in the order of the readings. */
  readonly positions: readonly number[];
  /** When the last of its rounds ended, in simulated seconds, for each column. */
  readonly untilSeconds: readonly number[];
  /** The place of the round in which the guest stood still. */
  readonly stoppedAt: number | null;
}

/** Values that hold over a span of time. */
export interface StepsSpec extends SpecBase {
  readonly kind: 'steps';
  /** Seconds. */
  readonly end: number;
  readonly max: number;
  readonly lines: readonly {
    readonly paint: Paint;
    readonly points: readonly { readonly x: number; readonly y: number }[];
  }[];
  readonly reference: {
    readonly paint: Paint;
    readonly value: number;
    readonly text: string;
    /** Where there is room for the text. */
    readonly side: 'left' | 'right';
  } | null;
  /** Middle of each span, in the order of the readings. */
  readonly positions: readonly number[];
}

/** One horizontal bar an algorithm, in parts, with marks. */
export interface BarsSpec extends SpecBase {
  readonly kind: 'bars';
  readonly rows: readonly { readonly label: string; readonly text: string }[];
  /** Seconds. */
  readonly max: number;
  /** The paint may differ from row to row. */
  readonly parts: readonly { readonly paints: readonly Paint[]; readonly values: readonly (number | null)[] }[];
  readonly marks: readonly {
    readonly name: string;
    readonly values: readonly (number | null)[];
    readonly dashed: boolean;
  }[];
}

export type ChartSpec = ColumnsSpec | StepsSpec | BarsSpec;
