// `miglab validate`: runs the scenarios of cases files and holds their figures against what was measured (docs/validation-cases.md).
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { validationPage } from '../core/report/validationPage';
import { validationText } from '../core/report/validationText';
import { collectRuns } from '../core/result';
import type { HostInstead } from '../core/scenario/check';
import type { Scenario } from '../core/scenario/scenario';
import type { CasesFile, MeasuredFile, Source } from '../core/validation/cases';
import { isWithin, jobsOf, labelsThatLack, type Job, type Results } from '../core/validation/compare';
import { errorsOf } from '../core/validation/errors';
import type { MeasuredFiles } from '../core/validation/measuredLink';
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
} from '../core/validation/prepare';
import { readCases } from '../core/validation/readCases';
import {
  faultsOfSource,
  noMeasuredRuns,
  unusedReasons,
  validated,
  type ValidatedSource,
} from '../core/validation/validation';
import { generator } from '../core/version';
import type { ValidateCommand } from './arguments';
import { readDataFiles } from './dataFiles';
import { readHostInstead } from './files';
import { writeJson } from './json';
import type { Output } from './output';
import { reasonOf } from './reasons';
import { runEach } from './runner';

/** The exit status: 1 if a file is wrong, or a figure is off without a sentence that says why. */
export async function validateCommand(command: ValidateCommand, output: Output): Promise<number> {
  const sources: ValidatedSource[] = [];
  let failed = false;
  const host = readHostInstead(command.host, output);
  for (const file of command.files) {
    const found = await validateFile(file, command.jobs, host, output);
    if (found === null) failed = true;
    else {
      sources.push(...found.sources);
      failed ||= found.hasProblems;
    }
  }
  if (sources.length === 0) return 1;
  if (command.format === 'json') writeJson(validationRecord(sources), output);
  else if (command.format === 'markdown') output.result(`${validationPage(sources)}\n`);
  else output.result(`${validationText(sources, output.style)}\n`);
  const faults = sources.flatMap(faultsOfSource);
  if (command.format === 'markdown') faults.push(...sources.flatMap(({ source }) => unusedReasons(source)));
  for (const fault of faults) output.message(fault);
  return failed || faults.length > 0 ? 1 : 0;
}

/** A cases file that has been read, with the scenarios of its cases. */
interface ReadyCases extends Prepared {
  readonly cases: CasesFile;
  /** The runs that its sources have measured. */
  readonly measured: MeasuredFiles;
  /** A scenario of a case is wrong, which is said; the other cases can run. */
  readonly hasProblems: boolean;
}

/** Reads a file and prepares its cases, on `host` if one is given; null if it is wrong, which is said. */
export function readyCases(file: string, output: Output, host: HostInstead | null = null): ReadyCases | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    output.message(`${file}: ${reasonOf(error)}`);
    return null;
  }
  const { cases, faults } = readCases(text);
  for (const fault of faults) output.message(`${file}: ${fault}`);
  if (cases === null) return null;
  const folder = path.dirname(file);
  const ready = new Map<string, Scenario>();
  const refused = new Map<string, string>();
  let hasProblems = false;
  const measured = new Map(cases.sources.map((source) => [source, measuredOf(source, folder)] as const));
  for (const job of jobsOf(cases, measured)) {
    const { scenario, refused: reason, read } = scenarioOf(job, folder, host);
    if (scenario !== null) ready.set(job.key, scenario);
    else refused.set(job.key, reason);
    if (read === null || isExcused(job, cases)) continue;
    const place = problemPlace(job, cases, text, read);
    const own = place.file === 'cases' || typeof job.scenario !== 'string' ? file : path.join(folder, job.scenario);
    output.message(`${own}:${place.line}: Case '${place.id}': ${reason}`);
    hasProblems = true;
  }
  const lost = labelsThatLack(cases, ready);
  for (const fault of lost) output.message(`${file}: ${fault}`);
  return lost.length > 0 ? null : { cases, measured, ready, refused, hasProblems };
}

