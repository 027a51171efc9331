// The result document, `miglab.result/1` (docs/results.md): what `--format json` prints, what exports hold, what graders read. The same
// scenario and seed give the same bytes.
import { summarise, type SummarisedRun, type SummaryRow } from './compare/summary';
import type { EndEvent, RoundRecord, RunEvent, RunResult, RunTotals } from './engine/events';
import { recordedScenario, type RecordedScenario } from './scenario/record';
import type { Scenario } from './scenario/scenario';
import { generator } from './version';

/** The scenario as a result carries it: all values resolved, traces without their rows, and the file it came from. */
export interface ScenarioRecord extends RecordedScenario {
  /** As given, with forward slashes, never absolute. */
  readonly file: string;
}

export interface ResultDocument {
  readonly format: 'miglab.result/1';
  readonly generator: string;
  readonly scenario: ScenarioRecord;
  /** Repetition by repetition, within one in the order of the file. */
  readonly runs: readonly RunResult[];
  readonly summary: readonly SummaryRow[];
  /** Expectations checked; none yet. */
  readonly expectations: readonly never[];
}

/** The last event of a stream of several runs: the result without its runs. */
export interface SummaryEvent extends Omit<ResultDocument, 'runs'> {
  readonly type: 'summary';
}

/** Which runs a scenario asks for, in the order of the result. */
export function runsOf(scenario: Scenario): { readonly label: string; readonly repetition: number }[] {
  return Array.from({ length: scenario.repetitions }, (_, repetition) =>
    scenario.algorithms.map(({ label }) => ({ label, repetition })),
  ).flat();
}

/** Puts a run's events together; null if its end is not among them. */
export function collectRun(events: Iterable<RunEvent>): RunResult | null {
  const rounds: RoundRecord[] = [];
  for (const event of events) {
    if (event.type === 'round') rounds.push(roundOf(event));
    if (event.type === 'end') return { ...totalsOf(event), rounds };
  }
  return null;
}

/** The document over finished runs. */
export function assembleResult(scenario: Scenario, file: string, runs: readonly RunResult[]): ResultDocument {
  const { name, ...rest } = recordedScenario(scenario);
  return {
    format: 'miglab.result/1',
    generator,
    scenario: { name, file: relativeName(file), ...rest },
    runs,
    summary: summarise(
      scenario.algorithms.map(({ label }) => label),
      runs.map(summarised),
    ),
    expectations: [],
  };
}

export function summaryEvent({ runs, ...rest }: ResultDocument): SummaryEvent {
  return { type: 'summary', ...rest };
}

/** A run with the number of its live rounds, as the summary counts them. */
function summarised(run: RunResult): SummarisedRun {
  return { ...run, precopyRounds: run.rounds.filter(({ phase }) => phase === 'precopy').length };
}

function roundOf({ type, label, algorithm, repetition, ...record }: Extract<RunEvent, { type: 'round' }>): RoundRecord {
  return record;
}

function totalsOf({ type, ...totals }: EndEvent): RunTotals {
  return totals;
}

/** A result is the same wherever its scenario lies: an absolute path is cut down to the file's name. */
function relativeName(file: string): string {
  const slashes = file.replaceAll('\\', '/');
  const isAbsolute = slashes.startsWith('/') || /^[A-Za-z]:\//.test(slashes);
  return isAbsolute ? slashes.slice(slashes.lastIndexOf('/') + 1) : slashes;
}
