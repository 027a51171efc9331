// What the command line says instead of a file.
import { firstLabel } from '../core/result';
import type { Scenario } from '../core/scenario/scenario';
import { UsageError, type RunCommand } from './arguments';

/** The scenario with the command line's seed, repetitions and choice of algorithms. @throws UsageError for a label that the file lacks */
export function overridden(
  scenario: Scenario,
  { seed, repetitions, only }: Pick<RunCommand, 'seed' | 'repetitions' | 'only'>,
  file: string,
): Scenario {
  for (const label of only ?? []) mustHave(scenario, label, file);
  return {
    ...scenario,
    seed: seed ?? scenario.seed,
    repetitions: repetitions ?? scenario.repetitions,
    algorithms: scenario.algorithms.filter(({ label }) => only === null || only.includes(label)),
  };
}

/** The label that the others are compared with. @throws UsageError for one that the scenario, as it is run, lacks */
export function baselineOf(scenario: Scenario, { baseline }: Pick<RunCommand, 'baseline'>, file: string): string {
  if (baseline !== null) mustHave(scenario, baseline, file);
  return baseline ?? firstLabel(scenario);
}

function mustHave({ algorithms }: Scenario, wanted: string, file: string): void {
  if (algorithms.some(({ label }) => label === wanted)) return;
  const labels = algorithms.map(({ label }) => label).join(', ');
  throw new UsageError(`${file} has no algorithm labelled ${wanted}: it has ${labels}.`);
}
