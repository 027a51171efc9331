// Text -> document with ranges. YAML 1.2 by the package `yaml`, with what a scenario has no use for refused first (limits.ts). Gives at most
// one problem: the first, in our words. Never throws, and never takes long: see limits.ts.
import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Document, ErrorCode, Pair, ParsedNode, Scalar, YAMLError } from 'yaml';
import { firstLine } from './document';
import type { DocumentNode, Entry, ScalarNode, ScenarioDocument } from './document';
import { hiddenCharacters } from './hiddenCharacters';
import { inspect, tooDeep } from './limits';
import { missingComma } from './missingComma';
import type { Problem, TextRange } from './problem';
import { firstOf, problem, quoted } from './report';
import { separatorFix, separatorIn } from './separator';

export interface ParsedText {
  readonly document: ScenarioDocument;
  /** Why the text cannot be read; the document is then as much as could be. */
  readonly problem: Problem | null;
}

/** The library's nodes as they come: a Document's contents type is a union too narrow for wrong texts. */
type YamlNode = ParsedNode | Scalar | null | undefined;

const whole = (range: readonly [number, number, number] | null | undefined, fallback: TextRange): TextRange =>
  range ? { start: range[0], end: range[1] } : fallback;

/** Sentences for the library's errors: what is wrong, and what to do. */
const sentences: Partial<Record<ErrorCode, string>> = {
  BAD_DQ_ESCAPE: 'This text in double quotes has an escape (\\) that YAML does not know: use single quotes.',
  BAD_INDENT: 'The indentation of this line fits none of the lines above: align it with the lines it belongs to.',
  BAD_PROP_ORDER: 'This is not in the order that YAML wants: remove the marks (&, !) before the value.',
  BAD_SCALAR_START: 'A value cannot begin with this character: put the text in quotes.',
  BLOCK_AS_IMPLICIT_KEY: "There is a second ': ' here: begin a new line for the inner key, or put the text in quotes.",
  BLOCK_IN_FLOW: 'A list by dashes cannot stand inside brackets: separate the items by commas.',
  IMPOSSIBLE: 'YAML cannot read this.',
  KEY_OVER_1024_CHARS: 'This key is longer than 1024 characters: is a line end missing?',
  MULTILINE_IMPLICIT_KEY: 'A key must stand on one line: is a colon missing on the line above, or a quote?',
  MULTIPLE_DOCS: "A file holds one scenario: remove the line '---' or '...' here and what follows.",
  NON_STRING_KEY: 'A key is a plain word: no list or map can be one.',
  TAB_AS_INDENT: 'A tab cannot indent: use blanks.',
  UNEXPECTED_TOKEN: 'This character is not expected here: remove it, or put the text in quotes.',
};

/** MISSING_CHAR and BAD_INDENT each cover several cases that the library tells apart by its message alone. */
function missingSentence(message: string): string | undefined {
  if (message.includes('without - indicator'))
    return 'This line stands among the items of a list, and is none: indent it below its item, or begin it with a dash.';
  if (message.includes('followed by map values')) return "This line lacks its colon: write 'key: value'.";
  if (message.includes('end with a ]')) return "This list is not closed: add the missing ']'.";
  if (message.includes('end with a }')) return "This map is not closed: add the missing '}'.";
  return undefined;
}

/** Whether an offset lies between the halves of a character: the library counts in halves. */
function isSplit(text: string, offset: number): boolean {
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(Math.max(0, offset - 1), offset + 1));
}

/** The place of an error: inside the text, on one line, at least one whole character wide. */
function errorRange({ pos: [from, to] }: YAMLError, text: string): TextRange {
  const inside = Math.max(0, Math.min(from, text.length - 1));
  const start = isSplit(text, inside) ? inside - 1 : inside;
  const next = isSplit(text, start + 1) ? start + 2 : start + 1;
  const end = Math.min(text.length, Math.max(to, next));
  const line = firstLine(text, { start, end: isSplit(text, end) ? end + 1 : end });
  return line.end > line.start ? line : { start, end: next };
}

/** What a line without its colon was meant to be: a comment of another language, or a key whose colon YAML does not see. */
function meantLine(error: YAMLError, text: string): Problem | null {
  if (error.code !== 'MULTILINE_IMPLICIT_KEY' && !error.message.includes('followed by map values')) return null;
  const { start } = errorRange(error, text);
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const line = firstLine(text, {
    start: lineStart + (/^[ ]*/.exec(text.slice(lineStart))?.[0].length ?? 0),
    end: text.length,
  });
  const written = text.slice(line.start, line.end);
  if (written.startsWith('//')) {
    const fixes = [
      { title: 'Begin the comment with #', range: { start: line.start, end: line.start + 2 }, replacement: '#' },
    ];
    return problem('yaml-syntax', line, 'A comment begins with #, not with //.', { fixes });
  }
  const [word = ''] = /^[A-Za-z][\w-]*/.exec(written) ?? [];
  const separator = separatorIn(written, [word]);
  if (separator === null || separator.start === separator.end) return null;
  const advice = separator.advice.charAt(0).toUpperCase() + separator.advice.slice(1);
  return problem('yaml-syntax', line, advice, { fixes: [separatorFix(separator, line)] });
}

