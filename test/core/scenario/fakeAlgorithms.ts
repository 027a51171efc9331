// Two made-up algorithms whose tables have every kind of parameter: the checks must depend on the tables alone.
import type { AlgorithmDefinition, Parameter } from '../../../src/core/algorithms/definition';

const documentation = 'Made up.';
const source = 'Made up.';

const parameters: Readonly<Record<string, Parameter>> = {
  rounds: { kind: 'count', default: 29, min: 1, max: 1000, documentation, source },
  factor: { kind: 'factor', default: 3, min: 0, max: 100, documentation, source },
  capacity: { kind: 'share', default: 0.9, min: 0.01, max: 1, documentation, source },
  limit: { kind: 'duration', default: null, min: 0, max: 3600, optional: true, documentation, source },
  epoch: { kind: 'duration', default: null, min: 0.001, max: 3600, auto: true, documentation, source },
  header: { kind: 'size', default: 0, min: 0, max: 65_536, documentation, source },
  skip: { kind: 'boolean', default: true, documentation, source },
  pace: { kind: 'choice', choices: ['none', 'adaptive'], default: 'none', documentation, source },
  rate: {
    kind: 'megabits',
    default: 500,
    min: 1,
    max: 100_000,
    documentation,
    source,
    onlyWhen: { parameter: 'pace', is: ['adaptive'] },
  },
};

function fake(id: string, table: Readonly<Record<string, Parameter>>): AlgorithmDefinition {
  return {
    id,
    title: id,
    documentation,
    source,
    parameters: table,
    wire: () => ({ headerBytesPerPage: 8, bytesPerBatch: 4 }),
    stopRule: () => ({ fewPages: null, liveRounds: null, sentPages: null, shrink: null }),
    needsOracle: () => false,
    refusals: ({ rounds }) =>
      rounds === 666 ? [{ parameter: 'rounds', message: 'No system makes so many: write 665.' }] : [],
    run: () => {
      throw new Error('A made-up algorithm does not run.');
    },
  };
}

export const fakeAlgorithms: readonly AlgorithmDefinition[] = [fake('alpha', parameters), fake('beta', {})];
