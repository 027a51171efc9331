// Two items in brackets without a comma between them: the YAML library has an error for each way to read them on, none of which says so.
import { Lexer } from 'yaml';
import type { YAMLError } from 'yaml';
import type { Problem, TextRange } from './problem';
import { problem } from './report';

const sentence =
  'A comma is missing here: separate the items in brackets by commas, or put the text in quotes if its colon is meant.';

/** `index size: 2%`: the end of one item and the key of the next. */
const twoItems = /^([^,:{}[\]\r\n]*[^\s,:{}[\]])\s+[A-Za-z][\w-]*[ \t]*:/;

/** How many brackets are open at an offset. */
function openBrackets(text: string, offset: number): number {
  let open = 0;
  let at = 0;
  for (const token of new Lexer().lex(text)) {
    if (at >= offset) break;
    if (token === '[' || token === '{') open++;
    else if ((token === ']' || token === '}') && open > 0) open--;
    // Marks of the lexer stand for no text (limits.ts).
    if (!/^[\u0002\u0018\u001f]$/.test(token)) at += token.length;
  }
  return open;
}

/** Whether the library's first error is a comma that is missing between two items in brackets. */
function lacksComma({ code, message, pos: [start] }: YAMLError, text: string): boolean {
  if (/^-\s/.test(text.slice(start, start + 2))) return false;
  switch (code) {
    case 'BLOCK_IN_FLOW':
      return true;
    case 'MISSING_CHAR':
      return message.startsWith('Missing , ');
    case 'MULTILINE_IMPLICIT_KEY':
      return openBrackets(text, start) > 0;
    case 'UNEXPECTED_TOKEN':
      return /["'}\]][ \t]*$/.test(text.slice(0, start)) && openBrackets(text, start) > 0;
    default:
      return false;
  }
}

/** The problem of a missing comma, if that is what the errors are about. */
export function missingComma(
  errors: readonly YAMLError[],
  text: string,
  place: (error: YAMLError) => TextRange,
): Problem | null {
  const [first, second] = errors;
  // A list or map after another one is taken for a key first, and only then for an item.
  const error = first?.code === 'NON_STRING_KEY' ? second : first;
  if (!error || !lacksComma(error, text)) return null;
  const range = place(error);
  const [, before] = twoItems.exec(text.slice(range.start)) ?? [];
  if (before === undefined) return problem('yaml-syntax', range, sentence);
  const end = range.start + before.length;
  if (before.endsWith(';')) {
    const title = 'Write a comma for the semicolon';
    return problem('yaml-syntax', range, sentence, {
      fixes: [{ title, range: { start: end - 1, end }, replacement: ',' }],
    });
  }
  const fixes = [{ title: 'Insert the comma', range: { start: end, end }, replacement: ',' }];
  return problem('yaml-syntax', range, sentence, { fixes });
}
