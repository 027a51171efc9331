// What `activate` returns, for this project's own tests alone: nobody else may rely on it.
import type { ExperimentSnapshot } from '../core/protocol/messages';
import type { PreviewSnapshot } from '../core/protocol/previewMessages';
import type { Laboratory } from './laboratory';
import { snapshotOf } from './runs/experiment';

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
  /** What the live preview shows; null: there is none, or it shows nothing yet. */
  preview(): PreviewSnapshot | null;
  /** How many parts listen to the runs: the same after panels were opened and closed. */
  listeners(): number;
}

export function testApi({ store, panels, previews }: Laboratory, activationMilliseconds: number): TestApi {
  const whenEnded = (experimentId: string): Promise<ExperimentSnapshot> =>
    new Promise((resolve, reject) => {
      const known = store.find(experimentId);
      if (known === undefined) {
        reject(new Error(`No experiment ${experimentId} is kept.`));
        return;
      }
      if (known.state.status !== 'running') {
        resolve(snapshotOf(known));
        return;
      }
      const listening = store.changes.on(({ experiment }) => {
        if (experiment.experimentId !== experimentId || experiment.state.status === 'running') return;
        listening.dispose();
        resolve(snapshotOf(experiment));
      });
    });
  return {
    activationMilliseconds,
    runs: {
      all: () => store.all().map(snapshotOf),
      newest: (scenarioUri) => {
        const newest = store.newest(scenarioUri);
        return newest && snapshotOf(newest);
      },
      whenEnded,
    },
    panels: {
      all: () =>
        panels.all().map(({ scenario, panel, eventsSent }) => ({
          scenarioUri: scenario.toString(),
          isVisible: panel.visible,
          eventsSent,
        })),
    },
    preview: () => previews.current?.snapshot ?? null,
    listeners: () => store.changes.size,
  };
}
