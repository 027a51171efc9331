// `miglab run`: checks each file, runs it, prints the result in the form asked for.
import type { RunEvent, RunResult } from '../core/engine/events';
import { formatCounted } from '../core/metrics/format';
import { assembleResult, collectRun, summaryEvent, type ResultDocument } from '../core/result';
import type { Scenario } from '../core/scenario/scenario';
import type { RunCommand } from './arguments';
import { csvHeader, csvRow } from '../core/report/csv';
import { checkFile, problemLines, readHostInstead, withoutHints } from './files';
import { writeJson } from './json';
import type { Output } from './output';
import { baselineOf, overridden } from './overrides';
import { runAll } from './runner';
import { resultText } from './text';
import { tellUnmet } from './unmet';

/** A file without errors, with what the command line says instead. */
interface ReadyFile {
  readonly file: string;
  readonly scenario: Scenario;
  readonly baseline: string;
}

/** Checks all files, then runs those without errors one after the other; the exit status. @throws UsageError for a label that a file lacks */
export async function runCommand(command: RunCommand, output: Output): Promise<number> {
  const ready = readyFiles(command, output);
  let failed = ready.length < command.files.length;
  const documents: ResultDocument[] = [];
  if (command.format === 'csv' && ready.length > 0) output.result(`${csvHeader()}\n`);
  for (const one of ready) {
    const document = await runOne(one, command, output);
    if (command.format === 'json') documents.push(document);
    failed ||= document.runs.some(({ outcome }) => outcome === 'failed');
    const unmet = document.expectations.filter(({ passed }) => !passed).length;
    if (command.format !== 'text') tellUnmet(document.expectations.length, unmet, output);
    failed ||= unmet > 0;
  }
  // The shape follows from what was asked for, not from how many files were right.
  if (command.files.length > 1 && command.format === 'json') writeJson(documents, output);
  else if (documents.length > 0) writeJson(documents[0], output);
  return failed ? 1 : 0;
}

/** The files that can run; the problems of all are told. Nothing has run yet when a label turns out to be missing. */
function readyFiles(command: RunCommand, output: Output): ReadyFile[] {
  const host = readHostInstead(command.host, output);
  return command.files.flatMap((file) => {
    const checked = checkFile(file, host);
    for (const line of problemLines(withoutHints(checked))) output.message(line);
    if (checked.scenario === null) return [];
    const scenario = overridden(checked.scenario, command, file);
    return [{ file, scenario, baseline: baselineOf(scenario, command, file) }];
  });
}

/** Says whose runs have no statistics although they were asked for: a log with some missing is taken for a whole one. */
function tellSilent(file: string, runs: readonly RunResult[], output: Output): void {
  const labels = [...new Set(runs.filter(({ statistics }) => statistics === undefined).map(({ label }) => label))];
  if (labels.length === 0) return;
  output.message(`${file}: no statistics of ${labels.join(', ')}: qemu-precopy alone keeps QEMU's counters.`);
}

async function runOne(
  { scenario, file, baseline }: ReadyFile,
  command: RunCommand,
  output: Output,
): Promise<ResultDocument> {
  const linkRates = new Map<string, number>();
  const runs: RunResult[] = [];
  let current: RunEvent[] = [];
  await runAll(
    scenario,
    command.jobs,
    (event) => {
      if (command.format === 'ndjson') output.result(`${JSON.stringify(event)}\n`);
      if (event.type === 'start') linkRates.set(event.label, event.pagesPerSecond);
      current.push(event);
      if (event.type !== 'end') return;
      const run = collectRun(current);
      if (run !== null) runs.push(run);
      current = [];
      output.progress(
        `${file}: ${formatCounted(runs.length, 'run')} of ${scenario.repetitions * scenario.algorithms.length}`,
      );
    },
    command.statisticsSeconds,
  );
  output.progress('');
  if (command.statisticsSeconds !== null) tellSilent(file, runs, output);
  const document = assembleResult(scenario, file, runs, baseline);
  if (command.format === 'ndjson') output.result(`${JSON.stringify(summaryEvent(document))}\n`);
  if (command.format === 'csv') for (const run of runs) output.result(`${csvRow(document.scenario.file, run)}\n`);
  if (command.format === 'text')
    output.result(`${resultText(document, linkRates, { ...output.style, explain: command.explain })}\n`);
  return document;
}
