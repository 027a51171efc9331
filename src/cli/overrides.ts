// What the command line says instead of a file.
import type { Scenario } from '../core/scenario/scenario';
import { UsageError, type RunCommand } from './arguments';

/** The scenario with the command line's seed, repetitions and choice of algorithms. @throws UsageError for a label that the file lacks */
export function overridden(
  scenario: Scenario,
  { seed, repetitions, only }: Pick<RunCommand, 'seed' | 'repetitions' | 'only'>,
  file: string,
): Scenario {
  const stranger = only?.find((label) => !scenario.algorithms.some((choice) => choice.label === label));
  if (stranger !== undefined) {
    const labels = scenario.algorithms.map(({ label }) => label).join(', ');
    throw new UsageError(`${file} has no algorithm labelled ${stranger}: it has ${labels}.`);
  }
  return {
    ...scenario,
    seed: seed ?? scenario.seed,
    repetitions: repetitions ?? scenario.repetitions,
    algorithms: scenario.algorithms.filter(({ label }) => only === null || only.includes(label)),
  };
}
