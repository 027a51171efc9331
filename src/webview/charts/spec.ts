// What a chart shows, as plain data: made by the pure functions of this folder, drawn by chartFactory.ts, read aloud and shown as a table by
// chartView.ts, exported by ../export. Colours are roles here; the theme decides what they look like.
import type { TableModel } from '../a11y/table';

/** What a surface or line means; its look follows from the theme. */
export type Paint =
  | { readonly role: 'again' | 'first' | 'sent' | 'series' | 'unheld'; readonly series: number }
  | { readonly role: 'skipped' | 'held' | 'left' | 'dirtied' | 'link' | 'stopped' | 'written' }
  | { readonly role: 'floor' | 'rate-only' | 'threshold' | 'front' }
  | { readonly role: 'suspend' | 'device' | 'resume' }
  | { readonly role: 'tier'; readonly tier: number; readonly of: number };

export interface LegendEntry {
  readonly name: string;
  readonly paint: Paint;
}

/** One point as it is read: by eye beside the legend, by ear as a sentence. */
export interface Reading {
  readonly heading: string;
  /** One text for each entry of the legend; empty for those that have none at this point. */
  readonly values: readonly string[];
  readonly sentence: string;
  /** Why it is so, from the run's own figures (absent: there is nothing to say). */
  readonly why?: string;
}

/** The chart's figures as they are, for other programs: what its table says in words. */
export interface Figures {
  /** Names with their units, as in results: `pagesToSend`, `downtimeSeconds`. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

interface SpecBase {
  /** What the chart shows: its subject, in a word or three. */
  readonly title: string;
  /** What it says about this run, without a full stop; empty while there is nothing to say. */
  readonly finding: string;
  /** The unit or the scale, beside the title. */
  readonly note: string;
  /** The chart in one sentence. */
  readonly summary: string;
  readonly legend: readonly LegendEntry[];
  readonly readings: readonly Reading[];
  readonly table: TableModel;
  readonly figures: Figures;
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

export interface Place {
  readonly x: number;
  readonly y: number;
}

export interface Axis {
  readonly min: number;
  readonly max: number;
  /** Equal lengths for equal factors; `min` is above 0 then. */
  readonly log: boolean;
  readonly format: 'count' | 'seconds';
  /** What it measures, in a few words; empty where its figures say so themselves. */
  readonly name: string;
}

/** A straight line, or a row of them, that is named where it runs. */
export interface Guide {
  readonly paint: Paint;
  readonly points: readonly Place[];
  readonly text: string;
  /** Where the text may stand: beside one of these places, the first one that is free. */
  readonly at: readonly Place[];
  readonly side: 'above-right' | 'above-left' | 'below-right' | 'below-left' | 'right' | 'left';
}

/** An algorithm's mark at a place, with its intervals if it has some. */
export interface PlaneMark {
  readonly series: number;
  readonly at: Place;
  readonly across: { readonly low: number; readonly high: number } | null;
  readonly up: { readonly low: number; readonly high: number } | null;
  readonly text: string;
}

/** Lines and points in two quantities. */
export interface PlaneSpec extends SpecBase {
  readonly kind: 'plane';
  /** Across is the time of the migration: the playhead moves along it. */
  readonly isOverTime: boolean;
  readonly x: Axis;
  readonly y: Axis;
  readonly lines: readonly { readonly paint: Paint; readonly points: readonly Place[] }[];
  /** The widest of a gap between two lines: an upright stroke with ends. */
  readonly gap: { readonly x: number; readonly from: number; readonly to: number; readonly text: string } | null;
  readonly guides: readonly Guide[];
  readonly marks: readonly PlaneMark[];
  /** Where each reading stands: across, and up where it is a single point. */
  readonly positions: readonly { readonly x: number; readonly y: number | null }[];
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

/** No picture: the finding says why there is none. */
export interface AbsentSpec extends SpecBase {
  readonly kind: 'absent';
}

export type ChartSpec = ColumnsSpec | PlaneSpec | BarsSpec | AbsentSpec;

/** A chart that there is nothing to draw of, and why, in a sentence. */
export function absent(title: string, because: string): AbsentSpec {
  return {
    kind: 'absent',
    title,
    finding: '',
    note: '',
    summary: because,
    legend: [],
    readings: [],
    table: { caption: title, columns: [], rows: [] },
    figures: { columns: [], rows: [] },
  };
}
