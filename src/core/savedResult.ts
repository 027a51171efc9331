// Reads a result that was saved (`miglab.result/1`) or a stored run (`miglab.run/1`, docs/results.md). What is neither is told in a sentence; nothing is guessed.
import { objectOf, oneOf, textUpTo, type Guard } from './protocol/checks';
import { isExpectations, isRecordedScenario, isRunResults, isSummary } from './protocol/shapes';
import type { NamedSide } from './compare/document';
import { readEvents, readHead } from './storedRun';
import type { ResultDocument, ScenarioRecord } from './result';

/** Longer texts than this (UTF-16 code units) are not read as results. */
const longestResult = 256 * 1024 * 1024;

export type ReadSide = { readonly side: NamedSide } | { readonly fault: string };

const hasFile = objectOf<Pick<ScenarioRecord, 'file'>>({ file: textUpTo(10_000) });
const isScenarioRecord: Guard<ScenarioRecord> = (value): value is ScenarioRecord =>
  isRecordedScenario(value) && hasFile(value);

const isResultDocument: Guard<ResultDocument> = objectOf<ResultDocument>({
  format: oneOf('miglab.result/1'),
  generator: textUpTo(200),
  scenario: isScenarioRecord,
  baseline: textUpTo(1000),
  runs: isRunResults,
  summary: isSummary,
  expectations: isExpectations,
});

/** Of a stored run: the ends of its runs. */
function storedSide(text: string): ReadSide {
  const [first = '', ...lines] = text.trimEnd().split('\n');
  const head = readHead(first);
  const events = [...readEvents(lines)];
  if (head === null || events.includes(null)) return { fault: notWhole };
  const runs = events.flatMap((piece) => (piece ?? []).filter((event) => event.type === 'end'));
  return { side: { scenario: { ...head.scenario, file: head.file }, runs } };
}

const notWhole = 'it is not a whole result of this version: run its scenario again.';

const hasFormat = objectOf<{ readonly format: string }>({ format: textUpTo(200) });

/** The experiment that a saved result or a stored run is of, or why the text is neither: the rest of a sentence. */
export function readSide(text: string): ReadSide {
  if (text.length > longestResult) return { fault: 'it is too long to be read as a result.' };
  if (text.startsWith('{"format":"miglab.run/1"')) return storedSide(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { fault: 'it is not JSON: name a scenario, or what miglab run --format json prints.' };
  }
  if (isResultDocument(value)) return { side: value };
  return { fault: faultOf(value) };
}

function faultOf(value: unknown): string {
  if (Array.isArray(value)) return 'it holds the results of several files: save them one by one.';
  if (!hasFormat(value)) return 'it is not a result: name a scenario, or what miglab run --format json prints.';
  if (value.format !== 'miglab.result/1') return `it is of the format ${value.format}, not miglab.result/1.`;
  if ('points' in value) return 'it is the result of a sweep, which has many: name that of a scenario.';
  return notWhole;
}
