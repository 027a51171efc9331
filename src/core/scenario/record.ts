// A scenario as results and panels carry it: all values resolved, but of a trace the file's name and its extent in place of its rows, of which there
// may be millions, and of a policy its file and what it was handed, without its text.
import type { PolicyChoice } from '../policy/policy';
import type { AlgorithmChoice, Pattern, Region, Scenario, TraceRepeat } from './scenario';

export interface RecordedTrace {
  readonly kind: 'trace';
  readonly file: string;
  readonly repeat: TraceRepeat;
  readonly rows: number;
  /** From its first row to its end. */
  readonly seconds: number;
}

export type RecordedPattern = Exclude<Pattern, { readonly kind: 'trace' }> | RecordedTrace;

export interface RecordedRegion extends Omit<Region, 'pattern'> {
  readonly pattern: RecordedPattern;
}

export type RecordedPolicy = Omit<PolicyChoice, 'source' | 'withheld'>;

export interface RecordedChoice extends Omit<AlgorithmChoice, 'policy'> {
  readonly policy?: RecordedPolicy;
}

export interface RecordedScenario extends Omit<Scenario, 'workload' | 'algorithms'> {
  readonly workload: readonly RecordedRegion[];
  readonly algorithms: readonly RecordedChoice[];
}

function recordedPattern(pattern: Pattern): RecordedPattern {
  if (pattern.kind !== 'trace') return pattern;
  const { kind, file, repeat, columns } = pattern;
  return { kind, file, repeat, rows: columns.atSeconds.length, seconds: columns.seconds };
}

function recordedChoice({ policy, ...choice }: AlgorithmChoice): RecordedChoice {
  if (policy === undefined) return choice;
  const { file, params } = policy;
  return { ...choice, policy: { file, params } };
}

/** The record of a scenario: its fields in their order. */
export function recordedScenario(scenario: Scenario): RecordedScenario {
  const workload = scenario.workload.map((region) => ({ ...region, pattern: recordedPattern(region.pattern) }));
  return { ...scenario, workload, algorithms: scenario.algorithms.map(recordedChoice) };
}

/** Whether a record is all there is of its scenario: it has neither a trace nor a policy. */
export function isWhole(scenario: Scenario | RecordedScenario): boolean {
  const hasTrace = scenario.workload.some(({ pattern }) => pattern.kind === 'trace');
  return !hasTrace && scenario.algorithms.every(({ policy }) => policy === undefined);
}
