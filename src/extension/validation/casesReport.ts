// A cases file as a page, the same as docs/validation.md is made of: its scenarios prepared, run by whoever can, and held against what was measured. Free of
// the editor: files come by functions.
import type { RunResult } from '../../core/engine/events';
import { validationReport } from '../../core/report/validationPage';
import type { DataFiles } from '../../core/scenario/dataFiles';
import type { Scenario } from '../../core/scenario/scenario';
import type { MeasuredFile, Source } from '../../core/validation/cases';
import { jobsOf, type Job } from '../../core/validation/compare';
import {
  isExcused,
  problemPlace,
  refusedCases,
  resultsOf,
  runnable,
  scenarioText,
  tasksOf,
  type Prepared,
  type Runnable,
  type Task,
} from '../../core/validation/prepare';
import { readCases } from '../../core/validation/readCases';
import { noMeasuredRuns, validated } from '../../core/validation/validation';

/** The files beside a cases file, by their path from its folder. */
export interface CasesFolder {
  /** Null: there is no such file, or it may not be read. */
  text(name: string): Promise<string | null>;
  /** What the text of a scenario names; `name`: where the scenario is, or null for one inside the cases file. */
  dataFiles(name: string | null, text: string): Promise<DataFiles>;
}

/** Makes tasks; null if that was cancelled. */
export type RunTasks = (tasks: readonly Task[]) => Promise<readonly (readonly RunResult[])[] | null>;

/** What is wrong with the scenario of a case, and where. */
export interface CaseProblem {
  /** The scenario's, from the folder of the cases file; null: the cases file itself. */
  readonly file: string | null;
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

export type CasesReport =
  | { readonly kind: 'page'; readonly markdown: string; readonly problems: readonly CaseProblem[] }
  | { readonly kind: 'cancelled' }
  /** Sentences. */
  | { readonly kind: 'wrong'; readonly faults: readonly string[] };

export async function reportCases(
  title: string,
  text: string,
  folder: CasesFolder,
  run: RunTasks,
): Promise<CasesReport> {
  const { cases, faults } = readCases(text);
  if (cases === null) return { kind: 'wrong', faults };
  const ready = new Map<string, Scenario>();
  const refused = new Map<string, string>();
  const measured = new Map<Source, MeasuredFile>();
  for (const source of cases.sources) measured.set(source, await measuredOf(source, folder));
  const problems: CaseProblem[] = [];
  for (const job of jobsOf(cases, measured)) {
    const { scenario, refused: reason, read } = await scenarioOf(job, folder);
    if (scenario !== null) {
      ready.set(job.key, scenario);
      continue;
    }
    if (read === null || isExcused(job, cases)) {
      refused.set(job.key, reason);
      continue;
    }
    const { file, line, id } = problemPlace(job, cases, text, read);
    const own = file === 'scenario' && typeof job.scenario === 'string' ? job.scenario : null;
    problems.push({ file: own, line, message: `Case '${id}': ${reason}` });
    refused.set(job.key, `${own ?? title}:${line}: ${reason}`);
  }
  const prepared: Prepared = { ready, refused };
  const tasks = tasksOf(prepared.ready);
  const runs = await run(tasks);
  if (runs === null) return { kind: 'cancelled' };
  const results = resultsOf(prepared.ready, tasks, runs);
  const sources = cases.sources.map((source) =>
    validated(source, results, refusedCases(source, prepared.refused), measured.get(source)),
  );
  return { kind: 'page', markdown: validationReport(title, sources), problems };
}

/** A scenario that can run, or why it cannot. */
interface FoundScenario extends Pick<Runnable, 'scenario' | 'refused'> {
  /** Of an error: what was read, and where in it the error is; null: there is none. */
  readonly read: Parameters<typeof problemPlace>[3] | null;
}

/** The scenario of a job with what stands in for its values, or why it cannot run. */
async function scenarioOf(job: Job, folder: CasesFolder): Promise<FoundScenario> {
  const name = typeof job.scenario === 'string' ? job.scenario : null;
  const own = name === null ? null : await folder.text(name);
  if (name !== null && own === null) {
    const refused = `'${name}' is not there, or lies outside of the workspace.`;
    return { scenario: null, refused, read: { own: null, text: '', offset: null } };
  }
  const text = scenarioText(job, own);
  const { scenario, refused, problem } = runnable(text, await folder.dataFiles(name, text));
  return { scenario, refused, read: problem && { own, text, offset: problem.range.start } };
}

async function measuredOf({ data }: Source, folder: CasesFolder): Promise<MeasuredFile> {
  if (data === undefined) return noMeasuredRuns;
  const text = await folder.text(data);
  if (text === null) throw new Error(`The recordings '${data}' are not there, or lie outside of the workspace.`);
  // Written for this program, by the documented form.
  return JSON.parse(text) as MeasuredFile;
}
