// `miglab compare`: two experiments side by side, each a scenario (it is run) or a saved result.
import { readFileSync } from 'node:fs';
import { comparisonOf, type NamedSide } from '../core/compare/document';
import type { RunTotals } from '../core/engine/events';
import { formatCounted } from '../core/metrics/format';
import { comparisonText } from '../core/report/comparisonText';
import { recordOf } from '../core/result';
import { readSide } from '../core/savedResult';
import type { Scenario } from '../core/scenario/scenario';
import { UsageError, type CompareCommand } from './arguments';
import { checkFile, problemLines, withoutHints } from './files';
import { writeJson } from './json';
import type { Output } from './output';
import { overridden } from './overrides';
import { reasonOf } from './reasons';
import { runAll } from './runner';

/** A side that is ready: saved, or a scenario to run. */
type Ready = { readonly saved: NamedSide } | { readonly file: string; readonly scenario: Scenario };

/** Compares the two; the exit status: 1 if a file is wrong or a run failed. @throws UsageError */
export async function compareCommand(command: CompareCommand, output: Output): Promise<number> {
  const { before, now, seed, repetitions, format } = command;
  if ((seed ?? repetitions) !== null && isSaved(before) && isSaved(now))
    throw new UsageError('Saved results stay as they were run: leave --seed and --repetitions.');
  const ready = [before, now].map((file) => readyFrom(file, command, output));
  const [first, second] = ready;
  if (!first || !second) return 1;
  const sides = [await sideOf(first, command, output), await sideOf(second, command, output)] as const;
  const document = comparisonOf(...sides);
  if (format === 'json') writeJson(document, output);
  else output.result(comparisonText(document, output.style));
  return sides.some(({ runs }) => runs.some(({ outcome }) => outcome === 'failed')) ? 1 : 0;
}

/** Results are told from scenarios by their names: a scenario's text may be JSON too. */
function isSaved(file: string): boolean {
  return /\.(json|ndjson)$/i.test(file);
}

/** Null: the file is wrong, which is said. */
function readyFrom(file: string, command: CompareCommand, output: Output): Ready | null {
  if (isSaved(file)) return savedFrom(file, output);
  const checked = checkFile(file);
  for (const line of problemLines(withoutHints(checked))) output.message(line);
  if (checked.scenario === null) return null;
  return { file, scenario: overridden(checked.scenario, { ...command, only: null }, file) };
}

function savedFrom(file: string, output: Output): Ready | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    output.message(`${file}: The result cannot be read: ${reasonOf(error)}.`);
    return null;
  }
  const read = readSide(text);
  if ('side' in read) return { saved: read.side };
  output.message(`${file}: The result cannot be compared: ${read.fault}`);
  return null;
}

async function sideOf(ready: Ready, { jobs }: CompareCommand, output: Output): Promise<NamedSide> {
  if ('saved' in ready) return ready.saved;
  const { file, scenario } = ready;
  const all = scenario.repetitions * scenario.algorithms.length;
  const runs: RunTotals[] = [];
  await runAll(scenario, jobs, (event) => {
    if (event.type !== 'end') return;
    runs.push(event);
    output.progress(`${file}: ${formatCounted(runs.length, 'run')} of ${all}`);
  });
  output.progress('');
  return { scenario: recordOf(scenario, file), runs };
}
