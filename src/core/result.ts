// The result document, `miglab.result/1` (docs/results.md): what `--format json` prints, what exports hold, what graders read. The same
// scenario and seed give the same bytes.
import { summarise, type SummaryRow } from './compare/summary';
import type { EndEvent, LogRecord, RoundRecord, RunEvent, RunResult, RunTotals } from './engine/events';
import type { StatisticsRecord } from './engine/statistics';
import { evaluateExpectations, type ExpectationResult } from './expect/evaluate';
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
  /** The label of the algorithm that the summary compares the others with. */
  readonly baseline: string;
  /** Repetition by repetition, within one in the order of the file. */
  readonly runs: readonly RunResult[];
  readonly summary: readonly SummaryRow[];
  /** In the order of the file. */
  readonly expectations: readonly ExpectationResult[];
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
  const log: LogRecord[] = [];
  const statistics: StatisticsRecord[] = [];
  for (const event of events) {
    if (event.type === 'round') rounds.push(roundOf(event));
    if (event.type === 'log') log.push(lineOf(event));
    if (event.type === 'statistics') statistics.push({ atSeconds: event.atSeconds, reply: event.reply });
    if (event.type === 'end')
      return {
        ...totalsOf(event),
        rounds,
        ...(statistics.length > 0 && { statistics }),
        ...(log.length > 0 && { log }),
      };
  }
  return null;
}

/** Puts the events of several runs together, one run after the other. */
export function collectRuns(events: Iterable<RunEvent>): RunResult[] {
  const runs: RunResult[] = [];
  let current: RunEvent[] = [];
  for (const event of events) {
    current.push(event);
    if (event.type !== 'end') continue;
    const run = collectRun(current);
    if (run !== null) runs.push(run);
    current = [];
  }
  return runs;
}

/** A scenario as its result carries it. */
export function recordOf(scenario: Scenario, file: string): ScenarioRecord {
  const { name, ...rest } = recordedScenario(scenario);
  return { name, file: relativeName(file), ...rest };
}

/** The document over finished runs. */
export function assembleResult(
  scenario: Scenario,
  file: string,
  runs: readonly RunResult[],
  baseline = firstLabel(scenario),
): ResultDocument {
  const labels = scenario.algorithms.map(({ label }) => label);
  return {
    format: 'miglab.result/1',
    generator,
    scenario: recordOf(scenario, file),
    baseline,
    runs,
    summary: summarise(labels, runs, baseline),
    expectations: evaluateExpectations(scenario.expect, labels, runs),
  };
}

/** The baseline unless another is chosen. */
export function firstLabel({ algorithms }: Pick<Scenario, 'algorithms'>): string {
  return algorithms[0]?.label ?? '';
}

export function summaryEvent({ runs, ...rest }: ResultDocument): SummaryEvent {
  return { type: 'summary', ...rest };
}

function roundOf({ type, label, algorithm, repetition, ...record }: Extract<RunEvent, { type: 'round' }>): RoundRecord {
  return record;
}

function lineOf({ round, atSeconds, text }: LogRecord): LogRecord {
  return { round, atSeconds, text };
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
