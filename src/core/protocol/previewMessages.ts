// Every message between the extension and the live preview, both directions. What is shown is always sent whole and the newest only: nothing has to be
// remembered on the other side, and a message that is lost is made up for by the next one.
import type { ExpectationResult } from '../expect/evaluate';
import type { Limits } from '../preview/limits';
import type { Prediction } from '../preview/prediction';
import type { RecordedScenario } from '../scenario/record';
import type { SavedFile } from './savedFiles';

/** Why the text as it stands cannot be run. */
export interface PreviewProblems {
  readonly errors: number;
  /** The first one in the text, its line counted from 1. */
  readonly first: { readonly message: string; readonly line: number };
}

/** An algorithm of the file, and what is known of it. */
export interface PredictedAlgorithm {
  readonly label: string;
  readonly algorithm: string;
  /** Null: none yet. */
  readonly prediction: Prediction | null;
  /** The prediction is of an earlier text: one of this text is on its way. */
  readonly isEarlier: boolean;
  /** A prediction was given up because it took too long: how far it had come; null: none was. `factor` is its guest's. */
  readonly gaveUp: { readonly factor: number; readonly simulatedSeconds: number; readonly round: number } | null;
}

/**
 * How far the predictions of a text are: `quick`: they are being made, on the guest scaled down if it is large; `pause`: the guest itself waits until
 * typing stops; `whole`: it is being run; `done`: nothing is under way.
 */
export type PreviewStage = 'quick' | 'pause' | 'whole' | 'done';

/** What is drawn of a text without errors. */
export interface PreviewPicture {
  readonly scenario: RecordedScenario;
  readonly limits: Limits | null;
  /** In the order of the file. */
  readonly algorithms: readonly PredictedAlgorithm[];
  readonly stage: PreviewStage;
  /** The guest itself is not run while typing: it is too large. */
  readonly isTooLarge: boolean;
  /** The file has a sweep, which no prediction makes. */
  readonly hasSweep: boolean;
  /** Whether the file's expectations hold; null unless the predictions are all runs that the scenario has. */
  readonly expectations: readonly ExpectationResult[] | null;
  /** What went wrong with the predictions, in a sentence. */
  readonly error: string | null;
}

/** What the preview shows. */
export interface PreviewSnapshot {
  /** Identifies the scenario's file for the editor; kept in the preview's memory. */
  readonly scenarioUri: string;
  /** The scenario's path as a person knows it. */
  readonly file: string;
  /** Not null: the picture is of the last text without errors. */
  readonly problems: PreviewProblems | null;
  /** Null: no text of this scenario was without errors, or the first one is being checked. */
  readonly picture: PreviewPicture | null;
}

export interface ToPreview {
  readonly type: 'show';
  readonly preview: PreviewSnapshot;
}

/** What the preview keeps over a reload. */
export interface PreviewMemory {
  readonly schema: 1;
  readonly scenarioUri: string;
  /** Charts shown as tables. */
  readonly asTables: boolean;
  /** Pictures are exported for print, dark on white (absent: they are). */
  readonly forPrint?: boolean;
}

export type FromPreview =
  | { readonly type: 'ready' }
  | {
      /** What came in the envelope of this number is on the screen: the next may come. */
      readonly type: 'drawn';
      readonly sequence: number;
    }
  | { readonly type: 'run' }
  | {
      /** A person wants these charts saved. */
      readonly type: 'save';
      readonly files: readonly SavedFile[];
    }
  | {
      /** Show the first problem in the text. */
      readonly type: 'showProblem';
    }
  | {
      /** Open the page of an algorithm. */
      readonly type: 'explain';
      readonly algorithm: string;
    }
  | { readonly type: 'failure'; readonly message: string };
