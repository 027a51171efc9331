// Cancel Run: stops the running experiment of a scenario; without a scenario in sight the newest one that runs.
import type { Laboratory } from '../laboratory';
import { targetScenario } from './target';

export function cancelRun(lab: Laboratory, given?: unknown): void {
  const target = targetScenario(lab, given)?.toString();
  const running = lab.store.all().filter(({ state }) => state.status === 'running');
  const chosen = running.findLast(({ scenarioUri }) => scenarioUri === target) ?? running.at(-1);
  if (chosen !== undefined) lab.runs.cancel(chosen.experimentId);
}
