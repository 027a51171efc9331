// From cases to scenarios that can run: what the command and the extension share. Neither is read here: whoever calls has read the files.
import { parseDocument, stringify } from 'yaml';
import { assembleResult, type ResultDocument } from '../result';
import type { RunResult } from '../engine/events';
import { checkScenario } from '../scenario/check';
import type { DataFiles } from '../scenario/dataFiles';
import type { Scenario } from '../scenario/scenario';
import type { Source } from './cases';
import { keyOf, type Job, type Results } from './compare';

/** The scenarios of some cases, by the key of their job. */
export interface Prepared {
  readonly ready: ReadonlyMap<string, Scenario>;
  /** Why a job cannot run. */
  readonly refused: ReadonlyMap<string, string>;
}

/** The text of a job's scenario, what stands in for its values put in; `text`: of the file that it names, unless it has the scenario itself. */
export function scenarioText({ scenario, set }: Job, text: string | null): string {
  const own = typeof scenario === 'string' ? (text ?? '') : stringify({ scenario: 'A case', ...scenario });
  return Object.keys(set).length > 0 ? withValues(own, set) : own;
}

/** The scenario of a text, or why it cannot run: its first error. */
export function runnable(
  text: string,
  files: DataFiles,
): { readonly scenario: Scenario | null; readonly refused: string } {
  const { scenario, problems } = checkScenario(text, { files });
  const [problem] = problems.filter(({ severity }) => severity === 'error');
  return { scenario, refused: problem?.message ?? '' };
}

/** A scenario's text with other values at these paths; `workload.NAME.key` names a region. */
function withValues(text: string, set: Job['set']): string {
  const document = parseDocument(text);
  for (const [key, value] of Object.entries(set)) {
    const [first = '', ...rest] = key.split('.');
    // What YAML gives of a value is whatever it is: the scenario's check looks at it.
    const regions = (document.toJS() as { workload?: readonly { name?: string }[] }).workload ?? [];
    const index = regions.findIndex(({ name }) => name === rest[0]);
    const place = first === 'workload' && index >= 0 ? [first, index, ...rest.slice(1)] : [first, ...rest];
    document.setIn(place, parseDocument(value).contents);
  }
  return String(document);
}

/** One repetition of one job: the unit of work. */
export interface Task {
  readonly key: string;
  readonly scenario: Scenario;
  readonly runs: readonly { readonly label: string; readonly repetition: number }[];
}

/** All repetitions of all scenarios. */
export function tasksOf(ready: ReadonlyMap<string, Scenario>): Task[] {
  return [...ready].flatMap(([key, scenario]) =>
    Array.from({ length: scenario.repetitions }, (_, repetition) => ({
      key,
      scenario,
      runs: scenario.algorithms.map(({ label }) => ({ label, repetition })),
    })),
  );
}

/** The results of scenarios whose tasks have been made; `runs` has those of each task, in the order of the tasks. */
export function resultsOf(
  ready: ReadonlyMap<string, Scenario>,
  tasks: readonly Task[],
  runs: readonly (readonly RunResult[])[],
): Results {
  return new Map(
    [...ready].map(([key, scenario]): [string, ResultDocument] => {
      const own = tasks.flatMap((task, index) => (task.key === key ? (runs[index] ?? []) : []));
      return [key, assembleResult(scenario, key, own)];
    }),
  );
}

/** Why cases of a source are not run, by their ids: they say so, or their scenario is refused. */
export function refusedCases({ cases = [] }: Source, refused: Prepared['refused']): ReadonlyMap<string, string> {
  return new Map(
    cases.flatMap((one) => {
      const reason = one.unsimulated ?? refused.get(keyOf(one));
      return reason === undefined ? [] : [[one.id, reason] as const];
    }),
  );
}