/** All sources of a file, run; null if it is wrong. */
async function validateFile(
  file: string,
  jobs: number | null,
  host: HostInstead | null,
  output: Output,
): Promise<{ readonly sources: ValidatedSource[]; readonly hasProblems: boolean } | null> {
  const found = readyCases(file, output, host);
  if (found === null) return null;
  const results = await runJobs(found.ready, jobs, (done, all) => {
    output.progress(`${file}: ${done} of ${all} runs`);
  });
  output.progress('');
  const sources = found.cases.sources.map((source) =>
    validated(source, results, refusedCases(source, found.refused), found.measured.get(source)),
  );
  return { sources, hasProblems: found.hasProblems };
}

/** A scenario that can run, or why it cannot. */
interface FoundScenario extends Pick<Runnable, 'scenario' | 'refused'> {
  /** Of an error: the text of the scenario's own file, that which was checked, and where in it the error is; null: there is none. */
  readonly read: Parameters<typeof problemPlace>[3] | null;
}

/** The scenario of a job with what stands in for its values, or why it cannot run. */
function scenarioOf(job: Job, folder: string, host: HostInstead | null): FoundScenario {
  const isInline = typeof job.scenario !== 'string';
  const file = path.join(folder, isInline ? 'inline.migration.yaml' : job.scenario);
  try {
    const own = isInline ? null : readFileSync(file, 'utf8');
    const text = scenarioText(job, own);
    const { scenario, refused, problem } = runnable(text, readDataFiles(file, text), host);
    return { scenario, refused, read: problem && { own, text, offset: problem.range.start } };
  } catch (error) {
    const refused = `${path.basename(file)}: ${reasonOf(error)}`;
    return { scenario: null, refused, read: { own: null, text: '', offset: null } };
  }
}

/** Runs all repetitions of all scenarios, on all cores. */
export async function runJobs(
  ready: ReadonlyMap<string, Scenario>,
  jobs: number | null,
  progress: (done: number, all: number) => void,
): Promise<Results> {
  const tasks = tasksOf(ready);
  const found = tasks.map((): ReturnType<typeof collectRuns> => []);
  let done = 0;
  const taskAt = (index: number): (typeof tasks)[number] => {
    const one = tasks[index];
    if (one === undefined) throw new Error(`There is no task ${index}.`);
    return one;
  };
  await runEach(tasks.length, taskAt, jobs, (index, events) => {
    found[index] = collectRuns(events);
    progress(++done, tasks.length);
  });
  return resultsOf(ready, tasks, found);
}

/** The measured runs that a source names. @throws Error if the file cannot be read */
function measuredOf({ data }: Source, folder: string): MeasuredFile {
  if (data === undefined) return noMeasuredRuns;
  // Written for this program, by the documented form.
  return JSON.parse(readFileSync(path.join(folder, data), 'utf8')) as MeasuredFile;
}

/** The validation as data: docs/validation-cases.md, 'As JSON'. */
function validationRecord(sources: readonly ValidatedSource[]): object {
  return {
    format: 'miglab.validation/1',
    generator,
    sources: sources.map(({ source, outcomes }) => ({
      id: source.id,
      title: source.title,
      reference: source.reference,
      cases: outcomes.map(({ one, comparisons, refused }) => ({
        id: one.id,
        title: one.title,
        counted: comparisons !== null && one.partly === undefined,
        ...(refused === null ? {} : { refused }),
        figures: (comparisons ?? []).map((comparison) => ({
          name: comparison.figure.name,
          metric: comparison.figure.metric,
          unit: comparison.figure.unit,
          measured: comparison.published,
          simulated: comparison.simulated,
          half: comparison.half,
          difference: comparison.difference,
          within: isWithin(comparison, source.tolerance),
        })),
      })),
      errors: errorsOf(source, outcomes),
    })),
  };
}
