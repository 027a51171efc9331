// Every message between the extension and the panel, both directions. The extension owns the data; the panel asks once it is ready, is hydrated
// with all it needs to draw, then gets increments. A gap in the sequence numbers is answered by another hydrate.
import type { Side } from '../compare/between';
import type { RunEvent } from '../engine/events';
import type { SummaryRow } from '../compare/summary';
import type { ExpectationResult } from '../expect/evaluate';
import type { RecordedScenario } from '../scenario/record';
import type { PackedFrames } from './packedFrames';
import type { ExportFormat, SavedFile } from './savedFiles';

/** Raised when a message changes its meaning; panel and extension of different numbers do not talk. */
export const protocolVersion = 1;

/** Wraps each message, both ways. */
export interface Envelope<Message> {
  readonly protocol: number;
  /** Counts from 0 for each direction and each life of a panel. */
  readonly sequence: number;
  readonly message: Message;
}

export type ExperimentStatus = 'running' | 'finished' | 'cancelled' | 'failed';

/** Where a running experiment stands; each replaces the one before. */
export interface Progress {
  readonly runsFinished: number;
  readonly runsTotal: number;
  /** The run under way. */
  readonly label: string;
  readonly repetition: number;
  readonly simulatedSeconds: number;
  /** Number of the round under way. */
  readonly round: number;
}

/** How an experiment stands, besides its events. */
export interface ExperimentState {
  readonly status: ExperimentStatus;
  readonly progress: Progress | null;
  /** Per algorithm, over the repetitions; null until the experiment has finished. */
  readonly summary: readonly SummaryRow[] | null;
  /** Of the file, held against all repetitions; null until the experiment has finished. */
  readonly expectations: readonly ExpectationResult[] | null;
  /** What went wrong, in a sentence; only if failed. */
  readonly error: string | null;
  /** The scenario's text has changed since: the results are of the text before. */
  readonly stale: boolean;
  /** The part that the person asked to see: brought into view once it is there (absent: none). */
  readonly reveal?: 'comparison';
  /** Rounds past the number that a panel is given for a run: counted, not kept (absent: none). */
  readonly roundsLeftOut?: number;
}

/** All that a panel needs to draw an experiment: a run of all the algorithms of one scenario, with its repetitions. */
export interface ExperimentSnapshot {
  readonly experimentId: string;
  /** Traces without their rows. */
  readonly scenario: RecordedScenario;
  /** Identifies the scenario's file for the editor; kept in the panel's memory. */
  readonly scenarioUri: string;
  /** The scenario's path as a person knows it (relative to the workspace). */
  readonly file: string;
  readonly state: ExperimentState;
  /** Repetition 0 in full, of the others the ends. */
  readonly events: readonly RunEvent[];
}

/** What a panel compares its experiment with: an experiment that was pinned, or one of another file. */
export interface Reference extends Side {
  /** Null: it was read from a file. */
  readonly experimentId: string | null;
  /** How it is called: 'the run of 12:31', 'other.migration.yaml'. */
  readonly name: string;
  /** An earlier run of the panel's own scenario. */
  readonly isOwn: boolean;
}

/** Fewest and most cells that a panel may ask memory to be cut into. */
export const cellBounds = { fewest: 1, most: 131_072 } as const;

/** Page states inside the rounds of repetition 0 of one algorithm, as the panel watches them or has asked for (docs/model.md, 'Frames'). */
export interface FramesMessage {
  readonly type: 'frames';
  readonly experimentId: string;
  readonly label: string;
  /** Counts the batches of one `watch` from 0, over all algorithms: what `framesTaken` says back. Null: exact frames that were asked for by `frameAt`. */
  readonly batch: number | null;
  /** How many frames of this algorithm came before these; 0: these are the first, whatever the panel has is of an older watch. */
  readonly from: number;
  /** In ascending order of their times. */
  readonly frames: PackedFrames;
  /** No more frames of this algorithm will come for this watch. */
  readonly complete: boolean;
  /** The number of the `frameAt` that this answers (absent: none). */
  readonly request?: number;
}

/** How fast simulated time plays: as it is, ten times that, all of it in ten seconds, or as fast as it goes. */
export const playbackSpeeds = ['1x', '10x', 'fit', 'max'] as const;

export type PlaybackSpeed = (typeof playbackSpeeds)[number];

/** What the memory maps show of each page: its state, its tier, or how often it was sent. */
export const mapViews = ['state', 'tier', 'sent'] as const;

