// The value of `expect`: a list of comparisons (core/expect/parse.ts), each held to the labels that the file has.
import { parseExpectation, tokensOf, type Expectation, type Span } from '../expect/parse';
import { firstLine } from './document';
import type { DocumentNode, Entry, ScalarNode } from './document';
import type { Problem, TextRange } from './problem';
import { inList, problem, replaceBy } from './report';

/** An expectation as it stands in the file. */
export interface PlacedExpectation {
  readonly text: string;
  readonly node: ScalarNode;
  /** Null: it is wrong, and a problem says so. */
  readonly expectation: Expectation | null;
}

export const mostExpectations = 1000;

/**
 * Tells where a part of a scalar's text stands in the document: the whole scalar where escapes or line ends stand between the two.
 * The two are compared once, so that asking for every word of a long text takes time linear in its length.
 */
export function placesIn(documentText: string, { text, range, quoted }: ScalarNode): (span: Span) => TextRange {
  const start = range.start + (quoted ? 1 : 0);
  const isVerbatim = documentText.startsWith(text, start);
  return (span) => {
    if (!isVerbatim) return range;
    const [from, to] = span.end > span.start ? [span.start, span.end] : [Math.max(0, span.start - 1), span.end];
    return to > from ? { start: start + from, end: start + to } : range;
  };
}

function readItem(documentText: string, node: DocumentNode): PlacedExpectation | Problem {
  if (node.kind !== 'scalar' || node.empty) {
    const message = 'An expectation is a comparison: write, for example, hca.downtime < 300ms.';
    return problem('wrong-type', firstLine(documentText, node.range), message);
  }
  return { text: node.text, node, expectation: null };
}

/** What could be a label in an expectation: the names before dots. */
function namesIn(text: string): string[] {
  return tokensOf(text).flatMap(({ kind, text: name }, index, tokens) =>
    kind === 'name' && tokens[index + 1]?.kind === 'dot' ? [name] : [],
  );
}

/** Reads the key `expect`. `labels`: of all algorithms; null: they are not known, and every name may be one. */
export function readExpectations(
  documentText: string,
  { value, keyRange }: Entry,
  labels: readonly string[] | null,
): { readonly expectations: readonly PlacedExpectation[]; readonly problems: readonly Problem[] } {
  if (value.kind === 'scalar' && (value.empty || value.text === 'none')) return { expectations: [], problems: [] };
  if (value.kind !== 'list') {
    const message = "'expect' wants a list: begin each expectation with a dash.";
    const fixes = value.kind === 'scalar' ? inList(documentText, value) : [];
    return {
      expectations: [],
      problems: [problem('wrong-type', firstLine(documentText, value.range), message, { fixes })],
    };
  }
  if (value.items.length > mostExpectations) {
    const message = `'expect' has more than ${mostExpectations} items: remove some.`;
    return { expectations: [], problems: [problem('out-of-range', keyRange, message)] };
  }
  const problems: Problem[] = [];
  const expectations: PlacedExpectation[] = [];
  for (const item of value.items) {
    const read = readItem(documentText, item);
    if ('code' in read) problems.push(read);
    else {
      const placed = withFault(documentText, read, labels ?? namesIn(read.text), problems);
      expectations.push(labels === null ? read : placed);
    }
  }
  return { expectations, problems };
}

function withFault(
  documentText: string,
  placed: PlacedExpectation,
  labels: readonly string[],
  problems: Problem[],
): PlacedExpectation {
  const parsed = parseExpectation(placed.text, labels);
  if ('expectation' in parsed) return { ...placed, expectation: parsed.expectation };
  const { code, message, span, replacements } = parsed.fault;
  const range = placesIn(documentText, placed.node)(span);
  const isWhole = range === placed.node.range && span.end - span.start !== placed.text.length;
  problems.push(problem(code, range, message, { fixes: isWhole ? [] : replaceBy(range, replacements) }));
  return placed;
}
