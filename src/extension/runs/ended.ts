// Waiting for the end of an experiment.
import type { Experiment } from './experiment';
import type { RunStore } from './runStore';

/** The experiment once it has ended, at once if it has. @throws Error if it is not kept, or is no longer */
export function whenEnded(store: RunStore, experimentId: string): Promise<Experiment> {
  return new Promise((resolve, reject) => {
    const known = store.find(experimentId);
    if (known === undefined) {
      reject(new Error(`No experiment ${experimentId} is kept.`));
      return;
    }
    if (known.state.status !== 'running') {
      resolve(known);
      return;
    }
    const listening = store.changes.on(({ experiment }) => {
      if (experiment.experimentId !== experimentId || experiment.state.status === 'running') return;
      listening.dispose();
      resolve(experiment);
    });
  });
}
