// The event stream and the result: the one vocabulary of panel, command line and graders. Field names are a contract
// (docs/results.md): extend, never rename. Every time is in simulated seconds, every count a whole number.

import type { StopRule } from '../algorithms/definition';
import type { Frame } from './frames';
import type { StatisticsRecord } from './statistics';

/** Why the live phase ended; null if the run failed. */
export type StopReason =
  | 'few-dirty-pages'
  | 'max-rounds'
  | 'max-transfer'
  | 'downtime-limit'
  | 'dirty-growth'
  | 'not-shrinking'
  | 'time-limit'
  | 'policy'
  | 'immediate'
  | 'switch'
  | 'abort';

export type Outcome = 'completed' | 'not-converged' | 'failed';

export type Phase = 'sampling' | 'precopy' | 'stop-and-copy' | 'postcopy';

/**
 * What the tiers of a round mean: `rate` groups pages by their estimated write rate, `count` by the number of epochs
 * in which they were found dirty (both algorithm's own), `times-found-dirty` are the classes 0, 1, 2-3, 4 and more that the engine
 * keeps for algorithms without tiers.
 */
export type TierKind = 'rate' | 'count' | 'times-found-dirty';

/** One tier (0 is the coldest) of one round. */
export interface TierRecord {
  readonly tier: number;
  /** Pages that belong to the tier. */
  readonly pages: number;
  /** Those of them that were found dirty in this round. */
  readonly dirty: number;
  /** Those of them that were sent in this round. */
  readonly sent: number;
  /** Those of them that were still to be sent at the end of this round: skipped or held back. */
  readonly deferred: number;
}

/** A slice of the time in which the guest runs at the destination and pages are still to come. */
export interface FaultSlice {
  /** Its length. */
  readonly seconds: number;
  /** Missing pages that the guest touched for the first time. */
  readonly remote: number;
  /** What all processors waited in it, added up. */
  readonly stallSeconds: number;
  /** Pages that came, pushed or asked for. */
  readonly pagesSent: number;
}

/** What the guest felt of a post-copy phase: over all of it, and over time. */
export interface FaultRecord {
  /** Missing pages that the guest touched: each was asked for once. */
  readonly remote: number;
  /** What all processors waited for pages, added up. */
  readonly stallSeconds: number;
  /** What each of them waited. */
  readonly vcpuStallSeconds: readonly number[];
  /** How long all of them waited at once. */
  readonly allStalledSeconds: number;
  /** One after the other, all of one length but the last: at most 64. */
  readonly slices: readonly FaultSlice[];
}

/** One pass over the pages to send. */
export interface RoundRecord {
  /** Pre-copy counts from 1; sampling is 0; the last round goes on counting. */
  readonly round: number;
  readonly phase: Phase;
  readonly startSeconds: number;
  readonly seconds: number;
  readonly pagesToSend: number;
  readonly pagesSent: number;
  /** Not sent because they were dirty again when their turn came. */
  readonly pagesSkipped: number;
  /** Not sent because the algorithm holds them back. */
  readonly pagesHeld: number;
  /** Sent in this round although an earlier copy had been sent. */
  readonly pagesResent: number;
  /** Distinct pages that the dirty log gave for this round. */
  readonly pagesDirtied: number;
  /** Those of them that only the suspension dirtied, at the round's end: no rate of the running guest. */
  readonly pagesDirtiedSuspending: number;
  readonly bytesSent: number;
  /** Share of the guest's speed that was taken away on purpose when the round ended, 0 … 1; the round itself ran with that of the one before. */
  readonly throttle: number;
  readonly tierKind: TierKind;
  readonly tiers: readonly TierRecord[];
  /** Of phase postcopy alone. */
  readonly faults?: FaultRecord;
}

/** The parts of the downtime; they add up to it. */
export interface DowntimeParts {
  readonly suspendSeconds: number;
  readonly transferSeconds: number;
  readonly deviceSeconds: number;
  readonly resumeSeconds: number;
}