export type MapView = (typeof mapViews)[number];

/** How the panel is to play the experiment. */
export interface PlaybackWish {
  /** The person's setting; a speed chosen in the panel counts more. */
  readonly speed: PlaybackSpeed;
  /** The experiment has just been started for this panel to be seen; one that is shown again stands at its end. */
  readonly isFresh: boolean;
}

/** What a command of the editor does in the panel, as the panel's own control or key would. */
export const panelActions = ['playOrPause', 'stepBack', 'stepForward', 'skipToEnd', 'showAsTables'] as const;
export type PanelAction = (typeof panelActions)[number];

export interface ActMessage {
  readonly type: 'act';
  readonly action: PanelAction;
}

/** A person wants all charts as files: answered by `save`. */
export interface ExportMessage {
  readonly type: 'export';
  readonly format: ExportFormat;
  /** Dark on white whatever the theme, with larger type. */
  readonly forPrint: boolean;
}

export type ToPanel =
  | ActMessage
  | ExportMessage
  | FramesMessage
  | {
      readonly type: 'hydrate';
      readonly experiment: ExperimentSnapshot | null;
      /** Absent: at the default speed, and shown as far as it is known. */
      readonly playback?: PlaybackWish;
      /** What the experiment is compared with (absent: nothing). */
      readonly reference?: Reference;
    }
  | {
      /** What the experiment is compared with from now on; null: nothing. */
      readonly type: 'reference';
      readonly reference: Reference | null;
    }
  | {
      /** Events from index `from` on; acknowledged by `drawn`. */
      readonly type: 'events';
      readonly experimentId: string;
      readonly from: number;
      readonly events: readonly RunEvent[];
    }
  | { readonly type: 'state'; readonly experimentId: string; readonly state: ExperimentState };

/** What the panel keeps over a reload, by setState: identity and arrangement, never content. */
export interface PanelMemory {
  readonly schema: 1;
  readonly scenarioUri: string;
  readonly experimentId: string | null;
  /** Charts shown as tables. */
  readonly asTables: boolean;
  /** Pictures are exported for print, dark on white (absent: they are). */
  readonly forPrint?: boolean;
  /** The speed that a person chose in this panel (absent: none, the setting counts). */
  readonly playbackSpeed?: PlaybackSpeed;
  /** The label of the algorithm that the others are compared with (absent: the first). */
  readonly baseline?: string;
  /** The view of the memory maps that a person chose (absent: none, the states are shown). */
  readonly mapView?: MapView;
}

export type FromPanel =
  | { readonly type: 'ready' }
  | {
      /** The panel lacks something: hydrate again. */
      readonly type: 'resync';
    }
  | { readonly type: 'drawn'; readonly experimentId: string; readonly upTo: number }
  | { readonly type: 'cancel'; readonly experimentId: string }
  | {
      /**
       * The panel wants frames of every algorithm, memory cut into about so many cells; replaces an earlier watch. A hydrate, or the panel's
       * being hidden, ends it: the panel watches again.
       */
      readonly type: 'watch';
      readonly experimentId: string;
      readonly cells: number;
    }
  | { readonly type: 'unwatch' }
  | {
      /** The frames of this batch are kept: the next ones may come. */
      readonly type: 'framesTaken';
      readonly experimentId: string;
      readonly batch: number;
    }
  | {
      /** The panel wants the exact state of every algorithm's pages at this time; replaces an earlier one that is not answered yet. */
      readonly type: 'frameAt';
      readonly experimentId: string;
      /** In simulated seconds. */
      readonly seconds: number;
      readonly cells: number;
      /** Chosen by the panel; comes back in the answer. */
      readonly request: number;
    }
  | {
      /** A person wants these charts saved: one as a file of a name and place to choose, several in a folder. */
      readonly type: 'save';
      readonly files: readonly SavedFile[];
    }
  | { readonly type: 'runAgain' }
  | { readonly type: 'showScenario' }
  | {
      /** Keep this experiment to compare the next ones with. */
      readonly type: 'pin';
      readonly experimentId: string;
    }
  | { readonly type: 'unpin' }
  | {
      /** Ask the person what to compare with. */
      readonly type: 'compareWith';
    }
  | {
      /** Open the page of an algorithm, by its id. */
      readonly type: 'explain';
      readonly algorithm: string;
    }
  | {
      /** Something failed in the panel: for the log channel. */
      readonly type: 'failure';
      readonly message: string;
    };
