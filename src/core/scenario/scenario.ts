// A checked scenario: every value resolved to base units (bytes, bits a second, seconds, pages), every default filled in.
// This is what the engine runs, what a worker is handed, and what a result carries: plain data, no text, no ranges.
import type { ParameterValues } from '../algorithms/definition';

export interface Scenario {
  readonly name: string;
  readonly description: string | null;
  readonly seed: string;
  readonly repetitions: number;
  readonly pages: number;
  readonly pageBytes: number;
  readonly memoryBytes: number;
  readonly deviceStateBytes: number;
  /** Regions one after the other from page 0; pages past the last region are never written. */
  readonly workload: readonly Region[];
  readonly link: Link;
  readonly host: Host;
  /** In file order; the first is the baseline. */
  readonly algorithms: readonly AlgorithmChoice[];
  readonly timeLimitSeconds: number;
}

export interface Region {
  readonly name: string;
  readonly firstPage: number;
  readonly pages: number;
  /** Page writes per second over the whole region. */
  readonly writesPerSecond: number;
  readonly pattern: Pattern;
}

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
    };

export interface Link {
  readonly bandwidthBitsPerSecond: number;
  /** Goodput over line rate, 0 … 1. */
  readonly efficiency: number;
  readonly rttSeconds: number;
}

export interface Host {
  readonly preset: string;
  readonly setupSeconds: number;
  readonly suspendSeconds: number;
  readonly resumeSeconds: number;
}

export interface AlgorithmChoice {
  readonly label: string;
  /** The algorithm's id in core/algorithms/registry.ts. */
  readonly algorithm: string;
  /** Every parameter of the algorithm, by its name in the language, in base units; null is `none`. */
  readonly parameters: ParameterValues;
}
