// The algorithms, in the order in which they are listed to a person.
import type { AlgorithmDefinition } from './definition';
import { hca } from './hca';
import { precopy } from './precopy';
import { stopAndCopy } from './stopAndCopy';
import { xenPrecopy } from './xenPrecopy';

export const algorithms: readonly AlgorithmDefinition[] = [stopAndCopy, precopy, xenPrecopy, hca];

export function findAlgorithm(id: string): AlgorithmDefinition | undefined {
  return algorithms.find((algorithm) => algorithm.id === id);
}
