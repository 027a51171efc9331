// Where the comments of a text are, also of one that the parser cannot read.
import { Lexer } from 'yaml';
import type { TextRange } from '../scenario/problem';
import { isMark, largestFile, scalarMark } from '../scenario/limits';

/** The comments of a text, from their `#` to the end of their line. Linear in its length; none of a text too large for a scenario. */
export function commentsOf(text: string): readonly TextRange[] {
  if (text.length > largestFile) return [];
  const comments: TextRange[] = [];
  let isScalar = false;
  let offset = 0;
  for (const token of new Lexer().lex(text)) {
    if (isMark(token)) {
      isScalar = token === scalarMark;
      continue;
    }
    const end = offset + token.length;
    if (!isScalar && token.startsWith('#')) comments.push({ start: offset, end: offset + token.trimEnd().length });
    isScalar = false;
    offset = end;
  }
  return comments;
}
