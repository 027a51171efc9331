// Cases of validation (docs/validation-cases.md): published or measured migrations, each with the scenario that stands for it and the figures to compare.

export interface CasesFile {
  readonly format: 'miglab.cases/1';
  readonly sources: readonly Source[];
}

export interface Source {
  readonly id: string;
  readonly title: string;
  /** Authors, title, place, address. */
  readonly reference: string;
  /** Paragraphs: what was measured, what is assumed. */
  readonly text: readonly string[];
  /** Why a simulated figure differs from the published one, a sentence each; figures name them by `because`. */
  readonly reasons: Readonly<Record<string, string>>;
  /** Of figures that have none of their own. */
  readonly tolerance?: Tolerance;
  /** A table each, or all in one. */
  readonly cases?: readonly Case[];
  readonly oneTable?: boolean;
  /** Where the measured runs are, from the cases file's folder. */
  readonly data?: string;
  /** Measured runs of that file, all in one table. */
  readonly measured?: readonly MeasuredCase[];
  readonly recursion?: Recursion;
}

export interface Case {
  readonly id: string;
  readonly title: string;
  /** The scenario: its path from the cases file's folder, or the scenario itself, as a map. */
  readonly scenario: string | InlineScenario;
  /** Keys of the scenario, by their path, with the text that stands in for their value; a region is named by its name. */
  readonly set?: Readonly<Record<string, string>>;
  /** Of the algorithm; figures can name another. */
  readonly label: string;
  /** What else is to be known of the measurement: one sentence. */
  readonly note?: string;
  /** Why the scenario stands for the measurement in part only: its figures are shown and not counted. One sentence. */
  readonly partly?: string;
  /** Why no scenario can stand for the measurement: the case is listed and not run. One sentence. */
  readonly unsimulated?: string;
  /** A reason of the source: why figures of this case are off that name none of their own. */
  readonly because?: string;
  readonly figures: readonly Figure[];
}

/** A scenario as a map of its keys. */
export type InlineScenario = Readonly<Record<string, unknown>>;

/** How far off a figure may be: a share of the published one, or an amount in its unit, whichever is more. */
export interface Tolerance {
  readonly share?: number;
  readonly amount?: number;
}

export interface Figure {
  readonly name: string;
  readonly metric: Metric;
  /** Of a metric of rounds: which one (the stopped copy is `last`), or from which to which, added up. */
  readonly round?: number | 'last' | readonly [number, number];
  readonly unit: Unit;
  readonly label?: string;
  /** In that unit; of the metric `outcome`, the word. */
  readonly published: number | Outcome;
  /** The least and the most that was measured, where `published` is a mean. */
  readonly range?: readonly [number, number];
  readonly tolerance?: Tolerance;
  /** A reason of the source: why the difference is above a tenth. */
  readonly because?: string;
}

export type Outcome = 'completed' | 'not-converged';

/**
 * Of a whole run, or (from `toSend` on) of a round. `live` is the time until the guest is suspended; `reported` what the system calls downtime; `rounds` counts
 * live ones, `syncs` QEMU's: two more of a run that arrived, one of others; `throttle` is the highest, in per cent; `zero` counts pages told as zero;
 * `latency` is how long a page is waited for that post-copy fetches on demand, on average.
 */
export type Metric =
  | 'outcome'
  | 'total'
  | 'live'
  | 'downtime'
  | 'transfer'
  | 'reported'
  | 'bytes'
  | 'syncs'
  | 'throttle'
  | 'zero'
  | 'setup'
  | 'latency'
  | 'pages'
  | 'rounds'
  | 'toSend'
  | 'sent'
  | 'dirtied'
  | 'seconds';

/** MiB and MB: of pages, their content alone. */
export type Unit = 's' | 'ms' | 'pages' | 'MiB' | 'MB' | 'B' | 'rounds' | '%' | '';

export interface MeasuredCase {
  /** The run's id in the data. */
  readonly run: string;
  readonly scenario: string;
  readonly label: string;
  /** Made by the program alone: the link as the run found it (measuredLink.ts). */
  readonly set?: Readonly<Record<string, string>>;
  /** By the figure's name. */
  readonly because?: Readonly<Record<string, string>>;
}

/** Gudkov's recursion with its inputs, and what its author printed. */
export interface Recursion {
  /** Milliseconds and distinct pages dirtied within them. */
  readonly curve: readonly (readonly [number, number])[];
  readonly nonZeroPages: number;
  readonly zeroPages: number;
  readonly pageBytes: number;
  readonly headerBytes: number;
  readonly giveUpSeconds: number;
  /** Largest downtimes in ms; null: no limit. */
  readonly limitsMs: readonly (number | null)[];
  readonly links: readonly {
    readonly name: string;
    readonly bytesPerSecond: number;
    /** In seconds, rounded up; null: does not converge. */
    readonly published: readonly (number | null)[];
  }[];
}

/** Real migrations, page-exact: validation/data/xen-4.17.json. */
export interface MeasuredFile {
  readonly format: 'miglab.measured/1';
  readonly pageBytes: number;
  readonly runs: readonly MeasuredRun[];
}

export interface MeasuredRun {
  readonly id: string;
  /** `stock`: libxenguest as it is; `legacy`: with the loop of Xen 3.3 to 4.5; `hca`: with a first reconstruction of HCA. */
  readonly loop: 'stock' | 'legacy' | 'hca';
  readonly writer: { readonly pattern: string; readonly pages: number; readonly droppedWrites: number };
  readonly capBytesPerSecond: number;
  /** When the first epoch began: the log was on. */
  readonly startSeconds: number;
  /** Of the first series, during which another emulator kept a core of the measuring host busy at times. */
  readonly firstSeries?: boolean;
  readonly rounds: readonly MeasuredRound[];
  readonly totals: {
    readonly liveRounds: number;
    /** With contents. */
    readonly pagesSent: number;
    readonly finalPages: number;
    /** From the start of the saving until the target says that the guest has started. */
    readonly totalSeconds: number;
    /** The gap that the guest's own program saw. */
    readonly gapMs: number;
  };
}

export interface MeasuredRound {
  readonly live: boolean;
  /** Pages that were to be sent: all in round 1, then the bits of a CLEAN, and with `hca` those that were held. */
  readonly set: number;
  /** Pages sent with contents. */
  readonly pages: number;
  readonly skipped?: number;
  readonly pagesPerSecond: number;
  /** Length of the epoch in which the set was collected. */
  readonly epochSeconds?: number;
}
