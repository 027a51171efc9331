// Compare Algorithms: the results with the comparison in view; the scenario is run unless its results are at hand and of the text as it is.
import type { Laboratory } from '../laboratory';
import { runScenario } from './run';
import { targetScenario, tellNoScenario } from './target';

/** The id of the experiment that is shown. */
export async function compareAlgorithms(lab: Laboratory, given?: unknown): Promise<string | undefined> {
  const target = targetScenario(lab, given);
  if (target === undefined) {
    tellNoScenario();
    return undefined;
  }
  const newest = lab.store.newest(target.toString());
  const isFresh = newest !== undefined && !newest.state.stale && ['running', 'finished'].includes(newest.state.status);
  const experimentId = isFresh ? newest.experimentId : await runScenario(lab, target);
  if (experimentId === undefined) return undefined;
  if (isFresh) lab.panels.open(target);
  lab.store.reveal(experimentId, 'comparison');
  return experimentId;
}
