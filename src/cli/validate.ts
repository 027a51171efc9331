// `miglab validate`: runs the scenarios of cases files and holds their figures against what was measured (docs/validation-cases.md).
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseDocument, stringify } from 'yaml';
import { validationPage } from '../core/report/validationPage';
import { validationText } from '../core/report/validationText';
import { assembleResult, collectRuns, type ResultDocument } from '../core/result';
import { checkScenario } from '../core/scenario/check';
import type { Scenario } from '../core/scenario/scenario';
import type { MeasuredFile, Source } from '../core/validation/cases';
import { isWithin, jobsOf, keyOf, type Job } from '../core/validation/compare';
import { errorsOf } from '../core/validation/errors';
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
import { writeJson } from './json';
import type { Output } from './output';
import { reasonOf } from './reasons';
import { runEach } from './runner';

/** The exit status: 1 if a file is wrong, or a figure is off without a sentence that says why. */
export async function validateCommand(command: ValidateCommand, output: Output): Promise<number> {
  const sources: ValidatedSource[] = [];
  let failed = false;
  for (const file of command.files) {
    const found = await validateFile(file, command.jobs, output);
    if (found === null) failed = true;
    else sources.push(...found);
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

/** All sources of a file, run; null if it is wrong, which is said. */
async function validateFile(file: string, jobs: number | null, output: Output): Promise<ValidatedSource[] | null> {
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
  const refusedJobs = new Map<string, string>();
  for (const job of jobsOf(cases)) {
    const { scenario, refused } = scenarioOf(job, folder);
    if (scenario !== null) ready.set(job.key, scenario);
    else refusedJobs.set(job.key, refused);
  }
  const results = await runJobs(ready, jobs, (done, all) => {
    output.progress(`${file}: ${done} of ${all} runs`);
  });
  output.progress('');
  return cases.sources.map((source) => {
    const refused = new Map(
      (source.cases ?? []).flatMap((one) => {
        const reason = one.unsimulated ?? refusedJobs.get(keyOf(one));
        return reason === undefined ? [] : [[one.id, reason] as const];
      }),
    );
    return validated(source, results, refused, measuredOf(source, folder));
  });
}

/** The scenario of a job with what stands in for its values, or why it cannot run: its first error. */
function scenarioOf({ scenario, set }: Job, folder: string): { scenario: Scenario | null; refused: string } {
  const isInline = typeof scenario !== 'string';
  const file = isInline ? path.join(folder, 'inline.migration.yaml') : path.join(folder, scenario);
  let text: string;
  try {
    text = isInline ? stringify({ scenario: 'A case', ...scenario }) : readFileSync(file, 'utf8');
  } catch (error) {
    return { scenario: null, refused: `${path.basename(file)}: ${reasonOf(error)}` };
  }
  if (Object.keys(set).length > 0) text = withValues(text, set);
  const check = checkScenario(text, { files: readDataFiles(file, text) });
  const [problem] = check.problems.filter(({ severity }) => severity === 'error');
  return { scenario: check.scenario, refused: problem?.message ?? '' };
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

/** Runs all repetitions of all scenarios, on all cores. */
async function runJobs(
  ready: ReadonlyMap<string, Scenario>,
  jobs: number | null,
  progress: (done: number, all: number) => void,
): Promise<Map<string, ResultDocument>> {
  const tasks = [...ready].flatMap(([key, scenario]) =>
    Array.from({ length: scenario.repetitions }, (_, repetition) => ({
      key,
      task: { scenario, runs: scenario.algorithms.map(({ label }) => ({ label, repetition })) },
    })),
  );
  const found = tasks.map((): ReturnType<typeof collectRuns> => []);
  let done = 0;
  const taskAt = (index: number): (typeof tasks)[number]['task'] => {
    const one = tasks[index];
    if (one === undefined) throw new Error(`There is no task ${index}.`);
    return one.task;
  };
  await runEach(tasks.length, taskAt, jobs, (index, events) => {
    found[index] = collectRuns(events);
    progress(++done, tasks.length);
  });
  return new Map(
    [...ready].map(([key, scenario]) => {
      const runs = tasks.flatMap((one, index) => (one.key === key ? (found[index] ?? []) : []));
      return [key, assembleResult(scenario, key, runs)];
    }),
  );
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
