// What `activate` returns, for this project's own tests alone: nobody else may rely on it.
import type { ExperimentSnapshot } from '../core/protocol/messages';
import type { PreviewSnapshot } from '../core/protocol/previewMessages';
import type { Laboratory } from './laboratory';
import { snapshotOf } from './runs/experiment';
import { whenEnded } from './runs/ended';

export interface PanelView {
  readonly scenarioUri: string;
  readonly isVisible: boolean;
  /** Index of the first event that the panel has not been sent. */
  readonly eventsSent: number;
}

export interface TestApi {
  /** Time that `activate` took, without loading the bundle. */
  readonly activationMilliseconds: number;
  readonly runs: {
    /** In the order in which they were started. */
    all(): readonly ExperimentSnapshot[];
    newest(scenarioUri?: string): ExperimentSnapshot | undefined;
    /** Resolves when the experiment has ended, at once if it has; rejects if it is not kept. */
    whenEnded(experimentId: string): Promise<ExperimentSnapshot>;
  };
  readonly panels: {
    all(): readonly PanelView[];
  };
  /** The stored runs, newest first. */
  readonly archive: {
    all(): Promise<readonly { readonly experimentId: string; readonly isKept: boolean }[]>;
    pinned(scenarioUri: string): string | null;
  };
  /** What the live preview shows; null: there is none, or it shows nothing yet. */
  preview(): PreviewSnapshot | null;
  /** How many parts listen to the runs: the same after panels were opened and closed. */
  listeners(): number;
}

export function testApi(
  { store, panels, previews, archive, pins }: Laboratory,
  activationMilliseconds: number,
): TestApi {
  return {
    activationMilliseconds,
    runs: {
      all: () => store.all().map(snapshotOf),
      newest: (scenarioUri) => {
        const newest = store.newest(scenarioUri);
        return newest && snapshotOf(newest);
      },
      whenEnded: async (experimentId) => snapshotOf(await whenEnded(store, experimentId)),
    },
    panels: {
      all: () =>
        panels.all().map(({ scenario, panel, eventsSent }) => ({
          scenarioUri: scenario.toString(),
          isVisible: panel.visible,
          eventsSent,
        })),
    },
    archive: {
      all: async () =>
        (await archive.all()).map(({ head, folder }) => ({ experimentId: head.experimentId, isKept: folder !== null })),
      pinned: (scenarioUri) => {
        const pinned = pins.find(scenarioUri);
        return pinned?.kind === 'run' ? pinned.experimentId : null;
      },
    },
    preview: () => previews.current?.snapshot ?? null,
    listeners: () => store.changes.size,
  };
}
