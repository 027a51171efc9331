// Every message between a simulation worker and whoever started it (extension or command line).
import type { SummaryRow } from '../compare/summary';
import type { RunEvent, RunId } from '../engine/events';
import type { ExpectationResult } from '../expect/evaluate';
import type { Scenario } from '../scenario/scenario';
import type { Progress } from './messages';

export type ToWorker =
  | {
      readonly type: 'run';
      readonly jobId: number;
      readonly scenario: Scenario;
      /** The runs to make, in this order. */
      readonly runs: readonly Pick<RunId, 'label' | 'repetition'>[];
      /** Pass every round on, or of repetitions after the first the ends alone. */
      readonly rounds: 'all' | 'first-repetition';
      /** Of each run pass on so many rounds at most, and count the rest; absent: all. */
      readonly mostRounds?: number;
    }
  | { readonly type: 'cancel'; readonly jobId: number };

export type FromWorker =
  | {
      /** What happened since the last batch; sent at most every few milliseconds. */
      readonly type: 'batch';
      readonly jobId: number;
      readonly events: readonly RunEvent[];
      /** Rounds that were not passed on, all of them after `events` (absent: none). */
      readonly roundsLeftOut?: number;
      readonly progress: Progress;
    }
  | {
      readonly type: 'done';
      readonly jobId: number;
      readonly cancelled: boolean;
      /** Over the runs of this job, rounds that were not passed on included; null if cancelled. */
      readonly summary: readonly SummaryRow[] | null;
      /** Over the same runs; null if cancelled. */
      readonly expectations: readonly ExpectationResult[] | null;
    }
  | { readonly type: 'crashed'; readonly jobId: number; readonly message: string };
