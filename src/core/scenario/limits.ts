// What is refused before YAML sees it, so that no file takes long or overflows a stack: size, damaged characters, depth and number of tokens.
// The limits leave a scenario of several thousand lines alone; the parser's worst case at them was measured under half a second.
import { Lexer } from 'yaml';
import type { Problem, TextRange } from './problem';
import { problem } from './report';

/** In UTF-16 code units of text; decodeUtf8 counts bytes against the same figure. */
export const largestFile = 256 * 1024;
const deepestNesting = 32;
const mostTokens = 30_000;

const fileStart: TextRange = { start: 0, end: 0 };

/** The problem of a file that is too large. */
export function tooLarge(characters: number): Problem {
  return problem(
    'file-too-large',
    fileStart,
    `The file is too large for a scenario (${Math.ceil(characters / 1024)} KiB of text, at most ${largestFile / 1024}): is it the right file?`,
  );
}

/** The problem of a small file that is no scenario either. */
function tooManyTokens(): Problem {
  const message = `The file has more than ${mostTokens / 1000} 000 words and marks, too many for a scenario: is it the right file?`;
  return problem('file-too-large', fileStart, message);
}

/** YAML allows no control characters but tab and line ends. */
function isControl(code: number): boolean {
  return (
    (code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) || (code >= 0x7f && code <= 0x9f && code !== 0x85)
  );
}

function isLoneSurrogate(text: string, index: number, code: number): boolean {
  if (code < 0xd800 || code > 0xdfff) return false;
  if (code >= 0xdc00) {
    const before = text.charCodeAt(index - 1);
    return !(before >= 0xd800 && before < 0xdc00);
  }
  const after = text.charCodeAt(index + 1);
  return !(after >= 0xdc00 && after <= 0xdfff);
}

/** The first character that cannot be in a text file. */
function damagedCharacter(text: string): Problem | null {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const range = { start: index, end: index + 1 };
    if (code === 0xfffd || isLoneSurrogate(text, index, code))
      return problem('not-utf8', range, 'The file is not valid UTF-8 here: save it in the encoding UTF-8.');
    if (isControl(code))
      return problem(
        'control-character',
        range,
        `The file has a control character here (U+${code.toString(16).toUpperCase().padStart(4, '0')}): delete it.`,
        { fixes: [{ title: 'Delete the character', range, replacement: '' }] },
      );
  }
  return null;
}

/** Follows how deep the tokens of a text nest: brackets, and block levels by their columns. */
class Depth {
  private brackets = 0;
  private columns: number[] = [];
  private atLineStart = true;

  /** Takes the next token, which begins at `column` of its line; gives the depth that it stands at. */
  take(token: string, column: number): number {
    if (token === '[' || token === '{') this.brackets++;
    else if ((token === ']' || token === '}') && this.brackets > 0) this.brackets--;
    else if (this.brackets === 0 && !token.startsWith(' ')) this.block(token, column);
    return this.brackets + this.columns.length;
  }

  private block(token: string, column: number): void {
    if (token === '\n' || token === '\r\n') {
      this.atLineStart = true;
      return;
    }
    const opens = token === '-' || token === '?';
    if (!this.atLineStart && !opens) return;
    if (this.atLineStart) this.columns = this.columns.filter((open) => open < column);
    this.columns.push(column);
    this.atLineStart = opens;
  }
}

/** Zero-width marks of the lexer: a document starts, a flow collection ended by error, the next token is a scalar. */
const documentMark = '\u0002';
const flowErrorMark = '\u0018';
export const scalarMark = '\u001f';

/** Whether a token of the lexer is such a mark, which stands for no text. */
export function isMark(token: string): boolean {
  return token === documentMark || token === flowErrorMark || token === scalarMark;
}

/** The problem of a place that too many lists and maps enclose. */
export function tooDeep(offset: number): Problem {
  const message = `Lists and maps nest more than ${deepestNesting} deep here: a scenario needs no more than six levels.`;
  return problem('nested-too-deeply', { start: offset, end: offset + 1 }, message);
}

/** YAML features that a scenario has no use for, by the first character of their token. */
const refusedFeatures: Readonly<Record<string, readonly [code: string, message: string]>> = {
  '&': ['yaml-alias', 'A scenario uses no anchors (&): write the value out where it is needed.'],
  '*': ['yaml-alias', 'A scenario uses no aliases (*): write the value out, or quote the text if it begins with *.'],
  '!': ['yaml-tag', 'A scenario uses no tags (!): remove it, or quote the text if it begins with !.'],
  '%': ['yaml-directive', 'A scenario has no directives (%): remove this line.'],
};

/** The problem of a token that stands for such a feature. */
function refusedFeature(token: string, offset: number): Problem | null {
  const [code, message] = refusedFeatures[token[0] ?? ''] ?? [];
  if (code === undefined || message === undefined) return null;
  return problem(code, { start: offset, end: offset + token.length }, message);
}

/** Whether a token that begins with a quote ends with it: not with a doubled or an escaped one. */
function isClosed(token: string): boolean {
  const [, end = ''] = (token.startsWith("'") ? /^'(?:[^']|'')*?('*)$/ : /^"[^]*?(\\*")$/).exec(token) ?? [];
  return end.length % 2 === 1;
}

/** A quote that is not closed runs on to the end of the file; the library looks at its last character alone. */
function unclosedQuote(token: string, offset: number): Problem | null {
  if (!/^["']/.test(token) || isClosed(token)) return null;
  return problem('yaml-syntax', { start: offset, end: offset + 1 }, 'This quote is not closed: add the closing one.');
}

export interface Inspection {
  /** The first thing that is wrong. */
  readonly problem: Problem | null;
  /** The parser may have the text. */
  readonly readable: boolean;
}

/** Runs the lexer alone, which neither recurses nor slows down, to find what the parser would choke on. */
function inspectTokens(text: string): Inspection {
  const depth = new Depth();
  let found: Problem | null = null;
  let isScalar = false;
  let tokens = 0;
  let offset = 0;
  let lineStart = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === scalarMark) isScalar = true;
    if (isMark(token)) continue;
    if (++tokens > mostTokens) return { problem: tooManyTokens(), readable: false };
    if (depth.take(token, offset - lineStart) > deepestNesting) return { problem: tooDeep(offset), readable: false };
    if (!isScalar) found ??= refusedFeature(token, offset) ?? unclosedQuote(token, offset);
    isScalar = false;
    const lineEnd = token.lastIndexOf('\n');
    if (lineEnd >= 0) lineStart = offset + lineEnd + 1;
    offset += token.length;
  }
  return { problem: found, readable: true };
}

/** Looks at a text before the YAML parser does. */
export function inspect(text: string): Inspection {
  if (text.length > largestFile) return { problem: tooLarge(text.length), readable: false };
  const damaged = damagedCharacter(text);
  return damaged ? { problem: damaged, readable: false } : inspectTokens(text);
}