/** Limits that physics sets to this guest on this link, fixed costs included (docs/model.md). */
export interface Floor {
  /** The clairvoyant floor: max over w of W(w)/R - w; null while it depends on when the guest will be suspended. */
  readonly downtimeSeconds: number | null;
  /** The rate-only line; null where it is not defined (docs/model.md). */
  readonly rateOnlyDowntimeSeconds: number | null;
}

/** Which run an event belongs to. */
export interface RunId {
  readonly label: string;
  readonly algorithm: string;
  /** Counts from 0. */
  readonly repetition: number;
}

export interface RunError {
  readonly code: string;
  readonly message: string;
  /** Of a policy: its file, as the scenario names it. */
  readonly file?: string;
  /** The line of that file (absent: unknown). */
  readonly line?: number;
  /** The round under way; 0 before the first. */
  readonly round?: number;
}

/** A line that a policy wrote. */
export interface LogRecord {
  /** The round under way; 0 before the first. */
  readonly round: number;
  readonly atSeconds: number;
  readonly text: string;
}

/** Everything about a finished run but its rounds. */
export interface RunTotals extends RunId {
  /** The scenario's seed, the same for every repetition: streams are named seed / repetition / purpose. */
  readonly seed: string;
  readonly outcome: Outcome;
  readonly stopReason: StopReason | null;
  readonly totalSeconds: number;
  /** What the guest feels: the sum of the parts; null unless completed. */
  readonly downtimeSeconds: number | null;
  /** What the system itself calls downtime, where it calls something else so; only of a completed run. */
  readonly reportedDowntimeSeconds?: number;
  readonly setupSeconds: number;
  readonly downtime: DowntimeParts | null;
  readonly bytesSent: number;
  readonly pagesSent: number;
  readonly pagesResent: number;
  readonly zeroPages: number;
  /** Rounds of phase precopy. */
  readonly liveRounds: number;
  readonly degradedSeconds: number;
  /** Missing pages that post-copy fetched on demand, and what all processors waited for them, added up; of runs with post-copy also what each waited on the average. */
  readonly faults: {
    readonly remote: number;
    readonly stallSeconds: number;
    readonly meanVcpuStallSeconds?: number;
  };
  readonly floor: Floor;
  readonly error?: RunError;
}

export interface RunResult extends RunTotals {
  readonly rounds: readonly RoundRecord[];
  /** As `query-migrate` would have answered while it ran; only on request, and of algorithms that keep such counters. */
  readonly statistics?: readonly StatisticsRecord[];
  /** What a policy wrote, line by line (absent: nothing). */
  readonly log?: readonly LogRecord[];
}

/** The first event of a run. */
export interface StartEvent extends RunId {
  readonly type: 'start';
  readonly seed: string;
  readonly pages: number;
  readonly pageBytes: number;
  /** R: full pages a second in the algorithm's wire format. */
  readonly pagesPerSecond: number;
  readonly floor: Floor;
  /** When the algorithm suspends the guest, in numbers. */
  readonly stopRule: StopRule;
}

/** A round ended. */
export interface RoundEvent extends RunId, RoundRecord {
  readonly type: 'round';
}

/** A policy wrote a line. */
export interface LogEvent extends RunId, LogRecord {
  readonly type: 'log';
}

/** Somebody asked for statistics, and this is what `query-migrate` would have answered. */
export interface StatisticsEvent extends RunId, StatisticsRecord {
  readonly type: 'statistics';
}

/** A run ended. */
export interface EndEvent extends RunTotals {
  readonly type: 'end';
}

/** The state of all pages at a time that was asked for. */
export interface FrameEvent extends RunId, Frame {
  readonly type: 'frame';
}

export type RunEvent = StartEvent | RoundEvent | FrameEvent | LogEvent | StatisticsEvent | EndEvent;
