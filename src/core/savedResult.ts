// Reads a result that was saved (`miglab.result/1`, docs/results.md): by a command, from the panel, or among the stored runs. What is not one is told in a
// sentence; nothing is guessed.
import { objectOf, oneOf, textUpTo, type Guard } from './protocol/checks';
import { isExpectations, isRecordedScenario, isRunResults, isSummary } from './protocol/shapes';
import type { ResultDocument, ScenarioRecord } from './result';

/** Longer texts than this (UTF-16 code units) are not read as results. */
export const longestResult = 256 * 1024 * 1024;

export type ReadResult = { readonly document: ResultDocument } | { readonly fault: string };

const hasFile = objectOf<Pick<ScenarioRecord, 'file'>>({ file: textUpTo(10_000) });
const isScenarioRecord: Guard<ScenarioRecord> = (value): value is ScenarioRecord =>
  isRecordedScenario(value) && hasFile(value);

export const isResultDocument: Guard<ResultDocument> = objectOf<ResultDocument>({
  format: oneOf('miglab.result/1'),
  generator: textUpTo(200),
  scenario: isScenarioRecord,
  baseline: textUpTo(1000),
  runs: isRunResults,
  summary: isSummary,
  expectations: isExpectations,
});

const hasFormat = objectOf<{ readonly format: string }>({ format: textUpTo(200) });

/** The result that a text is, or why it is none: the rest of a sentence that begins with the file's name. */
export function readResult(text: string): ReadResult {
  if (text.length > longestResult) return { fault: 'it is too long to be read as a result.' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { fault: 'it is not JSON: name a scenario, or what miglab run --format json prints.' };
  }
  if (isResultDocument(value)) return { document: value };
  return { fault: faultOf(value) };
}

function faultOf(value: unknown): string {
  if (Array.isArray(value)) return 'it holds the results of several files: save them one by one.';
  if (!hasFormat(value)) return 'it is not a result: name a scenario, or what miglab run --format json prints.';
  if (value.format !== 'miglab.result/1') return `it is of the format ${value.format}, not miglab.result/1.`;
  if ('points' in value) return 'it is the result of a sweep, which has many: name that of a scenario.';
  return 'it is not a whole result of this version: run its scenario again.';
}
