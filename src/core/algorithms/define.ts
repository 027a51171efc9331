// Makes an AlgorithmDefinition of an algorithm's own, exactly typed table: the rules see each parameter with its type.
import type { Migration, Tick } from '../engine/migration';
import type { AlgorithmDefinition, Parameter, ParameterValues, Refusal, StopFacts, StopRule } from './definition';

/** The value of one parameter: a choice is one of its words, an optional or automatic number may be null. */
type ValueOf<P extends Parameter> = P extends { kind: 'boolean' }
  ? boolean
  : P extends { kind: 'choice'; choices: readonly (infer Word)[] }
    ? Word
    : P extends { kind: 'steps' }
      ? string | null
      : P extends { optional: true } | { auto: true }
        ? number | null
        : number;

/** The values of a table of parameters. */
export type ValuesOf<Table extends Readonly<Record<string, Parameter>>> = {
  readonly [K in keyof Table]: ValueOf<Table[K]>;
};

interface Spec<Table extends Readonly<Record<string, Parameter>>> extends Omit<
  AlgorithmDefinition,
  'parameters' | 'wire' | 'stopRule' | 'run' | 'needsOracle' | 'sendsDifferences' | 'refusals'
> {
  readonly parameters: Table;
  wire(parameters: ValuesOf<Table>): ReturnType<AlgorithmDefinition['wire']>;
  stopRule(parameters: ValuesOf<Table>, facts: StopFacts): StopRule;
  needsOracle?(parameters: ValuesOf<Table>): boolean;
  sendsDifferences?(parameters: ValuesOf<Table>): boolean;
  refusals?(parameters: ValuesOf<Table>, pageBytes: number): readonly Refusal[];
  run(vm: Migration, parameters: ValuesOf<Table>): Generator<Tick, void>;
}

/** Turns an exactly typed algorithm into the form that the registry lists. */
export function defineAlgorithm<const Table extends Readonly<Record<string, Parameter>>>(
  spec: Spec<Table>,
): AlgorithmDefinition {
  // The one place where values lose their table: the scenario's check has held them against it.
  const typed = (values: ParameterValues): ValuesOf<Table> => values as ValuesOf<Table>;
  return {
    ...spec,
    wire: (values) => spec.wire(typed(values)),
    stopRule: (values, facts) => spec.stopRule(typed(values), facts),
    sendsDifferences: (values) => spec.sendsDifferences?.(typed(values)) === true,
    refusals: (values, pageBytes) => spec.refusals?.(typed(values), pageBytes) ?? [],
    needsOracle: (values) => spec.needsOracle?.(typed(values)) === true,
    run: (vm, values) => spec.run(vm, typed(values)),
  };
}