/** Brackets that are closed, over lines that are not indented: YAML then takes them for open. */
function notIndented(error: YAMLError, text: string): Problem | null {
  const bracket = /end with a ([\]}])/.exec(error.message)?.[1];
  if (bracket === undefined) return null;
  const { start } = errorRange(error, text);
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const inside = text.slice(lineStart, start).trim() === '' ? /^[^[\]{}]*?([\]}])/.exec(text.slice(lineStart)) : null;
  if (inside?.[1] !== bracket) return null;
  const lines = inside[0].slice(0, -1).trimEnd().split('\n');
  const range = { start: lineStart, end: lineStart + lines.join('\n').length };
  if (range.end === range.start) return null;
  const replacement = lines.map((line) => (line.trim() === '' ? line : `  ${line}`)).join('\n');
  const fixes = [{ title: 'Indent the lines', range, replacement }];
  const message =
    'Lines in brackets are indented more than the line that opens them: indent this one and those that follow.';
  return problem('yaml-syntax', firstLine(text, { start, end: range.end }), message, { fixes });
}

function syntaxProblem(error: YAMLError, text: string): Problem {
  const range = errorRange(error, text);
  if (error.code === 'RESOURCE_EXHAUSTION') return tooDeep(range.start);
  const meant = meantLine(error, text) ?? notIndented(error, text);
  if (meant) return meant;
  const sentence = missingSentence(error.message) ?? sentences[error.code] ?? `This is not YAML: ${error.message}.`;
  if (error.code !== 'TAB_AS_INDENT') return problem('yaml-syntax', range, sentence);
  const fixes = [{ title: 'Replace the tab by two blanks', range, replacement: '  ' }];
  return problem('yaml-tab', range, sentence, { fixes });
}

/** The first error in our words; errors that follow come of it. */
function firstError(errors: readonly YAMLError[], text: string): Problem | null {
  const [first] = errors;
  // A dash in brackets is taken for a key first, and only then for what it is.
  const error = errors.find(({ code, pos }) => code === 'BLOCK_IN_FLOW' && pos[0] === first?.pos[0]) ?? first;
  return missingComma(errors, text, (at) => errorRange(at, text)) ?? (error ? syntaxProblem(error, text) : null);
}

function scalarNode(scalar: Scalar, range: TextRange): ScalarNode {
  const quoted = scalar.type !== 'PLAIN';
  const source = typeof scalar.source === 'string' ? scalar.source : '';
  return { kind: 'scalar', text: source, quoted, empty: !quoted && scalar.value === null, range };
}

/** `parent` is the range of what holds the node: where an empty value is shown. */
function toNode(node: YamlNode, parent: TextRange): DocumentNode {
  const nothing: ScalarNode = { kind: 'scalar', text: '', quoted: false, empty: true, range: parent };
  if (!node) return nothing;
  const range = whole(node.range, parent);
  // The library leaves the types of a collection's items open; it builds them of its own nodes.
  if (isMap(node))
    return { kind: 'map', entries: node.items.map((pair) => toEntry(pair as Pair<YamlNode, YamlNode>, range)), range };
  if (isSeq(node)) return { kind: 'list', items: node.items.map((item) => toNode(item as YamlNode, range)), range };
  if (!isScalar(node)) return nothing;
  return scalarNode(node, range.end > range.start ? range : parent);
}

function toEntry(pair: Pair<YamlNode, YamlNode>, parent: TextRange): Entry {
  const key = isScalar(pair.key) ? pair.key : null;
  const keyRange = whole(key?.range, parent);
  return { key: typeof key?.source === 'string' ? key.source : '', keyRange, value: toNode(pair.value, keyRange) };
}

function readYaml(text: string): Document.Parsed {
  return parseDocument(text, {
    version: '1.2',
    schema: 'core',
    strict: true,
    stringKeys: true,
    merge: false,
    prettyErrors: false,
    // The library compares every key with every other; duplicateKey below takes linear time and names the first place.
    uniqueKeys: false,
    // 'silent' would also silence the error about a second document.
    logLevel: 'error',
  });
}

/** The first key of the document that its map has already. */
function duplicateKey(node: DocumentNode | null): Problem | null {
  if (node?.kind === 'list') return firstOf(node.items, duplicateKey);
  if (node?.kind !== 'map') return null;
  const seen = new Map<string, TextRange>();
  for (const { key, keyRange, value } of node.entries) {
    const before = seen.get(key);
    if (before)
      return problem(
        'duplicate-key',
        keyRange,
        `The key ${quoted(key)} stands here a second time: remove one of the two.`,
        {
          related: [{ range: before, message: 'First used here.' }],
        },
      );
    seen.set(key, keyRange);
    const inside = duplicateKey(value);
    if (inside) return inside;
  }
  return null;
}

/** Reads a scenario's text. */
export function parseScenario(text: string): ParsedText {
  const { problem: first, readable } = inspect(text);
  if (!readable) return { document: { text, root: null }, problem: first };
  try {
    const yaml = readYaml(text);
    const all = { start: 0, end: text.length };
    const root = yaml.contents ? toNode(yaml.contents, all) : null;
    return {
      document: { text, root },
      problem: first ?? firstError(yaml.errors, text) ?? hiddenCharacters(root) ?? duplicateKey(root),
    };
  } catch (error) {
    // inspect() keeps texts from getting here; what the library might still throw is a problem of the file, not of the editor.
    const message = error instanceof Error ? error.message : String(error);
    const range = { start: 0, end: Math.min(1, text.length) };
    return { document: { text, root: null }, problem: problem('yaml-syntax', range, `This is not YAML: ${message}.`) };
  }
}
