// Every message between a simulation worker and whoever started it (extension or command line).
import type { SummaryRow } from '../compare/summary';
import type { RunEvent, RunId } from '../engine/events';
import type { FrameRequest } from '../engine/frames';
import type { ExpectationResult } from '../expect/evaluate';
import type { SyntaxFlaw } from '../policy/sandbox';
import type { Limits } from '../preview/limits';
import type { Prediction } from '../preview/prediction';
import type { Scenario } from '../scenario/scenario';
import type { Progress } from './messages';
import type { PackedFrames } from './packedFrames';

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
      /** Ask for statistics that often, in simulated seconds; absent: never. */
      readonly statisticsSeconds?: number;
    }
  | {
      /** Predict each algorithm by its repetition 0, in the order of the file. */
      readonly type: 'predict';
      readonly jobId: number;
      readonly scenario: Scenario;
      /** On a guest 1/`factor` the size. */
      readonly factor: number;
      /** Tell the limits first; those that depend on a prediction come with it in any case. */
      readonly limits: boolean;
      /** An algorithm that takes more work than this is given up. */
      readonly mostMilliseconds: number;
    }
  | {
      /** Make this run again for its frames; a job beside the others. Up to its last frame, if times are asked for. */
      readonly type: 'frames';
      readonly jobId: number;
      readonly scenario: Scenario;
      readonly run: Pick<RunId, 'label' | 'repetition'>;
      readonly frames: FrameRequest;
    }
  | {
      /** The batch of frames has gone its way: the next one may come. */
      readonly type: 'framesTaken';
      readonly jobId: number;
    }
  | {
      /** Say whether a policy's text reads as a module; nothing of it runs. */
      readonly type: 'readPolicy';
      readonly jobId: number;
      readonly source: string;
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
  | {
      /** Frames in the order of their times; the next ones come when these are taken. A job that is cancelled sends no more. */
      readonly type: 'frames';
      readonly jobId: number;
      readonly frames: PackedFrames;
      /** These are the last ones, and the job has ended. */
      readonly complete: boolean;
    }
  | { readonly type: 'limits'; readonly jobId: number; readonly limits: Limits }
  | { readonly type: 'predicted'; readonly jobId: number; readonly prediction: Prediction }
  | {
      /** An algorithm took too much work: how far it had come in simulated time. */
      readonly type: 'unpredicted';
      readonly jobId: number;
      readonly label: string;
      readonly simulatedSeconds: number;
      readonly round: number;
    }
  | {
      readonly type: 'predictedAll';
      readonly jobId: number;
      readonly cancelled: boolean;
      /** Held against these runs, if they are all that the scenario has: the guest itself, one repetition, no algorithm given up; null otherwise. */
      readonly expectations: readonly ExpectationResult[] | null;
    }
  | { readonly type: 'policyRead'; readonly jobId: number; readonly flaw: SyntaxFlaw | null }
  | { readonly type: 'crashed'; readonly jobId: number; readonly message: string };
