// The algorithms, in the order in which they are listed to a person.
import type { AlgorithmChoice } from '../scenario/scenario';
import { hasFloor, type AlgorithmDefinition } from './definition';
import { cloudHypervisor } from './cloudHypervisor';
import { hca } from './hca';
import { hybrid } from './hybrid';
import { microwiper } from './microwiper';
import { precopy } from './precopy';
import { postcopy } from './postcopy';
import { qemuPrecopy } from './qemuPrecopy';
import { stopAndCopy } from './stopAndCopy';
import { timeSeries } from './timeSeries';
import { xenPrecopy } from './xenPrecopy';
import { xenPrecopyV2 } from './xenPrecopyV2';

export const algorithms: readonly AlgorithmDefinition[] = [
  stopAndCopy,
  precopy,
  xenPrecopy,
  xenPrecopyV2,
  hca,
  microwiper,
  timeSeries,
  qemuPrecopy,
  cloudHypervisor,
  postcopy,
  hybrid,
];

export function findAlgorithm(id: string): AlgorithmDefinition | undefined {
  return algorithms.find((algorithm) => algorithm.id === id);
}

/** Whether a floor is defined for the downtime of a scenario's choice; it is for policies. */
export function choiceHasFloor({ algorithm, parameters }: Pick<AlgorithmChoice, 'algorithm' | 'parameters'>): boolean {
  const definition = findAlgorithm(algorithm);
  return definition === undefined || hasFloor(definition, parameters);
}
