// The head of the panel in words: which guest on which link, how the experiment stands, and what it found. Pure.
import { formatBitRate, formatBytes, formatCount, formatNumber, formatSeconds } from '../../core/metrics/format';
import { type Finding, findingInWords } from '../../core/metrics/words';
import type { RecordedScenario } from '../../core/scenario/record';
import { comparedWithBaseline } from '../compare/comparison';
import type { Experiment } from '../reduce';

/** '1 GiB · 42 000 writes/s · 1 Gbit/s · seed 1'. */
export function scenarioFacts(scenario: RecordedScenario): readonly string[] {
  const writes = scenario.workload.reduce((sum, region) => sum + region.writesPerSecond, 0);
  const facts = [
    formatBytes(scenario.memoryBytes),
    writes === 0 ? 'no writes' : `${formatNumber(writes)} writes/s`,
    formatBitRate(scenario.link.bandwidthBitsPerSecond),
    `seed ${scenario.seed}`,
  ];
  return scenario.repetitions > 1 ? [...facts, `${formatCount(scenario.repetitions)} repetitions`] : facts;
}

/** How the experiment stands, in a few words. */
export function statusInWords({ state, lanes, scenario }: Experiment): string {
  const total = lanes.length * scenario.repetitions;
  switch (state.status) {
    case 'running':
      return state.progress ? runningInWords(state.progress) : 'Starting';
    case 'finished':
      return total === 1 ? 'Finished' : `Finished, ${formatCount(total)} runs`;
    case 'cancelled':
      return `Cancelled, ${formatCount(lanes.reduce((sum, { ends }) => sum + ends.length, 0))} of ${formatCount(total)} runs ended`;
    case 'failed':
      return 'Failed';
  }
}

function runningInWords(progress: NonNullable<Experiment['state']['progress']>): string {
  const { runsFinished, runsTotal, label, round, simulatedSeconds } = progress;
  const run = Math.min(runsFinished + 1, runsTotal);
  return `Run ${formatCount(run)} of ${formatCount(runsTotal)} · ${label}, round ${formatCount(round)}, at ${formatSeconds(simulatedSeconds)}`;
}

/** The finding; null before the experiment has finished. */
export function findingOf(experiment: Experiment): Finding | null {
  return experiment.state.status === 'finished'
    ? findingInWords(comparedWithBaseline(experiment), experiment.scenario.timeLimitSeconds)
    : null;
}

/** What went wrong or is missing, in sentences; empty if nothing is. */
export function warningsOf({ state }: Experiment): readonly string[] {
  const warnings: string[] = [];
  if (state.status === 'failed') warnings.push(state.error ?? 'The experiment failed.');
  if (state.status === 'cancelled')
    warnings.push('The experiment was cancelled. What had been simulated until then is shown.');
  if (state.stale)
    warnings.push(
      'The scenario has changed since this run: the results are of the text before. Run again to see the change.',
    );
  const left = state.roundsLeftOut ?? 0;
  if (left > 0) warnings.push(`${formatCount(left)} later rounds are not shown: a run had more than the panel keeps.`);
  return warnings;
}
