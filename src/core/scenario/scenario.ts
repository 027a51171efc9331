// A checked scenario: every value resolved to base units (bytes, bits a second, seconds, pages), every default filled in.
// This is what the engine runs, what a worker is handed, and what a result carries: plain data, no text, no ranges.
import type { ParameterValues } from '../algorithms/definition';
import type { PolicyChoice } from '../policy/policy';

export interface Scenario {
  readonly name: string;
  readonly description: string | null;
  readonly seed: string;
  readonly repetitions: number;
  readonly pages: number;
  readonly pageBytes: number;
  readonly memoryBytes: number;
  readonly deviceStateBytes: number;
  /** Pages never written, all zero. */
  readonly zeroPages: number;
  /** Where they lie; absent: at the end of memory. */
  readonly zeroLayout?: 'spread';
  /** Virtual processors. */
  readonly vcpus: number;
  /** Lost time, in seconds, that the guest makes up for whenever a throttled processor wakes up. */
  readonly catchUpSeconds: number;
  /** Regions one after the other from page 0; pages past the last region are never written. */
  readonly workload: readonly Region[];
  readonly link: Link;
  readonly host: Host;
  /** In file order; the first is the baseline. */
  readonly algorithms: readonly AlgorithmChoice[];
  readonly timeLimitSeconds: number;
  /** What must hold after the runs: sound expectations (core/expect), as written. */
  readonly expect: readonly string[];
}

export interface Region {
  readonly name: string;
  readonly firstPage: number;
  readonly pages: number;
  /** Page writes per second over the whole region while it is active; of a trace or a dirty curve, the mean. */
  readonly writesPerSecond: number;
  /** Page reads per second over the whole region while it is active; they follow the writes' pattern. */
  readonly readsPerSecond: number;
  /** Bytes of a page that one write changes. */
  readonly changeBytes: number;
  readonly activity: Activity;
  readonly pattern: Pattern;
}

/** When a region is active. Its own clock stands still while it is not. */
export type Activity =
  | { readonly kind: 'always' }
  | {
      readonly kind: 'intervals';
      /** In order of time, none touching another; `toSeconds` null: to the end. Times count from the start of the migration. */
      readonly intervals: readonly { readonly fromSeconds: number; readonly toSeconds: number | null }[];
    }
  | {
      /** From the start of the migration on: `onSeconds` at full speed, then the rest of `everySeconds` at a share of it. */
      readonly kind: 'bursts';
      readonly everySeconds: number;
      readonly onSeconds: number;
      /** Speed between bursts, 0 … 1. */
      readonly restShare: number;
    };

export type Pattern =
  | { readonly kind: 'uniform' }
  | {
      readonly kind: 'hotspot';
      readonly hotPages: number;
      /** Share of the writes that goes to the hot pages, 0 … 1. */
      readonly hotShare: number;
      /** Hot pages lie scattered by the seed, or at the region's start. */
      readonly scatter: boolean;
    }
  | {
      readonly kind: 'sequential';
      /** Page of the region where the pointer starts; null: chosen by the seed. */
      readonly startPage: number | null;
    }
  | {
      readonly kind: 'zipf';
      /** The page of rank k (1, 2, …) is written in proportion to k^-exponent. Ranks lie scattered by the seed. */
      readonly exponent: number;
    }
  | {
      readonly kind: 'dirty-curve';
      /** As measured: distinct pages dirtied within a window of that length; both ascending. */
      readonly points: readonly CurvePoint[];
      /** The fit: groups of pages with one write rate each, scattered by the seed; pages past their sum are never written. */
      readonly groups: readonly { readonly pages: number; readonly writesPerSecondPerPage: number }[];
      /** Of each point: the fitted curve less the measured, as a share of the measured. */
      readonly errors: readonly number[];
    }
  | {
      readonly kind: 'trace';
      /** The file, as the scenario names it. */
      readonly file: string;
      /** What follows its end, on the region's own clock. */
      readonly repeat: TraceRepeat;
      readonly columns: TraceColumns;
    };

export interface CurvePoint {
  readonly seconds: number;
  readonly pages: number;
}

/** `all`: it starts again; `none`: silence; a number: its last so many seconds again and again. */
export type TraceRepeat = 'all' | 'none' | number;

/** A page-write trace, column by column, a row per line, in order of time. The first row's time is 0. */
export interface TraceColumns {
  /** Pages written by a row are written within this long after its time; 0: at its time. */
  readonly intervalSeconds: number;
  /** The trace's length: the last row's time and interval. */
  readonly seconds: number;
  readonly atSeconds: Float64Array;
  /** First page of the row's range, counted within the region. */
  readonly firstPage: Uint32Array;
  readonly pages: Uint32Array;
  /** Writes over the row's range; at least its pages. */
  readonly writes: Uint32Array;
}

export interface Link {
  readonly bandwidthBitsPerSecond: number;
  /** Goodput over line rate, 0 … 1. */
  readonly efficiency: number;
  readonly rttSeconds: number;
  /** What other traffic leaves: from each time (from the start of the migration, ascending) on this share; before the first, all. */
  readonly schedule: readonly { readonly atSeconds: number; readonly available: number }[];
}

/** What the hypervisors cost. */
export interface Host {
  readonly preset: string;
  readonly setupSeconds: number;
  readonly suspendSeconds: number;
  readonly resumeSeconds: number;
  /** Pages that suspending itself dirties. */
  readonly suspendPages: number;
  /** From the decision to suspend until the guest stands still: it writes on, nothing is sent. */
  readonly suspendDelaySeconds: number;
  /** How long before the first PEEK of a pass its first batch has had the link (docs/model.md, 'Batches and the peek'). */
  readonly peekDelaySeconds: number;
  /** Guest time lost, on one vCPU, at the first write to a page after a CLEAN. */
  readonly dirtyFaultSeconds: number;
  /** What reading and clearing the dirty log takes, the guest paused. */
  readonly clean: LogCost;
  /** What reading the dirty log takes, the guest paused. */
  readonly peek: LogCost;
  /** The sender's processor time per page: a cap on the page rate. */
  readonly pageCostSeconds: number;
  /** Scanning a zero page (QEMU family). */
  readonly zeroPageSeconds: number;
  /** A sender that sleeps wakes up so late. */
  readonly wakeUpSeconds: number;
  /** Bytes that lie in the sockets ahead of a page asked for in post-copy, unless it has a channel of its own. */
  readonly socketBufferBytes: number;
}

export interface LogCost {
  readonly fixedSeconds: number;
  /** For each page of memory. */
  readonly perPageSeconds: number;
}

export interface AlgorithmChoice {
  readonly label: string;
  /** The algorithm's id in core/algorithms/registry.ts. */
  readonly algorithm: string;
  /** Every parameter of the algorithm, by its name in the language, in base units; null is `none`. */
  readonly parameters: ParameterValues;
  /** Of `policy` alone: the module that has its rules. */
  readonly policy?: PolicyChoice;
}
