// A scenario as results and panels carry it: all values resolved, but of a trace the file's name and its extent in place of its rows, of which there
// may be millions.
import type { Pattern, Region, Scenario, TraceRepeat } from './scenario';

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

export interface RecordedScenario extends Omit<Scenario, 'workload'> {
  readonly workload: readonly RecordedRegion[];
}

function recordedPattern(pattern: Pattern): RecordedPattern {
  if (pattern.kind !== 'trace') return pattern;
  const { kind, file, repeat, columns } = pattern;
  return { kind, file, repeat, rows: columns.atSeconds.length, seconds: columns.seconds };
}

/** The record of a scenario: its fields in their order. */
export function recordedScenario(scenario: Scenario): RecordedScenario {
  const workload = scenario.workload.map((region) => ({ ...region, pattern: recordedPattern(region.pattern) }));
  return { ...scenario, workload };
}

/** Whether a record is all there is of its scenario: it has no trace. */
export function isWhole(scenario: Scenario | RecordedScenario): boolean {
  return scenario.workload.every(({ pattern }) => pattern.kind !== 'trace');
}
