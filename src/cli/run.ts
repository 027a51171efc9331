// `miglab run`: checks each file, runs it, prints the result in the form asked for.
import type { RunEvent, RunResult } from '../core/engine/events';
import { formatCounted } from '../core/metrics/format';
import { assembleResult, collectRun, summaryEvent, type ResultDocument } from '../core/result';
import type { Scenario } from '../core/scenario/scenario';
import { UsageError, type RunCommand } from './arguments';
import { csvHeader, csvRow } from './csv';
import { checkFile, problemLines } from './files';
import type { Output } from './output';
import { runAll } from './runner';
import { resultText } from './text';

/** Runs the files one after the other; the exit status. @throws UsageError for a label that no file has */
export async function runCommand(command: RunCommand, output: Output): Promise<number> {
  let failed = false;
  const documents: ResultDocument[] = [];
  if (command.format === 'csv') output.result(`${csvHeader()}\n`);
  for (const file of command.files) {
    const checked = checkFile(file);
    for (const line of problemLines(checked)) output.message(line);
    if (checked.scenario === null) {
      failed = true;
      continue;
    }
    const scenario = overridden(checked.scenario, command, file);
    const document = await runOne(scenario, file, command, output);
    documents.push(document);
    failed ||= document.runs.some(({ outcome }) => outcome === 'failed');
  }
  if (command.format === 'json' && documents.length > 0) {
    output.result(`${JSON.stringify(documents.length === 1 ? documents[0] : documents, null, 2)}\n`);
  }
  return failed ? 1 : 0;
}

async function runOne(scenario: Scenario, file: string, command: RunCommand, output: Output): Promise<ResultDocument> {
  const linkRates = new Map<string, number>();
  const runs: RunResult[] = [];
  let current: RunEvent[] = [];
  await runAll(scenario, command.jobs, (event) => {
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
  });
  output.progress('');
  const document = assembleResult(scenario, file, runs);
  if (command.format === 'ndjson') output.result(`${JSON.stringify(summaryEvent(document))}\n`);
  if (command.format === 'csv') for (const run of runs) output.result(`${csvRow(document.scenario.file, run)}\n`);
  if (command.format === 'text') output.result(`${resultText(document, linkRates, output.style)}\n`);
  return document;
}

/** The scenario with what the command line says instead. */
function overridden(scenario: Scenario, { seed, repetitions, only }: RunCommand, file: string): Scenario {
  const stranger = only?.find((label) => !scenario.algorithms.some((choice) => choice.label === label));
  if (stranger !== undefined) {
    const labels = scenario.algorithms.map(({ label }) => label).join(', ');
    throw new UsageError(`${file} has no algorithm labelled ${stranger}: it has ${labels}.`);
  }
  return {
    ...scenario,
    seed: seed ?? scenario.seed,
    repetitions: repetitions ?? scenario.repetitions,
    algorithms: scenario.algorithms.filter(({ label }) => only === null || only.includes(label)),
  };
}
