// From cases to scenarios that can run: what the command and the extension share. Neither is read here: whoever calls has read the files.
import { parseDocument, stringify, type Document } from 'yaml';
import { assembleResult, type ResultDocument } from '../result';
import type { RunResult } from '../engine/events';
import { checkScenario, type HostInstead } from '../scenario/check';
import type { DataFiles } from '../scenario/dataFiles';
import type { Problem } from '../scenario/problem';
import type { Scenario } from '../scenario/scenario';
import type { CasesFile, Source } from './cases';
import { keyOf, type Job, type Results } from './compare';
import { lineAt, lineOfOffset, pathAt, type KeyPath } from './places';

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

/** A scenario that can run, or why it cannot. */
export interface Runnable {
  readonly scenario: Scenario | null;
  readonly refused: string;
  /** Its first error; null: none but that it asks for what this version does not simulate. */
  readonly problem: Problem | null;
}

/** The scenario of a text, or why it cannot run: its first error. `host`: in place of its own. */
export function runnable(text: string, files: DataFiles, host: HostInstead | null = null): Runnable {
  const { scenario, problems } = checkScenario(text, { files, ...(host && { host }) });
  const errors = problems.filter(({ severity }) => severity === 'error');
  const problem = errors.find(({ code }) => code !== 'not-built-yet') ?? null;
  return { scenario, refused: (problem ?? errors[0])?.message ?? '', problem };
}

/** Where the problem of a job's scenario stands: on a line (from 1) of the cases file, or of the scenario's own. */
export interface ProblemPlace {
  readonly file: 'cases' | 'scenario';
  readonly line: number;
  /** The id of the first case that has the scenario. */
  readonly id: string;
}

/** Finds the place of an error at an offset of a job's text; `own`: the text of the scenario's own file, if it has one. */
export function problemPlace(
  job: Job,
  { sources }: CasesFile,
  casesText: string,
  { own, text, offset }: { readonly own: string | null; readonly text: string; readonly offset: number | null },
): ProblemPlace {
  const { id, path } = caseOf(job, sources);
  const inCases = (...more: KeyPath): ProblemPlace => ({
    file: 'cases',
    line: lineAt(casesText, [...path, ...more]),
    id,
  });
  if (offset === null) return inCases('scenario');
  const at = pathAt(text, offset);
  const document = parseDocument(text);
  const key = Object.keys(job.set).find((each) => placeOf(document, each).every((part, depth) => part === at[depth]));
  if (key !== undefined) return inCases('set', key);
  if (own === null) return inCases('scenario', ...at);
  return { file: 'scenario', line: text === own ? lineOfOffset(own, offset) : lineAt(own, at), id };
}

/** Whether no case of a job is to be simulated. */
export function isExcused({ key }: Job, { sources }: CasesFile): boolean {
  const own = sources.flatMap(({ cases = [] }) => cases).filter((one) => keyOf(one) === key);
  return own.length > 0 && own.every(({ unsimulated }) => unsimulated !== undefined);
}

/** The first case of a job, by its id and its place. */
function caseOf(job: Job, sources: CasesFile['sources']): { readonly id: string; readonly path: KeyPath } {
  for (const [source, { cases = [], measured = [] }] of sources.entries()) {
    const index = cases.findIndex((one) => keyOf(one) === job.key);
    const [one] = cases.slice(index, index + 1);
    if (index >= 0 && one) return { id: one.id, path: ['sources', source, 'cases', index] };
    const run = measured.findIndex((each) => keyOf(each) === job.key);
    const [recorded] = measured.slice(run, run + 1);
    if (run >= 0 && recorded) return { id: recorded.run, path: ['sources', source, 'measured', run] };
  }
  return { id: job.key, path: ['sources'] };
}

/** A scenario's text with other values at these paths; `workload.NAME.key` names a region. */
function withValues(text: string, set: Job['set']): string {
  const document = parseDocument(text);
  for (const [key, value] of Object.entries(set)) document.setIn(placeOf(document, key), parseDocument(value).contents);
  return String(document);
}

/** Where in a scenario a path of `set` leads. */
function placeOf(document: Document.Parsed, key: string): (string | number)[] {
  const [first = '', ...rest] = key.split('.');
  // What YAML gives of a value is whatever it is: the scenario's check looks at it.
  const regions = (document.toJS() as { workload?: readonly { name?: string }[] }).workload ?? [];
  const index = regions.findIndex(({ name }) => name === rest[0]);
  return first === 'workload' && index >= 0 ? [first, index, ...rest.slice(1)] : [first, ...rest];
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
